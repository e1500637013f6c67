"""A request nobody decides in time stops waiting; its author is told once, and can change it (AU-16)."""

import asyncio
from datetime import timedelta

import pytest

from models import clock
from models.approval import Approval, ApprovalState
from models.audit import AuditAction
from models.notice import NoticeKind
from models.schedule import TaskKind
from models.staff import StaffRole
from models.staff_mail import StaffMail, StaffMessage
from resolvers import approval
from resolvers.errors import Code, Conflict
from resolvers.schedule.registry import HANDLERS, Recurring
from tests.resolvers.test_approval import nothing_sent, wide
from tests.resolvers.test_approval_asking import program
from tests.support.audit import logged
from tests.support.town import Town

pytestmark = pytest.mark.usefixtures("portal")


async def test_after_its_window_nobody_can_approve_it_and_its_author_hears_of_it_once(town: Town) -> None:
    """AU-16: by the worker's own task; an edit brings it back."""
    author, second = await town.fresh(StaffRole.ADMIN), await town.fresh(StaffRole.ADMIN)
    ends_at = wide(town).ends_at
    assert ends_at is not None
    asked = await approval.request(author, wide(town), "mutation-1")
    task = HANDLERS[TaskKind.APPROVALS]
    assert isinstance(task, Recurring)
    clock.shift(ends_at - town.now - timedelta(minutes=1))
    assert await task.work() == 0
    clock.shift(ends_at - town.now + timedelta(seconds=1))
    assert sum([found or 0 for found in await asyncio.gather(task.work(), task.work())]) == 1
    await town.sign_in(late := await town.staff(StaffRole.ALERT_SENDER))
    with pytest.raises(Conflict) as refused:
        await approval.approve(late, asked.row.id, asked.row.seal)
    assert refused.value.code is Code.ALREADY_DECIDED
    assert [mail.staff_id for mail in await StaffMail.filter(message=StaffMessage.APPROVAL_EXPIRED)] == [author.staff_id]
    assert (await approval.waiting(second, first=10)).items == []
    assert (await approval.get(author, asked.row.id)).row.state is ApprovalState.EXPIRED
    assert await nothing_sent()
    assert await logged(AuditAction.APPROVAL_EXPIRED) == [("approval_expired", "operator", "", "approval", str(asked.row.id))]
    later = wide(town, starts_at=ends_at + timedelta(days=1), ends_at=ends_at + timedelta(days=2))
    assert (await approval.change(author, asked.row.id, later)).row.state is ApprovalState.WAITING
    assert await task.work() == 0


async def test_what_nobody_looked_at_for_a_month_stops_waiting(town: Town) -> None:
    """AU-16: counted from the last edit; a program's request too, without a mail to anybody."""
    author, token = await town.fresh(StaffRole.ADMIN), await program(town)
    form = wide(town, kind=NoticeKind.BULLETIN, body="Wir bauen um.", starts_at=None, ends_at=None)
    edited = await approval.request(author, form, "mutation-1")
    asked = await approval.request(token, form, "mutation-1")
    clock.shift(timedelta(days=1))
    await approval.change(author, edited.row.id, wide(town, kind=NoticeKind.BULLETIN, body="Wir bauen aus.", starts_at=None, ends_at=None))
    clock.shift(approval.LONGEST_WAIT - timedelta(minutes=1))
    assert await approval.lapse() == 0
    clock.shift(approval.LONGEST_WAIT + timedelta(minutes=1))
    assert await approval.lapse() == 1
    assert (await Approval.get(id=asked.row.id)).state is ApprovalState.EXPIRED
    assert (await Approval.get(id=edited.row.id)).state is ApprovalState.WAITING
    assert await StaffMail.filter(message=StaffMessage.APPROVAL_EXPIRED).count() == 0
    clock.shift(approval.LONGEST_WAIT + timedelta(days=1, minutes=1))
    assert await approval.lapse() == 1
    assert await StaffMail.filter(message=StaffMessage.APPROVAL_EXPIRED).count() == 1
    assert await nothing_sent()
