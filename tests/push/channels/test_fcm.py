"""FCM against a strict service with its token endpoint: what is sent, and what each answer means (section 2)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from models.delivery import Reason
from push.channels.fcm import Code, FcmSender, error_code
from push.channels.fcm_account import FcmAccount
from push.channels.http import Answer
from push.message import Accepted, Failed, Gone, Later, Outcome, PushText, Refused
from tests.push.channels.contents import TAG, push
from tests.servers.answers import Manner
from tests.servers.fcm_errors import Failure
from tests.servers.fcm_service import FcmService


@pytest.fixture
async def sender(fcm_service: FcmService, tmp_path: Path) -> AsyncIterator[FcmSender]:
    """Sends to the strict service."""
    account = FcmAccount(fcm_service.account_file(tmp_path / "account.json"), fcm_service.endpoint)
    sender = FcmSender(account, concurrency=20, timeout=1)
    yield sender
    await sender.close()


async def test_a_message_is_what_fcm_asks_for(sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-09..11: ttl, priority, collapse key, tag, strings only."""
    token = fcm_service.register()
    outcome = await sender.send(push(endpoint=token))
    (message,) = fcm_service.received(token)
    assert outcome == Accepted("200", message.name.rpartition("/")[2])
    assert message.notification == {"title": "Kein Wasser: Di 24.11., 8–14 Uhr", "body": "Amselweg 12. Bitte vorher Wasser abfüllen."}
    assert message.data == {"v": "1", "url": "/aushaenge/1", "tag": TAG, "lang": "de"}
    assert message.android == {"priority": "HIGH", "ttl": "3595s", "collapse_key": TAG, "notification": {"tag": TAG}}
    await sender.send(push(endpoint=token, urgency="normal"))
    assert fcm_service.received(token)[1].android["priority"] == "NORMAL"
    assert fcm_service.rejections == []


