"""Who asks, who decides, and that they do it one after the other."""

from uuid import UUID

from tortoise.expressions import Q

from models.approval import Approval, ApprovalState
from models.audit import AuditAction, AuditEntry
from models.database import Dialect, dialect, rows
from models.staff import Staff as StaffRow
from models.token import ApiToken
from resolvers.access import ROLES, Integrator, Staff, Task, Viewer, actor, is_limited, require_staff
from resolvers.errors import NotAllowed

APPROVERS = ROLES[Task.SEND_ALERTS]
UNDECIDED = (ApprovalState.WAITING, ApprovalState.RETURNED, ApprovalState.EXPIRED)
"""Its author may still change it or take it back."""
_LOCK = 0xA4E5


async def hold() -> None:
    """Until this transaction ends nobody else asks, changes or decides: of the same words one request is sent, whoever presses when.

    Called after the idempotency key is taken, never before.
    """
    if dialect() is Dialect.POSTGRESQL:
        await rows(f"SELECT pg_advisory_xact_lock({_LOCK})")
    else:
        await rows("UPDATE approval SET word = word WHERE 1 = 0 RETURNING id")


def writer(viewer: Viewer) -> Staff:
    """An employee who writes notices.

    Raises:
        NotAllowed: everybody else.
    """
    staff = require_staff(viewer, ROLES[Task.WRITE_NOTICES])
    if not isinstance(staff, Staff):
        raise NotAllowed
    return staff


def approver(viewer: Viewer) -> Staff:
    """An employee who lets wide notices go: one who works for the whole stock.

    Raises:
        NotAllowed: everybody else.
    """
    staff = require_staff(viewer, APPROVERS)
    if not isinstance(staff, Staff) or is_limited(viewer):
        raise NotAllowed
    return staff


def asked_by(viewer: Viewer) -> Q:
    """What this employee or program asked for; the command line shares one name."""
    match viewer:
        case Staff():
            return Q(author_id=viewer.staff_id)
        case Integrator():
            return Q(token_id=viewer.token_id)
        case _:
            return Q(author_id__isnull=True, token_id__isnull=True)


async def has_made(staff: Staff, token_id: UUID) -> bool:
    """Whether this employee made the token: who holds its secret is no second person to what it asks for."""
    kind, name = actor(staff)
    made = AuditEntry.filter(action=AuditAction.TOKEN_CREATED, object_kind="token", object_id=str(token_id))
    return await made.filter(actor_kind=kind, actor_id=name).exists()


def is_asked_by(viewer: Viewer, row: Approval) -> bool:
    """The same of a row that is at hand."""
    match viewer:
        case Staff():
            return row.author_id == viewer.staff_id
        case Integrator():
            return row.token_id == viewer.token_id
        case _:
            return False


async def author_of(row: Approval) -> str:
    """The employee's name, or that of the program; empty where neither is known any more."""
    if row.author_id:
        author = await StaffRow.get_or_none(id=row.author_id)
        return author.name if author else ""
    program = await ApiToken.get_or_none(id=row.token_id) if row.token_id else None
    return program.name if program else ""
