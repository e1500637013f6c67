"""Who reads which notice, how it looks to them, and what happens to it afterwards."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from models import clock
from models.audience import AudienceScope
from models.audit import AuditAction, AuditEntry
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Lane, Message, Reason
from models.event import Event, Topic
from models.notice import Notice, NoticeKind, NoticeReceipt, NoticeState, Urgency
from models.session import SessionScope
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import notice
from resolvers.access import Operator, Viewer
from resolvers.audience import Rule
from resolvers.errors import Code, Conflict, NotAllowed, NotFound
from resolvers.notice import NoticeInput, Phase
from tests.support.audit import logged
from tests.support.town import Town, integrator, traces


@pytest.fixture(autouse=True)
def straight_clock() -> Iterator[None]:
    """Tests may move the clock; afterwards it tells the time again."""
    yield
    clock.shift(timedelta())


async def post(town: Town, *rules: Rule, **changes: object) -> UUID:
    """Water off in the Gartenstadt from an hour from now for six hours, unless something else is asked for."""
    now = await clock.now()
    values: dict[str, object] = {
        "kind": NoticeKind.WATER,
        "title": "Wasserabschaltung",
        "audience": rules or (Rule(AudienceScope.DISTRICT, id=town.districts["Gartenstadt"].id),),
        "starts_at": now + timedelta(hours=1),
        "ends_at": now + timedelta(hours=7),
    }
    form = NoticeInput(**(values | changes))  # pyright: ignore[reportArgumentType] - a test's shorthand
    return (await notice.publish(Operator(), form, str(uuid4()))).notice.id


async def ids(viewer: Viewer, *, archived: bool = False) -> list[UUID]:
    return [view.notice.id for view in (await notice.board(viewer, first=100, archived=archived)).items]


async def readers(town: Town, notice_id: UUID) -> set[str]:
    """Who finds it on the board; reading the single notice, alone or for everybody at once, must say the same."""
    found: dict[str, Viewer] = {}
    viewers = [await town.tenant(name) for name in town.members]
    for name, viewer in zip(town.members, viewers, strict=True):
        on_board = notice_id in await ids(viewer)
        assert on_board == (await notice.get(viewer, notice_id) is not None)
        if on_board:
            found[name] = viewer
    limited = [await town.tenant(name, scope=SessionScope.CHANGE_PASSWORD) for name in town.members]
    at_once = await notice.get_for_each([*viewers, *limited], notice_id)
    assert at_once == {viewer: await notice.get(viewer, notice_id) for viewer in found.values()}
    return set(found)


async def test_those_told_read_it_and_nobody_else(town: Town) -> None:
    assert await readers(town, await post(town)) == {"Anna", "Bert", "Cora", "Dora"}
    hans = Rule(AudienceScope.MEMBER, id=town.members["Hans"].id)
    assert await readers(town, await post(town, hans)) == {"Hans"}
    without = Rule(AudienceScope.HOUSE, is_exclusion=True, id=town.houses["Amselweg 2"].id)
    assert await readers(town, await post(town, Rule(AudienceScope.STOCK), without)) == {"Dora", "Emil", "Gerda"}


async def test_a_foreign_notice_looks_like_none(town: Town) -> None:
    theirs = await post(town)
    viewer = await town.tenant("Emil")
    assert await notice.get(viewer, theirs) is None
    assert await notice.get(viewer, uuid4()) is None
    for act in (notice.mark_read, notice.confirm):
        for notice_id in (theirs, uuid4()):
            with pytest.raises(NotFound):
                await act(viewer, notice_id)
    assert await NoticeReceipt.all().count() == 0


async def test_the_newest_comes_first_and_the_tenant_sees_their_own_houses(town: Town) -> None:
    await town.move_in("Anna", "Ringstraße 1", "2")
    older = await post(town, Rule(AudienceScope.STOCK))
    newer = await post(town)
    page = await notice.board(await town.tenant("Anna"), first=1)
    assert ([view.notice.id for view in page.items], page.total, page.has_next) == ([newer], 2, True)
    page = await notice.board(await town.tenant("Anna"), first=1, after=page.cursors[-1])
    assert [view.notice.id for view in page.items] == [older]
    assert page.items[0].places == ["Amselweg 2", "Ringstraße 1"]
    assert [house.address for house in page.items[0].houses] == ["Amselweg 2", "Ringstraße 1"]
    view = await notice.get(await town.staff(StaffRole.READER), newer)
    assert view is not None
    assert view.places == ["Quartier Gartenstadt"]
    assert [house.address for house in view.houses] == ["Amselweg 2", "Amselweg 12"]


async def test_a_newcomer_sees_running_and_coming_outages_only(town: Town) -> None:
    long = {"ends_at": town.now + timedelta(days=30)}
    water = await post(town, **long)
    bulletin = await post(town, kind=NoticeKind.BULLETIN, body="Text.", starts_at=None, ends_at=None)
    ended = await post(town, starts_at=town.now - timedelta(hours=1))
    await notice.end(Operator(), ended)
    assert await logged(AuditAction.NOTICE_ENDED) == [("notice_ended", "operator", "", "notice", str(ended))]
    spared = await post(
        town,
        Rule(AudienceScope.DISTRICT, id=town.districts["Gartenstadt"].id),
        Rule(AudienceScope.HOUSE, is_exclusion=True, id=town.houses["Amselweg 12"].id),
        **long,
    )
    await town.move_in("Hans", "Amselweg 12", "9", since=3)
    hans = await town.tenant("Hans")
    assert await ids(hans) == []
    clock.shift(timedelta(days=4))
    assert await ids(hans) == [water]
    view = await notice.get(hans, water)
    assert view is not None
    assert view.places == ["Amselweg 12"]
    assert (await notice.get(hans, bulletin), await notice.get(hans, ended), await notice.get(hans, spared)) == (None, None, None)
    assert await ids(await town.tenant("Dora")) == [ended, bulletin, water]
    await notice.end(Operator(), water)
    assert await ids(hans) == []


async def test_a_contract_that_ran_at_publication_is_a_matter_of_the_snapshot(town: Town) -> None:
    """Somebody the ERP knew nothing of yet was not told, and is not told afterwards behind the count's back."""
    water = await post(town, ends_at=town.now + timedelta(days=30))
    await town.move_in("Hans", "Amselweg 12", "9", since=-1)
    assert await notice.get(await town.tenant("Hans"), water) is None


