"""Four eyes (AU-16, AU-17): what is wide waits for a second person, and is sent once, as it was looked at."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from models.approval import Approval, ApprovalState
from models.audience import AudienceScope
from models.audit import AuditAction, AuditEntry
from models.delivery import Broadcast
from models.notice import Notice
from models.session import SessionScope
from models.staff import Staff as StaffRow
from models.staff import StaffRole
from models.staff_mail import StaffMail, StaffMessage
from models.token import TokenScope
from resolvers import approval, notice, session
from resolvers.access import Operator, Staff
from resolvers.audience import Rule
from resolvers.errors import Code, Conflict, InvalidInput, NotAllowed, NotFound
from resolvers.notice import NoticeInput, Published
from resolvers.notice.publish import is_wide
from tests.resolvers.test_notice_publish import outage
from tests.support.audit import logged
from tests.support.town import Town, integrator, traces

pytestmark = pytest.mark.usefixtures("portal")
REASON = "Rohrbruch, niemand sonst ist im Haus."


def wide(town: Town, **changes: object) -> NoticeInput:
    """Water off in both districts."""
    return outage(town, Rule(AudienceScope.STOCK), **changes)


async def signed_in(town: Town, role: StaffRole = StaffRole.ADMIN) -> Staff:
    """An employee who has just signed in."""
    viewer = await town.fresh(role)
    issued = await session.create_for_staff(await StaffRow.get(id=viewer.staff_id), scope=SessionScope.FULL)
    return replace(viewer, session_id=issued.session.id)


async def nothing_sent() -> bool:
    """No notice, and no message to anybody."""
    return await Notice.all().count() == 0 and await Broadcast.all().count() == 0


@pytest.mark.parametrize(
    ("members", "districts", "expected"), [(500, 1, False), (501, 1, True), (2, 2, True), (501, 0, True), (1, 0, False)]
)
def test_more_than_one_district_or_500_people_is_wide(members: int, districts: int, expected: bool) -> None:
    """AU-16: the border, exactly."""
    assert is_wide(members=members, districts=districts) is expected


async def test_nobody_alone_and_no_token_sends_a_wide_notice(town: Town) -> None:
    """AU-16: no approval and no override: not sendable, over the API neither; and no trace of it."""
    before = await traces()
    for viewer in (await town.fresh(StaffRole.ADMIN), await town.fresh(StaffRole.ALERT_SENDER), integrator(TokenScope.NOTICES_WRITE)):
        with pytest.raises(NotAllowed) as refused:
            await notice.publish(viewer, wide(town), "mutation-1")
        assert refused.value.code is Code.APPROVAL_REQUIRED
    assert await nothing_sent()
    assert await traces() == before
    tried = await notice.publish(await town.fresh(StaffRole.ADMIN), wide(town), "mutation-1", dry_run=True)
    assert (tried.households, tried.members, tried.districts) == (5, 6, 2)
    assert await nothing_sent()


async def test_a_second_person_lets_it_go_once(town: Town) -> None:
    """AU-16: asked, mailed to those who may approve but not to the author, shown, approved, sent under the author's name."""
    author, second, reader = [await town.fresh(role) for role in (StaffRole.ADMIN, StaffRole.ALERT_SENDER, StaffRole.READER)]
    asked = await approval.request(author, wide(town), "mutation-1")
    assert await nothing_sent()
    assert [(mail.staff_id, mail.message) for mail in await StaffMail.all()] == [(second.staff_id, StaffMessage.APPROVAL_WAITING)]
    [seen] = (await approval.waiting(second, first=10)).items
    assert (seen.row.households, seen.row.members, seen.row.districts, seen.is_mine, seen.author) == (5, 6, 2, False, "Vera Verwaltung")
    for viewer in (author, reader, await town.fresh(StaffRole.ALERT_SENDER, districts=("Nordend",)), integrator(*TokenScope), Operator()):
        with pytest.raises(NotAllowed):
            await approval.approve(viewer, asked.row.id, seen.row.seal)
    assert await nothing_sent()
    posted = await approval.approve(second, asked.row.id, seen.row.seal)
    assert (posted.members, posted.notice.created_by_id) == (6, author.staff_id)
    with pytest.raises(Conflict) as refused:
        await approval.approve(second, asked.row.id, seen.row.seal)
    assert refused.value.code is Code.ALREADY_DECIDED
    assert await Broadcast.all().count() == 1
    given = await AuditEntry.get(action=AuditAction.APPROVAL_GIVEN)
    assert (given.actor_id, given.details["members"]) == (str(second.staff_id), 6)


async def test_a_colleagues_open_screen_is_no_second_person(town: Town) -> None:
    """AU-10, AU-16: whoever asked walks over to a desk somebody left; nothing goes before the colleague shows who sits there."""
    author, left = await town.fresh(StaffRole.ADMIN), await town.staff(StaffRole.ALERT_SENDER)
    asked = await approval.request(author, wide(town), "mutation-1")
    with pytest.raises(NotAllowed) as refused:
        await approval.approve(left, asked.row.id, asked.row.seal)
    assert refused.value.code is Code.REAUTHENTICATION_REQUIRED
    assert await nothing_sent()
    await town.sign_in(left)
    assert (await approval.approve(left, asked.row.id, asked.row.seal)).members == 6


