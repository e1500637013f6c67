"""What each answer of FCM means (FC-01..08), with the error bodies of its documentation and of its users."""

from email.utils import format_datetime

import pytest
from structlog.testing import capture_logs

from models.delivery import Reason
from push.channels.fcm import FcmSender
from push.channels.fcm_answers import Code, FcmError
from push.channels.http import Answer
from push.message import Accepted, Failed, Gone, Later, Outcome, PushText, Refused
from tests.push.channels.contents import push
from tests.servers.fcm_errors import Failure, error_body, fcm_detail, field_detail
from tests.servers.fcm_service import FcmService

OUR_MISTAKE = Failed(Reason.PAYLOAD, "400 INVALID_ARGUMENT")
LONELY: list[tuple[str, Failure, str | None, Outcome]] = [
    ("FC-01", Failure.UNREGISTERED, None, Gone("404 UNREGISTERED")),
    ("FC-02", Failure.SENDER_ID_MISMATCH, None, Refused("403 SENDER_ID_MISMATCH")),
    ("FC-02", Failure.PERMISSION_DENIED, None, Refused("403 PERMISSION_DENIED")),
    ("FC-03", Failure.INVALID_TOKEN, None, OUR_MISTAKE),
    ("FC-03", Failure.INVALID_TOKEN_NAMED, None, OUR_MISTAKE),
    ("FC-03", Failure.INVALID_VALUE, None, OUR_MISTAKE),
    ("FC-03", Failure.TOO_LARGE, None, OUR_MISTAKE),
    ("FC-04", Failure.UNAUTHENTICATED, None, Refused("401 UNAUTHENTICATED")),
    ("FC-05", Failure.THIRD_PARTY_AUTH_ERROR, None, Refused("401 THIRD_PARTY_AUTH_ERROR")),
    ("FC-06", Failure.QUOTA_EXCEEDED, None, Later("429 QUOTA_EXCEEDED", first=60)),
    ("FC-06", Failure.QUOTA_EXCEEDED, "90", Later("429 QUOTA_EXCEEDED", 90, first=60)),
    ("FC-07", Failure.INTERNAL, None, Later("500 INTERNAL", first=10)),
    ("FC-07", Failure.BAD_GATEWAY, None, Later("502 UNAVAILABLE", first=10)),
    ("FC-07", Failure.UNAVAILABLE, None, Later("503 UNAVAILABLE", first=10)),
    ("FC-07", Failure.UNAVAILABLE, "30", Later("503 UNAVAILABLE", 30, first=10)),
    ("FC-07", Failure.UNAVAILABLE, "soon", Later("503 UNAVAILABLE", first=10)),
    ("FC-07", Failure.EMPTY, None, Later("503 UNAVAILABLE", first=10)),
]


@pytest.mark.parametrize(("row", "failure", "retry_after", "outcome"), LONELY)
async def test_each_answer_becomes_its_outcome(
    *, fcm_sender: FcmSender, fcm_service: FcmService, row: str, failure: Failure, retry_after: str | None, outcome: Outcome
) -> None:
    """FC-01..FC-07 when no other token has been accepted: nothing but UNREGISTERED costs a token."""
    token = fcm_service.register()
    fcm_service.fail(token, failure, retry_after=retry_after)
    assert await fcm_sender.send(push(endpoint=token)) == outcome, row
    assert fcm_service.attempts == [token] * (2 if failure is Failure.UNAUTHENTICATED else 1)


