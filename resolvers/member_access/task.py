"""What the desk has to settle by hand about members."""

from uuid import UUID

from tortoise.expressions import Subquery

from models import audit, clock
from models.audit import AuditAction
from models.database import as_uuid, transaction
from models.member import MemberTask, MemberTaskKind
from resolvers.access import Viewer, actor, require_staff, visible_members
from resolvers.errors import NotFound
from resolvers.member_access.people import HELPERS
from resolvers.paging import Page, paginate


async def open_tasks(viewer: Viewer, *, member_id: UUID | None = None, first: int, after: str | None = None) -> Page[MemberTask]:
    """The tasks that wait, the oldest first; about one member, or about everybody of the viewer's area.

    Raises:
        NotAllowed: the member desk and the administration only.
        InvalidInput: first or after.
    """
    require_staff(viewer, HELPERS)
    people = visible_members(viewer)
    if member_id is not None:
        people = people.filter(id=member_id)
    found = MemberTask.filter(settled_at=None, member_id__in=Subquery(people.values("id"))).select_related("member")
    return await paginate(found, first=first, after=after, order=("created_at",))


async def settle_task(viewer: Viewer, task_id: UUID) -> MemberTask:
    """It is done. Doing it twice changes nothing.

    Raises:
        NotAllowed: the member desk and the administration only.
        NotFound: there is no such task for the viewer.
    """
    require_staff(viewer, HELPERS)
    found = (
        await MemberTask.filter(member_id__in=Subquery(visible_members(viewer).values("id")))
        .select_related("member")
        .get_or_none(id=task_id)
    )
    if found is None:
        raise NotFound
    async with transaction():
        await _settle(viewer, found)
    return found


async def settle_all(viewer: Viewer, member_id: UUID, kind: MemberTaskKind) -> None:
    """What was to be done about this member needs no doing any more; in the caller's transaction."""
    for found in await MemberTask.filter(member_id=member_id, kind=kind, settled_at=None):
        await _settle(viewer, found)


async def _settle(viewer: Viewer, found: MemberTask) -> None:
    who = actor(viewer)
    if await MemberTask.filter(id=found.id, settled_at=None).update(settled_at=await clock.now(), settled_by=who[1]):
        details: dict[str, object] = {"task": found.kind.value}
        await audit.record(AuditAction.MEMBER_TASK_SETTLED, who, object_kind="member", object_id=as_uuid(found.member_id), details=details)
