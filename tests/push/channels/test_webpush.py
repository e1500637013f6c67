"""Web push against a strict push service: what is sent, and what each answer means (section 1 of the requirements)."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from models.delivery import Reason
from models.keyring import Keyring
from push import metrics
from push.channels.vapid import Vapid, check_subscriber
from push.channels.webpush import WebPushSender
from push.message import Accepted, Failed, Gone, Later, Outcome, PushText, Refused
from tests.push.channels.contents import TAG, push
from tests.servers.answers import Manner
from tests.servers.push_service import PushService


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
