"""OB-19: publishing is refused while too much waits; then nothing is published and nothing is sent."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from models.audience import AudienceMember, AudienceScope
from models.audit import MutationRecord
from models.delivery import Broadcast, Delivery, Lane
from models.event import Event
from models.notice import Notice, NoticeKind, Urgency
from push import fanout, pressure
from resolvers import notice
from resolvers.access import Operator
from resolvers.audience import Rule
from resolvers.errors import Code, Unavailable
from resolvers.notice import NoticeInput
from tests.support.town import Town


@pytest.fixture(autouse=True)
def bound_again() -> Iterator[None]:
    yield
    pressure.use(pressure.DEFAULT_MOST)


async def publish(town: Town, key: str, urgency: Urgency = Urgency.ORDINARY) -> UUID:
    form = NoticeInput(
        kind=NoticeKind.WATER,
        title="Wasserabschaltung",
        audience=(Rule(AudienceScope.STOCK),),
        starts_at=town.now + timedelta(hours=1),
        urgency=urgency,
    )
    return (await notice.publish(Operator(), form, key)).notice.id


async def counted() -> list[int]:
    return [await model.all().count() for model in (Notice, AudienceMember, Broadcast, Delivery, Event, MutationRecord)]


async def test_above_the_bound_nothing_is_published_and_nothing_kept(town: Town) -> None:
    """OB-19: neither while the first is announced only, nor when its rows stand in the ledger; the same key may come again."""
    pressure.use(6)
    await publish(town, "first")
    for is_fanned_out in (False, True):
        if is_fanned_out:
            assert await fanout.advance(Lane.BULK)
            await Delivery.filter(channel="paper").update(is_open=True)
        before = await counted()
        with pytest.raises(Unavailable) as refused:
            await publish(town, "second")
        assert refused.value.code is Code.QUEUE_FULL
        assert await counted() == before
    await Delivery.all().update(is_open=False)
    await publish(town, "second")


async def test_a_full_queue_of_notices_keeps_no_alert_out(town: Town) -> None:
    """OB-19, OB-16: each lane has a bound of its own."""
    pressure.use(6)
    await publish(town, "first")
    await publish(town, "alert", Urgency.URGENT)
    with pytest.raises(Unavailable):
        await publish(town, "another alert", Urgency.URGENT)
    assert await Broadcast.all().count() == 2


async def test_below_the_bound_it_goes(town: Town) -> None:
    """OB-19: six wait, seven may."""
    pressure.use(7)
    await publish(town, "first")
    assert not await pressure.is_full(Lane.BULK)
    await publish(town, "second")
    assert await pressure.is_full(Lane.BULK)