async def test_a_session_that_may_only_set_a_password_reads_nothing(town: Town) -> None:
    theirs = await post(town)
    viewer = await town.tenant("Anna", scope=SessionScope.CHANGE_PASSWORD)
    for work in (notice.board(viewer, first=10), notice.get(viewer, theirs), notice.mark_read(viewer, theirs), notice.unread_count(viewer)):
        with pytest.raises(NotAllowed) as refusal:
            await work
        assert refusal.value.code is Code.PASSWORD_CHANGE_REQUIRED


async def test_visitors_auditors_and_tokens_without_the_scope_read_nothing(town: Town) -> None:
    theirs = await post(town)
    for viewer in (None, await town.staff(StaffRole.AUDITOR), integrator(TokenScope.NOTICES_WRITE)):
        with pytest.raises(NotAllowed):
            await notice.board(viewer, first=10)
        with pytest.raises(NotAllowed):
            await notice.get(viewer, theirs)
    assert await ids(integrator(TokenScope.NOTICES_READ)) == [theirs]


async def test_staff_read_their_area(town: Town) -> None:
    garden = await post(town)
    north = await post(town, Rule(AudienceScope.HOUSE, id=town.houses["Ringstraße 1"].id))
    assert await ids(await town.staff(StaffRole.READER)) == [north, garden]
    assert await ids(await town.staff(StaffRole.EDITOR, districts=("Nordend",))) == [north]
    assert await ids(await town.staff(StaffRole.READER, houses=("Amselweg 12",))) == [garden]