async def test_fc_07_a_retry_after_that_is_a_date_is_understood(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-06, FC-07: RFC 9110 allows a date."""
    token = fcm_service.register()
    content = push(endpoint=token)
    fcm_service.fail(token, Failure.UNAVAILABLE, retry_after=format_datetime(content.expires_at, usegmt=True))
    outcome = await fcm_sender.send(content)
    assert isinstance(outcome, Later)
    assert outcome.seconds == pytest.approx(3600, abs=1)


AMONG_OTHERS: list[tuple[str, Failure, Outcome]] = [
    ("FC-01", Failure.UNREGISTERED, Gone("404 UNREGISTERED")),
    ("FC-02", Failure.SENDER_ID_MISMATCH, Gone("403 SENDER_ID_MISMATCH")),
    ("FC-03", Failure.INVALID_TOKEN, Gone("400 INVALID_ARGUMENT")),
    ("FC-03", Failure.INVALID_TOKEN_NAMED, Gone("400 INVALID_ARGUMENT")),
    ("FC-03", Failure.INVALID_VALUE, OUR_MISTAKE),
    ("FC-03", Failure.TOO_LARGE, OUR_MISTAKE),
]


@pytest.mark.parametrize(("row", "failure", "outcome"), AMONG_OTHERS)
async def test_a_bad_token_among_good_ones_is_gone(
    *, fcm_sender: FcmSender, fcm_service: FcmService, row: str, failure: Failure, outcome: Outcome
) -> None:
    """FC-01..FC-03: when others got the same words, the token is to blame; a field of ours that is named is our mistake."""
    good, bad = fcm_service.register(), fcm_service.register()
    assert isinstance(await fcm_sender.send(push(endpoint=good)), Accepted)
    fcm_service.fail(bad, failure)
    assert await fcm_sender.send(push(endpoint=bad)) == outcome, row


async def test_fc_03_another_payload_proves_nothing_about_this_one(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-03: "other tokens ok with the same payload"; what the same token got before does not count either."""
    good, bad = fcm_service.register(), fcm_service.register()
    await fcm_sender.send(push(endpoint=good, text=PushText("Neuer Aushang", "Treppenhausreinigung")))
    await fcm_sender.send(push(endpoint=bad))
    fcm_service.fail(bad, Failure.INVALID_TOKEN)
    assert await fcm_sender.send(push(endpoint=bad)) == OUR_MISTAKE


async def test_fc_02_a_wrong_project_deletes_nobody(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-02: one mismatch among accepted ones is that token's; the fifth opens the circuit, and from then on nothing is deleted."""
    good = fcm_service.register()
    for _ in range(30):
        await fcm_sender.send(push(endpoint=good))
    outcomes = list[Outcome]()
    for _ in range(7):
        bad = fcm_service.register()
        fcm_service.fail(bad, Failure.SENDER_ID_MISMATCH)
        outcomes.append(await fcm_sender.send(push(endpoint=bad)))
    gone = [outcome for outcome in outcomes if isinstance(outcome, Gone)]
    assert len(gone) <= 4
    assert all(isinstance(outcome, Refused) for outcome in outcomes[len(gone) :])
    assert outcomes[-1] == Refused("circuit_open", getattr(outcomes[-1], "seconds", 0), was_tried=False)


async def test_fc_01_a_404_without_fcms_own_word_goes_through_the_breaker(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-01, FC-08: a wrong project answers like that too."""
    good, bad = fcm_service.register(), fcm_service.register()
    fcm_service.answer(bad, status=404, body=error_body(404, "Requested entity was not found.", "NOT_FOUND"))
    assert await fcm_sender.send(push(endpoint=bad)) == Refused("404 UNREGISTERED")
    await fcm_sender.send(push(endpoint=good))
    assert await fcm_sender.send(push(endpoint=bad)) == Gone("404 UNREGISTERED")


async def test_fc_05_a_configuration_error_pauses_the_lane_and_calls_the_operator(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-05: one is enough; the next is not even sent, the access token stays, and the log has an error."""
    first, second = fcm_service.register(), fcm_service.register()
    fcm_service.fail(first, Failure.THIRD_PARTY_AUTH_ERROR)
    with capture_logs() as logs:
        assert await fcm_sender.send(push(endpoint=first)) == Refused("401 THIRD_PARTY_AUTH_ERROR")
    outcome = await fcm_sender.send(push(endpoint=second))
    assert isinstance(outcome, Refused)
    assert (outcome.status, outcome.was_tried) == ("circuit_open", False)
    assert fcm_service.attempts == [first]
    assert fcm_service.tokens_issued == 1
    errors = [(entry["event"], entry.get("code")) for entry in logs if entry["log_level"] == "error"]
    assert ("fcm.configuration", "THIRD_PARTY_AUTH_ERROR") in errors


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (301, Refused("301 OTHER")),
        (404, Refused("404 OTHER")),
        (403, Refused("403 PERMISSION_DENIED")),
        (413, Failed(Reason.PAYLOAD, "413 OTHER")),
        (418, Failed(Reason.PAYLOAD, "418 OTHER")),
        (504, Later("504 UNAVAILABLE", first=10)),
    ],
)
async def test_an_answer_that_is_not_fcms_costs_no_token(
    fcm_sender: FcmSender, fcm_service: FcmService, status: int, outcome: Outcome
) -> None:
    """FC-07, FC-08: a proxy or a wrong address answers with a page, or with nothing."""
    good, token = fcm_service.register(), fcm_service.register()
    await fcm_sender.send(push(endpoint=good))
    fcm_service.answer(token, status=status, headers={"Location": "https://example.org/"}, body=b"<html>no</html>")
    assert await fcm_sender.send(push(endpoint=token)) == outcome


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        # details come first,
        (404, error_body(404, "", "NOT_FOUND", fcm_detail("UNREGISTERED")), Code.UNREGISTERED),
        (403, error_body(403, "", "PERMISSION_DENIED", fcm_detail("SENDER_ID_MISMATCH")), Code.SENDER_ID_MISMATCH),
        (401, error_body(401, "", "UNAUTHENTICATED", fcm_detail("THIRD_PARTY_AUTH_ERROR")), Code.THIRD_PARTY_AUTH_ERROR),
        (400, error_body(400, "", "X", field_detail("a", "b"), fcm_detail("INVALID_ARGUMENT")), Code.INVALID_ARGUMENT),
        # then the status word,
        (404, error_body(404, "", "NOT_FOUND"), Code.UNREGISTERED),
        (429, error_body(429, "", "RESOURCE_EXHAUSTED"), Code.QUOTA_EXCEEDED),
        (400, error_body(400, "", "UNAVAILABLE", fcm_detail("NEW_CODE")), Code.UNAVAILABLE),
        # then HTTP.
        (404, b"", Code.OTHER),
        (404, error_body(404, "", "NEW_WORD"), Code.OTHER),
        (400, b'{"error":"text"}', Code.INVALID_ARGUMENT),
        (400, b'{"error":{"details":"text"}}', Code.INVALID_ARGUMENT),
        (400, b'{"error":{"details":[1,{"errorCode":["x"]},{"errorCode":null}]}}', Code.INVALID_ARGUMENT),
        (401, b"[]", Code.UNAUTHENTICATED),
        (403, b"null", Code.PERMISSION_DENIED),
        (429, b"\xff", Code.QUOTA_EXCEEDED),
        (503, b"<html>", Code.UNAVAILABLE),
        (418, b"", Code.OTHER),
    ],
)
def test_fc_08_the_code_is_read_from_details_then_status_then_http(status: int, body: bytes, code: Code) -> None:
    """FC-08; a 404 without FCM's own word may be a wrong address of ours, and costs no token."""
    assert FcmError(Answer(status, {}, body)).code is code


@pytest.mark.parametrize(
    ("body", "blames"),
    [
        (Failure.INVALID_TOKEN.body, True),
        (Failure.INVALID_TOKEN_NAMED.body, True),
        (Failure.INVALID_VALUE.body, False),
        (Failure.TOO_LARGE.body, False),
        (error_body(400, "", "", fcm_detail("INVALID_ARGUMENT"), field_detail("message.data", "")), False),
        (b'{"error":{"details":[{"errorCode":"INVALID_ARGUMENT","fieldViolations":[1]}]}}', False),
        (b'{"error":{"details":[{"errorCode":"INVALID_ARGUMENT","fieldViolations":"x"}]}}', True),
    ],
)
def test_fc_03_only_fcms_own_word_without_a_field_of_ours_blames_the_token(body: bytes, blames: bool) -> None:
    """FC-03: both sample bodies of FCM's documentation, and what its users have seen."""
    assert FcmError(Answer(400, {}, body)).blames_the_token is blames
