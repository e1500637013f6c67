"""Follow-ups: who knows of the old is told of the new, once; who does not know is told how it stands; and nobody is told of nothing."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from models import clock
from models.audience import AudienceScope
from models.audit import AuditAction
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Lane, Message, Reason
from models.notice import Notice, NoticeKind, NoticeState, NoticeUpdate, UpdateKind, Urgency
from models.staff import StaffRole
from push import fanout
from push.notice_words import Place
from push.outbox import Claimed
from push.recheck import load, verdict
from resolvers import delivery, notice
from resolvers.access import Operator
from resolvers.audience import Rule
from resolvers.errors import Code, Conflict, InvalidInput, NotAllowed, NotFound
from resolvers.notice import NoticeInput, Phase
from tests.support.audit import logged
from tests.support.town import Town, traces

AMSEL2 = ("Anna", "Cora")
"""Whom mail reaches there; Bert, of Anna's flat, has no address and stands on the list for paper."""
HOUR = timedelta(hours=1)


def house(town: Town, address: str) -> Rule:
    return Rule(AudienceScope.HOUSE, id=town.houses[address].id)


def water(town: Town, *addresses: str, **changes: object) -> NoticeInput:
    """Water off tomorrow for six hours."""
    form = NoticeInput(
        kind=NoticeKind.WATER,
        title="Wasserabschaltung",
        audience=tuple(house(town, address) for address in addresses or ("Amselweg 2",)),
        urgency=Urgency.URGENT,
        starts_at=town.now + timedelta(days=1),
        ends_at=town.now + timedelta(days=1, hours=6),
    )
    return replace(form, **changes)


async def written() -> None:
    """Let the worker's first half run: what was announced stands in the ledger."""
    for lane in Lane:
        while await fanout.advance(lane):
            pass


async def posted(town: Town, form: NoticeInput, *names: str) -> UUID:
    """Published, and taken by the network for these."""
    for name in ("Anna", "Bert", "Cora", "Dora"):
        await town.tenant(name)
    notice_id = (await notice.publish(Operator(), form, f"mutation-{form.title}")).notice.id
    await written()
    await accepted(town, names)
    return notice_id


async def accepted(town: Town, names: Iterable[str]) -> None:
    """The network took everything that waits for these."""
    ids = [town.members[name].id for name in names]
    open_rows = Delivery.filter(member_id__in=ids, is_open=True)
    await open_rows.update(state=DeliveryState.ACCEPTED, is_open=False, settled_at=town.now)


async def told(town: Town, notice_id: UUID) -> dict[str, list[str]]:
    """The messages that wait for each person, by mail."""
    await written()
    names = {member.id: name for name, member in town.members.items()}
    rows = await Delivery.filter(broadcast__notice_id=notice_id, state=DeliveryState.QUEUED).select_related("broadcast").order_by("id")
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(names[UUID(str(row.member_id))], []).append(str(row.broadcast.message))
    return found


async def test_who_knows_of_it_is_told_what_changed_and_who_does_not_how_it_stands(town: Town) -> None:
    """One message each: Cora's first one had not gone yet, so she gets the notice with its new time and nothing of the old."""
    form = water(town, "Amselweg 2", "Amselweg 12")
    notice_id = await posted(town, form, "Anna", "Dora")
    done = await notice.change(Operator(), notice_id, replace(form, ends_at=form.ends_at and form.ends_at + 3 * HOUR), "change-1")
    assert (done.kind, done.told, done.joined, done.left, done.untold) == (UpdateKind.LONGER, 2, 0, 0, 2)
    assert await told(town, notice_id) == {"Anna": ["notice_changed"], "Dora": ["notice_changed"], "Cora": ["notice_published"]}
    stopped = await Delivery.filter(member_id=town.members["Cora"].id, state=DeliveryState.CANCELLED)
    assert [row.reason for row in stopped] == [Reason.WITHDRAWN]
    update = await NoticeUpdate.get(notice_id=notice_id)
    assert (update.number, update.kind, update.was_ends_at, update.ends_at) == (1, UpdateKind.LONGER, form.ends_at, done.notice.ends_at)
    assert (await Notice.get(id=notice_id)).revision == 1
    assert await logged(AuditAction.NOTICE_CHANGED) == [("notice_changed", "operator", "", "notice", str(notice_id))]


