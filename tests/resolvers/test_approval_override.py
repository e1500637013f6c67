"""The emergency (AU-16): one person alone; and that what waits with the same words is not sent once more (AU-17)."""

import asyncio

import pytest

from models.approval import Approval, ApprovalState
from models.audit import AuditAction, AuditEntry
from models.delivery import Broadcast
from models.notice import Notice
from models.staff import StaffRole
from models.staff_mail import StaffMail, StaffMessage
from models.token import TokenScope
from resolvers import approval
from resolvers.access import Operator, Viewer
from resolvers.errors import Code, Conflict, InvalidInput, NotAllowed, NotFound, PortalError
from tests.resolvers.test_approval import REASON, nothing_sent, signed_in, wide
from tests.support.town import Town, integrator

pytestmark = pytest.mark.usefixtures("portal")


async def test_one_person_alone_with_a_reason_before_all_admins(town: Town) -> None:
    """AU-16: override needs a reason and a fresh sign-in, mails every administrator, is written down, and happens once."""
    sender, stale, admin = (
        await signed_in(town, StaffRole.ALERT_SENDER),
        await town.staff(StaffRole.ADMIN),
        await town.fresh(StaffRole.ADMIN),
    )
    refusals: list[tuple[Viewer, str, type[PortalError]]] = [
        (stale, REASON, NotAllowed),
        (sender, "eilig", InvalidInput),
        (integrator(*TokenScope), REASON, NotAllowed),
        (Operator(), REASON, NotAllowed),
    ]
    for viewer, reason, refusal in refusals:
        with pytest.raises(refusal):
            await approval.override(viewer, wide(town), "mutation-1", reason)
    assert await nothing_sent()
    asked = await approval.request(sender, wide(town), "mutation-1")
    posted = await approval.override(sender, wide(town), "mutation-1", REASON)
    assert (await approval.override(sender, wide(town), "mutation-1", REASON)).notice.id == posted.notice.id
    assert await Broadcast.all().count() == 1
    row = await Approval.get()
    assert (row.id, row.state, row.word, row.notice_id) == (asked.row.id, ApprovalState.OVERRIDDEN, REASON, posted.notice.id)
    mails = await StaffMail.filter(message=StaffMessage.NOTICE_OVERRIDDEN)
    assert {mail.staff_id for mail in mails} == {stale.staff_id, admin.staff_id}
    entry = await AuditEntry.get(action=AuditAction.APPROVAL_OVERRIDDEN)
    assert (entry.actor_id, entry.details["reason"]) == (str(sender.staff_id), REASON)


async def test_after_the_override_there_is_nothing_left_to_approve(town: Town) -> None:
    """AU-17: neither the sender's own request nor that of a colleague who asked for the same, and both are told."""
    sender, colleague = await signed_in(town), await town.fresh(StaffRole.ALERT_SENDER)
    own = await approval.request(sender, wide(town), "mutation-1")
    twin = await approval.request(colleague, wide(town), "mutation-1")
    other = await approval.request(colleague, wide(town, title="Kein Strom"), "mutation-2")
    posted = await approval.override(sender, wide(town), "mutation-1", REASON)
    for viewer, asked in ((colleague, own), (sender, twin)):
        with pytest.raises(Conflict) as refused:
            await approval.approve(viewer, asked.row.id, asked.row.seal)
        assert refused.value.code is Code.ALREADY_DECIDED
        row = await Approval.get(id=asked.row.id)
        assert (row.state, row.notice_id) == (ApprovalState.OVERRIDDEN, posted.notice.id)
    assert [view.row.id for view in (await approval.waiting(sender, first=10)).items] == [other.row.id]
    assert await Notice.all().count() == 1
    told = await StaffMail.filter(message=StaffMessage.NOTICE_OVERRIDDEN)
    assert sorted(str(mail.staff_id) for mail in told) == sorted([str(sender.staff_id), str(colleague.staff_id)])


