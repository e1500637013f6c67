"""One table: what every answer of every push service means, and what of it is logged (WP-01..14, WP-36)."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from push.channels.http import Answer
from push.channels.webpush_answers import Verdict, judge, said


def autopush(code: int, errno: int, message: str = "") -> bytes:
    """Mozilla's autopush."""
    return json.dumps({"code": code, "errno": errno, "error": "Error", "message": message}).encode()


def apple(reason: str) -> bytes:
    """web.push.apple.com."""
    return json.dumps({"reason": reason}).encode()


CORRESPOND = b"the VAPID credentials in the authorization header do not correspond to the credentials used to create the subscriptions."

TABLE: list[tuple[str, str, int, bytes, Verdict]] = [
    *[("WP-01", "any", status, b"", Verdict.ACCEPTED) for status in (200, 201, 202)],
    ("WP-03", "mozilla", 400, autopush(400, 110, "Invalid crypto keys"), Verdict.OUR_REQUEST),
    ("WP-03", "mozilla", 400, autopush(400, 111, "Missing TTL"), Verdict.OUR_REQUEST),
    ("WP-03", "mozilla", 400, autopush(400, 112, "Invalid TTL"), Verdict.OUR_REQUEST),
    ("WP-03", "mozilla", 400, autopush(400, 113, "Invalid Topic"), Verdict.OUR_REQUEST),
    *[("WP-03", "mozilla", 400, autopush(400, errno, "gone"), Verdict.GONE) for errno in (102, 103, 105, 106)],
    ("WP-03", "apple", 400, apple("BadTtl"), Verdict.OUR_REQUEST),
    ("WP-03", "apple", 400, apple("BadWebPushTopic"), Verdict.OUR_REQUEST),
    ("WP-03", "apple", 400, apple("BadDeviceToken"), Verdict.GONE),
    ("WP-03", "google", 400, b"Bad Request", Verdict.OUR_REQUEST),
    ("WP-03", "google", 400, b"InvalidRegistration", Verdict.GONE),
    ("WP-03", "windows", 400, b"", Verdict.OUR_REQUEST),
    ("WP-04", "apple", 400, apple("VapidPkHashMismatch"), Verdict.OTHER_KEY),
    ("WP-04", "apple", 403, apple("VapidPkHashMismatch"), Verdict.OTHER_KEY),
    ("WP-04", "google", 403, CORRESPOND, Verdict.OTHER_KEY),
    ("WP-04", "mozilla", 401, autopush(401, 109, "VAPID public key mismatch"), Verdict.OTHER_KEY),
    ("WP-04", "mozilla", 401, autopush(401, 109, "KeyMismatch"), Verdict.OTHER_KEY),
    *[("WP-05", host, 404, b"", Verdict.GONE) for host in ("mozilla", "google", "apple", "windows")],
    ("WP-05", "mozilla", 404, autopush(404, 102), Verdict.GONE),
    *[("WP-06", host, 410, b"", Verdict.GONE) for host in ("mozilla", "google", "apple", "windows")],
    ("WP-06", "mozilla", 410, autopush(410, 103), Verdict.GONE),
    ("WP-06", "mozilla", 410, autopush(410, 106), Verdict.GONE),
    ("WP-06", "apple", 410, apple("Unregistered"), Verdict.GONE),
    *[("WP-07", host, status, b"", Verdict.CREDENTIALS) for host in ("google", "windows") for status in (401, 403)],
    ("WP-07", "mozilla", 401, autopush(401, 109, "Invalid authentication"), Verdict.CREDENTIALS),
    ("WP-07", "apple", 403, apple("Forbidden"), Verdict.CREDENTIALS),
    ("WP-09", "apple", 403, apple("BadJwtToken"), Verdict.TOKEN),
    ("WP-09", "apple", 403, apple("ExpiredJwtToken"), Verdict.TOKEN),
    ("WP-09", "apple", 400, apple("BadAuthorizationHeader"), Verdict.TOKEN),
    ("WP-09", "google", 403, b"invalid JWT provided", Verdict.TOKEN),
    ("WP-09", "google", 400, b"invalid JWT provided", Verdict.TOKEN),
    *[("WP-10", host, 413, b"", Verdict.OUR_REQUEST) for host in ("mozilla", "google", "apple", "windows")],
    *[("WP-11", host, 429, b"", Verdict.LATER) for host in ("mozilla", "google", "apple", "windows")],
    ("WP-12", "windows", 406, b"", Verdict.LATER),
    *[("WP-12", "any", status, b"", Verdict.LATER) for status in (408, 425, 500, 501, 502, 503, 504, 507, 520, 599)],
    ("WP-12", "mozilla", 502, autopush(502, 900), Verdict.LATER),
    ("WP-12", "mozilla", 503, autopush(503, 201), Verdict.LATER),
    *[("WP-13", "any", status, b"", Verdict.CONFIGURATION) for status in (300, 301, 302, 303, 304, 307, 308)],
    *[("WP-14", "any", status, b"", Verdict.OUR_REQUEST) for status in (203, 204, 206, 402, 405, 409, 411, 412, 415, 418, 422, 431, 451)],
]


