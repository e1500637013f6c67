"""What nobody decided in time stops waiting, and its author is told once."""

from datetime import datetime, timedelta

from models import clock
from models.approval import Approval, ApprovalState
from models.audit import AuditAction
from models.database import transaction
from models.staff_mail import StaffMessage
from resolvers.approval.telling import NOBODY, answer, record
from resolvers.notice.kept import restored

LONGEST_WAIT = timedelta(days=30)


async def lapse() -> int:
    """End the wait of requests whose window is over, and of those nobody has looked at for 30 days; how many that were.

    Their authors can put in other times. An edit in the same moment wins.
    """
    now, found = await clock.now(), 0
    for row in await Approval.filter(state=ApprovalState.WAITING):
        if not _is_over(row, now):
            continue
        async with transaction():
            ended = await Approval.filter(id=row.id, state=ApprovalState.WAITING, updated_at=row.updated_at).update(
                state=ApprovalState.EXPIRED
            )
            if ended:
                await answer(StaffMessage.APPROVAL_EXPIRED, row)
                await record(AuditAction.APPROVAL_EXPIRED, NOBODY, row)
                found += 1
    return found


def _is_over(row: Approval, now: datetime) -> bool:
    ends_at = restored(row.form).ends_at
    return (ends_at is not None and ends_at <= now) or row.updated_at <= now - LONGEST_WAIT
