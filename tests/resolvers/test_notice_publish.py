"""Publishing: everything in one transaction, once; and what is refused leaves no trace."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from models.audience import AudienceMember, AudienceRule, AudienceScope
from models.audit import AuditAction, AuditEntry, MutationRecord
from models.delivery import Broadcast, Lane, Message
from models.event import Event, Topic
from models.notice import Notice, NoticeKind, NoticeState, Urgency
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import notice
from resolvers.access import Operator, Viewer
from resolvers.audience import Rule
from resolvers.errors import Code, Conflict, InvalidInput, NotAllowed
from resolvers.notice import NoticeInput
from tests.support.town import Town, integrator, traces


def outage(town: Town, *rules: Rule, **changes: object) -> NoticeInput:
    """Water off tomorrow in the Gartenstadt."""
    form = NoticeInput(
        kind=NoticeKind.WATER,
        title="Wasserabschaltung Quartier Gartenstadt",
        audience=rules or (Rule(AudienceScope.DISTRICT, id=town.districts["Gartenstadt"].id),),
        cause="Wir tauschen ein Absperrventil aus.",
        starts_at=town.now + timedelta(days=1),
        ends_at=town.now + timedelta(days=1, hours=6),
        advice_before=("Wasser abfüllen", ""),
        contact="0911 555 010",
    )
    return replace(form, **changes)


async def everything() -> list[int]:
    """All rows publishing could make."""
    return [await model.all().count() for model in (Notice, AudienceRule, AudienceMember, Broadcast, AuditEntry, Event, MutationRecord)]


async def test_one_transaction_makes_notice_snapshot_message_record_and_event(town: Town) -> None:
    staff = await town.staff(StaffRole.ALERT_SENDER)
    rules = (
        Rule(AudienceScope.DISTRICT, id=town.districts["Gartenstadt"].id),
        Rule(AudienceScope.HOUSE, is_exclusion=True, id=town.houses["Amselweg 12"].id),
    )
    posted = await notice.publish(staff, outage(town, *rules, urgency=Urgency.URGENT), "mutation-1")
    assert (posted.households, posted.members, posted.dry_run) == (2, 3, False)
    row = await Notice.get()
    assert row.id == posted.notice.id
    assert (row.state, row.household_count, row.member_count) == (NoticeState.PUBLISHED, 2, 3)
    assert row.created_by_id == staff.staff_id
    assert row.advice_before == ["Wasser abfüllen"]
    assert row.valid_until == row.ends_at
    assert row.ends_at is not None
    assert row.archived_at == row.ends_at + timedelta(days=7)
    written = await AudienceRule.all().order_by("id")
    assert [(rule.scope, rule.is_exclusion, rule.target_name) for rule in written] == [
        (AudienceScope.DISTRICT, False, "Quartier Gartenstadt"),
        (AudienceScope.HOUSE, True, "Amselweg 12"),
    ]
    told = {person.member_id for person in await AudienceMember.filter(notice_id=row.id)}
    assert told == {town.members[name].id for name in ("Anna", "Bert", "Cora")}
    broadcast = await Broadcast.get()
    assert (broadcast.message, broadcast.lane, broadcast.notice_id) == (Message.NOTICE_PUBLISHED, Lane.URGENT, row.id)
    assert broadcast.valid_until == row.ends_at
    entry = await AuditEntry.get()
    assert (entry.action, entry.actor_id, entry.object_id) == (AuditAction.NOTICE_PUBLISHED, str(staff.staff_id), str(row.id))
    assert entry.details == {"households": 2, "members": 3, "urgency": "urgent"}
    event = await Event.get()
    assert (event.topic, event.subject_id) == (Topic.NOTICE, row.id)


async def test_an_ordinary_notice_goes_by_the_bulk_lane(town: Town) -> None:
    await notice.publish(Operator(), outage(town), "mutation-1")
    assert (await Broadcast.get()).lane is Lane.BULK


@pytest.mark.parametrize(
    ("kind", "window", "valid", "archived"),
    [
        (NoticeKind.WATER, (24, None), 48, None),
        (NoticeKind.WATER, (-50, None), 24, None),
        (NoticeKind.WATER, (-1, 5), 5, 5 + 7 * 24),
        (NoticeKind.BULLETIN, (None, None), 14 * 24, 60 * 24),
        (NoticeKind.EVENT, (30 * 24, 31 * 24), 14 * 24, 38 * 24),
        (NoticeKind.CHIMNEY_SWEEP, (24, 26), 26, 26 + 7 * 24),
        (NoticeKind.MEETING, (24, None), 14 * 24, 61 * 24),
    ],
)
async def test_sending_stops_and_the_board_lets_go(
    town: Town, kind: NoticeKind, window: tuple[int | None, int | None], valid: int, archived: int | None
) -> None:
    """Hours from publication; OB-13."""
    start, end = (None if hour is None else town.now + timedelta(hours=hour) for hour in window)
    form = outage(town, kind=kind, body="Text.", starts_at=start, ends_at=end)
    row = (await notice.publish(Operator(), form, "mutation-1")).notice
    assert row.published_at is not None
    assert hours(row.published_at, row.valid_until) == valid
    assert hours(row.published_at, row.archived_at) == archived


def hours(since: datetime, until: datetime | None) -> int | None:
    """Rounded: the test's clock was read a moment before the publication's."""
    return None if until is None else round((until - since).total_seconds() / 3600)


async def test_the_same_mutation_twice_is_one_notice_and_the_first_answer(town: Town) -> None:
    """OB-03, T13."""
    staff = await town.staff(StaffRole.EDITOR)
    first = await notice.publish(staff, outage(town), "mutation-1")
    before = await everything()
    again = await notice.publish(staff, outage(town), "mutation-1")
    assert again.notice.id == first.notice.id
    assert (again.households, again.members) == (first.households, first.members)
    assert await everything() == before


async def test_the_same_mutation_at_the_same_time_is_one_notice(town: Town) -> None:
    """OB-03, T4."""
    staff = await town.staff(StaffRole.EDITOR)
    answers = await asyncio.gather(*(notice.publish(staff, outage(town), "mutation-1") for _ in range(5)))
    assert len({answer.notice.id for answer in answers}) == 1
    assert await Notice.all().count() == 1
    assert await Broadcast.all().count() == 1


async def test_a_reused_name_with_another_body_is_a_conflict(town: Town) -> None:
    staff = await town.staff(StaffRole.EDITOR)
    await notice.publish(staff, outage(town), "mutation-1")
    before = await everything()
    with pytest.raises(Conflict) as refusal:
        await notice.publish(staff, outage(town, title="Etwas anderes"), "mutation-1")
    assert refusal.value.code is Code.IDEMPOTENCY_CONFLICT
    assert await everything() == before


async def test_names_of_mutations_belong_to_their_actor(town: Town) -> None:
    first = await notice.publish(await town.staff(StaffRole.EDITOR), outage(town), "mutation-1")
    second = await notice.publish(await town.staff(StaffRole.EDITOR), outage(town), "mutation-1")
    assert first.notice.id != second.notice.id


async def test_a_dry_run_counts_and_leaves_nothing(town: Town) -> None:
    staff = await town.staff(StaffRole.EDITOR)
    before = await everything()
    answer = await notice.publish(staff, outage(town), "mutation-1", dry_run=True)
    assert (answer.households, answer.members, answer.dry_run) == (3, 4, True)
    assert await everything() == before
    assert (await notice.publish(staff, outage(town), "mutation-1")).dry_run is False


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.MEMBER_DESK, StaffRole.CARETAKER, StaffRole.AUDITOR])
async def test_other_roles_do_not_publish(town: Town, role: StaffRole) -> None:
    await refused(town, await town.staff(role), outage(town), NotAllowed)


@pytest.mark.parametrize("role", [StaffRole.EDITOR, StaffRole.MEMBER_DESK, StaffRole.READER])
async def test_urgent_needs_an_alert_sender(town: Town, role: StaffRole) -> None:
    await refused(town, await town.staff(role), outage(town, urgency=Urgency.URGENT), NotAllowed)


async def test_tenants_visitors_and_tokens_without_the_scope_do_not_publish(town: Town) -> None:
    viewers: list[Viewer] = [await town.tenant("Anna"), None, integrator(TokenScope.NOTICES_READ, TokenScope.DOCUMENTS_WRITE)]
    for viewer in viewers:
        await refused(town, viewer, outage(town), NotAllowed)


async def test_a_token_sends_ordinary_notices_only(town: Town) -> None:
    token = integrator(TokenScope.NOTICES_WRITE)
    await refused(town, token, outage(town, urgency=Urgency.URGENT), NotAllowed)
    posted = await notice.publish(token, outage(town), "mutation-1")
    assert posted.notice.created_by_id is None


async def test_an_area_ends_at_its_border(town: Town) -> None:
    staff = await town.staff(StaffRole.EDITOR, districts=("Gartenstadt",))
    nordend = Rule(AudienceScope.DISTRICT, id=town.districts["Nordend"].id)
    for rule in (nordend, Rule(AudienceScope.STOCK), Rule(AudienceScope.HOUSE, id=town.houses["Seegasse 5"].id)):
        await refused(town, staff, outage(town, rule), NotAllowed)
    assert (await notice.publish(staff, outage(town), "mutation-1")).members == 4


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "ab"}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"title": "Wasser\naus"}, "title"),
        ({"title": "Wasser\x00aus"}, "title"),
        ({"title": "Wasser\u2028aus"}, "title"),
        ({"title": "Wasser \u202esua"}, "title"),
        ({"title": "   "}, "title"),
        ({"body": "x" * 20_001}, "body"),
        ({"body": "a\x07b"}, "body"),
        ({"cause": "x" * 301}, "cause"),
        ({"cause": "a\nb"}, "cause"),
        ({"contact": "x" * 201}, "contact"),
        ({"advice_during": ("ok", "x" * 301)}, "adviceDuring"),
        ({"advice_after": ("x",) * 13}, "adviceAfter"),
        ({"starts_at": None, "ends_at": None}, "startsAt"),
        ({"kind": NoticeKind.BULLETIN, "starts_at": None}, "startsAt"),
        ({"kind": NoticeKind.BULLETIN, "starts_at": None, "ends_at": None, "body": "  "}, "body"),
        ({"kind": NoticeKind.BULLETIN, "is_emergency": True}, "isEmergency"),
        ({"starts_at": datetime(2030, 1, 1)}, "startsAt"),  # noqa: DTZ001 - a time without an offset is the point
        ({"audience": ()}, "audience"),
        ({"audience": (Rule(AudienceScope.STOCK, is_exclusion=True),)}, "audience"),
    ],
)
async def test_a_wrong_form_is_refused_by_field(town: Town, changes: dict[str, object], field: str) -> None:
    await refused(town, Operator(), outage(town, **changes), InvalidInput, field)


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (-30, -1, "endsAt"),
        (24, 24, "endsAt"),
        (24, 23, "endsAt"),
        (24, 24 * 400, "endsAt"),
        (24 * 800, None, "startsAt"),
        (-24 * 400, None, "startsAt"),
    ],
)
async def test_a_window_must_make_sense(town: Town, start: int, end: int | None, field: str) -> None:
    form = outage(town, starts_at=town.now + timedelta(hours=start), ends_at=None if end is None else town.now + timedelta(hours=end))
    await refused(town, Operator(), form, InvalidInput, field)


async def test_an_audience_without_anybody_is_refused(town: Town) -> None:
    await town.house("Leerweg 1")
    empty = Rule(AudienceScope.HOUSE, id=town.houses["Leerweg 1"].id)
    unknown = Rule(AudienceScope.HOUSE, id=town.districts["Nordend"].id)
    for rule in (empty, unknown):
        await refused(town, Operator(), outage(town, rule), InvalidInput, "audience")


@pytest.mark.parametrize("key", ["", "x" * 65, "a\nb"])
async def test_a_mutation_needs_a_sound_name(town: Town, key: str) -> None:
    before = await everything()
    with pytest.raises(InvalidInput) as refusal:
        await notice.publish(Operator(), outage(town), key)
    assert refusal.value.field == "clientMutationId"
    assert await everything() == before


async def refused(town: Town, viewer: Viewer, form: NoticeInput, error: type[Exception], field: str | None = None) -> None:
    """Nothing changed and nothing was announced."""
    before = await everything(), await traces()
    for dry_run in (False, True):
        with pytest.raises(error) as refusal:
            await notice.publish(viewer, form, "mutation-refused", dry_run=dry_run)
        if field is not None:
            assert isinstance(refusal.value, InvalidInput)
            assert refusal.value.field == field
    assert (await everything(), await traces()) == before
