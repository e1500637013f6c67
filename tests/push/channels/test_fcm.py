"""FCM against a strict service: what is sent, how often, how fast, and what no answer means (FC-07, FC-09..12, FC-14, FC-16)."""

import asyncio
import json
import time
from dataclasses import fields
from datetime import timedelta
from unittest.mock import ANY

import pytest

from models.delivery import Reason
from push.channels.fcm import FcmSender
from push.channels.fcm_account import FcmAccount
from push.message import Accepted, Failed, Later, PushContent, PushText, Refused
from tests.push.channels.contents import TAG, push
from tests.servers.answers import Manner
from tests.servers.fcm_errors import Failure
from tests.servers.fcm_service import FcmService


async def test_a_message_is_what_fcm_asks_for(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-09, FC-10, FC-11, FC-14: one token, ttl, priority, collapse key, tag, strings only."""
    token = fcm_service.register()
    outcome = await fcm_sender.send(push(endpoint=token))
    (message,) = fcm_service.received(token)
    assert outcome == Accepted("200", message.name.rpartition("/")[2])
    assert message.content == {
        "token": token,
        "notification": {"title": "Kein Wasser: Di 24.11., 8–14 Uhr", "body": "Amselweg 12. Bitte vorher Wasser abfüllen."},
        "data": {"v": "1", "url": "/aushaenge/1", "tag": TAG, "lang": "de"},
        "android": {"priority": "HIGH", "ttl": "3595s", "collapse_key": TAG, "notification": {"tag": TAG}},
    }
    assert fcm_service.rejections == []


@pytest.mark.parametrize(("urgency", "priority"), [("high", "HIGH"), ("normal", "NORMAL"), ("low", "NORMAL")])
async def test_fc_09_only_alerts_have_priority(fcm_sender: FcmSender, fcm_service: FcmService, urgency: str, priority: str) -> None:
    """FC-09: what is not urgent may wait until the phone wakes up."""
    token = fcm_service.register()
    await fcm_sender.send(push(endpoint=token, urgency=urgency))
    assert fcm_service.received(token)[0].android["priority"] == priority


@pytest.mark.parametrize(("left", "ttl"), [(6, "1s"), (65.9, "60s"), (2_419_205, "2419200s"), (90 * 86400, "2419200s")])
async def test_fc_09_the_life_of_a_message_is_what_is_left(fcm_sender: FcmSender, fcm_service: FcmService, left: float, ttl: str) -> None:
    """FC-09: whole seconds, at most four weeks."""
    token = fcm_service.register()
    content = push(endpoint=token)
    await fcm_sender.send(push(endpoint=token, now=content.now, expires_at=content.now + timedelta(seconds=left)))
    assert fcm_service.received(token)[0].android["ttl"] == ttl
    assert fcm_service.rejections == []


@pytest.mark.parametrize("left", [-3600, 0, 5.9])
async def test_fc_09_what_has_ended_is_not_sent(fcm_sender: FcmSender, fcm_service: FcmService, left: float) -> None:
    """FC-09: neither is what would end on the way."""
    content = push(endpoint=fcm_service.register())
    late = push(endpoint=content.endpoint, now=content.now, expires_at=content.now + timedelta(seconds=left))
    assert await fcm_sender.send(late) == Failed(Reason.EXPIRED, "expired")
    assert fcm_service.attempts == []


async def test_fc_10_a_retry_and_a_correction_replace_what_they_repeat(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-10, FC-16: the answer is lost after FCM took the message; what is sent again has the same collapse key and tag."""
    token = fcm_service.register()
    fcm_service.misbehave(token, Manner.DROP_AFTER_ACCEPTING, times=1)
    assert await fcm_sender.send(push(endpoint=token)) == Later("no_answer", first=10)
    assert isinstance(await fcm_sender.send(push(endpoint=token)), Accepted)
    correction = push(endpoint=token, text=PushText("Doch Wasser", "Der Termin entfällt."))
    assert isinstance(await fcm_sender.send(correction), Accepted)
    keys = [(message.android["collapse_key"], message.android["notification"]["tag"]) for message in fcm_service.received(token)]
    assert keys == [(TAG, TAG)] * 3


async def test_fc_10_a_device_never_has_more_than_four_keys_waiting(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-10: the fifth takes the place of the oldest; each keeps its own tag on the screen."""
    token, other = fcm_service.register(), fcm_service.register()
    for number in range(6):
        await fcm_sender.send(push(endpoint=token, tag=f"tag-{number}", urgency="normal"))
    await fcm_sender.send(push(endpoint=other, tag="tag-5", urgency="normal"))
    messages = fcm_service.received(token)
    assert [message.android["collapse_key"] for message in messages] == ["tag-0", "tag-1", "tag-2", "tag-3", "tag-0", "tag-1"]
    assert [message.android["notification"]["tag"] for message in messages] == [f"tag-{number}" for number in range(6)]
    assert fcm_service.received(other)[0].android["collapse_key"] == "tag-5"


def _size(account: FcmAccount, body: str) -> int:
    content = push(endpoint="t")
    data = {"v": "1", "url": content.path, "tag": TAG, "lang": "de"}
    android = {"priority": "HIGH", "ttl": "3595s", "notification": {"tag": TAG}, "collapse_key": TAG}
    return len(account.body(fcm_token="t", notification_title="T", notification_body=body, data_payload=data, android_config=android))


@pytest.mark.parametrize("letter", ["x", "ß", "\u0001"])
async def test_fc_11_too_long_a_message_stays_in_the_house(
    fcm_sender: FcmSender, fcm_service: FcmService, fcm_account: FcmAccount, letter: str
) -> None:
    """FC-11: 4096 bytes as they are sent, not letters."""
    one, two = _size(fcm_account, letter), _size(fcm_account, 2 * letter)
    fitting = letter * (1 + (4096 - one) // (two - one))
    assert _size(fcm_account, fitting) <= 4096 < _size(fcm_account, fitting + letter)
    fcm_service.answer("t", status=200, body=b'{"name":"projects/p/messages/1"}')
    outcome = await fcm_sender.send(push(endpoint="t", text=PushText("T", fitting + letter)))
    assert outcome == Failed(Reason.PAYLOAD, "too_long")
    assert (fcm_service.attempts, fcm_service.token_requests, fcm_service.rejections) == ([], 0, [])


async def test_fc_11_nothing_personal_and_nothing_reserved_leaves_the_house(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-11, WP-35: every field of the content is told once; ids, keys and names of rows do not go along."""
    token = fcm_service.register()
    content = push(endpoint=token, delivery_id=987_654_321, p256dh="P" * 87, auth="Q" * 22, vapid_key="V" * 87)
    await fcm_sender.send(content)
    (message,) = fcm_service.received(token)
    sent = json.dumps(message.content, ensure_ascii=False)
    told = {"endpoint", "text", "path", "tag", "language", "urgency", "now", "expires_at"}
    assert {field.name for field in fields(PushContent)} - told == {"delivery_id", "p256dh", "auth", "vapid_key"}
    assert all(str(secret) not in sent for secret in (content.delivery_id, content.p256dh, content.auth, content.vapid_key))
    assert set(message.data) == {"v", "url", "tag", "lang"}
    assert all(isinstance(value, str) for value in message.data.values())
    assert not any(key == "from" or key.startswith(("gcm", "google", "message_type")) for key in message.data)


async def test_fc_12_the_rate_holds_back_bulk_and_lets_an_alert_pass(fcm_account: FcmAccount, fcm_service: FcmService) -> None:
    """FC-12, OB-16: what would wait too long goes back to the ledger, its attempt not used up; the alert's reserve is there."""
    sender = FcmSender(fcm_account, timeout=1, rate=1)
    token = fcm_service.register()
    outcomes = await asyncio.gather(*(sender.send(push(endpoint=token, tag=f"t{n}", urgency="normal")) for n in range(12)))
    waiting = [outcome for outcome in outcomes if isinstance(outcome, Later)]
    assert len(waiting) == 11
    assert {(outcome.status, outcome.counts) for outcome in waiting} == {("rate_limited", False)}
    assert all((outcome.seconds or 0) > 5 for outcome in waiting)
    taken = len(fcm_service.messages)
    started = time.monotonic()
    assert isinstance(await sender.send(push(endpoint=token)), Accepted)
    assert time.monotonic() - started < 1
    assert len(fcm_service.messages) == taken + 1
    await sender.close()


async def test_fc_06_too_many_requests_lower_the_rate(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-06: our own rate is halved, so that fewer are refused."""
    first, second = fcm_service.register(), fcm_service.register()
    await fcm_sender.send(push(endpoint=second))
    before = fcm_sender.rate
    fcm_service.fail(first, Failure.QUOTA_EXCEEDED)
    assert await fcm_sender.send(push(endpoint=first)) == Later("429 QUOTA_EXCEEDED", first=60)
    assert fcm_sender.rate == pytest.approx(before / 2, rel=0.1)
    assert isinstance(await fcm_sender.send(push(endpoint=second)), Accepted), "other devices go on"


@pytest.mark.parametrize("manner", [Manner.HANG, Manner.DROP, Manner.DROP_AFTER_ACCEPTING])
async def test_fc_07_no_answer_is_tried_again_after_ten_seconds(fcm_sender: FcmSender, fcm_service: FcmService, manner: Manner) -> None:
    """FC-07, FC-16: also when the time for the request is over."""
    token = fcm_service.register()
    fcm_service.misbehave(token, manner)
    assert await fcm_sender.send(push(endpoint=token)) == Later("no_answer", first=10)
    assert fcm_service.attempts == [token]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b"null", b'{"name":1}', b"\xff", b'{"name":'])
async def test_fc_07_an_accepting_answer_without_a_name_is_not_believed(
    fcm_sender: FcmSender, fcm_service: FcmService, body: bytes
) -> None:
    """FC-07: an empty or unreadable body."""
    token = fcm_service.register()
    fcm_service.answer(token, status=200, body=body)
    assert await fcm_sender.send(push(endpoint=token)) == Later("empty_answer", first=10)
    fcm_service.recover(token)
    fcm_service.answer(token, status=200, headers={"Retry-After": "40"}, body=body)
    assert await fcm_sender.send(push(endpoint=token)) == Later("empty_answer", 40, first=10)


async def test_fc_07_a_service_that_is_down_is_tried_again(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-07: the connection is refused, and the next one works."""
    token = fcm_service.register()
    assert isinstance(await fcm_sender.send(push(endpoint=token)), Accepted)
    await fcm_service.stop()
    assert await fcm_sender.send(push(endpoint=token)) == Later("no_answer", first=10)
    await fcm_service.start()
    assert isinstance(await fcm_sender.send(push(endpoint=token)), Accepted)


async def test_nothing_is_sent_while_the_circuit_is_open(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-05: the next message is not even tried, and costs no attempt."""
    first, second = fcm_service.register(), fcm_service.register()
    fcm_service.fail(first, Failure.PERMISSION_DENIED)
    await fcm_sender.send(push(endpoint=first))
    assert await fcm_sender.send(push(endpoint=second)) == Refused("circuit_open", ANY, was_tried=False)
    assert fcm_service.attempts == [first]
