"""Whom the desk helps: the members of its area, and nobody else."""

from uuid import UUID

from models.account import Account
from models.member import Member, MemberStatus
from resolvers import text
from resolvers.access import ROLES, Task, Viewer, require_staff, visible_members
from resolvers.errors import Conflict, NotFound

HELPERS = ROLES[Task.HELP_MEMBERS]
SHORTEST_REASON, LONGEST_REASON = 5, 300


async def find(viewer: Viewer, member_id: UUID) -> Member:
    """The member, for the member desk and the administration.

    Raises:
        NotAllowed: somebody else asks.
        NotFound: there is no such member for the viewer.
    """
    require_staff(viewer, HELPERS)
    member = await visible_members(viewer).get_or_none(id=member_id)
    if member is None:
        raise NotFound
    return member


async def find_living(viewer: Viewer, member_id: UUID) -> Member:
    """As find.

    Raises:
        Conflict: the person died; nothing is sent and nothing is opened any more.
    """
    member = await find(viewer, member_id)
    if member.status is MemberStatus.DECEASED:
        raise Conflict("The member is deceased.")
    return member


async def open_account(member: Member) -> Account | None:
    """The member's account, if there is one.

    Raises:
        Conflict: staff locked it.
    """
    account = await Account.get_or_none(member_id=member.id)
    if account is not None and account.locked_at is not None:
        raise Conflict("The account is locked.")
    return account


def reason_of(typed: str) -> str:
    """What stands in the audit log: one line of 5 to 300 characters.

    Raises:
        InvalidInput: too short, too long, or not one line.
    """
    return text.line(typed, field="reason", least=SHORTEST_REASON, most=LONGEST_REASON)
