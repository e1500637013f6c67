"""The delivery run: households in their best state, channels, single rows; for staff of an area only their part."""

from datetime import timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest

from models.audience import AudienceScope
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Lane, Reason
from models.notice import NoticeKind
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import delivery, notice
from resolvers.access import Operator, Viewer
from resolvers.audience import Rule
from resolvers.delivery import ChannelProgress, DeliveryProgress, HouseholdReach
from resolvers.errors import InvalidInput, NotAllowed, NotFound
from resolvers.notice import NoticeInput
from tests.support.town import Town, integrator

OPEN = {DeliveryState.QUEUED, DeliveryState.LEASED}


@pytest.fixture
async def outage(town: Town) -> UUID:
    """Announced to the whole stock: Anna and Bert in one household, Cora, Dora, Emil and Gerda in four more."""
    form = NoticeInput(
        kind=NoticeKind.WATER, title="Wasserabschaltung", audience=(Rule(AudienceScope.STOCK),), starts_at=town.now + timedelta(hours=1)
    )
    return (await notice.publish(Operator(), form, "mutation-1")).notice.id


async def row(town: Town, outage: UUID, name: str, channel: Channel, state: DeliveryState, *, reason: Reason | None = None) -> Delivery:
    """A ledger row as fan-out and worker leave it."""
    return await Delivery.create(
        broadcast=await Broadcast.get(notice_id=outage),
        member=town.members[name],
        channel=channel,
        target=str(uuid4()),
        lane=Lane.BULK,
        state=state,
        is_open=state in OPEN,
        reason=reason,
        created_at=town.now,
        due_at=town.now,
        valid_until=town.now + timedelta(days=1),
        settled_at=None if state in OPEN else town.now,
    )


async def fanned_out(town: Town, outage: UUID) -> None:
    await Broadcast.filter(notice_id=outage).update(fanned_out_at=town.now)


async def progress(viewer: Viewer, outage: UUID) -> DeliveryProgress:
    found = await delivery.progress(viewer, outage)
    assert found is not None
    return found


async def test_before_the_fan_out_everybody_is_pending(town: Town, outage: UUID) -> None:
    found = await progress(Operator(), outage)
    assert (found.total_households, found.total_members, found.is_finished) == (5, 6, False)
    assert found.households == HouseholdReach(pending=5)
    assert found.channels == [ChannelProgress(channel) for channel in Channel]


async def test_each_household_stands_in_its_best_state(town: Town, outage: UUID) -> None:
    await fanned_out(town, outage)
    await row(town, outage, "Anna", Channel.MAIL, DeliveryState.BOUNCED)
    await row(town, outage, "Bert", Channel.PAPER, DeliveryState.SKIPPED, reason=Reason.NO_CHANNEL)
    await row(town, outage, "Cora", Channel.MAIL, DeliveryState.ACCEPTED)
    await row(town, outage, "Cora", Channel.WEBPUSH, DeliveryState.ACCEPTED)
    await row(town, outage, "Dora", Channel.MAIL, DeliveryState.QUEUED)
    await row(town, outage, "Dora", Channel.FCM, DeliveryState.FAILED)
    await row(town, outage, "Emil", Channel.PAPER, DeliveryState.SKIPPED, reason=Reason.OPTED_OUT)
    await row(town, outage, "Gerda", Channel.MAIL, DeliveryState.ACCEPTED)
    found = await progress(Operator(), outage)
    assert found.households == HouseholdReach(push=1, mail=1, pending=1, failed=1, paper=1)
    assert found.channels == [
        ChannelProgress(Channel.MAIL, queued=1, accepted=2, failed=1),
        ChannelProgress(Channel.WEBPUSH, accepted=1),
        ChannelProgress(Channel.FCM, failed=1),
        ChannelProgress(Channel.PAPER, skipped=2),
    ]
    assert not found.is_finished


async def test_only_an_opening_or_the_tap_confirms(town: Town, outage: UUID) -> None:
    await fanned_out(town, outage)
    for name in town.members:
        if name not in {"Felix", "Hans"}:
            await row(town, outage, name, Channel.MAIL, DeliveryState.ACCEPTED)
    assert (await progress(Operator(), outage)).households == HouseholdReach(mail=5)
    await notice.mark_read(await town.tenant("Bert"), outage)
    await notice.confirm(await town.tenant("Gerda"), outage)
    found = await progress(Operator(), outage)
    assert found.households == HouseholdReach(confirmed=2, mail=3)
    assert found.is_finished


@pytest.mark.parametrize(
    ("state", "group"),
    [
        (DeliveryState.QUEUED, "queued"),
        (DeliveryState.LEASED, "queued"),
        (DeliveryState.ACCEPTED, "accepted"),
        (DeliveryState.BOUNCED, "failed"),
        (DeliveryState.FAILED, "failed"),
        (DeliveryState.EXPIRED, "failed"),
        (DeliveryState.DEAD, "failed"),
        (DeliveryState.SUPPRESSED, "skipped"),
        (DeliveryState.CANCELLED, "skipped"),
        (DeliveryState.SKIPPED, "skipped"),
    ],
)
async def test_every_state_counts_once(town: Town, outage: UUID, state: DeliveryState, group: str) -> None:
    """OB-13: and what came too late is counted once more by itself."""
    await fanned_out(town, outage)
    await row(town, outage, "Anna", Channel.MAIL, state)
    mail = (await progress(Operator(), outage)).channels[0]
    counts = {name: getattr(mail, name) for name in ("queued", "accepted", "failed", "skipped")}
    assert counts == {name: int(name == group) for name in counts}
    assert mail.expired == int(state is DeliveryState.EXPIRED)


