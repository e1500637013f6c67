"""The error bodies of FCM HTTP v1 as its documentation and its users show them."""

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

from tests.servers.answers import Answer, Manner

FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
BAD_GATEWAY = """<!DOCTYPE html>
<html lang=en><meta charset=utf-8><title>Error 502 (Server Error)!!1</title>
<p><b>502.</b> <ins>That's an error.</ins><p>The server encountered a temporary error.
"""


def fcm_detail(code: str) -> dict[str, Any]:
    """The detail in which FCM names its own error code."""
    return {"@type": FCM_ERROR, "errorCode": code}


def field_detail(field: str, description: str) -> dict[str, Any]:
    """The detail that blames one field of the request."""
    return {"@type": BAD_REQUEST, "fieldViolations": [{"field": field, "description": description}]}


def error_body(code: int, message: str, status: str, *details: Mapping[str, Any]) -> bytes:
    """google.rpc.Status as JSON."""
    error: dict[str, Any] = {"code": code, "message": message, "status": status}
    if details:
        error["details"] = list(details)
    return json.dumps({"error": error}).encode()


class Failure(Enum):
    """What FCM may answer: HTTP status, content type, body."""

    UNREGISTERED = (404, error_body(404, "Requested entity was not found.", "NOT_FOUND", fcm_detail("UNREGISTERED")))
    SENDER_ID_MISMATCH = (
        403,
        error_body(403, "SenderId mismatch", "PERMISSION_DENIED", fcm_detail("SENDER_ID_MISMATCH")),
    )
    PERMISSION_DENIED = (
        403,
        error_body(403, "Permission 'cloudmessaging.messages.create' denied on resource", "PERMISSION_DENIED"),
    )
    INVALID_TOKEN = (
        400,
        error_body(
            400,
            "The registration token is not a valid FCM registration token",
            "INVALID_ARGUMENT",
            fcm_detail("INVALID_ARGUMENT"),
        ),
    )
    INVALID_TOKEN_NAMED = (
        400,
        error_body(
            400,
            "Request contains an invalid argument.",
            "INVALID_ARGUMENT",
            fcm_detail("INVALID_ARGUMENT"),
            field_detail("message.token", "Invalid registration token"),
        ),
    )
    INVALID_VALUE = (
        400,
        error_body(
            400,
            "Invalid value at 'message.data[0].value' (TYPE_STRING), 12",
            "INVALID_ARGUMENT",
            field_detail("message.data[0].value", "Invalid value at 'message.data[0].value' (TYPE_STRING), 12"),
        ),
    )
    TOO_LARGE = (400, error_body(400, "Request contains an invalid argument.", "INVALID_ARGUMENT"))
    UNAUTHENTICATED = (
        401,
        error_body(
            401,
            "Request had invalid authentication credentials.",
            "UNAUTHENTICATED",
            {"@type": ERROR_INFO, "reason": "ACCESS_TOKEN_EXPIRED", "domain": "googleapis.com"},
        ),
    )
    THIRD_PARTY_AUTH_ERROR = (
        401,
        error_body(401, "Auth error from APNS or Web Push Service", "UNAUTHENTICATED", fcm_detail("THIRD_PARTY_AUTH_ERROR")),
    )
    QUOTA_EXCEEDED = (
        429,
        error_body(
            429,
            "Resource has been exhausted (e.g. check quota).",
            "RESOURCE_EXHAUSTED",
            fcm_detail("QUOTA_EXCEEDED"),
        ),
    )
    INTERNAL = (500, error_body(500, "Internal error encountered.", "INTERNAL", fcm_detail("INTERNAL")))
    BAD_GATEWAY = (502, BAD_GATEWAY.encode())
    UNAVAILABLE = (
        503,
        error_body(503, "The service is currently unavailable.", "UNAVAILABLE", fcm_detail("UNAVAILABLE")),
    )
    EMPTY = (503, b"")

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.value[0]

    @property
    def body(self) -> bytes:
        """The body, JSON except for the bad gateway and the empty one."""
        return self.value[1]

    def answer(self, *, retry_after: str | None = None, times: int | None = None) -> Answer:
        """Ready for the script; `retry_after` is sent as it is (seconds or an HTTP date)."""
        kind = "text/html; charset=UTF-8" if self is Failure.BAD_GATEWAY else "application/json; charset=UTF-8"
        headers = {"Content-Type": kind} | ({} if retry_after is None else {"Retry-After": retry_after})
        return Answer(Manner.REPLY, self.status, headers, self.body, times)