@pytest.mark.parametrize(("row", "host", "status", "body", "verdict"), TABLE, ids=[f"{row[0]}-{row[1]}-{row[2]}" for row in TABLE])
def test_every_answer_has_one_meaning(row: str, host: str, status: int, body: bytes, verdict: Verdict) -> None:
    """WP-01, WP-03..07, WP-09..14: the row of the requirements, the service, its answer."""
    assert judge(status, body) is verdict, (row, host)


@pytest.mark.parametrize("status", range(200, 600))
def test_no_status_is_without_a_meaning(status: int) -> None:
    """WP-14: and only 404 and 410 delete without a word in the body."""
    assert (judge(status) is Verdict.GONE) == (status in {404, 410})


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"errno": "103"}', b"x" * 70_000])
def test_a_body_that_is_no_json_names_nobody(body: bytes) -> None:
    """WP-03."""
    assert judge(400, body) is Verdict.OUR_REQUEST


ENDPOINT = "https://fcm.googleapis.com/fcm/send/dGhpcyBpcyBhIHNlY3JldCB0b2tlbg:APA91b"


@pytest.mark.parametrize(
    ("body", "logged"),
    [
        (b"", ""),
        (b"push subscription has unsubscribed or expired.\n", "push subscription has unsubscribed or expired.\n"),
        (apple("VapidPkHashMismatch"), "VapidPkHashMismatch"),
        (autopush(401, 109, ENDPOINT), "errno 109"),
        (f"no such subscription {ENDPOINT}".encode(), "no such subscription …"),
        (b"token dGhpcyBpcyBhIHNlY3JldCB0b2tlbg unknown", "token … unknown"),
        (apple(ENDPOINT), '{"reason":"…'),
        (b"ab " * 100, "ab " * 66 + "ab"),
    ],
)
def test_what_is_logged_names_no_endpoint(body: bytes, logged: str) -> None:
    """WP-14, WP-36, AL-03: at most 200 characters, and neither address nor token."""
    found = said(body)
    assert len(found) <= 200
    assert "dGhpcyBpcyBhIHNlY3JldCB0b2tlbg" not in found
    assert found.replace(" ", "").startswith(logged.replace(" ", ""))


NOW = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Mon, 23 Nov 2026 12:10:00 GMT", 600),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("9" * 30, 10 * 365 * 86400),
    ],
)
def test_retry_after(text: str, seconds: float | None) -> None:
    """WP-11, RFC 9110 10.2.3: seconds or a date."""
    assert Answer(429, {"retry-after": text}, b"").retry_after(NOW) == seconds
    assert NOW + timedelta(seconds=seconds or 0) >= NOW
