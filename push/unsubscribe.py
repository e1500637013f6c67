"""Switching off optional mails with one click (RFC 8058, SM-12): which mails are optional, and the link that nobody can guess.

The link carries member and kind with a signature only we can make: it needs no login, and works as long as the member does.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from models.keyring import Keyring
from push.job import Job

PATH = "/abbestellen"
_SIGNATURE_BYTES = 16
_TOKEN_BYTES = 1 + 16 + _SIGNATURE_BYTES


class Kind(StrEnum):
    """What can be switched off by itself."""

    NOTICES = "notices"
    OUTAGES = "outages"
    DOCUMENTS = "documents"


_CODES = {Kind.NOTICES: b"n", Kind.OUTAGES: b"o", Kind.DOCUMENTS: b"d"}
_KINDS = {code: kind for kind, code in _CODES.items()}


@dataclass(frozen=True, slots=True)
class Link:
    """Whose mails of which kind a link switches off."""

    member_id: UUID
    kind: Kind


def optional_kind(job: Job) -> Kind | None:
    """What the reader of this mail can switch off; None for alerts, for everything about the account, and for what a contract asks for.

    Somebody who agreed to get documents electronically only is told of them by mail: that belongs to the agreement.
    """
    if job.notice is not None:
        kind = Kind.OUTAGES if job.notice.is_outage else Kind.NOTICES
        return None if job.is_urgent or job.claimed.is_fallback else kind
    if job.document is not None:
        is_agreed = job.reader is not None and not job.reader.wants.get("documents_on_paper", True)
        return None if is_agreed else Kind.DOCUMENTS
    return None


def path(keyring: Keyring, member_id: UUID, kind: Kind) -> str:
    """The path of the link."""
    named = _CODES[kind] + member_id.bytes
    return f"{PATH}/{base64.urlsafe_b64encode(named + _signature(keyring, named)).decode()}"


def read(keyring: Keyring, token: str) -> Link | None:
    """The link that was made; None for any other."""
    try:
        given = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    named, signature = given[:-_SIGNATURE_BYTES], given[-_SIGNATURE_BYTES:]
    if len(given) != _TOKEN_BYTES or not hmac.compare_digest(signature, _signature(keyring, named)):
        return None
    return Link(UUID(bytes=named[1:]), _KINDS[named[:1]])


def _signature(keyring: Keyring, named: bytes) -> bytes:
    return keyring.sign("unsubscribe", named)[:_SIGNATURE_BYTES]
