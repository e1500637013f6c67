"""OB-25: the figures of a run are the same before and after its rows are deleted, for everybody who sees them."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

import pytest

from models import clock
from models.audience import AudienceMember, AudienceScope
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Lane, Reason
from models.evidence import DeliveryTotal
from models.notice import NoticeKind, NoticeReceipt
from models.staff import StaffRole
from push import retention
from resolvers import delivery, notice
from resolvers.access import Operator, Viewer
from resolvers.audience import Rule
from resolvers.delivery import DeliveryProgress
from resolvers.notice import NoticeInput
from tests.support.town import Town

ENDED = [state for state in DeliveryState if state not in {DeliveryState.QUEUED, DeliveryState.LEASED}]


@pytest.fixture(autouse=True)
def back_to_now() -> Iterator[None]:
    yield
    clock.shift(timedelta())


async def a_run(town: Town, random: Random) -> UUID:
    """A finished run with anything in it that can be, over people who share flats and people who rent in two houses."""
    await town.move_in("Anna", "Ringstraße 1", "9")
    await town.move_in("Cora", "Amselweg 12", "9")
    form = NoticeInput(
        kind=NoticeKind.WATER,
        title="Wasserabschaltung",
        audience=(Rule(AudienceScope.STOCK), Rule(AudienceScope.ALL_MEMBERS)),
        starts_at=town.now + timedelta(hours=1),
    )
    published = (await notice.publish(Operator(), form, "mutation-1")).notice
    broadcast = await Broadcast.get(notice_id=published.id)
    await Broadcast.filter(id=broadcast.id).update(fanned_out_at=town.now)
    told = {row.member_id for row in await AudienceMember.filter(notice_id=published.id)}
    for member in town.members.values():
        if member.id not in told:
            continue
        for _ in range(random.randint(0, 3)):
            await Delivery.create(
                broadcast=broadcast,
                member=member,
                channel=random.choice(list(Channel)),
                target=str(uuid4()),
                lane=Lane.BULK,
                state=random.choice(ENDED),
                is_open=False,
                reason=random.choice([None, *Reason]),
                created_at=town.now,
                due_at=town.now,
                valid_until=town.now + timedelta(days=1),
                settled_at=town.now,
            )
        if random.random() < 0.2:
            await NoticeReceipt.create(notice_id=published.id, member=member, opened_at=town.now)
    return published.id


async def seen(viewers: list[Viewer], notice_id: UUID) -> list[DeliveryProgress | None]:
    return [await delivery.progress(viewer, notice_id) for viewer in viewers]


@pytest.mark.parametrize("seed", range(6))
async def test_the_figures_stay_when_the_rows_go(town: Town, seed: int) -> None:
    """OB-25: as a whole, for staff of one district, and for a reader of two houses; after 30 days, after 90, and half way."""
    notice_id = await a_run(town, Random(seed))  # noqa: S311 - a mix, not a secret
    viewers: list[Viewer] = [
        Operator(),
        await town.staff(StaffRole.EDITOR, districts=("Gartenstadt",)),
        await town.staff(StaffRole.READER, houses=("Ringstraße 1", "Amselweg 2")),
    ]
    before = await seen(viewers, notice_id)
    rows = await Delivery.all().count()
    dead = await Delivery.filter(state=DeliveryState.DEAD).count()
    clock.shift(timedelta(days=31))
    assert (await retention.purge(batch=2)).dead == dead
    assert await seen(viewers, notice_id) == before
    clock.shift(timedelta(days=91))
    assert (await retention.purge(batch=2)).rows == rows - dead
    assert await Delivery.all().count() == 0
    assert sum([total.number for total in await DeliveryTotal.all()]) == rows
    assert await seen(viewers, notice_id) == before
    await retention.purge()
    assert await seen(viewers, notice_id) == before
