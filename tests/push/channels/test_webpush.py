"""Web push against a strict push service: what is sent, and what each answer means (section 1 of the requirements)."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from models.delivery import Reason
from models.keyring import Keyring, rotate_vapid
from push import metrics
from push.channels import webpush_address
from push.channels.vapid import Vapid, check_subscriber
from push.channels.webpush import WebPushSender
from push.channels.webpush_address import Endpoint
from push.message import Accepted, Failed, Gone, Later, Outcome, PushText, Refused
from tests.push.channels.contents import TAG, push
from tests.servers.answers import Manner
from tests.servers.push_service import PushService

ORIGIN = "https://push.example"


@pytest.fixture
async def sender(keyring: Keyring, push_service: PushService) -> AsyncIterator[WebPushSender]:
    """Sends to the strict service only."""
    vapid = Vapid(keyring.vapid, "mailto:service@noris.example")
    sender = WebPushSender(vapid, origins=[push_service.origin], timeout=1)
    yield sender
    await sender.close()


async def test_a_push_is_what_the_rfcs_ask_for(sender: WebPushSender, push_service: PushService, keyring: Keyring) -> None:
    """TTL, Urgency, Topic, aes128gcm and VAPID; the strict service refuses anything less (WP-02, WP-15..19, WP-27)."""
    browser = push_service.subscribe(keyring.vapid.public)
    outcome = await sender.send(push(browser))
    assert isinstance(outcome, Accepted)
    assert outcome.status == "201"
    (message,) = push_service.received(browser)
    assert message.headers["ttl"] == "3595"
    assert (message.urgency, message.topic) == ("high", TAG)
    assert message.claims["aud"] == push_service.origin
    assert message.claims["sub"] == "mailto:service@noris.example"
    assert message.decoded == {
        "v": 1,
        "title": "Kein Wasser: Di 24.11., 8–14 Uhr",
        "body": "Amselweg 12. Bitte vorher Wasser abfüllen.",
        "tag": TAG,
        "url": "/aushaenge/1",
        "lang": "de",
    }
    assert push_service.rejections == []


async def test_the_token_is_signed_once_an_hour_and_never_for_another_origin(
    sender: WebPushSender, push_service: PushService, keyring: Keyring
) -> None:
    """WP-28: reused within the hour, signed anew after it; another origin has its own."""
    browser = push_service.subscribe(keyring.vapid.public)
    first = push(browser)
    for minutes in (0, 30, 59, 61):
        moment = first.now + timedelta(minutes=minutes)
        await sender.send(push(browser, now=moment, expires_at=moment + timedelta(hours=1)))
    tokens = [message.jwt for message in push_service.received(browser)]
    assert tokens[0] == tokens[1] == tokens[2] != tokens[3]
    vapid = Vapid(keyring.vapid, "mailto:service@noris.example")
    assert vapid.header("https://a.example", first.now) != vapid.header("https://b.example", first.now)
    assert vapid.header("https://a.example", first.now) == vapid.header("https://a.example", first.now)


@pytest.mark.parametrize(
    "subscriber",
    ["", "service@noris.example", "mailto:x@localhost", "mailto:", "http://noris.example", "https://localhost", "mailto:x@a.local"],
)
def test_a_subscriber_without_a_real_domain_stops_the_start(subscriber: str) -> None:
    """WP-27: Apple answers 403 to such a `sub`."""
    with pytest.raises(ValueError, match="SUBSCRIBER"):
        check_subscriber(subscriber)


ANSWERS: list[tuple[int, dict[str, str], str, Outcome]] = [
    (200, {}, "", Accepted("200")),
    (202, {}, "", Accepted("202")),
    (400, {}, "bad", Failed(Reason.PAYLOAD, "400")),
    (404, {}, "", Gone("404")),
    (410, {}, "", Gone("410")),
    (413, {}, "", Failed(Reason.PAYLOAD, "413")),
    (429, {"Retry-After": "120"}, "", Later("429", 120)),
    (429, {}, "", Later("429")),
    (406, {}, "", Later("406")),
    (408, {}, "", Later("408")),
    (503, {"Retry-After": "7"}, "", Later("503", 7)),
    (502, {}, "", Later("502")),
    (301, {"Location": "http://127.0.0.1:9/"}, "", Refused("301")),
    (307, {"Location": "http://127.0.0.1:9/"}, "", Refused("307")),
    (418, {}, "x" * 200_000, Failed(Reason.PAYLOAD, "418")),
]


@pytest.mark.parametrize(("status", "headers", "body", "outcome"), ANSWERS)
async def test_each_answer_becomes_its_outcome(
    *, sender: WebPushSender, push_service: PushService, status: int, headers: dict[str, str], body: str, outcome: Outcome
) -> None:
    """Over the wire; a redirect is never followed and a long body never read whole (WP-13, WP-14)."""
    browser = push_service.subscribe()
    push_service.answer(browser, status=status, headers=headers, body=body)
    assert await sender.send(push(browser)) == outcome
    assert len(push_service.attempts) == 1


async def test_retry_after_may_be_a_date(sender: WebPushSender, push_service: PushService) -> None:
    """WP-11, RFC 9110 10.2.3."""
    browser = push_service.subscribe()
    content = push(browser)
    date = (content.now + timedelta(minutes=10)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    push_service.answer(browser, status=429, headers={"Retry-After": date})
    outcome = await sender.send(content)
    assert isinstance(outcome, Later)
    assert outcome.seconds is not None
    assert 598 < outcome.seconds <= 600


@pytest.mark.parametrize("manner", [Manner.HANG, Manner.DROP, Manner.DROP_AFTER_ACCEPTING])
async def test_no_answer_is_tried_again(sender: WebPushSender, push_service: PushService, manner: Manner) -> None:
    """WP-12: a hang, a cut connection, a lost answer."""
    browser = push_service.subscribe()
    push_service.misbehave(browser, manner)
    assert await sender.send(push(browser)) == Later("no_answer")


async def test_a_service_that_is_away_is_tried_again(sender: WebPushSender, push_service: PushService) -> None:
    """WP-12: nobody listens."""
    browser = push_service.subscribe()
    await push_service.stop()
    assert await sender.send(push(browser)) == Later("no_answer")
    await push_service.start()


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


@pytest.mark.parametrize(("kept", "status"), [("60", "201 ttl=60"), ("3595", "201"), ("99999", "201"), ("many", "201"), (None, "201")])
async def test_a_shorter_time_to_live_is_kept(*, sender: WebPushSender, push_service: PushService, kept: str | None, status: str) -> None:
    """WP-01, RFC 8030 5.2: the service may store it for less than we asked for."""
    browser = push_service.subscribe()
    push_service.answer(browser, status=201, headers={"TTL": kept} if kept else {})
    outcome = await sender.send(push(browser))
    assert isinstance(outcome, Accepted)
    assert outcome.status == status


@pytest.mark.parametrize("urgency", ["high", "normal", "low"])
async def test_one_urgency_and_one_topic(sender: WebPushSender, push_service: PushService, urgency: str) -> None:
    """WP-16, WP-18: the strict service refuses a header that is there twice; a retry replaces the first message."""
    browser = push_service.subscribe()
    for _ in range(2):
        assert isinstance(await sender.send(push(browser, urgency=urgency)), Accepted)
    assert [message.urgency for message in push_service.received(browser)] == [urgency] * 2
    assert len(push_service.deliver(browser)) == 1


@pytest.mark.parametrize(("seconds", "warned"), [(0, 0), (59, 0), (-75, 1), (600, 1)])
async def test_a_clock_that_runs_away_is_said(*, sender: WebPushSender, push_service: PushService, seconds: int, warned: int) -> None:
    """WP-29: more than sixty seconds from the service's Date, with the first answer and not with each."""
    browser = push_service.subscribe()
    content = push(browser)
    date = (content.now.replace(microsecond=0) - timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    push_service.answer(browser, status=201, headers={"Date": date})
    with capture_logs() as logs:
        for _ in range(3):
            await sender.send(content)
    assert len([line for line in logs if line["event"] == "clock.skew"]) == warned
    assert seconds <= metrics.clock_skew.labels("127.0.0.1")._value.get() < seconds + 1  # pyright: ignore[reportPrivateUsage] - the figure itself


@pytest.mark.parametrize("status", [400, 403, 404, 410, 413, 429, 500])
async def test_no_log_line_carries_an_endpoint(sender: WebPushSender, push_service: PushService, status: int) -> None:
    """WP-14, WP-36, AL-03: the host at most, whatever the service repeats of what it was sent."""
    browser = push_service.subscribe()
    push_service.answer(browser, status=status, body=f"{browser.endpoint} {browser.p256dh} {browser.auth} " * 50)
    with capture_logs() as logs:
        await sender.send(push(browser))
    assert any(line["event"] == "webpush.answer" for line in logs)
    for secret in (browser.token, browser.p256dh, browser.auth):
        assert secret not in repr(logs)


async def test_a_name_that_leads_outside_first_and_inside_then_is_not_followed(keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    """WP-23: rebinding. The first address is the one connected to; after a minute the name is looked up and judged anew."""
    loop = asyncio.get_running_loop()
    reached = list[bytes]()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.append(await reader.read(1))
        writer.close()

    inside = await asyncio.start_server(take, "127.0.0.1", 0)
    port = inside.sockets[0].getsockname()[1]
    answers = ["127.0.0.2", "127.0.0.1"]

    def is_public(address: str) -> bool:
        return address == "127.0.0.2"

    monkeypatch.setattr("push.channels.webpush_address.is_public", is_public)

    async def getaddrinfo(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (answers.pop(0), port))]

    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
    sender = WebPushSender(Vapid(keyring.vapid, "mailto:a@noris.example"), origins=[], timeout=0.3)
    monkeypatch.setattr(sender._endpoints, "check", lambda url: Endpoint(url, ORIGIN, "push.example", port, is_listed=False))  # pyright: ignore[reportPrivateUsage, reportUnknownArgumentType, reportUnknownLambdaType] - a public name on our port
    content = push(PushService().subscribe(), endpoint=f"{ORIGIN}:{port}/x")
    assert await sender.send(content) == Later("no_answer")
    assert answers == ["127.0.0.1"]
    moment = time.monotonic() + 61
    monkeypatch.setattr("push.channels.webpush_origin.time.monotonic", lambda: moment)
    assert await sender.send(content) == Refused("private_address")
    await sender.close()
    inside.close()
    await inside.wait_closed()
    assert (answers, reached) == ([], [])


async def test_what_is_kept_of_a_subscription_ends_with_its_keys(sender: WebPushSender, push_service: PushService) -> None:
    """WP-17: the same endpoint with new keys is encrypted for the new ones; the old ones are not remembered."""
    browser = push_service.subscribe()
    assert isinstance(await sender.send(push(browser)), Accepted)
    other = push_service.subscribe()
    stale = push(browser, p256dh=other.p256dh, auth=other.auth)
    assert await sender.send(stale) == Failed(Reason.PAYLOAD, "400")
    assert isinstance(await sender.send(push(browser)), Accepted)
    assert await sender.send(push(browser, auth="AAAA")) == Gone("bad_keys")


async def test_what_is_kept_in_memory_is_bounded(sender: WebPushSender, push_service: PushService, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest subscriptions and all texts make room; nobody misses anything."""
    monkeypatch.setattr("push.channels.webpush.MOST_SUBSCRIPTIONS", 3)
    monkeypatch.setattr("push.channels.webpush.MOST_PAYLOADS", 2)
    browsers = [push_service.subscribe() for _ in range(5)]
    for _ in range(2):
        for number, browser in enumerate(browsers):
            assert isinstance(await sender.send(push(browser, text=PushText(f"T{number}", "x"))), Accepted)
    assert [message.decoded["title"] for browser in browsers for message in push_service.received(browser)] == [
        f"T{number}" for number in range(5) for _ in range(2)
    ]
    assert len(sender._subscriptions) == 3  # pyright: ignore[reportPrivateUsage] - the promise is about memory
    assert len(sender._payloads) <= 2  # pyright: ignore[reportPrivateUsage] - the promise is about memory


async def test_many_at_once_look_the_name_up_once(
    sender: WebPushSender, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WP-22: one look-up a minute and origin, however many wait for it."""
    asked = list[str]()
    resolve = webpush_address.resolve

    async def counted(endpoint: Endpoint) -> str:
        asked.append(endpoint.host)
        return await resolve(endpoint)

    monkeypatch.setattr("push.channels.webpush_address.resolve", counted)
    outcomes = await asyncio.gather(*(sender.send(push(push_service.subscribe())) for _ in range(20)))
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert asked == ["127.0.0.1"]


async def test_a_push_that_has_expired_is_not_sent(sender: WebPushSender, push_service: PushService) -> None:
    """WP-15: five seconds of slack."""
    browser = push_service.subscribe()
    content = push(browser)
    late = push(browser, now=content.now, expires_at=content.now + timedelta(seconds=5))
    assert await sender.send(late) == Failed(Reason.EXPIRED, "expired")
    assert push_service.attempts == []


async def test_a_text_that_is_too_long_is_our_mistake(sender: WebPushSender, push_service: PushService) -> None:
    """WP-10, WP-19: it never leaves the house; the subscription stays."""
    browser = push_service.subscribe()
    assert await sender.send(push(browser, text=PushText("T", "x" * 2048))) == Failed(Reason.PAYLOAD, "too_long")
    assert push_service.attempts == []


async def test_bad_keys_and_foreign_hosts_are_not_sent_to(sender: WebPushSender, push_service: PushService) -> None:
    """WP-22, WP-25: keys no browser could have made are dead; a host we do not send to is for the operator to mend."""
    browser = push_service.subscribe()
    assert await sender.send(push(browser, auth="AAAA")) == Gone("bad_keys")
    foreign = push(browser, endpoint="http://127.0.0.1:1/x")
    assert await sender.send(foreign) == Failed(Reason.CONFIGURATION, "refused_endpoint")
    assert push_service.attempts == []


async def test_a_name_that_leads_inside_is_never_connected_to(
    keyring: Keyring, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WP-23: zero bytes reach an inner address, whatever the name server says."""
    sender = WebPushSender(Vapid(keyring.vapid, "mailto:a@noris.example"), origins=[], timeout=1)

    async def inside(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("127.0.0.1", 443))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", inside)
    browser = push_service.subscribe()
    content = push(browser, endpoint="https://fcm.googleapis.com/fcm/send/x")
    assert await sender.send(content) == Refused("private_address")
    await sender.close()
    assert push_service.attempts == []


async def test_the_looked_up_address_is_the_one_connected_to(
    keyring: Keyring, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WP-22: one look-up, and the connection goes there under the endpoint's own name."""
    port = push_service.origin.rpartition(":")[2]
    origin = f"http://push.noris.example:{port}"
    sender = WebPushSender(Vapid(keyring.vapid, "mailto:a@noris.example"), origins=[origin], timeout=1)
    asked = list[object]()

    async def inside(host: object, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", int(port)))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", inside)
    browser = push_service.subscribe()
    for _ in range(3):
        await sender.send(push(browser, endpoint=browser.endpoint.replace(push_service.origin, origin)))
    await sender.close()
    assert asked == ["push.noris.example"]
    hosts = {rejection.headers["host"] for rejection in push_service.rejections}
    assert hosts == {f"push.noris.example:{port}"}