async def test_a_person_in_an_audience_is_named_to_those_who_may_know_them(town: Town) -> None:
    """AU-13: staff of another area and a token without members:read see that somebody was chosen, not who."""
    mixed = await post(
        town, Rule(AudienceScope.HOUSE, id=town.houses["Amselweg 2"].id), Rule(AudienceScope.MEMBER, id=town.members["Emil"].id)
    )

    async def named(viewer: Viewer) -> list[str]:
        view = await notice.get(viewer, mixed)
        assert view is not None
        return list(view.places)

    hidden = ["Amselweg 2", "eine einzelne Person"]
    assert await named(await town.staff(StaffRole.READER)) == ["Amselweg 2", "Emil Ernst"]
    assert await named(await town.staff(StaffRole.READER, houses=("Amselweg 2", "Ringstraße 1"))) == ["Amselweg 2", "Emil Ernst"]
    assert await named(await town.staff(StaffRole.READER, houses=("Amselweg 2",))) == hidden
    assert await named(integrator(TokenScope.NOTICES_READ)) == hidden
    assert await named(integrator(TokenScope.NOTICES_READ, TokenScope.MEMBERS_READ)) == ["Amselweg 2", "Emil Ernst"]


async def test_staff_are_given_the_rules_to_change_them_and_tenants_none(town: Town) -> None:
    """Exclusions among them; a person who is not the viewer's to know is not even pointed at."""
    emil = town.members["Emil"].id
    rules = (
        Rule(AudienceScope.STOCK),
        Rule(AudienceScope.HOUSE, is_exclusion=True, id=town.houses["Amselweg 2"].id),
        Rule(AudienceScope.MEMBER, id=emil),
    )
    posted = await post(town, *rules)

    async def audience_for(viewer: Viewer) -> object:
        view = await notice.get(viewer, posted)
        assert view is not None
        return None if view.audience is None else [(each.rule, each.name) for each in view.audience]

    known = [(rules[0], "alle Haushalte"), (rules[1], "Amselweg 2"), (rules[2], "Emil Ernst")]
    assert await audience_for(await town.staff(StaffRole.READER)) == known
    assert await audience_for(integrator(TokenScope.NOTICES_READ)) == [*known[:2], (Rule(AudienceScope.MEMBER), "")]
    assert await audience_for(await town.tenant("Dora")) is None


async def test_the_archive_takes_over_when_the_board_lets_go(town: Town) -> None:
    water = await post(town)
    anna = await town.tenant("Anna")
    assert (await ids(anna), await ids(anna, archived=True)) == ([water], [])
    clock.shift(timedelta(days=7, hours=8))
    assert (await ids(anna), await ids(anna, archived=True)) == ([], [water])
    view = await notice.get(anna, water)
    assert view is not None
    assert view.is_archived
    assert await notice.unread_count(anna) == 0


async def test_opening_and_confirming_count_once_each(town: Town) -> None:
    water, other = await post(town), await post(town)
    anna, bert = await town.tenant("Anna"), await town.tenant("Bert")
    assert (await notice.unread_count(anna), await notice.unread_count(bert)) == (2, 2)
    view = await notice.mark_read(anna, water)
    assert (view.is_read, view.confirmed_at) == (True, None)
    first = await NoticeReceipt.get()
    assert (first.notice_id, first.member_id) == (water, anna.member_id)
    events = await Event.filter(topic=Topic.DELIVERY, subject_id=water).count()
    clock.shift(timedelta(minutes=5))
    await notice.mark_read(anna, water)
    assert (await NoticeReceipt.get()).opened_at == first.opened_at
    assert await Event.filter(topic=Topic.DELIVERY, subject_id=water).count() == events == 1
    view = await notice.confirm(anna, water)
    assert view.confirmed_at is not None
    clock.shift(timedelta(minutes=10))
    assert (await notice.confirm(anna, water)).confirmed_at == view.confirmed_at
    assert (await NoticeReceipt.get()).opened_at == first.opened_at
    assert await Event.filter(topic=Topic.DELIVERY, subject_id=water).count() == 2
    assert (await notice.unread_count(anna), await notice.unread_count(bert)) == (1, 2)
    assert (await notice.confirm(bert, other)).is_read


