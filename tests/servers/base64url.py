"""base64url without padding, as web push and JWT write it (RFC 4648 section 5, RFC 7515 section 2)."""

import base64
import re

ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def encode(data: bytes) -> str:
    """Bytes to text."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Text to bytes. Raises ValueError for padding, a foreign alphabet or an impossible length."""
    if ALPHABET.fullmatch(text) is None or len(text) % 4 == 1:
        raise ValueError(f"not base64url without padding: {text[:80]!r}")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
