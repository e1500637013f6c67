"""Refused credentials: whose fault it is, and that our own mistakes delete nobody (WP-04, WP-07..09, WP-30)."""

from pathlib import Path

from models.delivery import Reason
from models.keyring import Keyring, rotate_vapid
from push.channels.vapid import Vapid
from push.channels.webpush import WebPushSender
from push.message import Accepted, Failed, Gone, Outcome, Refused
from tests.push.channels.contents import push
from tests.servers.push_service import PushService


async def test_one_refused_subscription_among_accepted_ones_is_gone(sender: WebPushSender, push_service: PushService) -> None:
    """WP-07: the token is made anew once and tried once more, then the subscription is dead."""
    good, bad = push_service.subscribe(), push_service.subscribe()
    assert isinstance(await sender.send(push(good)), Accepted)
    push_service.answer(bad, status=403)
    assert await sender.send(push(bad)) == Gone("403")
    assert len([one for one in push_service.attempts if one.endpoint == bad.endpoint]) == 2


async def test_a_new_token_can_heal_a_refusal(sender: WebPushSender, push_service: PushService) -> None:
    """WP-07: refused once, taken with the fresh token."""
    good, other = push_service.subscribe(), push_service.subscribe()
    await sender.send(push(good))
    push_service.answer(other, status=401, times=1)
    assert isinstance(await sender.send(push(other)), Accepted)


async def test_our_own_mistake_deletes_nothing_and_pauses_the_origin(sender: WebPushSender, push_service: PushService) -> None:
    """WP-08, F3: five refused subscriptions and none accepted: nothing is gone, and the sixth is not even tried."""
    browsers = [push_service.subscribe() for _ in range(6)]
    for browser in browsers:
        push_service.answer(browser, status=403, body="BadJwtToken")
    outcomes = [await sender.send(push(browser)) for browser in browsers]
    assert outcomes[:5] == [Refused("403")] * 5
    assert isinstance(outcomes[5], Refused)
    assert outcomes[5].status == "circuit_open"
    assert 50 < outcomes[5].seconds <= 60
    assert len(push_service.attempts) == 5


async def test_many_refusals_among_accepted_ones_open_the_circuit_too(sender: WebPushSender, push_service: PushService) -> None:
    """WP-08: more than a fifth of an origin."""
    for _ in range(8):
        await sender.send(push(push_service.subscribe()))
    bad = [push_service.subscribe() for _ in range(4)]
    for browser in bad:
        push_service.answer(browser, status=401)
    outcomes = [await sender.send(push(browser)) for browser in bad]
    assert outcomes == [Gone("401"), Gone("401"), Refused("401"), Refused("circuit_open", outcomes[3].seconds, was_tried=False)]  # type: ignore[union-attr] # Refused has it


async def test_a_bad_token_is_our_own_mistake(sender: WebPushSender, push_service: PushService) -> None:
    """WP-09: signed anew and tried once more, and then nobody is deleted though others are accepted."""
    good, bad = push_service.subscribe(), push_service.subscribe()
    assert isinstance(await sender.send(push(good)), Accepted)
    push_service.answer(bad, status=403, body='{"reason":"BadJwtToken"}')
    assert await sender.send(push(bad)) == Refused("403")
    assert len([one for one in push_service.attempts if one.endpoint == bad.endpoint]) == 2


async def test_a_subscription_made_with_a_foreign_key_is_deleted_and_many_are_not(
    sender: WebPushSender, push_service: PushService, keyring: Keyring
) -> None:
    """WP-04: the service says that the key does not fit. Five such are a sign of lost key files: they stay, and the others go on."""
    good = push_service.subscribe(keyring.vapid.public)
    said = '{"reason":"VapidPkHashMismatch"}'
    outcomes: list[Outcome] = []
    for number in range(6):
        browser = push_service.subscribe()
        push_service.answer(browser, status=400 if number % 2 else 403, body=said)
        outcomes.append(await sender.send(push(browser, vapid_key=f"foreign-{number}")))
    gone = [Gone(f"{status} other_vapid_key") for status in (403, 400, 403, 400)]
    assert outcomes == [*gone, *[Failed(Reason.CONFIGURATION, "other_vapid_key")] * 2]
    assert isinstance(await sender.send(push(good, vapid_key=keyring.vapid.public)), Accepted)


async def test_a_mismatch_of_our_own_key_goes_through_the_breaker(
    sender: WebPushSender, push_service: PushService, keyring: Keyring
) -> None:
    """WP-04, WP-08: signed with the very key of the row, so the row is not to blame before others are accepted."""
    browser = push_service.subscribe()
    push_service.answer(browser, status=403, body="the VAPID credentials do not correspond")
    assert await sender.send(push(browser, vapid_key=keyring.vapid.public)) == Refused("403")


async def test_after_a_rotation_old_and_new_subscriptions_are_reached(push_service: PushService, tmp_path: Path) -> None:
    """WP-30: the strict service takes nothing but the key a subscription is bound to."""
    old = Keyring.load(tmp_path).vapid
    new = rotate_vapid(tmp_path)
    sender = WebPushSender(Vapid.of(Keyring.load(tmp_path), "mailto:a@noris.example"), origins=[push_service.origin], timeout=1)
    for key in (old, new):
        browser = push_service.subscribe(key.public)
        assert isinstance(await sender.send(push(browser, vapid_key=key.public)), Accepted)
    await sender.close()
    assert push_service.rejections == []