async def test_every_combination_adds_up_to_the_head_count(town: Town, outage: UUID) -> None:
    """All pairs of states for the two spouses of one household: it is counted once, whatever happens."""
    await fanned_out(town, outage)
    for anna, bert in product(DeliveryState, repeat=2):
        await Delivery.all().delete()
        await row(town, outage, "Anna", Channel.MAIL, anna)
        await row(town, outage, "Bert", Channel.WEBPUSH, bert)
        reach = (await progress(Operator(), outage)).households
        assert reach.confirmed + reach.push + reach.mail + reach.pending + reach.failed + reach.paper == 5


async def test_staff_of_an_area_see_their_part(town: Town, outage: UUID) -> None:
    await fanned_out(town, outage)
    await row(town, outage, "Anna", Channel.MAIL, DeliveryState.ACCEPTED)
    await row(town, outage, "Emil", Channel.MAIL, DeliveryState.QUEUED)
    found = await progress(await town.staff(StaffRole.EDITOR, districts=("Gartenstadt",)), outage)
    assert (found.total_households, found.total_members, found.is_finished) == (3, 4, True)
    assert found.channels[0] == ChannelProgress(Channel.MAIL, accepted=1)
    found = await progress(await town.staff(StaffRole.READER, houses=("Ringstraße 1",)), outage)
    assert (found.total_households, found.channels[0]) == (1, ChannelProgress(Channel.MAIL, queued=1))
    staff = await town.staff(StaffRole.EDITOR, districts=("Gartenstadt",))
    page = await delivery.deliveries(staff, outage, first=10)
    assert [seen.member_name for seen in page.items] == ["Anna Amsel"]


async def test_another_notices_rows_do_not_count(town: Town, outage: UUID) -> None:
    form = NoticeInput(
        kind=NoticeKind.WATER, title="Andere", audience=(Rule(AudienceScope.STOCK),), starts_at=town.now + timedelta(hours=1)
    )
    other = (await notice.publish(Operator(), form, "mutation-2")).notice.id
    await fanned_out(town, outage)
    await row(town, other, "Anna", Channel.MAIL, DeliveryState.ACCEPTED)
    await notice.confirm(await town.tenant("Cora"), other)
    found = await progress(Operator(), outage)
    assert found.households == HouseholdReach(paper=5)
    assert found.channels[0] == ChannelProgress(Channel.MAIL)


async def test_single_rows_name_the_person_and_never_an_address(town: Town, outage: UUID) -> None:
    await row(town, outage, "Anna", Channel.MAIL, DeliveryState.ACCEPTED)
    await row(town, outage, "Bert", Channel.PAPER, DeliveryState.SKIPPED, reason=Reason.NO_CHANNEL)
    await row(town, outage, "Gerda", Channel.MAIL, DeliveryState.QUEUED)
    staff = await town.staff(StaffRole.READER)
    begin = await delivery.deliveries(staff, outage, first=2)
    rest = await delivery.deliveries(staff, outage, first=2, after=begin.cursors[-1])
    assert (len(begin.items), begin.total, len(rest.items), rest.has_next) == (2, 3, 1, False)
    found = [(seen.member_name, seen.house, seen.channel, seen.state, seen.reason) for seen in (*begin.items, *rest.items)]
    assert sorted(found, key=lambda seen: seen[0]) == [
        ("Anna Amsel", "Amselweg 2", Channel.MAIL, DeliveryState.ACCEPTED, None),
        ("Bert Amsel", "Amselweg 2", Channel.PAPER, DeliveryState.SKIPPED, Reason.NO_CHANNEL),
        ("Gerda Gans", "Seegasse 5", Channel.MAIL, DeliveryState.QUEUED, None),
    ]
    page = await delivery.deliveries(staff, outage, first=9, channel=Channel.MAIL, state=DeliveryState.QUEUED)
    assert [seen.member_name for seen in page.items] == ["Gerda Gans"]
    assert "@" not in repr(page)
    with pytest.raises(InvalidInput):
        await delivery.deliveries(staff, outage, first=101)


async def test_who_may_look(town: Town, outage: UUID) -> None:
    for viewer in (
        None,
        await town.tenant("Anna"),
        await town.staff(StaffRole.AUDITOR),
        await town.staff(StaffRole.CARETAKER, houses=("Amselweg 2",)),
        integrator(TokenScope.NOTICES_READ),
    ):
        with pytest.raises(NotAllowed):
            await delivery.progress(viewer, outage)
        with pytest.raises(NotAllowed):
            await delivery.deliveries(viewer, outage, first=1)
    token = integrator(TokenScope.DELIVERIES_READ)
    assert (await progress(token, outage)).total_members == 6
    for viewer in (token, await town.staff(StaffRole.CARETAKER, houses=("Amselweg 2",))):
        with pytest.raises(NotAllowed):
            await delivery.deliveries(viewer, outage, first=1)
    assert await delivery.progress(Operator(), uuid4()) is None
    with pytest.raises(NotFound):
        await delivery.deliveries(await town.staff(StaffRole.ADMIN), uuid4(), first=1)
