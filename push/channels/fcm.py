"""Mobile push: FCM HTTP v1, one message per token, with every answer turned into an Outcome in one table (FC-01..16)."""

from datetime import timedelta
from enum import StrEnum
from typing import Any, cast
from urllib.parse import urlsplit

import structlog
from pyfcm.errors import FCMError  # pyright: ignore[reportMissingTypeStubs] - the package has none
from pyreqwest.exceptions import RequestError

from models.delivery import Reason
from push.channels.fcm_account import FcmAccount
from push.channels.gate import BusyError, Gate, OpenError
from push.channels.http import Answer, Clients, post
from push.message import Accepted, Failed, Gone, Later, Outcome, PushContent, Refused

log: structlog.stdlib.BoundLogger = structlog.get_logger()

LONGEST_TTL = 2_419_200
LARGEST_PAYLOAD = 4096
TTL_SLACK = timedelta(seconds=5)
FIRST_RETRY_SECONDS = 10.0
QUOTA_RETRY_SECONDS = 60.0


class Code(StrEnum):
    """FCM's error codes and the HTTP-like status words that stand in for them."""

    UNREGISTERED = "UNREGISTERED"
    SENDER_ID_MISMATCH = "SENDER_ID_MISMATCH"
    INVALID_ARGUMENT = "INVALID_ARGUMENT"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    THIRD_PARTY_AUTH_ERROR = "THIRD_PARTY_AUTH_ERROR"
    PERMISSION_DENIED = "PERMISSION_DENIED"
    QUOTA_EXCEEDED = "QUOTA_EXCEEDED"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"
    OTHER = "OTHER"


_CODES = tuple(str(code) for code in Code)
_BY_STATUS_WORD = {"NOT_FOUND": Code.UNREGISTERED, "RESOURCE_EXHAUSTED": Code.QUOTA_EXCEEDED}
_BY_STATUS = {
    400: Code.INVALID_ARGUMENT,
    401: Code.UNAUTHENTICATED,
    403: Code.PERMISSION_DENIED,
    404: Code.OTHER,
    429: Code.QUOTA_EXCEEDED,
    500: Code.INTERNAL,
}


def _details(answer: Answer) -> list[dict[str, Any]]:
    error = answer.json().get("error")
    found: Any = cast("dict[str, Any]", error).get("details", []) if isinstance(error, dict) else []
    return [cast("dict[str, Any]", one) for one in cast("list[Any]", found) if isinstance(one, dict)] if isinstance(found, list) else []


def error_code(answer: Answer) -> Code:
    """FC-08: `error.details[].errorCode`, then `error.status`, then the HTTP status.

    A bare 404 may be a wrong project or endpoint: it is no word about a token.
    """
    for detail in _details(answer):
        if detail.get("errorCode") in _CODES:
            return Code(detail["errorCode"])
    error = answer.json().get("error")
    word = str(cast("dict[str, Any]", error).get("status", "")) if isinstance(error, dict) else ""
    if word in _BY_STATUS_WORD:
        return _BY_STATUS_WORD[word]
    if word in _CODES:
        return Code(word)
    return Code.UNAVAILABLE if answer.status >= 500 else _BY_STATUS.get(answer.status, Code.OTHER)


def blames_only_the_token(answer: Answer) -> bool:
    """FC-03: an INVALID_ARGUMENT of FCM itself, with no field named or with the token named, is about the token."""
    violations = [one for detail in _details(answer) for one in cast("list[dict[str, Any]]", detail.get("fieldViolations", []))]
    return _is_fcms_own(answer) and all(one.get("field") == "message.token" for one in violations)


def _is_fcms_own(answer: Answer) -> bool:
    return any("errorCode" in detail for detail in _details(answer))


