"""Opening a web push body as a browser does (RFC 8188, RFC 8291), with http_ece and not with the portal's own code."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

SALT_LENGTH = 16
KEY_LENGTH = 65
HEADER_LENGTH = SALT_LENGTH + 4 + 1 + KEY_LENGTH
SMALLEST_RECORD = 18

_decrypt = cast(
    "Callable[..., bytes]",
    http_ece.decrypt,  # pyright: ignore[reportUnknownMemberType] # http_ece has no types
)


class BodyError(Exception):
    """The body is not one record that this subscription can open; the message says why."""


@dataclass(frozen=True)
class Opened:
    """What was inside, and the two values that must never be used twice."""

    plaintext: bytes
    salt: bytes
    sender_key: bytes


def open_body(body: bytes, private_key: ec.EllipticCurvePrivateKey, auth: bytes) -> Opened:
    """Decrypt one aes128gcm message. Raises BodyError."""
    if len(body) < HEADER_LENGTH + 17:
        raise BodyError(f"{len(body)} bytes are too few for header, delimiter and tag")
    salt, record_size = body[:SALT_LENGTH], int.from_bytes(body[SALT_LENGTH : SALT_LENGTH + 4])
    key_length, sender_key = body[SALT_LENGTH + 4], body[SALT_LENGTH + 5 : HEADER_LENGTH]
    if key_length != KEY_LENGTH or sender_key[0] != 4:
        raise BodyError("keyid is not an uncompressed P-256 point of 65 bytes")
    if record_size < SMALLEST_RECORD:
        raise BodyError(f"record size {record_size} is below 18")
    if len(body) - HEADER_LENGTH > record_size:
        raise BodyError(f"more than one record: {len(body) - HEADER_LENGTH} bytes in records of {record_size}")
    try:
        plaintext = _decrypt(body, private_key=private_key, auth_secret=auth, version="aes128gcm")
    except (http_ece.ECEException, ValueError) as error:
        raise BodyError(f"does not decrypt: {error}") from error
    return Opened(plaintext, salt, sender_key)
