"""The rules for the JSON of `messages:send` (FCM HTTP v1 reference), as far as the portal uses it."""

import json
import re
from collections.abc import Mapping
from typing import Any, cast

LARGEST_PAYLOAD = 4096
LONGEST_TTL = 2_419_200
MESSAGE_KEYS = {"token", "data", "notification", "android", "apns", "webpush", "fcm_options"}
ANDROID_KEYS = {"collapse_key", "priority", "ttl", "restricted_package_name", "data", "notification", "direct_boot_ok"}
RESERVED = re.compile(r"from|message_type|gcm.*|google.*")


class InvalidError(Exception):
    """The request is refused as INVALID_ARGUMENT; `field` is to blame."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


def check(body: bytes) -> dict[str, Any]:
    """Return the message of a correct request. Raises InvalidError."""
    try:
        request = _object(json.loads(body), "body", {"message", "validate_only"})
    except ValueError as error:
        raise InvalidError("body", "not JSON") from error
    message = _object(request.get("message"), "message", MESSAGE_KEYS)
    if not isinstance(message.get("token"), str) or not message["token"]:
        raise InvalidError("message", "Recipient of the message is not set.")
    _check_data(message.get("data", {}), "message.data")
    if "notification" in message:
        texts = _object(message["notification"], "message.notification", {"title", "body", "image"})
        _strings(texts, "message.notification")
    _check_android(_object(message.get("android", {}), "message.android", ANDROID_KEYS))
    payload = {key: message[key] for key in ("data", "notification") if key in message}
    if len(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()) > LARGEST_PAYLOAD:
        raise InvalidError("message", "Message is too big")
    return message


def _object(value: Any, field: str, known: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidError(field, "not an object")
    found = cast("dict[str, Any]", value)
    if unknown := set(found) - known:
        raise InvalidError(field, f"unknown names {sorted(unknown)}")
    return found


def _strings(values: Mapping[str, Any], field: str) -> None:
    for index, (key, value) in enumerate(values.items()):
        if not isinstance(value, str):
            raise InvalidError(f"{field}[{index}].value", f"the value of {key} is not a string: {value!r}")


def _check_data(data: Any, field: str) -> None:
    if not isinstance(data, dict):
        raise InvalidError(field, "not an object")
    values = cast("dict[str, Any]", data)
    _strings(values, field)
    for key in values:
        if RESERVED.fullmatch(key):
            raise InvalidError(field, f"reserved key {key}")


def _check_android(android: dict[str, Any]) -> None:
    if "priority" in android and android["priority"] not in {"HIGH", "NORMAL"}:
        raise InvalidError("message.android.priority", f"{android['priority']!r} is neither HIGH nor NORMAL")
    ttl = android.get("ttl", "0s")
    if not isinstance(ttl, str) or not re.fullmatch(r"[0-9]{1,9}s", ttl) or int(ttl[:-1]) > LONGEST_TTL:
        raise InvalidError("message.android.ttl", f"{ttl!r} is not 0s to {LONGEST_TTL}s")
    if not isinstance(android.get("collapse_key", ""), str):
        raise InvalidError("message.android.collapse_key", "not a string")
    _check_data(android.get("data", {}), "message.android.data")
