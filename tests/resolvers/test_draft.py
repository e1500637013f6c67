"""What is written is kept for its author; what is planned goes once at its moment, to whom its audience is then, unless it is stopped."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from models import clock
from models.audit import AuditAction
from models.delivery import Broadcast
from models.draft import DraftFailure, DraftState, NoticeDraft
from models.notice import Notice, NoticeKind, NoticeState, Urgency
from models.schedule import ScheduledTask, TaskKind
from models.staff import Staff as Employee
from models.staff import StaffArea, StaffRole
from models.staff_mail import StaffMail, StaffMessage
from models.token import TokenScope
from push.statement import run
from resolvers import draft
from resolvers.access import Operator, Staff
from resolvers.errors import Code, Conflict, InvalidInput, NotAllowed, NotFound
from resolvers.notice import NoticeInput
from resolvers.schedule.registry import HANDLERS, OneTime
from resolvers.schedule.scheduler import Scheduler
from tests.resolvers.test_notice_update import house, water
from tests.support.audit import logged
from tests.support.town import Town, integrator, traces

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def straight_clock() -> Iterator[None]:
    """Tests move the clock; afterwards it tells the time again."""
    yield
    clock.shift(timedelta())


@pytest.fixture
async def editor(town: Town) -> Staff:
    """Who writes ordinary notices."""
    return await town.staff(StaffRole.EDITOR)


def party(town: Town, **changes: object) -> NoticeInput:
    """A bulletin for Amselweg 2."""
    form = NoticeInput(kind=NoticeKind.BULLETIN, title="Hoffest", body="Wir feiern.", audience=(house(town, "Amselweg 2"),))
    return replace(form, **changes)


async def later(by: timedelta) -> None:
    """So much time goes by, and what is due is done."""
    clock.shift(by)
    await Scheduler({kind: handler for kind, handler in HANDLERS.items() if isinstance(handler, OneTime)}).run_until_idle()


async def test_what_is_typed_is_kept_and_the_last_to_save_counts(editor: Staff) -> None:
    key = uuid4()
    first = await draft.save(editor, key, "Hof", json.dumps({"title": "Hof"}))
    again = await draft.save(editor, key, "Hoffest", json.dumps({"title": "Hoffest", "houses": [1, 2]}))
    assert first.row.id == again.row.id
    assert (again.row.title, again.row.content) == ("Hoffest", {"title": "Hoffest", "houses": [1, 2]})
    assert [found.row.id for found in (await draft.mine(editor, first=10)).items] == [first.row.id]


async def test_two_pages_that_begin_the_same_draft_have_one(editor: Staff) -> None:
    key = uuid4()
    await asyncio.gather(*(draft.save(editor, key, "Hof", "{}") for _ in range(4)))
    assert await NoticeDraft.all().count() == 1


async def test_a_draft_is_its_authors_alone(town: Town, editor: Staff) -> None:
    """The same key of somebody else is another draft; nobody reads, plans, stops or deletes what is only written."""
    key, boss = uuid4(), await town.admin()
    mine = await draft.save(editor, key, "Hof", "{}")
    theirs = await draft.save(boss, key, "Keller", "{}")
    assert mine.row.id != theirs.row.id
    before = await traces()
    for attempt in (draft.get(boss, mine.row.id), draft.stop(boss, mine.row.id), draft.plan(boss, party(town), "a", draft_id=mine.row.id)):
        with pytest.raises(NotFound):
            await attempt
    assert not await draft.discard(boss, mine.row.id)
    assert await NoticeDraft.filter(id=mine.row.id).exists()
    assert await traces() == before


@pytest.mark.parametrize("content", ["", "[]", "7", "{", '{"a":' * 5000, json.dumps({"body": "x" * 60_000})])
async def test_what_is_no_draft_is_refused(editor: Staff, content: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await draft.save(editor, uuid4(), "Hof", content)
    assert refused.value.field == "content"
    assert await NoticeDraft.all().count() == 0


async def test_there_is_an_end_to_drafts(editor: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resolvers.draft.writing.MOST_DRAFTS", 2)
    kept = [uuid4(), uuid4()]
    for key in kept:
        await draft.save(editor, key, "Hof", "{}")
    with pytest.raises(InvalidInput):
        await draft.save(editor, uuid4(), "Hof", "{}")
    assert (await draft.save(editor, kept[0], "Keller", "{}")).row.title == "Keller"


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.MEMBER_DESK, StaffRole.CARETAKER])
async def test_only_who_writes_notices_has_drafts(town: Town, role: StaffRole) -> None:
    for viewer in (await town.staff(role), await town.tenant("Anna"), integrator(TokenScope.NOTICES_WRITE), Operator(), None):
        for attempt in (draft.save(viewer, uuid4(), "Hof", "{}"), draft.plan(viewer, party(town), "a"), draft.mine(viewer, first=1)):
            with pytest.raises(NotAllowed):
                await attempt
    assert await NoticeDraft.all().count() == 0


async def test_it_goes_after_fifteen_seconds_and_once(town: Town, editor: Staff) -> None:
    written = await draft.save(editor, uuid4(), "Hof", "{}")
    planned = await draft.plan(editor, party(town), "mutation-1", draft_id=written.row.id)
    again = await draft.plan(editor, party(town), "mutation-1", draft_id=written.row.id)
    assert (planned.row.id, again.row.id) == (written.row.id, written.row.id)
    assert (planned.row.state, planned.row.households, planned.row.members) == (DraftState.PLANNED, 2, 3)
    await later(13 * SECOND)
    assert (await Notice.all().count(), await Broadcast.all().count()) == (0, 0)
    await later(16 * SECOND)
    await later(60 * SECOND)
    [posted] = await Notice.all()
    assert (posted.state, posted.title, posted.created_by_id, posted.member_count) == (NoticeState.PUBLISHED, "Hoffest", editor.staff_id, 3)
    assert await Broadcast.filter(notice_id=posted.id).count() == 1
    done = await draft.get(editor, written.row.id)
    assert (done.row.state, done.row.notice_id) == (DraftState.SENT, posted.id)
    assert [line[0] for line in await logged(AuditAction.NOTICE_PLANNED, AuditAction.NOTICE_PUBLISHED)] == [
        "notice_planned",
        "notice_published",
    ]


async def test_stopped_one_second_before_nothing_is_sent(town: Town, editor: Staff) -> None:
    """Trap "cancelled one second before sending": it is a draft again, with what was typed."""
    written = await draft.save(editor, uuid4(), "Hof", json.dumps({"title": "Hoffest"}))
    await draft.plan(editor, party(town), "mutation-1", draft_id=written.row.id)
    clock.shift(14 * SECOND)
    stopped = await draft.stop(editor, written.row.id)
    assert await draft.stop(editor, written.row.id)
    await later(HOUR)
    assert (await Notice.all().count(), await Broadcast.all().count()) == (0, 0)
    assert [line[2] for line in await logged(AuditAction.NOTICE_STOPPED)] == [str(editor.staff_id)]
    assert (stopped.row.state, stopped.row.publish_at, stopped.row.content) == (DraftState.WRITING, None, {"title": "Hoffest"})
    await draft.plan(editor, party(town, title="Hoffest im Mai"), "mutation-2", draft_id=written.row.id)
    await later(2 * HOUR)
    assert [row.title for row in await Notice.all()] == ["Hoffest im Mai"]


async def test_a_stop_and_the_moment_at_the_same_time_are_one_of_the_two(town: Town, editor: Staff) -> None:
    """Whatever comes first: either it was sent and the stop says so, or it was stopped and nothing is sent."""
    planned = await draft.plan(editor, party(town), "mutation-1")
    clock.shift(16 * SECOND)
    work = Scheduler({TaskKind.NOTICE_PUBLICATION: HANDLERS[TaskKind.NOTICE_PUBLICATION]})
    stopped, _ = await asyncio.gather(draft.stop(editor, planned.row.id), work.run_until_idle(), return_exceptions=True)
    await work.run_until_idle()
    if isinstance(stopped, Conflict):
        assert stopped.code is Code.ALREADY_PUBLISHED
        assert await Broadcast.all().count() == 1
    else:
        assert not isinstance(stopped, BaseException)
        assert (stopped.row.state, await Broadcast.all().count()) == (DraftState.WRITING, 0)


async def test_at_a_moment_of_its_own_to_whom_its_audience_is_then(town: Town, editor: Staff) -> None:
    """Whoever moves in until then is told; who is in the area of a colleague can be seen and stopped by the administration."""
    at = town.now + timedelta(days=2)
    planned = await draft.plan(editor, party(town), "mutation-1", publish_at=at)
    boss = await town.admin()
    assert [found.row.id for found in (await draft.planned(boss, first=10)).items] == [planned.row.id]
    limited = await town.staff(StaffRole.EDITOR, districts=("Nordend",))
    assert (await draft.planned(limited, first=10)).total == 0
    with pytest.raises(NotFound):
        await draft.stop(limited, planned.row.id)
    await town.member("Nina Neu")
    await town.move_in("Nina", "Amselweg 2", "9", since=0)
    await later(timedelta(days=2, seconds=1))
    assert (await Notice.get()).member_count == 4


async def test_the_administration_stops_what_somebody_else_planned(town: Town, editor: Staff) -> None:
    planned = await draft.plan(editor, party(town), "mutation-1", publish_at=town.now + HOUR)
    await draft.stop(await town.admin(), planned.row.id)
    await later(2 * HOUR)
    assert await Notice.all().count() == 0
    assert [found.row.id for found in (await draft.mine(editor, first=10)).items] == [planned.row.id]


async def test_urgent_is_never_held_back_by_a_slip_but_can_be_planned(town: Town) -> None:
    """ "Erst um 7 Uhr senden"."""
    boss = await town.admin()
    alert = water(town, urgency=Urgency.URGENT)
    with pytest.raises(InvalidInput) as refused:
        await draft.plan(boss, alert, "mutation-1")
    assert refused.value.field == "publishAt"
    await draft.plan(boss, alert, "mutation-1", publish_at=town.now + HOUR)
    await later(HOUR + SECOND)
    assert (await Notice.get()).urgency is Urgency.URGENT


async def test_an_editor_plans_and_stops_no_alert(town: Town, editor: Staff) -> None:
    alert = await draft.plan(await town.admin(), water(town), "mutation-1", publish_at=town.now + HOUR)
    for attempt in (draft.plan(editor, water(town), "mutation-2", publish_at=town.now + HOUR), draft.stop(editor, alert.row.id)):
        with pytest.raises(NotAllowed):
            await attempt
    await later(HOUR + SECOND)
    assert await Notice.all().count() == 1


async def test_so_wide_a_notice_is_not_planned(town: Town, editor: Staff) -> None:
    """AU-16: a plan is no way round the second person."""
    wide = party(town, audience=tuple(house(town, address) for address in ("Amselweg 2", "Ringstraße 1")))
    before = await traces()
    with pytest.raises(NotAllowed) as refused:
        await draft.plan(editor, wide, "mutation-1", publish_at=town.now + HOUR)
    assert refused.value.code is Code.APPROVAL_REQUIRED
    assert await traces() == before
    assert await NoticeDraft.all().count() == await ScheduledTask.all().count() == 0


@pytest.mark.parametrize("hours", [-1, 0, 24 * 800])
async def test_a_moment_must_be_ahead(town: Town, editor: Staff, hours: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        await draft.plan(editor, party(town), "mutation-1", publish_at=town.now + hours * HOUR)
    assert refused.value.field == "publishAt"


async def test_a_moment_after_the_end_is_refused(town: Town) -> None:
    with pytest.raises(InvalidInput) as refused:
        await draft.plan(await town.admin(), water(town), "mutation-1", publish_at=town.now + timedelta(days=3))
    assert refused.value.field == "publishAt"


async def test_no_process_at_its_moment_late_rather_than_never(town: Town, editor: Staff) -> None:
    await draft.plan(editor, party(town), "mutation-1", publish_at=town.now + HOUR)
    await later(timedelta(days=3))
    assert await Broadcast.all().count() == 1


async def _gone(town: Town, what: DraftFailure) -> timedelta:
    """Something happens before the moment comes; how late it is then."""
    match what:
        case DraftFailure.TOO_LATE:
            return timedelta(days=9)
        case DraftFailure.NOBODY:
            for contract in town.contracts.values():
                contract.ends_on = town.today - timedelta(days=1)
                await contract.save()
        case DraftFailure.PLACE_GONE:
            for name in ("contract_person", "contract", "unit", "house"):
                await run(f"DELETE FROM {name}")  # noqa: S608 - a fixed list of tables
        case DraftFailure.AUTHOR_GONE:
            raise AssertionError("that is told somebody else")
    return 2 * HOUR


@pytest.mark.parametrize("what", sorted(set(DraftFailure) - {DraftFailure.AUTHOR_GONE}))
async def test_what_cannot_go_any_more_is_told_its_author(town: Town, editor: Staff, what: DraftFailure) -> None:
    """Nothing is published, and it is their draft again."""
    form = party(town, starts_at=town.now + 3 * HOUR, ends_at=town.now + 8 * HOUR)
    planned = await draft.plan(editor, form, "mutation-1", publish_at=town.now + HOUR)
    await later(await _gone(town, what))
    assert (await Notice.all().count(), await Broadcast.all().count()) == (0, 0)
    [mail] = await StaffMail.all()
    assert (mail.message, mail.staff_id) == (StaffMessage.NOTICE_NOT_SENT, editor.staff_id)
    assert mail.details == {"title": "Hoffest", "failure": what.value, "author": "Vera Verwaltung"}
    [failed] = (await draft.mine(editor, first=10)).items
    assert (failed.row.id, failed.row.state, failed.row.failure) == (planned.row.id, DraftState.FAILED, what)


LEAVING: dict[str, dict[str, object]] = {
    "locked": {"is_active": False},
    "removed": {"is_active": False, "email": "removed"},
    "only reads now": {"role": StaffRole.READER},
}


@pytest.mark.parametrize("how", [*LEAVING, "works elsewhere now"])
async def test_nobody_leaves_a_planned_notice_behind(town: Town, editor: Staff, how: str) -> None:
    """AU-13: it goes with the rights its author has at its moment; else nothing is sent, and the administration is told of it."""
    admin = await town.staff(StaffRole.ADMIN)
    planned = await draft.plan(editor, party(town), "mutation-1", publish_at=town.now + HOUR)
    if how in LEAVING:
        await Employee.filter(id=editor.staff_id).update(**LEAVING[how])
    else:
        await StaffArea.create(staff_id=editor.staff_id, district_id=town.districts["Nordend"].id)
    await later(2 * HOUR)
    assert (await Notice.all().count(), await Broadcast.all().count()) == (0, 0)
    [mail] = await StaffMail.all()
    assert (mail.message, mail.staff_id) == (StaffMessage.NOTICE_NOT_SENT, admin.staff_id)
    assert mail.details == {"title": "Hoffest", "failure": "author_gone", "author": "Vera Verwaltung"}
    row = await NoticeDraft.get(id=planned.row.id)
    assert (row.state, row.failure) == (DraftState.FAILED, DraftFailure.AUTHOR_GONE)


async def test_who_may_send_less_leaves_no_urgent_plan_behind(town: Town) -> None:
    """AU-13: an alert sender who writes ordinary notices only by then."""
    sender = await town.staff(StaffRole.ALERT_SENDER)
    await draft.plan(sender, water(town), "mutation-1", publish_at=town.now + HOUR)
    await Employee.filter(id=sender.staff_id).update(role=StaffRole.EDITOR)
    await later(2 * HOUR)
    assert await Broadcast.all().count() == 0


async def test_planned_it_is_neither_overwritten_nor_thrown_away(town: Town, editor: Staff) -> None:
    key = uuid4()
    written = await draft.save(editor, key, "Hof", "{}")
    await draft.plan(editor, party(town), "mutation-1", draft_id=written.row.id, publish_at=town.now + HOUR)
    for attempt in (
        draft.save(editor, key, "Keller", "{}"),
        draft.discard(editor, written.row.id),
        draft.plan(editor, party(town), "mutation-2", draft_id=written.row.id),
    ):
        with pytest.raises(Conflict):
            await attempt
    assert (await draft.get(editor, written.row.id)).row.title == "Hoffest"


async def test_asked_again_after_its_moment_it_is_the_first_answer(town: Town, editor: Staff) -> None:
    """OB-03: the answer got lost, and the page tries again later."""
    at = town.now + HOUR
    first = await draft.plan(editor, party(town), "mutation-1", publish_at=at)
    await later(2 * HOUR)
    again = await draft.plan(editor, party(town), "mutation-1", publish_at=at)
    assert (again.row.id, again.row.state) == (first.row.id, DraftState.SENT)
    assert await Broadcast.all().count() == 1


async def test_the_same_name_with_another_moment_is_a_conflict(town: Town, editor: Staff) -> None:
    """OB-03."""
    await draft.plan(editor, party(town), "mutation-1", publish_at=town.now + HOUR)
    with pytest.raises(Conflict) as refused:
        await draft.plan(editor, party(town), "mutation-1", publish_at=town.now + 2 * HOUR)
    assert refused.value.code is Code.IDEMPOTENCY_CONFLICT
    assert await NoticeDraft.all().count() == 1


async def test_drafts_nobody_touches_are_forgotten_plans_are_not(town: Town, editor: Staff) -> None:
    old, fresh = [await draft.save(editor, uuid4(), title, "{}") for title in ("Alt", "Neu")]
    planned = await draft.plan(editor, party(town), "mutation-1", publish_at=town.now + timedelta(days=300))
    await NoticeDraft.filter(id__in=[old.row.id, planned.row.id]).update(updated_at=town.now - timedelta(days=181))
    assert await draft.purge() == 1
    assert {row.id for row in await NoticeDraft.all()} == {fresh.row.id, planned.row.id}


def test_the_window_is_fifteen_seconds() -> None:
    """As staff read it on their screen."""
    assert draft.UNDO == 15 * SECOND


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "7",
        "{",
        '{"a": "\\u0000"}',
        '{"a": "\\\\\\u0000"}',
        '{"\\u0000": 1}',
        '{"a": "\\ud800"}',
        '{"a": NaN}',
        '{"a": 1e400}',
        '{"a":' + "[" * 20_000,
    ],
)
async def test_what_no_database_keeps_is_refused(editor: Staff, content: str) -> None:
    """And not an error nobody expected."""
    with pytest.raises(InvalidInput):
        await draft.save(editor, uuid4(), "Hof", content)
    assert await NoticeDraft.all().count() == 0


@pytest.mark.parametrize("content", ['{"a": "\\\\u0000"}', '{"a": 99999999999999999999999999}', '{"ä": "😀\\n"}'])
async def test_what_looks_odd_is_kept(editor: Staff, content: str) -> None:
    kept = await draft.save(editor, uuid4(), "Hof", content)
    assert isinstance(kept.row.content, dict)