async def test_the_same_change_twice_is_one(town: Town) -> None:
    """OB-03: a double click, or a retry after a lost answer."""
    form = water(town)
    notice_id = await posted(town, form, *AMSEL2)
    later = replace(form, starts_at=form.starts_at and form.starts_at + 24 * HOUR, ends_at=form.ends_at and form.ends_at + 24 * HOUR)
    first = await notice.change(Operator(), notice_id, later, "change-1")
    before = await traces()
    again = await notice.change(Operator(), notice_id, later, "change-1")
    assert (first.kind, again.kind, again.told) == (UpdateKind.MOVED, UpdateKind.MOVED, 2)
    assert await traces() == before
    assert await told(town, notice_id) == {name: ["notice_changed"] for name in AMSEL2}


async def test_the_area_grows_and_shrinks(town: Town) -> None:
    """Newly affected, still affected, no more affected: each hears what concerns them; nobody hears of a change that is none to them."""
    form = water(town, "Amselweg 2", "Amselweg 12")
    notice_id = await posted(town, form, *AMSEL2, "Dora")
    await town.tenant("Emil")
    moved = replace(form, audience=(house(town, "Amselweg 2"), house(town, "Ringstraße 1")))
    done = await notice.change(Operator(), notice_id, moved, "change-1")
    assert (done.kind, done.told, done.joined, done.left) == (UpdateKind.AREA, 0, 1, 1)
    assert await told(town, notice_id) == {"Emil": ["notice_joined"], "Dora": ["notice_left"]}
    view = await notice.get(await town.tenant("Dora"), notice_id)
    assert view is not None
    assert (view.is_affected, view.places, view.phase) == (False, [], Phase.CANCELLED), "no open danger to who is out"
    assert (done.notice.household_count, done.notice.member_count) == (3, 4)


async def test_who_comes_back_into_the_area_is_new_again(town: Town) -> None:
    """The word that it does not concern them is stopped, or was heard: either way they are told that it does."""
    form = water(town, "Amselweg 2", "Amselweg 12")
    notice_id = await posted(town, form, *AMSEL2, "Dora")
    smaller = replace(form, audience=(house(town, "Amselweg 2"),))
    await notice.change(Operator(), notice_id, smaller, "change-1")
    await notice.change(Operator(), notice_id, form, "change-2")
    await written()
    queued = await Delivery.filter(member_id=town.members["Dora"].id, state=DeliveryState.QUEUED).select_related("broadcast").order_by("id")
    jobs = await load([claim_of(row) for row in queued])
    going = {job.subject.said: verdict(job) for job in jobs}
    assert {said for said, refused in going.items() if refused is None} == {Message.NOTICE_JOINED}


async def test_one_person_with_two_homes_hears_it_once(town: Town) -> None:
    """The trap "member with two flats gets two mails": of a person all homes are told together."""
    await town.move_in("Dora", "Amselweg 2", "3")
    form = water(town, "Amselweg 2", "Amselweg 12")
    notice_id = await posted(town, form, *AMSEL2, "Dora")
    smaller = replace(form, audience=(house(town, "Amselweg 2"),))
    done = await notice.change(Operator(), notice_id, smaller, "change-1")
    assert (done.kind, done.told, done.left) == (UpdateKind.AREA, 1, 0)
    assert await told(town, notice_id) == {"Dora": ["notice_changed"]}
    await accepted(town, ["Dora"])
    larger = replace(form, title="Wasserabschaltung, größer", audience=(house(town, "Amselweg 2"), house(town, "Amselweg 12")))
    await notice.change(Operator(), notice_id, larger, "change-2")
    assert (await told(town, notice_id))["Dora"] == ["notice_changed"]


