"""Who reads for whom: the one way from a signed-in person to what another member reads (DS-19a)."""

from uuid import UUID

from tortoise.queryset import QuerySet

from models.reader import Reader as ReaderRow
from models.reader import running
from resolvers.access.viewer import Reader, Viewer, require_tenant
from resolvers.errors import NotFound


async def reading_for(viewer: Viewer, member_id: UUID) -> Reader:
    """The viewer as somebody who reads for this member. Notices and documents ask anew, so that an end counts at once.

    Raises:
        NotAllowed: nobody who could read for a member.
        NotFound: the viewer does not read for this member now; the same for one who does not exist.
    """
    tenant = require_tenant(viewer)
    row = await ReaderRow.filter(await running(), person_id=tenant.member_id, member_id=member_id).order_by("invited_at").first()
    if row is None:
        raise NotFound
    return Reader(tenant.session_id, tenant.account_id, tenant.member_id, member_id, row.id)


async def still_reads(viewer: Reader, *, documents: bool = False) -> bool:
    """Whether it runs at this moment, and for documents whether it is for these too."""
    found = ReaderRow.filter(await running(), id=viewer.reader_id, person_id=viewer.person_id, member_id=viewer.member_id)
    return await (found.filter(reads_documents=True) if documents else found).exists()


async def visible_readings(viewer: Viewer) -> QuerySet[ReaderRow]:
    """For whom the viewer reads now."""
    tenant = require_tenant(viewer)
    return ReaderRow.filter(await running(), person_id=tenant.member_id)
