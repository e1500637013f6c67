"""What FCM's error bodies say: its own code, and whether the token alone is to blame (FC-03, FC-08)."""

from enum import StrEnum
from typing import Any, cast

from push.channels.http import Answer


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


_CODES = {str(code): code for code in Code}
_BY_STATUS_WORD = {**_CODES, "NOT_FOUND": Code.UNREGISTERED, "RESOURCE_EXHAUSTED": Code.QUOTA_EXCEEDED}
# A bare 404 may be a wrong project or endpoint: it is no word about a token.
_BY_STATUS = {
    400: Code.INVALID_ARGUMENT,
    401: Code.UNAUTHENTICATED,
    403: Code.PERMISSION_DENIED,
    404: Code.OTHER,
    429: Code.QUOTA_EXCEEDED,
    500: Code.INTERNAL,
}


class FcmError:
    """An answer other than 200, read once. `code` is `error.details[].errorCode`, else `error.status`, else the HTTP status (FC-08)."""

    def __init__(self, answer: Answer) -> None:
        error = answer.json().get("error")
        known = cast("dict[str, Any]", error) if isinstance(error, dict) else {}
        details = known.get("details")
        found = cast("list[Any]", details) if isinstance(details, list) else []
        self._details = [cast("dict[str, Any]", one) for one in found if isinstance(one, dict)]
        self.code = self._code(str(known.get("status", "")), answer.status)

    @property
    def is_fcms_own(self) -> bool:
        """FCM itself says so, not a server before it."""
        return any("errorCode" in detail for detail in self._details)

    @property
    def blames_the_token(self) -> bool:
        """FC-03: FCM's own word with no field named, or with the token named and nothing else."""
        return self.is_fcms_own and all(field == "message.token" for field in self._fields())

    def _fields(self) -> list[Any]:
        violations: list[Any] = []
        for detail in self._details:
            named = detail.get("fieldViolations")
            violations += cast("list[Any]", named) if isinstance(named, list) else []
        return [cast("dict[str, Any]", one).get("field") if isinstance(one, dict) else None for one in violations]

    def _code(self, word: str, status: int) -> Code:
        for detail in self._details:
            code = detail.get("errorCode")
            if isinstance(code, str) and code in _CODES:
                return _CODES[code]
        return _BY_STATUS_WORD.get(word) or (Code.UNAVAILABLE if status >= 500 else _BY_STATUS.get(status, Code.OTHER))