async def test_the_all_clear_goes_to_who_was_told(town: Town) -> None:
    """The trap "all-clear to people never told": Cora's message had not gone, and is stopped; there is nothing to clear up for her."""
    form = water(town, "Amselweg 2", "Amselweg 12", starts_at=town.now - HOUR, ends_at=town.now + 3 * HOUR)
    notice_id = await posted(town, form, "Anna", "Dora")
    await notice.end(Operator(), notice_id, "Danke an alle im Haus.")
    assert await told(town, notice_id) == {"Anna": ["notice_ended"], "Dora": ["notice_ended"]}
    update = await NoticeUpdate.get(notice_id=notice_id)
    assert (update.kind, update.told_count, update.word) == (UpdateKind.ENDED, 2, "Danke an alle im Haus.")
    jobs = await load([claim_of(row) for row in await Delivery.filter(state=DeliveryState.QUEUED)])
    assert [verdict(job) for job in jobs] == [None, None]
    assert {job.places for job in jobs} == {(Place("Amselweg 2", "Gartenstadt"),), (Place("Amselweg 12", "Gartenstadt"),)}


async def test_who_opened_it_knows_of_it(town: Town) -> None:
    """Nobody sent Cora anything; she saw it on the board."""
    notice_id = await posted(town, water(town), "Anna")
    await notice.mark_read(await town.tenant("Cora"), notice_id)
    await notice.cancel(Operator(), notice_id)
    assert await told(town, notice_id) == {"Anna": ["notice_cancelled"], "Cora": ["notice_cancelled"]}


async def test_an_error_is_taken_back(town: Town) -> None:
    """Off the board at once; a message of it that waits is never sent any more."""
    notice_id = await posted(town, water(town), "Anna")
    view = await notice.retract(Operator(), notice_id)
    assert view.notice.state is NoticeState.RETRACTED
    assert await notice.get(await town.tenant("Anna"), notice_id) is None
    assert await told(town, notice_id) == {"Anna": ["notice_retracted"]}
    assert await logged(AuditAction.NOTICE_RETRACTED) == [("notice_retracted", "operator", "", "notice", str(notice_id))]
    before = await traces()
    for again in (notice.retract, notice.cancel, notice.end):
        with pytest.raises(Conflict):
            await again(Operator(), notice_id)
    assert await traces() == before


async def test_a_bulletin_without_a_date_leaves_the_board_in_silence(town: Town) -> None:
    form = NoticeInput(kind=NoticeKind.BULLETIN, title="Neue Hausordnung", body="Bitte lesen.", audience=(house(town, "Amselweg 2"),))
    notice_id = await posted(town, form, *AMSEL2)
    await notice.cancel(Operator(), notice_id)
    assert await told(town, notice_id) == {}
    assert (await Notice.get(id=notice_id)).state is NoticeState.CANCELLED


async def test_what_was_read_before_the_change_is_unread_after_it(town: Town) -> None:
    """A tap on "Gelesen" is about what stood there then; reach counts those who know how it stands now."""
    form = water(town)
    notice_id = await posted(town, form, *AMSEL2)
    anna = await town.tenant("Anna")
    assert (await notice.confirm(anna, notice_id)).confirmed_at is not None
    await notice.change(Operator(), notice_id, replace(form, cause="Rohrbruch."), "change-1")
    view = await notice.get(anna, notice_id)
    assert view is not None
    assert (view.is_read, view.confirmed_at) == (False, None)
    found = await delivery.progress(Operator(), notice_id)
    assert found is not None
    assert (found.households.confirmed, found.households.mail, found.households.pending) == (0, 0, 2)
    again = await notice.confirm(anna, notice_id)
    assert again.is_read
    assert again.confirmed_at is not None


