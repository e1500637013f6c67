"""Addresses that open one file once, for programs with a bearer session: a download manager sends no header of theirs (FI-06).

A browser never gets one: it has its cookie, and an address with a secret would stand in its history. The link is signed with a key of its
own purpose, names the session it was made for, and asks that session's rights anew when it is opened: a session that ended, a document
that was withdrawn and a reader who reads no longer open nothing. It opens one download. Until that has reached its end, what broke off may
be gone on with: each further request has to begin behind the one before. Whatever else is tried gets the answer of a missing document.
"""

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from models import audit, clock, document_link, keyring
from models.audit import AuditAction
from models.document import StoredFile
from models.document_link import VALID, UsedDocumentLink
from models.session import SessionKind
from resolvers import limits, session
from resolvers.access import Reader, Tenant, Viewer, actor, reading_for, require_tenant
from resolvers.document.shelf import find_for_download
from resolvers.errors import NotAllowed, NotFound, PortalError

PURPOSE = "document-link"
NAME = "link"
_FORM = struct.Struct(">16s16s16sQ")
_MAC_BYTES = 32
_NOBODY = UUID(int=0)


class Refusal(StrEnum):
    """Why a link opened nothing; for the audit log alone, whoever tried it is told the same each time."""

    FORGED = "forged"
    EXPIRED = "expired"
    NOT_ALLOWED = "not_allowed"
    USED = "used"


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """Path and query of the address, and until when it can be opened."""

    path: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """What a good link leads to, and by whose rights; `use` comes before the first byte."""

    link_id: UUID
    document_id: UUID
    viewer: Tenant | Reader
    file: StoredFile


@dataclass(frozen=True, slots=True)
class _Claims:
    session_id: UUID
    member_id: UUID
    link_id: UUID
    expires: int


async def mint(viewer: Viewer, document_id: UUID, *, for_member: UUID | None = None) -> DocumentLink:
    """A link to a file the viewer, or who reads for `for_member`, may open now.

    Raises:
        NotAllowed: tenants with a bearer session only; reauthentication_required.
        NotFound: the document does not exist, is not for the viewer, or is withdrawn.
    """
    tenant = require_tenant(viewer)
    await find_for_download(tenant if for_member is None else await reading_for(tenant, for_member), document_id)
    if tenant.kind is not SessionKind.BEARER:
        raise NotAllowed("A browser opens documents by their id.")
    expires_at = (await clock.now() + VALID).replace(microsecond=0)
    claims = _Claims(tenant.session_id, for_member or _NOBODY, uuid4(), int(expires_at.timestamp()))
    return DocumentLink(f"/documents/{document_id}?{NAME}={_sealed(claims, document_id)}", expires_at)


async def find_by_link(text: str, document_id: UUID, address: str) -> LinkedFile:
    """The file a link leads to; nothing is used up by looking. `address` is who asks, for the limit on what the audit log takes.

    Raises:
        NotFound: forged, expired, for another document, or its session or person may not open the document any more.
    """
    claims = _read(text, document_id)
    if claims is None:
        raise await _refused(Refusal.FORGED, None, document_id, address)
    if datetime.fromtimestamp(claims.expires, UTC) <= await clock.now():
        raise await _refused(Refusal.EXPIRED, None, document_id, address)
    tenant = await session.viewer_of(claims.session_id)
    try:
        viewer = require_tenant(tenant) if claims.member_id == _NOBODY else await reading_for(tenant, claims.member_id)
        file = await find_for_download(viewer, document_id)
    except PortalError:
        raise await _refused(Refusal.NOT_ALLOWED, tenant, document_id, address) from None
    return LinkedFile(claims.link_id, document_id, viewer, file)


async def use(found: LinkedFile, address: str, *, start: int) -> None:
    """Take the link for a download from byte `start` on.

    Raises:
        NotFound: it was used, and this does not go on with what broke off.
    """
    if not await document_link.claim(found.link_id, start=start):
        raise await _refused(Refusal.USED, found.viewer, found.document_id, address)
    await document_link.purge()


async def require_unused(found: LinkedFile, address: str) -> None:
    """For who asks for the headers alone.

    Raises:
        NotFound: it was used.
    """
    if await UsedDocumentLink.exists(id=found.link_id):
        raise await _refused(Refusal.USED, found.viewer, found.document_id, address)


async def end(found: LinkedFile) -> None:
    """The end of the file is handed out: nothing is left to go on with."""
    await document_link.end(found.link_id)


def _sealed(claims: _Claims, document_id: UUID) -> str:
    content = _FORM.pack(claims.session_id.bytes, claims.member_id.bytes, claims.link_id.bytes, claims.expires)
    return base64.urlsafe_b64encode(content + _mac(content, document_id)).rstrip(b"=").decode()


def _read(text: str, document_id: UUID) -> _Claims | None:
    """What the link says; None where the portal did not make it for this document."""
    try:
        given = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    content, mac = given[:-_MAC_BYTES], given[-_MAC_BYTES:]
    if len(content) != _FORM.size or not hmac.compare_digest(mac, _mac(content, document_id)):
        return None
    who, member, link, expires = _FORM.unpack(content)
    return _Claims(UUID(bytes=who), UUID(bytes=member), UUID(bytes=link), expires)


def _mac(content: bytes, document_id: UUID) -> bytes:
    return keyring.current().sign(PURPOSE, document_id.bytes + content)


async def _refused(why: Refusal, viewer: Viewer, document_id: UUID, address: str) -> NotFound:
    """Written down, but not without end: of one network sixty an hour."""
    if not await limits.count(limits.DOCUMENT_LINK, limits.network(address)):
        details: dict[str, object] = {"reason": why.value}
        action = AuditAction.DOCUMENT_LINK_REFUSED
        await audit.record(action, actor(viewer), object_kind="document", object_id=document_id, details=details)
    return NotFound()