async def test_staff_do_not_read_for_tenants(town: Town) -> None:
    water = await post(town)
    for viewer in (await town.staff(StaffRole.ADMIN), Operator(), None):
        with pytest.raises(NotAllowed):
            await notice.confirm(viewer, water)
    assert await NoticeReceipt.all().count() == 0


@pytest.mark.parametrize(
    ("hours", "phase"),
    [(0, Phase.COMING), (2, Phase.RUNNING), (6.9, Phase.RUNNING), (7.1, Phase.OVERRUN), (100, Phase.OVERRUN)],
)
async def test_time_alone_never_ends_an_outage(town: Town, hours: float, phase: Phase) -> None:
    water = await post(town)
    clock.shift(timedelta(hours=hours))
    view = await notice.get(await town.tenant("Anna"), water)
    assert view is not None
    assert view.phase is phase


def test_phases_at_the_very_moment() -> None:
    start = datetime(2026, 11, 24, 8, tzinfo=clock.BERLIN)
    row = Notice(kind=NoticeKind.WATER, state=NoticeState.PUBLISHED, title="x", starts_at=start, ends_at=start + timedelta(hours=6))
    instant = timedelta(microseconds=1)
    moments = [start - instant, start, start + timedelta(hours=6) - instant, start + timedelta(hours=6)]
    assert [notice.phase(row, moment) for moment in moments] == [Phase.COMING, Phase.RUNNING, Phase.RUNNING, Phase.OVERRUN]
    row.ends_at = None
    assert notice.phase(row, start + timedelta(days=99)) is Phase.RUNNING
    row.kind = NoticeKind.MEETING
    assert notice.phase(row, start) is Phase.NONE


async def deliveries_of(town: Town, notice_id: UUID, states: dict[str, DeliveryState]) -> None:
    """Ledger rows as the worker leaves them."""
    broadcast = await Broadcast.get(notice_id=notice_id)
    for name, state in states.items():
        await Delivery.create(
            broadcast=broadcast,
            member=town.members[name],
            channel=Channel.MAIL,
            target="mail",
            lane=Lane.BULK,
            state=state,
            is_open=state in {DeliveryState.QUEUED, DeliveryState.LEASED},
            created_at=town.now,
            due_at=town.now,
            valid_until=town.now + timedelta(days=1),
        )


async def test_cancelling_stops_what_is_unsent(town: Town) -> None:
    water, other = await post(town), await post(town)
    states = {"Anna": DeliveryState.QUEUED, "Bert": DeliveryState.LEASED, "Cora": DeliveryState.ACCEPTED}
    await deliveries_of(town, water, states)
    await deliveries_of(town, other, {"Anna": DeliveryState.QUEUED})
    staff = await town.staff(StaffRole.EDITOR)
    view = await notice.cancel(staff, water)
    assert (view.phase, view.notice.state) == (Phase.CANCELLED, NoticeState.CANCELLED)
    rows = {row.member_id: row for row in await Delivery.filter(broadcast__notice_id=water)}
    anna = rows[town.members["Anna"].id]
    assert (anna.state, anna.is_open, anna.reason) == (DeliveryState.CANCELLED, False, Reason.WITHDRAWN)
    assert anna.settled_at is not None
    assert rows[town.members["Bert"].id].state is DeliveryState.LEASED
    assert rows[town.members["Cora"].id].state is DeliveryState.ACCEPTED
    announced, called_off = await Broadcast.filter(notice_id=water).order_by("created_at")
    assert announced.cancelled_at is not None
    assert (called_off.message, called_off.cancelled_at) == (Message.NOTICE_CANCELLED, None)
    assert (await Broadcast.get(notice_id=other)).cancelled_at is None
    assert (await Delivery.get(broadcast__notice_id=other)).state is DeliveryState.QUEUED
    assert await AuditEntry.filter(action=AuditAction.NOTICE_CANCELLED, object_id=str(water), actor_id=str(staff.staff_id)).count() == 1
    assert await Event.filter(topic=Topic.NOTICE, subject_id=water).count() == 2
    assert (await notice.get(await town.tenant("Anna"), water)) is not None


