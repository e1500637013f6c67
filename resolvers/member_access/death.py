"""A member died: staff heard of it before the ERP did, or by mistake (DS-19a)."""

from uuid import UUID

from models import audit
from models.account import Account
from models.audit import AuditAction
from models.database import transaction
from models.deceased import silence
from models.event import Topic
from models.member import Member, MemberStatus, MemberTaskKind
from push import live
from resolvers.access import ROLES, Task, Viewer, actor, require_staff
from resolvers.errors import Conflict
from resolvers.member_access import task
from resolvers.member_access.people import find, find_living, reason_of

ADMINISTRATION = ROLES[Task.CORRECT_DEATH]


async def report_death(viewer: Viewer, member_id: UUID) -> Member:
    """Stop every message and serial letter, lock the account, end sessions and devices, and make a task for staff: one transaction.

    Raises:
        NotAllowed: the member desk and the administration only.
        NotFound: there is no such member for the viewer.
        Conflict: it was reported before.
    """
    member = await find_living(viewer, member_id)
    async with transaction():
        if not await Member.filter(id=member.id).exclude(status=MemberStatus.DECEASED).update(status=MemberStatus.DECEASED):
            raise Conflict("The member is deceased.")
        for ended in await silence([member.id]):
            await live.notify(Topic.SESSION, ended)
        await audit.record(AuditAction.MEMBER_DECEASED, actor(viewer), object_kind="member", object_id=member.id)
    return await Member.get(id=member.id)


async def withdraw_death(viewer: Viewer, member_id: UUID, *, reason: str) -> Member:
    """It was a mistake: the person is a member again and may sign in with the old password; an earlier lock by staff stays.

    Devices, links and codes that ended stay ended. The next import says whether the membership goes on.

    Raises:
        NotAllowed: the administration only.
        NotFound: there is no such member for the viewer.
        InvalidInput: the reason.
        Conflict: nobody reported a death.
    """
    require_staff(viewer, ADMINISTRATION)
    reason = reason_of(reason)
    member = await find(viewer, member_id)
    async with transaction():
        if not await Member.filter(id=member.id, status=MemberStatus.DECEASED).update(status=MemberStatus.ACTIVE):
            raise Conflict("The member is not reported as deceased.")
        await Account.filter(member_id=member.id, lock_reason="").update(locked_at=None)
        await task.settle_all(viewer, member.id, MemberTaskKind.CLARIFY_HEIRS)
        details: dict[str, object] = {"reason": reason}
        await audit.record(AuditAction.MEMBER_DEATH_WITHDRAWN, actor(viewer), object_kind="member", object_id=member.id, details=details)
    return await Member.get(id=member.id)
