"""What is written down about a request, and who is told by mail."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from models import audit
from models.approval import Approval
from models.audit import ActorKind, AuditAction
from models.database import as_uuid
from models.staff import Staff as StaffRow
from models.staff import StaffRole
from models.staff_mail import StaffMessage
from push import staff_mail
from resolvers.access import Viewer, actor
from resolvers.approval.who import APPROVERS, author_of

MAIL_VALID = timedelta(days=3)
NOBODY = (ActorKind.OPERATOR, "")
"""Time did it, not a person."""


async def ask(viewer: Viewer, row: Approval, action: AuditAction) -> None:
    """Everybody who may approve it, but not its author."""
    able = StaffRow.filter(role__in=list(APPROVERS), is_active=True, removed_at=None, areas__id__isnull=True)
    await _mail(StaffMessage.APPROVAL_WAITING, [staff.id for staff in await able.order_by("id") if staff.id != row.author_id], row)
    await record(action, actor(viewer), row)


async def answer(message: StaffMessage, row: Approval, reason: str = "") -> None:
    """Its author, where an employee asked; a program asks again with the same clientMutationId."""
    if row.author_id:
        await _mail(message, [as_uuid(row.author_id)], row, reason)


async def alarm(row: Approval, reason: str, others: Iterable[Approval]) -> None:
    """Every administrator, and those whose own request for the same words has become needless."""
    admins = await StaffRow.filter(role=StaffRole.ADMIN, is_active=True, removed_at=None).order_by("id")
    told = dict.fromkeys([admin.id for admin in admins] + [as_uuid(other.author_id) for other in others if other.author_id])
    await _mail(StaffMessage.NOTICE_OVERRIDDEN, told, row, reason)


async def record(action: AuditAction, who: tuple[ActorKind, str], row: Approval, **details: object) -> None:
    """An entry with the numbers, without words of the notice."""
    await audit.record(action, who, object_kind="approval", object_id=row.id, details={**row.counts, **details})


async def _mail(message: StaffMessage, staff_ids: Iterable[UUID], row: Approval, reason: str = "") -> None:
    details = {
        "title": str(row.form["title"]),
        "households": str(row.households),
        "persons": str(row.members),
        "author": await author_of(row),
        "is_program": "yes" if row.token_id else "",
        "reason": reason,
    }
    for staff_id in staff_ids:
        await staff_mail.announce(message, staff_id, valid_for=MAIL_VALID, details=details)