async def test_the_life_of_a_message_is_at_most_four_weeks(sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-09; expired ones are not sent."""
    token = fcm_service.register()
    content = push(endpoint=token)
    await sender.send(push(endpoint=token, now=content.now, expires_at=content.now + timedelta(days=90)))
    assert fcm_service.received(token)[0].android["ttl"] == "2419200s"
    late = push(endpoint=token, now=content.now, expires_at=content.now + timedelta(seconds=4))
    assert await sender.send(late) == Failed(Reason.EXPIRED, "expired")
    assert len(fcm_service.attempts) == 1


async def test_one_access_token_serves_many_messages(sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-15: single-flight, also when all start at once."""
    tokens = [fcm_service.register() for _ in range(10)]
    outcomes = await asyncio.gather(*(sender.send(push(endpoint=token)) for token in tokens))
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert fcm_service.tokens_issued == 1


async def test_an_ended_access_token_is_renewed_once(sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-04: refresh, retry once, no attempt lost, no device deleted."""
    tokens = [fcm_service.register() for _ in range(5)]
    await sender.send(push(endpoint=tokens[0]))
    fcm_service.expire_access_tokens()
    outcomes = await asyncio.gather(*(sender.send(push(endpoint=token)) for token in tokens))
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert fcm_service.tokens_issued == 2


LONELY = [
    (Failure.UNREGISTERED, None, Gone("404 UNREGISTERED")),
    (Failure.SENDER_ID_MISMATCH, None, Refused("403 SENDER_ID_MISMATCH")),
    (Failure.PERMISSION_DENIED, None, Refused("403 PERMISSION_DENIED")),
    (Failure.INVALID_TOKEN, None, Failed(Reason.PAYLOAD, "400 INVALID_ARGUMENT")),
    (Failure.INVALID_VALUE, None, Failed(Reason.PAYLOAD, "400 INVALID_ARGUMENT")),
    (Failure.TOO_LARGE, None, Failed(Reason.PAYLOAD, "400 INVALID_ARGUMENT")),
    (Failure.UNAUTHENTICATED, None, Refused("401 UNAUTHENTICATED")),
    (Failure.THIRD_PARTY_AUTH_ERROR, None, Refused("401 THIRD_PARTY_AUTH_ERROR")),
    (Failure.QUOTA_EXCEEDED, None, Later("429 QUOTA_EXCEEDED", 60)),
    (Failure.QUOTA_EXCEEDED, "90", Later("429 QUOTA_EXCEEDED", 90)),
    (Failure.INTERNAL, None, Later("500 INTERNAL", 10)),
    (Failure.BAD_GATEWAY, None, Later("502 UNAVAILABLE", 10)),
    (Failure.UNAVAILABLE, "30", Later("503 UNAVAILABLE", 30)),
    (Failure.EMPTY, None, Later("503 UNAVAILABLE", 10)),
]


@pytest.mark.parametrize(("failure", "retry_after", "outcome"), LONELY)
async def test_each_answer_becomes_its_outcome(
    *, sender: FcmSender, fcm_service: FcmService, failure: Failure, retry_after: str | None, outcome: Outcome
) -> None:
    """FC-01..08 when no other token has been accepted: nothing but UNREGISTERED costs a token."""
    token = fcm_service.register()
    fcm_service.fail(token, failure, retry_after=retry_after)
    assert await sender.send(push(endpoint=token)) == outcome


AMONG_OTHERS = [
    (Failure.SENDER_ID_MISMATCH, Gone("403 SENDER_ID_MISMATCH")),
    (Failure.INVALID_TOKEN, Gone("400 INVALID_ARGUMENT")),
    (Failure.INVALID_TOKEN_NAMED, Gone("400 INVALID_ARGUMENT")),
    (Failure.INVALID_VALUE, Failed(Reason.PAYLOAD, "400 INVALID_ARGUMENT")),
    (Failure.TOO_LARGE, Failed(Reason.PAYLOAD, "400 INVALID_ARGUMENT")),
]


@pytest.mark.parametrize(("failure", "outcome"), AMONG_OTHERS)
async def test_a_bad_token_among_good_ones_is_gone(sender: FcmSender, fcm_service: FcmService, failure: Failure, outcome: Outcome) -> None:
    """FC-02, FC-03: when others are taken, the token is to blame; a field that is named is our mistake."""
    good, bad = fcm_service.register(), fcm_service.register()
    assert isinstance(await sender.send(push(endpoint=good)), Accepted)
    fcm_service.fail(bad, failure)
    assert await sender.send(push(endpoint=bad)) == outcome


async def test_a_configuration_error_pauses_the_lane(sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-05: one is enough; the next is not even sent."""
    first, second = fcm_service.register(), fcm_service.register()
    fcm_service.fail(first, Failure.THIRD_PARTY_AUTH_ERROR)
    assert await sender.send(push(endpoint=first)) == Refused("401 THIRD_PARTY_AUTH_ERROR")
    outcome = await sender.send(push(endpoint=second))
    assert isinstance(outcome, Refused)
    assert outcome.status == "circuit_open"
    assert fcm_service.attempts == [first]


async def test_a_404_without_fcms_own_word_costs_a_token_only_where_others_are_taken(sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-01, FC-08: a wrong project answers like that too."""
    good, bad = fcm_service.register(), fcm_service.register()
    body = b'{"error":{"code":404,"status":"NOT_FOUND"}}'
    fcm_service.answer(bad, status=404, body=body)
    assert await sender.send(push(endpoint=bad)) == Refused("404 UNREGISTERED")
    await sender.send(push(endpoint=good))
    assert await sender.send(push(endpoint=bad)) == Gone("404 UNREGISTERED")


@pytest.mark.parametrize("manner", [Manner.HANG, Manner.DROP, Manner.DROP_AFTER_ACCEPTING])
async def test_no_answer_is_tried_again_after_ten_seconds(sender: FcmSender, fcm_service: FcmService, manner: Manner) -> None:
    """FC-07, FC-16."""
    token = fcm_service.register()
    fcm_service.misbehave(token, manner)
    assert await sender.send(push(endpoint=token)) == Later("no_answer", 10)


async def test_an_accepting_answer_without_a_name_is_not_believed(sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-07: an empty or unreadable body."""
    token = fcm_service.register()
    for body in (b"", b"<html>", b"[]", b"{}"):
        fcm_service.answer(token, status=200, body=body, times=1)
        assert await sender.send(push(endpoint=token)) == Later("empty_answer", 10)


async def test_google_refusing_a_token_is_a_configuration_error(sender: FcmSender, fcm_service: FcmService) -> None:
    """A wrong key or clock: no device is to blame."""
    token = fcm_service.register()
    fcm_service.now = lambda: 0.0
    assert await sender.send(push(endpoint=token)) == Refused("no_access_token")
    assert fcm_service.attempts == []


async def test_too_long_a_message_stays_in_the_house(sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-11."""
    token = fcm_service.register()
    content = push(endpoint=token, text=PushText("T", "x" * 4096))
    assert await sender.send(content) == Failed(Reason.PAYLOAD, "too_long")
    assert fcm_service.attempts == []


def test_an_account_file_others_can_read_is_refused(fcm_service: FcmService, tmp_path: Path) -> None:
    """FC-15."""
    path = fcm_service.account_file(tmp_path / "account.json")
    path.chmod(0o644)
    with pytest.raises(PermissionError, match="chmod 600"):
        FcmAccount(path, fcm_service.endpoint)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (404, b'{"error":{"status":"NOT_FOUND","details":[{"errorCode":"UNREGISTERED"}]}}', Code.UNREGISTERED),
        (404, b'{"error":{"status":"NOT_FOUND"}}', Code.UNREGISTERED),
        (404, b"", Code.OTHER),
        (429, b'{"error":{"status":"RESOURCE_EXHAUSTED"}}', Code.QUOTA_EXCEEDED),
        (400, b'{"error":"text"}', Code.INVALID_ARGUMENT),
        (400, b'{"error":{"details":"text"}}', Code.INVALID_ARGUMENT),
        (400, b'{"error":{"details":[1,{"errorCode":["x"]}]}}', Code.INVALID_ARGUMENT),
        (503, b"<html>", Code.UNAVAILABLE),
        (418, b"", Code.OTHER),
    ],
)
def test_the_code_is_read_from_details_then_status_then_http(status: int, body: bytes, code: Code) -> None:
    """FC-08; a 404 without FCM's own word may be a wrong address of ours, and costs no token."""
    assert error_code(Answer(status, {}, body)) is code
