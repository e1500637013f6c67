"""Ids of counted rows as they leave the portal: random to look at, so that nobody counts our messages by them (GQ-16).

One AES block over the number with a key of its own for each kind of row: the same id every time, and whoever invents one hits a row in
one of 2^64 tries. They are no boundary: who may see a row is asked like with any other id.
"""

import base64
import binascii
from enum import StrEnum
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from models import keyring

_BLOCK = 16
_LARGEST = 2**63 - 1


class Counted(StrEnum):
    """The kinds of counted rows that are shown."""

    AUDIENCE_MEMBER = "audience_member"
    DELIVERY = "delivery"


def seal(kind: str, number: int) -> str:
    """The id to show for a row: 22 characters of base64url. `kind` is a Counted, or the name of another kind of rows."""
    encryptor = _cipher(keyring.current().sign(f"opaque-id:{kind}", b"")[:_BLOCK]).encryptor()
    return base64.urlsafe_b64encode(encryptor.update(number.to_bytes(_BLOCK, "big"))).rstrip(b"=").decode()


def number_of(kind: str, text: str) -> int | None:
    """The number of the row, or None where `text` is no id of this kind."""
    try:
        block = base64.b64decode(text + "==", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(block) != _BLOCK:
        return None
    decryptor = _cipher(keyring.current().sign(f"opaque-id:{kind}", b"")[:_BLOCK]).decryptor()
    number = int.from_bytes(decryptor.update(block), "big")
    return number if number <= _LARGEST and seal(kind, number) == text else None


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> Cipher[modes.ECB]:
    return Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305 - one block alone: there is no second one to compare with