@pytest.mark.parametrize("kind", [NoticeKind.HEATING, NoticeKind.BULLETIN])
async def test_kind_and_urgency_stay(town: Town, kind: NoticeKind) -> None:
    form = water(town)
    notice_id = await posted(town, form, *AMSEL2)
    before = await traces()
    for other in (replace(form, kind=kind, body="Text", is_emergency=False), replace(form, urgency=Urgency.ORDINARY)):
        with pytest.raises(InvalidInput):
            await notice.change(Operator(), notice_id, other, "change-1")
    assert await traces() == before


async def test_nothing_new_is_no_update(town: Town) -> None:
    form = water(town)
    notice_id = await posted(town, form, *AMSEL2)
    before = await traces()
    with pytest.raises(Conflict):
        await notice.change(Operator(), notice_id, form, "change-1")
    assert await traces() == before
    assert await Broadcast.filter(notice_id=notice_id, cancelled_at__isnull=False).count() == 0


async def test_a_dry_run_counts_and_leaves_no_trace(town: Town) -> None:
    form = water(town)
    notice_id = await posted(town, form, "Anna")
    before = await traces()
    done = await notice.change(Operator(), notice_id, replace(form, cause="Rohrbruch."), "change-1", dry_run=True)
    assert (done.kind, done.told, done.untold, done.dry_run) == (UpdateKind.CHANGED, 1, 2, True)
    assert await traces() == before
    assert (await Notice.get(id=notice_id)).cause == ""


async def test_a_much_wider_area_needs_a_second_person(town: Town) -> None:
    """AU-16: an update is no way around it; the same people may always be told more."""
    form = water(town, "Seegasse 5")
    sender = await town.staff(StaffRole.ALERT_SENDER)
    notice_id = (await notice.publish(sender, form, "mutation-1")).notice.id
    before = await traces()
    wide = replace(form, audience=tuple(Rule(AudienceScope.DISTRICT, id=district.id) for district in town.districts.values()))
    with pytest.raises(NotAllowed) as refused:
        await notice.change(sender, notice_id, wide, "change-1")
    assert refused.value.code is Code.APPROVAL_REQUIRED
    assert await traces() == before


async def test_small_steps_are_no_way_around_a_second_person(town: Town) -> None:
    """AU-16: all steps count together, who was let go meanwhile among them; what is wide already grows by little alone."""
    sender = await town.staff(StaffRole.ALERT_SENDER)
    form = water(town, "Seegasse 5")
    notice_id = (await notice.publish(sender, form, "mutation-1")).notice.id
    here = replace(form, audience=(*form.audience, house(town, "Amselweg 2")))
    assert (await notice.change(sender, notice_id, here, "change-1")).joined == 3
    assert (await notice.change(sender, notice_id, form, "change-2")).joined == 0
    before = await traces()
    for audience in (("Seegasse 5", "Ringstraße 1"), ("Ringstraße 1",)):
        with pytest.raises(NotAllowed) as refused:
            await notice.change(sender, notice_id, replace(form, audience=tuple(house(town, name) for name in audience)), "change-3")
        assert refused.value.code is Code.APPROVAL_REQUIRED
    assert await traces() == before
    assert (await Notice.get(id=notice_id)).member_count == 1
    wide = water(town, "Amselweg 2", "Ringstraße 1", title="In beiden")
    released = (await notice.publish(Operator(), wide, "mutation-2")).notice.id
    larger = replace(wide, audience=(*wide.audience, house(town, "Amselweg 12")))
    assert (await notice.change(sender, released, larger, "change-4")).joined == 1


async def test_an_area_limits_who_may_change_what(town: Town) -> None:
    """AU-13: neither a notice of other houses nor one of theirs that would reach beyond them."""
    form = water(town)
    notice_id = await posted(town, form, *AMSEL2)
    here = await town.staff(StaffRole.ALERT_SENDER, districts=("Gartenstadt",))
    elsewhere = await town.staff(StaffRole.ALERT_SENDER, districts=("Nordend",))
    reader = await town.staff(StaffRole.READER)
    before = await traces()
    with pytest.raises(NotFound):
        await notice.change(elsewhere, notice_id, replace(form, cause="Anders."), "change-1")
    with pytest.raises(NotAllowed):
        await notice.change(reader, notice_id, replace(form, cause="Anders."), "change-1")
    with pytest.raises(NotAllowed):
        await notice.change(here, notice_id, water(town, "Amselweg 2", "Ringstraße 1"), "change-1")
    assert await traces() == before
    assert (await notice.change(here, notice_id, replace(form, cause="Anders."), "change-1")).told == 2