class FcmSender:
    """Sends to one Firebase project."""

    def __init__(self, account: FcmAccount, *, concurrency: int, timeout: float) -> None:
        self._account = account
        self._clients = Clients(timeout)
        self._gate = Gate(account.url, concurrency)

    async def send(self, content: PushContent, /) -> Outcome:
        """Send one message; a lost answer may deliver twice, which collapse_key and tag make invisible (FC-10, FC-16)."""
        ttl = min(LONGEST_TTL, int((content.expires_at - content.now - TTL_SLACK).total_seconds()))
        if ttl <= 0:
            return Failed(Reason.EXPIRED, "expired")
        body = self._body(content, ttl)
        if len(body) > LARGEST_PAYLOAD:
            return Failed(Reason.PAYLOAD, "too_long")
        try:
            async with self._gate.enter():
                return await self._deliver(content, body)
        except OpenError as error:
            return Refused("circuit_open", error.seconds, was_tried=False)
        except BusyError:
            return Later("origin_busy", 2, counts=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._clients.close()

    def _body(self, content: PushContent, ttl: int) -> bytes:
        notification = {"tag": content.tag} if content.tag else {}
        android: dict[str, object] = {"priority": "HIGH" if content.urgency == "high" else "NORMAL", "ttl": f"{ttl}s"}
        if notification:
            android |= {"collapse_key": content.tag, "notification": notification}
        return self._account.body(
            fcm_token=content.endpoint,
            notification_title=content.text.title,
            notification_body=content.text.body,
            data_payload={"v": "1", "url": content.path, "tag": content.tag, "lang": content.language},
            android_config=android,
        )

    async def _deliver(self, content: PushContent, body: bytes) -> Outcome:
        answer = await self._post(content, body)
        if isinstance(answer, Answer) and answer.status == 401 and error_code(answer) is Code.UNAUTHENTICATED:
            answer = await self._post(content, body)
        if not isinstance(answer, Answer):
            return answer
        self._gate.answered()
        return self._outcome(answer, content)

    async def _post(self, content: PushContent, body: bytes) -> Answer | Outcome:
        parts = urlsplit(self._account.url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            headers = await self._account.headers()
            client = await self._clients.client(parts.hostname or "", parts.hostname or "", port)
            answer = await post(client, self._account.url, headers, body)
        except FCMError as error:
            log.error("fcm.no_access_token", error=type(error).__name__)
            return Refused("no_access_token")
        except (RequestError, OSError) as error:
            log.info("fcm.no_answer", delivery=content.delivery_id, error=type(error).__name__)
            return Later("no_answer", FIRST_RETRY_SECONDS)
        if answer.status == 401:
            self._account.forget(headers)
        return answer

    def _outcome(self, answer: Answer, content: PushContent) -> Outcome:
        name = answer.json().get("name")
        if answer.status == 200 and isinstance(name, str):
            self._gate.accepted(content.endpoint)
            return Accepted("200", name.rpartition("/")[2])
        if answer.status == 200:
            return Later("empty_answer", answer.retry_after(content.now) or FIRST_RETRY_SECONDS)
        code = error_code(answer)
        log.info("fcm.answer", delivery=content.delivery_id, status=answer.status, code=str(code))
        return self._verdict(code, answer, content)

    def _verdict(self, code: Code, answer: Answer, content: PushContent) -> Outcome:
        """The table of section 2."""
        status = f"{answer.status} {code}"
        match code:
            case Code.UNREGISTERED:
                certain = _is_fcms_own(answer) or self._gate.others_accepted(content.endpoint)
                return Gone(status) if certain else Refused(status)
            case Code.SENDER_ID_MISMATCH:
                others = self._gate.others_accepted(content.endpoint)
                return Refused(status) if self._gate.refused(content.endpoint) or not others else Gone(status)
            case Code.INVALID_ARGUMENT:
                is_token = blames_only_the_token(answer) and self._gate.others_accepted(content.endpoint)
                return Gone(status) if is_token else Failed(Reason.PAYLOAD, status)
            case Code.UNAUTHENTICATED | Code.THIRD_PARTY_AUTH_ERROR | Code.PERMISSION_DENIED:
                self._gate.open()
                return Refused(status)
            case Code.QUOTA_EXCEEDED | Code.UNAVAILABLE | Code.INTERNAL:
                least = QUOTA_RETRY_SECONDS if code is Code.QUOTA_EXCEEDED else FIRST_RETRY_SECONDS
                return Later(status, answer.retry_after(content.now) or least)
            case Code.OTHER:
                return Refused(status) if answer.status in {404, 403} or 300 <= answer.status < 400 else Failed(Reason.PAYLOAD, status)