async def test_an_all_clear_ends_it_once(town: Town) -> None:
    water = await post(town, starts_at=town.now - timedelta(hours=1), ends_at=None)
    staff = await town.staff(StaffRole.ALERT_SENDER)
    view = await notice.end(staff, water)
    assert view.phase is Phase.ENDED
    assert view.notice.ended_at is not None
    assert view.notice.archived_at == view.notice.ended_at + timedelta(days=7)
    before = await traces()
    for again in (notice.end, notice.cancel):
        with pytest.raises(Conflict):
            await again(staff, water)
    assert await traces() == before
    assert (await Notice.get()).state is NoticeState.ENDED


async def test_what_has_not_begun_is_cancelled_not_ended(town: Town) -> None:
    water = await post(town)
    before = await traces()
    with pytest.raises(Conflict):
        await notice.end(Operator(), water)
    assert (await traces(), (await Notice.get()).state) == (before, NoticeState.PUBLISHED)


async def test_only_who_may_send_it_ends_or_cancels_it(town: Town) -> None:
    started = {"starts_at": town.now - timedelta(hours=1), "ends_at": town.now + timedelta(hours=5)}
    urgent = await post(town, urgency=Urgency.URGENT, **started)
    ordinary = await post(town, **started)
    before = await traces()
    for role, notice_id in [(StaffRole.EDITOR, urgent), (StaffRole.READER, ordinary), (StaffRole.MEMBER_DESK, ordinary)]:
        viewer = await town.staff(role)
        for act in (notice.end, notice.cancel):
            with pytest.raises(NotAllowed):
                await act(viewer, notice_id)
    for act in (notice.end, notice.cancel):
        with pytest.raises(NotAllowed):
            await act(await town.tenant("Anna"), ordinary)
        with pytest.raises(NotFound):
            await act(await town.staff(StaffRole.ADMIN, districts=("Nordend",)), ordinary)
        with pytest.raises(NotFound):
            await act(await town.staff(StaffRole.ADMIN), uuid4())
    assert await traces() == before
    assert await Notice.filter(state=NoticeState.PUBLISHED).count() == 2


async def test_an_area_ends_at_its_border_also_for_the_all_clear(town: Town) -> None:
    """Whoever works in one house does not call off what went to the whole district, or the whole stock."""
    started = {"starts_at": town.now - timedelta(hours=1), "ends_at": town.now + timedelta(hours=5)}
    district = await post(town, **started)
    stock = await post(town, Rule(AudienceScope.STOCK), **started)
    house = await post(town, Rule(AudienceScope.HOUSE, id=town.houses["Amselweg 2"].id), **started)
    before = await traces()
    sender = await town.staff(StaffRole.ALERT_SENDER, houses=("Amselweg 2",))
    for notice_id in (district, stock):
        for act in (notice.end, notice.cancel):
            with pytest.raises(NotAllowed):
                await act(sender, notice_id)
    with pytest.raises(NotAllowed):
        await notice.end(await town.staff(StaffRole.ALERT_SENDER, districts=("Gartenstadt",)), stock)
    assert await traces() == before
    assert await Notice.filter(state=NoticeState.PUBLISHED).count() == 3
    await notice.end(sender, house)
    await notice.cancel(await town.staff(StaffRole.ALERT_SENDER, districts=("Gartenstadt",)), district)
    assert await Notice.filter(state=NoticeState.PUBLISHED).values_list("id", flat=True) == [stock]


async def test_a_retracted_notice_is_off_the_board(town: Town) -> None:
    water = await post(town)
    await Notice.filter(id=water).update(state=NoticeState.RETRACTED)
    assert await readers(town, water) == set()


async def test_the_body_is_safe_html(town: Town) -> None:
    body = "**Achtung** <img src=https://example.org/x.png onerror=alert(1)>\n\n![x](https://example.org/y.png) [mehr](https://example.org)"
    view = await notice.get(await town.tenant("Anna"), await post(town, body=body))
    assert view is not None
    assert "<strong>Achtung</strong>" in view.body_html
    assert "<img" not in view.body_html
    assert 'rel="noopener noreferrer nofollow"' in view.body_html
