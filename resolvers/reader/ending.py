"""Reading along ends: at once, for every open page and every message that has not gone out yet. Both sides are told."""

from uuid import UUID

from models import audit, clock
from models.audit import AuditAction
from models.database import as_uuid, transaction
from models.event import Topic
from models.reader import Reader, ReaderEnd, ReaderKind, release
from push import live
from resolvers.access import Viewer, actor, require_tenant
from resolvers.errors import NotFound
from resolvers.reader import mails, people


async def end_own(viewer: Viewer, reader_id: UUID) -> None:
    """The member ends what the member began, or takes an invitation back. Who reads by deed is ended by staff alone.

    Raises:
        NotAllowed: members only.
        NotFound: nobody invited by the viewer.
    """
    tenant = require_tenant(viewer)
    await _end(viewer, await Reader.get_or_none(id=reader_id, member_id=tenant.member_id, kind=ReaderKind.INVITED), ReaderEnd.MEMBER)


async def stop(viewer: Viewer, reader_id: UUID) -> None:
    """Who reads does not want to any longer.

    Raises:
        NotAllowed: members and readers only.
        NotFound: nothing the viewer reads.
    """
    tenant = require_tenant(viewer)
    row = await Reader.get_or_none(id=reader_id, person_id=tenant.member_id, accepted_at__isnull=False)
    await _end(viewer, row, ReaderEnd.READER)


async def end_all(viewer: Viewer, member_id: UUID) -> None:
    """The member's access ended or was locked: whom the member invited goes with it, in the caller's transaction (DS-19a).

    Who reads by deed stays: the deed does not hang on the member's access.
    """
    for row in await Reader.filter(member_id=member_id, kind=ReaderKind.INVITED, ended_at=None):
        await close(viewer, row, ReaderEnd.ACCESS_ENDED)


async def close(viewer: Viewer, row: Reader, by: ReaderEnd) -> bool:
    """End one, in the caller's transaction; False where it had ended. An invitation nobody accepted is forgotten."""
    await mails.cancel(row)
    if row.accepted_at is None:
        await people.forget(row)
    elif not await Reader.filter(id=row.id, ended_at=None).update(ended_at=await clock.now(), ended_by=by):
        return False
    else:
        await mails.tell_ended(row)
        for session_id in await release([as_uuid(row.person_id)]):
            await live.notify(Topic.SESSION, session_id)
    details: dict[str, object] = {"reader": str(row.id), "by": by.value, "kind": row.kind.value}
    await audit.record(AuditAction.READER_ENDED, actor(viewer), object_kind="member", object_id=row.member_id, details=details)
    return True


async def _end(viewer: Viewer, row: Reader | None, by: ReaderEnd) -> None:
    if row is None:
        raise NotFound
    async with transaction():
        if not await close(viewer, row, by):
            raise NotFound
