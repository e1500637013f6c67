"""What the answers of push services mean: every status of every service has exactly one verdict (WP-01..14).

Sources: RFC 8030 and 8292; Mozilla's autopush (`errno` in a JSON body), Apple (`reason` in a JSON body), Google (plain sentences),
Microsoft's WNS (406 is its throttle).
"""

import re
from enum import StrEnum
from typing import Any, cast

import orjson

LOGGED_CHARACTERS = 200
_MISMATCH = re.compile(r"VapidPkHashMismatch|do not correspond|key\s?mismatch|MismatchSenderId", re.IGNORECASE)
_BAD_TOKEN = re.compile(r"BadJwtToken|ExpiredJwtToken|invalid JWT|BadAuthorizationHeader", re.IGNORECASE)
_DEAD = re.compile(r"BadDeviceToken|Unregistered|NotRegistered|InvalidRegistration|unsubscribed or expired", re.IGNORECASE)
_DEAD_ERRNO = frozenset({102, 103, 105, 106})
_WORD = re.compile(r"[A-Za-z]{1,40}")
_SECRETS = re.compile(r"https?://\S+|[A-Za-z0-9_\-.:%=/+]{20,}")


class Verdict(StrEnum):
    """What an answer means, before looking at who else was refused."""

    ACCEPTED = "accepted"
    GONE = "gone"
    OTHER_KEY = "other_key"
    """The subscription was made with another VAPID key (WP-04)."""
    CREDENTIALS = "credentials"
    """Refused; ours or the subscription's fault, which only the company it is in tells (WP-07, WP-08)."""
    TOKEN = "token"  # noqa: S105 - a word, no secret
    """Our token itself is bad: `sub`, `exp` or the clock; never the subscription's fault (WP-09)."""
    OUR_REQUEST = "our_request"
    CONFIGURATION = "configuration"
    LATER = "later"


def judge(status: int, body: bytes = b"") -> Verdict:
    """The table of section 1.1. The body decides only where the status does not: 400, 401 and 403."""
    if 200 <= status <= 202:
        return Verdict.ACCEPTED
    if status in {404, 410}:
        return Verdict.GONE
    if status in {400, 401, 403}:
        return _judge_refusal(status, body)
    if status in {406, 408, 425, 429} or status >= 500:
        return Verdict.LATER
    if 300 <= status < 400:
        return Verdict.CONFIGURATION
    return Verdict.OUR_REQUEST


def _judge_refusal(status: int, body: bytes) -> Verdict:
    text = body[: LOGGED_CHARACTERS * 5].decode(errors="replace")
    if _MISMATCH.search(text):
        return Verdict.OTHER_KEY
    if _BAD_TOKEN.search(text):
        return Verdict.TOKEN
    if status != 400:
        return Verdict.CREDENTIALS
    is_dead = _json(body).get("errno") in _DEAD_ERRNO or _DEAD.search(text)
    return Verdict.GONE if is_dead else Verdict.OUR_REQUEST


def said(body: bytes) -> str:
    """What may be logged of a body (WP-14, WP-36): Apple's word, autopush's number, else 200 characters without addresses and tokens."""
    content = _json(body)
    reason, errno = content.get("reason"), content.get("errno")
    if isinstance(errno, int):
        return f"errno {errno}"
    if isinstance(reason, str) and _WORD.fullmatch(reason):
        return reason
    return _SECRETS.sub("…", body[: LOGGED_CHARACTERS * 5].decode(errors="replace"))[:LOGGED_CHARACTERS]


def _json(body: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(body)
    except ValueError:
        return {}
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