async def test_a_stale_page_asks_for_what_was_sent(town: Town) -> None:
    """AU-17: under the same name there is no request after the override."""
    sender = await signed_in(town)
    await approval.override(sender, wide(town), "mutation-1", REASON)
    with pytest.raises(Conflict) as refused:
        await approval.request(sender, wide(town), "mutation-1")
    assert refused.value.code is Code.ALREADY_PUBLISHED
    assert await Approval.filter(state=ApprovalState.WAITING).count() == 0
    assert await Broadcast.all().count() == 1


async def test_what_was_approved_is_not_overridden_as_well(town: Town) -> None:
    """AU-17: the same words give the notice that went out; other words say that it is decided."""
    sender, second = await signed_in(town), await town.fresh(StaffRole.ADMIN)
    asked = await approval.request(sender, wide(town), "mutation-1")
    posted = await approval.approve(second, asked.row.id, asked.row.seal)
    assert (await approval.override(sender, wide(town), "mutation-1", REASON)).notice.id == posted.notice.id
    with pytest.raises(Conflict) as refused:
        await approval.override(sender, wide(town, title="Anders"), "mutation-2", REASON, approval_id=asked.row.id)
    assert refused.value.code is Code.ALREADY_DECIDED
    assert (await Notice.all().count(), await StaffMail.filter(message=StaffMessage.NOTICE_OVERRIDDEN).count()) == (1, 0)


async def test_a_request_that_came_back_may_be_sent_in_an_emergency(town: Town) -> None:
    """AU-16: its author names it, with other words too; nobody names that of somebody else."""
    sender, second = await signed_in(town), await signed_in(town)
    asked = await approval.request(sender, wide(town), "mutation-1")
    await approval.send_back(second, asked.row.id, "Die Uhrzeit stimmt nicht.")
    with pytest.raises(NotFound):
        await approval.override(second, wide(town), "mutation-2", REASON, approval_id=asked.row.id)
    assert await nothing_sent()
    posted = await approval.override(sender, wide(town, title="Kein Wasser, sofort"), "mutation-2", REASON, approval_id=asked.row.id)
    row = await Approval.get()
    assert (row.state, row.notice_id, row.form["title"]) == (ApprovalState.OVERRIDDEN, posted.notice.id, "Kein Wasser, sofort")


async def test_approved_and_overridden_at_the_same_moment_it_is_sent_once(town: Town) -> None:
    """AU-17: whoever comes second sends nothing."""
    sender, second = await signed_in(town), await town.fresh(StaffRole.ADMIN)
    for number in range(4):
        form = wide(town, title=f"Wasser {number}")
        asked = await approval.request(sender, form, f"mutation-{number}")
        await asyncio.gather(
            approval.approve(second, asked.row.id, asked.row.seal),
            approval.override(sender, form, f"mutation-{number}", REASON),
            return_exceptions=True,
        )
        assert await Notice.filter(title=f"Wasser {number}").count() == 1
        assert (await Approval.get(id=asked.row.id)).state in {ApprovalState.APPROVED, ApprovalState.OVERRIDDEN}
    assert await Broadcast.all().count() == 4


async def test_two_people_asked_for_the_same_and_it_goes_out_once(town: Town) -> None:
    """AU-17: approving one of two equal requests decides the other."""
    one, two, second = [await town.fresh(StaffRole.ADMIN) for _ in range(3)]
    first, twin = await approval.request(one, wide(town), "a"), await approval.request(two, wide(town), "a")
    posted = await approval.approve(second, first.row.id, first.row.seal)
    with pytest.raises(Conflict) as refused:
        await approval.approve(second, twin.row.id, twin.row.seal)
    assert refused.value.code is Code.ALREADY_DECIDED
    assert {row.notice_id for row in await Approval.all()} == {posted.notice.id}
    assert await Broadcast.all().count() == 1