async def test_what_was_changed_meanwhile_is_not_what_was_approved(town: Town) -> None:
    """AU-17: an edit of the words, or people who moved in, void what a second person had looked at."""
    author, second = await town.fresh(StaffRole.ADMIN), await town.fresh(StaffRole.ADMIN)
    asked = await approval.request(author, wide(town), "mutation-1")
    first_seal = asked.row.seal
    changed = await approval.change(author, asked.row.id, wide(town, title="Kein Wasser, zwei Tage lang"))
    with pytest.raises(Conflict) as refused:
        await approval.approve(second, asked.row.id, first_seal)
    assert refused.value.code is Code.CHANGED_MEANWHILE
    await town.member("Ida Igel")
    await town.move_in("Ida", "Ringstraße 1", "9")
    with pytest.raises(Conflict) as refused:
        await approval.approve(second, asked.row.id, changed.row.seal)
    assert refused.value.code is Code.CHANGED_MEANWHILE
    assert await nothing_sent()
    now = await approval.get(second, asked.row.id)
    assert now.row.members == 7
    assert (await approval.approve(second, asked.row.id, now.row.seal)).notice.title == "Kein Wasser, zwei Tage lang"


async def test_sent_back_with_a_word_until_its_author_changes_it(town: Town) -> None:
    """AU-16: nothing goes out; the author gets the reason by mail and in the list."""
    author, second = await town.fresh(StaffRole.ADMIN), await town.fresh(StaffRole.ADMIN)
    asked = await approval.request(author, wide(town), "mutation-1")
    await approval.send_back(second, asked.row.id, "Die Uhrzeit stimmt nicht.")
    with pytest.raises(Conflict):
        await approval.approve(second, asked.row.id, asked.row.seal)
    with pytest.raises(NotFound):
        await approval.get(second, asked.row.id)
    mail = await StaffMail.get(message=StaffMessage.APPROVAL_RETURNED)
    assert (mail.staff_id, mail.details["reason"]) == (author.staff_id, "Die Uhrzeit stimmt nicht.")
    assert (await approval.get(author, asked.row.id)).row.state is ApprovalState.RETURNED
    with pytest.raises(NotFound):
        await approval.change(second, asked.row.id, wide(town))
    assert (await approval.change(author, asked.row.id, wide(town))).row.state is ApprovalState.WAITING
    assert await nothing_sent()
    assert await logged(AuditAction.APPROVAL_REQUESTED, AuditAction.APPROVAL_REFUSED, AuditAction.APPROVAL_CHANGED) == [
        ("approval_requested", "staff", str(author.staff_id), "approval", str(asked.row.id)),
        ("approval_refused", "staff", str(second.staff_id), "approval", str(asked.row.id)),
        ("approval_changed", "staff", str(author.staff_id), "approval", str(asked.row.id)),
    ]


async def test_two_approvers_at_once_send_it_once(town: Town) -> None:
    """AU-17: one wins, the others hear that it is decided; so does the second click of one person."""
    author = await town.fresh(StaffRole.ADMIN)
    asked = await approval.request(author, wide(town), "mutation-1")
    seconds = [await town.fresh(StaffRole.ADMIN) for _ in range(3)]
    presses = [*seconds, seconds[0]]
    answers = await asyncio.gather(*(approval.approve(one, asked.row.id, asked.row.seal) for one in presses), return_exceptions=True)
    lost = [answer for answer in answers if not isinstance(answer, Published)]
    assert [answer.code for answer in lost if isinstance(answer, Conflict)] == [Code.ALREADY_DECIDED] * 3
    assert (await Notice.all().count(), await Broadcast.all().count()) == (1, 1)


async def test_approve_against_edit_sends_the_approved_words_or_nothing(town: Town) -> None:
    """AU-17: whichever comes first, the edited words never go out unseen."""
    author, second = await town.fresh(StaffRole.ADMIN), await town.fresh(StaffRole.ADMIN)
    for number in range(4):
        asked = await approval.request(author, wide(town, title=f"Gesehen {number}"), f"mutation-{number}")
        await asyncio.gather(
            approval.approve(second, asked.row.id, asked.row.seal),
            approval.change(author, asked.row.id, wide(town, title=f"Ungesehen {number}")),
            return_exceptions=True,
        )
        state = (await Approval.get(id=asked.row.id)).state
        assert await Notice.filter(title=f"Gesehen {number}").count() == (1 if state is ApprovalState.APPROVED else 0)
    assert await Notice.filter(title__startswith="Ungesehen").count() == 0


async def test_an_approval_after_its_time_is_refused(town: Town) -> None:
    """AU-16: the rules of the form hold at the moment of sending, too."""
    author, second = await town.fresh(StaffRole.ADMIN), await town.fresh(StaffRole.ADMIN)
    asked = await approval.request(author, wide(town), "mutation-1")
    over = {**asked.row.form, "starts_at": str(town.now - timedelta(hours=5)), "ends_at": str(town.now - timedelta(hours=1))}
    await Approval.filter(id=asked.row.id).update(form=over)
    with pytest.raises(InvalidInput):
        await approval.approve(second, asked.row.id, (await Approval.get(id=asked.row.id)).seal)
    assert await nothing_sent()
