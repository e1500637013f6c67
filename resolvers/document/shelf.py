"""Dokumente für Sie: the list, one document, and opening its file."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from tortoise.expressions import Subquery

from models import audit, clock
from models.audit import AuditAction, AuditEntry
from models.database import as_uuid, transaction
from models.document import Document, DocumentCategory, DocumentReceipt, StoredFile
from models.session import SessionScope
from push.statement import run
from resolvers import session
from resolvers.access import (
    DESK_ROLES,
    Reader,
    Tenant,
    Viewer,
    actor,
    documents_of_member,
    readers_of,
    require_staff,
    require_tenant,
    visible_documents,
    visible_members,
)
from resolvers.errors import NotFound
from resolvers.paging import Page, paginate

ONE_READING = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document as its reader sees it. `concerns`: contract number and address, house or district; empty for a personal one."""

    document: Document
    file: StoredFile
    concerns: str
    is_new: bool
    for_member: UUID | None = None

    @property
    def url(self) -> str:
        """Path for a signed-in browser; each request is authorised anew (FI-06). Who reads for somebody else says for whom."""
        path = f"/documents/{self.document.id}"
        return path if self.for_member is None else f"{path}?for={self.for_member}"


async def documents(
    viewer: Viewer, *, first: int, after: str | None = None, category: DocumentCategory | None = None
) -> Page[DocumentView]:
    """The tenant's own documents, or those of whom the viewer reads for, newest first; withdrawn ones are in the list.

    Raises:
        NotAllowed: tenants and readers only.
        InvalidInput: first or after.
    """
    found = await visible_documents(viewer if isinstance(viewer, Reader) else require_tenant(viewer))
    if category is not None:
        found = found.filter(category=category)
    page = await paginate(found, first=first, after=after, order=("-published_at",))
    return page.replace(await views(viewer, page.items))


async def of_member(viewer: Viewer, member_id: UUID, *, first: int, after: str | None = None) -> Page[DocumentView]:
    """What a member finds under "Dokumente für Sie", as far as the staff member who looks may see it.

    Raises:
        NotAllowed: staff at a desk only.
        NotFound: there is no such member for the viewer.
        InvalidInput: first or after.
    """
    require_staff(viewer, DESK_ROLES)
    if not await visible_members(viewer).filter(id=member_id).exists():
        raise NotFound
    found = (await visible_documents(viewer)).filter(await documents_of_member(member_id))
    page = await paginate(found, first=first, after=after, order=("-published_at",))
    return page.replace(await views(viewer, page.items))


async def get(viewer: Viewer, document_id: UUID) -> DocumentView | None:
    """One document; None where it does not exist or is not for the viewer.

    Raises:
        NotAllowed: a visitor, or somebody who reads no documents.
    """
    _require_reader(viewer)
    document = await (await visible_documents(viewer)).get_or_none(id=document_id)
    return None if document is None else (await views(viewer, [document]))[0]


async def get_for_each(tenants: Collection[Tenant], document_id: UUID) -> dict[Tenant, DocumentView]:
    """`get` for many tenants at once, in a fixed number of queries; whom it does not concern is missing from the answer."""
    found = Document.filter(published_at__isnull=False).select_related("file", "contract__unit__house", "house", "district")
    document = await found.get_or_none(id=document_id)
    members = {tenant.member_id for tenant in tenants if tenant.scope is SessionScope.FULL}
    readers = await readers_of(document, members) if document is not None and members else set[UUID]()
    if document is None or not readers:
        return {}
    receipts = DocumentReceipt.filter(document_id=document_id, member_id__in=list(readers))
    opened = {as_uuid(receipt.member_id) for receipt in await receipts}
    concerned = (tenant for tenant in tenants if tenant.member_id in readers and tenant.scope is SessionScope.FULL)
    return {tenant: _view(document, tenant.member_id not in opened) for tenant in concerned}