async def test_texts_can_be_mended_after_the_planned_end(town: Town) -> None:
    """The trap "planned end read as all-clear": it has passed, nobody has said a word, and staff say that it takes longer."""
    form = water(town, starts_at=town.now - 3 * HOUR, ends_at=town.now + HOUR)
    notice_id = await posted(town, form, *AMSEL2)
    await Notice.filter(id=notice_id).update(ends_at=town.now - HOUR)
    over = replace(form, ends_at=town.now - HOUR)
    assert (await notice.change(Operator(), notice_id, replace(over, cause="Rohrbruch."), "change-1")).kind is UpdateKind.CHANGED
    longer = replace(over, cause="Rohrbruch.", ends_at=(await clock.now()) + HOUR)
    assert (await notice.change(Operator(), notice_id, longer, "change-2")).kind is UpdateKind.LONGER


def claim_of(row: Delivery) -> Claimed:
    """As a worker would hold it."""
    return Claimed(
        id=row.pk,
        broadcast_id=UUID(str(row.broadcast_id)),
        member_id=UUID(str(row.member_id)),
        channel=Channel(row.channel),
        target=row.target,
        lane=Lane(row.lane),
        attempt=1,
        created_at=row.created_at,
        valid_until=row.valid_until,
        token="-",
    )


async def test_another_window_and_nothing_else(town: Town) -> None:
    """Texts, advice, contact and audience stay; a dry run keeps nothing; an end nobody knows is one."""
    form = water(town, "Amselweg 2", "Amselweg 12", advice_before=("Wasser abfüllen",), contact="Frau Hof", body="Bitte lesen.")
    notice_id = await posted(town, form, *AMSEL2, "Dora")
    before = await traces()
    dry = await notice.reschedule(Operator(), notice_id, _start(form), _start(form) + 9 * HOUR, "later-1", dry_run=True)
    assert (dry.kind, dry.told, dry.dry_run) == (UpdateKind.LONGER, 3, True)
    assert await traces() == before
    done = await notice.reschedule(Operator(), notice_id, _start(form), None, "later-1", word="Wir melden uns um elf.")
    assert (done.kind, done.told, done.joined, done.left) == (UpdateKind.LONGER, 3, 0, 0)
    row = await Notice.get(id=notice_id)
    assert (row.ends_at, row.body, row.contact, row.advice_before) == (None, "Bitte lesen.", "Frau Hof", ["Wasser abfüllen"])
    moved = await notice.reschedule(Operator(), notice_id, _start(form) + 24 * HOUR, _start(form) + 30 * HOUR, "later-2")
    assert (moved.kind, moved.told) == (UpdateKind.MOVED, 3)
    assert await told(town, notice_id) == {name: ["notice_changed"] for name in (*AMSEL2, "Dora")}


async def test_another_window_must_be_one_and_must_be_another(town: Town) -> None:
    form = water(town)
    notice_id = await posted(town, form, *AMSEL2)
    limited = await town.staff(StaffRole.ALERT_SENDER, districts=("Nordend",))
    before = await traces()
    with pytest.raises(InvalidInput):
        await notice.reschedule(Operator(), notice_id, _start(form), _start(form) - HOUR, "later-1")
    with pytest.raises(Conflict):
        await notice.reschedule(Operator(), notice_id, _start(form), form.ends_at, "later-1")
    with pytest.raises(NotFound):
        await notice.reschedule(limited, notice_id, _start(form), None, "later-1")
    assert await traces() == before


def _start(form: NoticeInput) -> datetime:
    assert form.starts_at is not None
    return form.starts_at
