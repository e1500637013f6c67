"""Four eyes (AU-16, AU-17): asking once, changing, taking back, and programs that ask."""

import asyncio
from dataclasses import replace
from datetime import timedelta, timezone
from uuid import uuid4

import pytest

from models import clock
from models.approval import Approval, ApprovalState
from models.audience import AudienceScope
from models.audit import AuditAction, AuditEntry
from models.staff import StaffRole
from models.staff_mail import StaffMail, StaffMessage
from models.token import ApiToken, TokenScope
from resolvers import approval, token
from resolvers.access import Integrator
from resolvers.approval import ApprovalView
from resolvers.audience import Rule
from resolvers.errors import Code, Conflict, InvalidInput, NotAllowed, NotFound
from tests.resolvers.test_approval import nothing_sent, wide
from tests.support.audit import logged
from tests.support.town import Town

pytestmark = pytest.mark.usefixtures("portal")


async def program(town: Town) -> Integrator:
    """A token that may write notices."""
    row = await ApiToken.create(
        name="Hausmeisterprogramm",
        token_hash=str(uuid4()),
        scopes=[TokenScope.NOTICES_WRITE],
        created_at=town.now,
        expires_at=town.now + timedelta(days=90),
    )
    return Integrator(token_id=row.id, scopes=frozenset({TokenScope.NOTICES_WRITE}))


async def test_asked_twice_at_the_same_moment_it_is_one_request(town: Town) -> None:
    """AU-17: a double click, and two tabs with names of their own: one row, one mail to each who may approve."""
    author, second = await town.fresh(StaffRole.ADMIN), await town.fresh(StaffRole.ADMIN)
    keys = ["tab-1", "tab-1", "tab-2", "tab-3"]
    answers = await asyncio.gather(*(approval.request(author, wide(town), key) for key in keys))
    assert {answer.row.id for answer in answers} == {(await Approval.get()).id}
    assert [mail.staff_id for mail in await StaffMail.all()] == [second.staff_id]
    assert await AuditEntry.filter(action=AuditAction.APPROVAL_REQUESTED).count() == 1


async def test_other_words_and_other_people_are_other_requests(town: Town) -> None:
    """AU-17: only what is the same is one; the same instant in another zone is the same."""
    author, colleague = await town.fresh(StaffRole.ADMIN), await town.fresh(StaffRole.ADMIN)
    first = await approval.request(author, wide(town), "mutation-1")
    begins = wide(town).starts_at
    assert begins is not None
    zoned = wide(town, starts_at=begins.astimezone(timezone(timedelta(hours=1))))
    assert (await approval.request(author, zoned, "mutation-2")).row.id == first.row.id
    others = [
        await approval.request(author, wide(town, title="Kein Gas"), "mutation-3"),
        await approval.request(colleague, wide(town), "mutation-1"),
        await approval.request(await program(town), wide(town), "mutation-1"),
    ]
    assert len({first.row.id, *(other.row.id for other in others)}) == 4
    with pytest.raises(Conflict) as refused:
        await approval.request(author, wide(town, title="Kein Strom"), "mutation-1")
    assert refused.value.code is Code.IDEMPOTENCY_CONFLICT
    assert await Approval.all().count() == 4
    assert await nothing_sent()


async def test_who_may_not_send_it_may_not_ask_either(town: Town) -> None:
    """AU-16: a role, an area and a scope hold for the question, too."""
    refused = [
        (await town.fresh(StaffRole.READER), wide(town)),
        (await town.fresh(StaffRole.CARETAKER, districts=("Nordend",)), wide(town)),
        (Integrator(token_id=(await program(town)).token_id, scopes=frozenset({TokenScope.NOTICES_READ})), wide(town)),
    ]
    for viewer, form in refused:
        with pytest.raises(NotAllowed):
            await approval.request(viewer, form, "mutation-1")
    with pytest.raises(InvalidInput):
        await approval.request(await town.fresh(StaffRole.ADMIN), wide(town, title=""), "mutation-1")
    assert await Approval.all().count() == 0
    assert await StaffMail.all().count() == 0


async def test_a_program_asks_and_asks_again_until_it_is_decided(town: Town) -> None:
    """AU-16: the same clientMutationId gives the same request as it stands, also when its time is long over."""
    token, second = await program(town), await town.fresh(StaffRole.ADMIN)
    asked = await approval.request(token, wide(town), "job-7")
    assert (asked.author, asked.is_by_program, asked.is_mine, asked.row.author_id) == ("Hausmeisterprogramm", True, True, None)
    [seen] = (await approval.waiting(second, first=10)).items
    assert (seen.author, seen.is_by_program, seen.is_mine) == ("Hausmeisterprogramm", True, False)
    [mail] = await StaffMail.all()
    assert (mail.message, mail.details["author"], mail.details["is_program"]) == ("approval_waiting", "Hausmeisterprogramm", "yes")
    await approval.send_back(second, asked.row.id, "Bitte mit Ursache.")
    again = await approval.request(token, wide(town), "job-7")
    assert (again.row.id, again.row.state, again.row.word) == (asked.row.id, ApprovalState.RETURNED, "Bitte mit Ursache.")
    assert await StaffMail.filter(message=StaffMessage.APPROVAL_RETURNED).count() == 0
    form = wide(town, cause="Rohrbruch")
    changed = await approval.change(token, asked.row.id, form)
    posted = await approval.approve(second, asked.row.id, changed.row.seal)
    clock.shift(timedelta(days=40))
    sent = await approval.request(token, wide(town), "job-7")
    assert (sent.row.state, sent.row.notice_id, posted.notice.created_by_id) == (ApprovalState.APPROVED, posted.notice.id, None)