async def unread_count(viewer: Viewer) -> int:
    """How many documents the tenant has not opened yet.

    Raises:
        NotAllowed: tenants only.
    """
    tenant = require_tenant(viewer)
    opened = DocumentReceipt.filter(member_id=tenant.member_id)
    found = (await visible_documents(tenant)).filter(withdrawn_at__isnull=True)
    return await found.exclude(id__in=Subquery(opened.values("document_id"))).count()


async def find_for_download(viewer: Viewer, document_id: UUID) -> StoredFile:
    """The file of a document the viewer may read now.

    Raises:
        NotAllowed: a visitor, or somebody who reads no documents.
        NotFound: it does not exist, is not for the viewer, or is withdrawn.
    """
    _require_reader(viewer)
    await session.require_fresh_for_documents(viewer)
    found = (await visible_documents(viewer)).filter(withdrawn_at__isnull=True).select_related("file")
    document = await found.get_or_none(id=document_id)
    if document is None:
        raise NotFound
    return document.file


async def note_opening(viewer: Viewer, document_id: UUID, *, goes_on: bool = False) -> None:
    """Write down that the viewer opened it: the tenant's first opening is evidence, each reading by others is logged (AL-01, DS-18).

    `goes_on`: only a later part was asked for. That is the reading of a moment ago where there was one, and an opening where not.
    """
    is_tenant = isinstance(viewer, Tenant)
    action = _action(viewer)
    if goes_on:
        kind, reader = actor(viewer)
        since = await clock.now() - ONE_READING
        read_before = AuditEntry.filter(action=action, actor_kind=kind, actor_id=reader, object_id=str(document_id), at__gt=since)
        if await read_before.exists():
            return
    async with transaction():
        if is_tenant:
            await run(
                f"""
                INSERT INTO document_receipt (id, document_id, member_id, opened_at) VALUES ($1, $2, $3, {clock.sql_now()})
                ON CONFLICT (document_id, member_id) DO NOTHING
                """,  # noqa: S608 - the clock's expression only
                uuid4(),
                document_id,
                viewer.member_id,
            )
        details: dict[str, object] = {"member": str(viewer.member_id)} if isinstance(viewer, Reader) else {}
        await audit.record(action, actor(viewer), object_kind="document", object_id=document_id, details=details)


def _action(viewer: Viewer) -> AuditAction:
    if isinstance(viewer, Reader):
        return AuditAction.DOCUMENT_READ_BY_READER
    return AuditAction.DOCUMENT_OPENED if isinstance(viewer, Tenant) else AuditAction.DOCUMENT_READ_BY_STAFF


async def views(viewer: Viewer, found: Sequence[Document]) -> list[DocumentView]:
    """Documents the viewer may see, as they see them; a fixed number of queries for any number of documents."""
    if not found:
        return []
    ids = [document.id for document in found]
    full = {
        document.id: document
        for document in await Document.filter(id__in=ids).select_related("file", "contract__unit__house", "house", "district")
    }
    opened: set[UUID] = set()
    if isinstance(viewer, Tenant):
        receipts = await DocumentReceipt.filter(document_id__in=ids, member_id=viewer.member_id)
        opened = {as_uuid(receipt.document_id) for receipt in receipts}
    for_member = viewer.member_id if isinstance(viewer, Reader) else None
    return [_view(full[document_id], isinstance(viewer, Tenant) and document_id not in opened, for_member) for document_id in ids]


def _view(document: Document, is_new: bool, for_member: UUID | None = None) -> DocumentView:
    concerns = ""
    if document.contract:
        concerns = f"{document.contract.number}, {document.contract.unit.house.address}"
    elif document.house:
        concerns = document.house.address
    elif document.district:
        concerns = document.district.name
    return DocumentView(document, document.file, concerns, is_new and document.withdrawn_at is None, for_member)


def _require_reader(viewer: Viewer) -> None:
    if isinstance(viewer, Tenant):
        require_tenant(viewer)
    elif not isinstance(viewer, Reader):
        require_staff(viewer, DESK_ROLES)
