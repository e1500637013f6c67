"""The address under which everybody can read a notice without signing in, as its poster gives it: nobody can guess it.

It names the notice with a signature only we can make, so that it needs no row and ends with the server's key.
"""

import base64
import binascii
import hmac
from uuid import UUID

from models.keyring import Keyring

PATH = "/s"
_SIGNATURE_BYTES = 8
_CODE_BYTES = 16 + _SIGNATURE_BYTES


def path(keyring: Keyring, notice_id: UUID) -> str:
    """The path of the page: `/s/` and 32 characters."""
    return f"{PATH}/{base64.urlsafe_b64encode(notice_id.bytes + _signature(keyring, notice_id)).decode()}"


def read(keyring: Keyring, code: str) -> UUID | None:
    """The notice a code names; None for any code we did not make."""
    try:
        given = base64.b64decode(code.encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    if len(given) != _CODE_BYTES:
        return None
    notice_id = UUID(bytes=given[:16])
    return notice_id if hmac.compare_digest(given[16:], _signature(keyring, notice_id)) else None


def _signature(keyring: Keyring, notice_id: UUID) -> bytes:
    return keyring.sign("notice-link", notice_id.bytes)[:_SIGNATURE_BYTES]