async def test_who_made_the_token_is_no_second_person(town: Town) -> None:
    """AU-16: one administrator alone could ask as a program and approve as themselves; another one may."""
    first, second = await town.admin(), await town.fresh(StaffRole.ADMIN)
    made = (await token.create(first, name="Leitwarte", scopes=[TokenScope.NOTICES_WRITE], valid_for=timedelta(days=9))).row
    asked = await approval.request(Integrator(made.id, frozenset({TokenScope.NOTICES_WRITE})), wide(town), "job-1")
    for decide in (approval.approve(first, asked.row.id, asked.row.seal), approval.send_back(first, asked.row.id, "Nein danke.")):
        with pytest.raises(NotAllowed):
            await decide
    assert await nothing_sent()
    assert (await Approval.get()).state is ApprovalState.WAITING
    assert (await approval.approve(second, asked.row.id, asked.row.seal)).members == 6


async def test_nobody_but_its_author_changes_it_or_takes_it_back(town: Town) -> None:
    """AU-16: neither an administrator nor another program."""
    author, second, token = await town.fresh(StaffRole.ADMIN), await town.fresh(StaffRole.ADMIN), await program(town)
    for asked in (await approval.request(author, wide(town), "a"), await approval.request(token, wide(town, title="Gas"), "b")):
        for viewer in (second, await program(town)):
            with pytest.raises(NotFound):
                await approval.change(viewer, asked.row.id, wide(town, title="Anders"))
            with pytest.raises(NotFound):
                await approval.withdraw(viewer, asked.row.id)
        with pytest.raises(NotAllowed):
            await approval.withdraw(await town.fresh(StaffRole.READER), asked.row.id)
        assert await Approval.filter(id=asked.row.id, state=ApprovalState.WAITING, updated_at=asked.row.updated_at).exists()


async def test_an_edit_asks_anew_and_a_saving_without_one_does_not(town: Town) -> None:
    """AU-17: another seal, counts of the new audience, a mail; pressed twice it is one edit."""
    author, _second = await town.fresh(StaffRole.ADMIN), await town.fresh(StaffRole.ADMIN)
    asked = await approval.request(author, wide(town), "mutation-1")
    edit = wide(town, audience=(Rule(AudienceScope.DISTRICT, id=town.districts["Gartenstadt"].id),))
    changed = await approval.change(author, asked.row.id, edit)
    again = await approval.change(author, asked.row.id, edit)
    assert (asked.row.districts, changed.row.districts) == (2, 1)
    assert asked.row.seal != changed.row.seal == again.row.seal
    assert [(view.rule.scope, view.name) for view in changed.rules] == [(AudienceScope.DISTRICT, "Quartier Gartenstadt")]
    assert await StaffMail.filter(message=StaffMessage.APPROVAL_WAITING).count() == 2
    assert await AuditEntry.filter(action=AuditAction.APPROVAL_CHANGED).count() == 1
    with pytest.raises(InvalidInput):
        await approval.change(author, asked.row.id, replace(edit, title=""))
    assert (await Approval.get()).seal == changed.row.seal


async def test_what_is_taken_back_is_not_sent(town: Town) -> None:
    """AU-16: once, by its author, whatever somebody looks at in that moment; it is in nobody's list any more."""
    author, second = await town.fresh(StaffRole.ADMIN), await town.fresh(StaffRole.ADMIN)
    asked = await approval.request(author, wide(town), "mutation-1")
    await asyncio.gather(*(approval.withdraw(author, asked.row.id) for _ in range(3)))
    for attempt in (
        approval.approve(second, asked.row.id, asked.row.seal),
        approval.send_back(second, asked.row.id, "Nein, so nicht."),
        approval.change(author, asked.row.id, wide(town, title="Doch noch")),
    ):
        with pytest.raises(Conflict) as refused:
            await attempt
        assert refused.value.code is Code.ALREADY_DECIDED
    assert [(await approval.waiting(viewer, first=10)).items for viewer in (author, second)] == [[], []]
    assert await nothing_sent()
    assert await logged(AuditAction.APPROVAL_WITHDRAWN) == [
        ("approval_withdrawn", "staff", str(author.staff_id), "approval", str(asked.row.id))
    ]


async def test_approved_or_taken_back_but_never_both(town: Town) -> None:
    """AU-17: at the same moment one of the two wins, and the other hears of it."""
    author, second = await town.fresh(StaffRole.ADMIN), await town.fresh(StaffRole.ADMIN)
    for number in range(4):
        asked = await approval.request(author, wide(town, title=f"Wasser {number}"), f"mutation-{number}")
        answers = await asyncio.gather(
            approval.approve(second, asked.row.id, asked.row.seal), approval.withdraw(author, asked.row.id), return_exceptions=True
        )
        [lost] = [answer for answer in answers if isinstance(answer, BaseException)]
        assert isinstance(lost, Conflict)
        assert lost.code is Code.ALREADY_DECIDED
        row = await Approval.get(id=asked.row.id)
        won = ApprovalState.WITHDRAWN if isinstance(answers[1], ApprovalView) else ApprovalState.APPROVED
        assert (row.state, row.notice_id is None) == (won, won is ApprovalState.WITHDRAWN)
