"""The figures of the queue are the database's, whoever sends (OB-19)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from models import clock
from models.delivery import Channel, Delivery, DeliveryState, Lane, Reason
from models.notice import Urgency
from push import outbox
from push.figures import Figures
from push.message import Accepted, Failed, Gone, Later, Outcome
from push.metrics import Metric
from push.outbox import Claimed, Result
from tests.push.world import World


def value(name: str, **labels: str) -> float | None:
    """What /metrics would show."""
    return REGISTRY.get_sample_value(name, labels)


async def row(world: World, **given: Any) -> Delivery:
    """An open delivery, announced ten minutes ago, due a minute ago."""
    member = await world.member()
    notice = await world.publish([member])
    now = await clock.now()
    values: dict[str, Any] = {
        "broadcast": await world.broadcast(notice),
        "member": member,
        "channel": Channel.WEBPUSH,
        "target": str(uuid4()),
        "lane": Lane.URGENT,
        "created_at": now - timedelta(minutes=10),
        "due_at": now - timedelta(minutes=1),
        "valid_until": now + timedelta(hours=1),
    }
    return await Delivery.create(**values | given)


async def test_ob_19_depth_age_and_delay_per_lane_and_channel(world: World) -> None:
    """OB-19: open rows only; what is put off or in somebody's hand is not overdue."""
    now = await clock.now()
    await row(world)
    await row(world, created_at=now - timedelta(minutes=20), due_at=now + timedelta(minutes=5))
    await row(world, channel=Channel.MAIL, lane=Lane.BULK, state=DeliveryState.LEASED, due_at=now + timedelta(seconds=30))
    await row(world, channel=Channel.MAIL, lane=Lane.BULK, state=DeliveryState.ACCEPTED, is_open=False, created_at=now - timedelta(days=1))
    await Figures().refresh()
    assert value(Metric.QUEUE_DEPTH, lane="urgent", channel="webpush") == 2
    assert value(Metric.OLDEST_AGE, lane="urgent", channel="webpush") == pytest.approx(1200, abs=5)
    assert value(Metric.OVERDUE, lane="urgent", channel="webpush") == pytest.approx(60, abs=5)
    assert value(Metric.QUEUE_DEPTH, lane="bulk", channel="mail") == 1
    assert value(Metric.OVERDUE, lane="bulk", channel="mail") == 0
    assert [value(name, lane="bulk", channel="fcm") for name in (Metric.QUEUE_DEPTH, Metric.OLDEST_AGE, Metric.OVERDUE)] == [0, 0, 0]
    assert value(Metric.DATABASE_UP) == 1


async def test_ob_19_a_notice_nobody_has_fanned_out_is_seen_too(world: World) -> None:
    """OB-19: with every worker dead there are no rows yet, and still an alarm."""
    await world.publish([await world.member()], urgency=Urgency.URGENT)
    await world.publish([await world.member()], delay=timedelta(minutes=10))
    clock.shift(timedelta(seconds=90))
    await Figures().refresh()
    assert value(Metric.BROADCASTS, lane="urgent") == 1
    assert value(Metric.BROADCAST_OVERDUE, lane="urgent") == pytest.approx(90, abs=5)
    assert value(Metric.BROADCASTS, lane="bulk") == 1
    assert value(Metric.BROADCAST_OVERDUE, lane="bulk") == 0


async def test_the_database_is_asked_at_most_every_three_seconds(world: World) -> None:
    """A scrape costs one look at the queue, however many scrape."""
    time = 100.0
    figures = Figures(now=lambda: time)
    await figures.refresh()
    await row(world)
    time = 102.9
    await figures.refresh()
    assert value(Metric.QUEUE_DEPTH, lane="urgent", channel="webpush") == 0
    time = 103.1
    await figures.refresh()
    assert value(Metric.QUEUE_DEPTH, lane="urgent", channel="webpush") == 1


async def test_without_its_database_there_are_no_figures_instead_of_old_ones() -> None:
    """OB-21: nothing looks well that nobody knows about."""
    await Figures().refresh()
    assert value(Metric.DATABASE_UP) == 0
    assert value(Metric.QUEUE_DEPTH, lane="urgent", channel="webpush") is None
    assert value(Metric.BROADCAST_OVERDUE, lane="urgent") is None


OUTCOMES: list[tuple[Outcome, str, str]] = [
    (Accepted("201"), "accepted", "accepted"),
    (Gone("410"), "failed", "gone"),
    (Later("503"), "queued", "later"),
    (Failed(Reason.PAYLOAD, "413"), "failed", "failed"),
]


@pytest.mark.parametrize(("outcome", "state", "kind"), OUTCOMES)
async def test_each_result_is_counted_by_lane_channel_state_and_class(world: World, outcome: Outcome, state: str, kind: str) -> None:
    """Outcomes per lane and channel; the lag is measured from the announcement to the acceptance, and for nothing else."""
    labels = {"lane": "urgent", "channel": "webpush"}
    settled = {**labels, "state": state, "outcome": kind}
    before = value(f"{Metric.SETTLED}_total", **settled) or 0
    lags, total = value(f"{Metric.LAG}_count", **labels) or 0, value(f"{Metric.LAG}_sum", **labels) or 0
    token, now = str(uuid4()), await clock.now()
    made = await row(world, state=DeliveryState.LEASED, lease_token=token, attempt=1)
    claimed = Claimed(
        id=made.pk,
        token=token,
        broadcast_id=uuid4(),
        member_id=uuid4(),
        channel=Channel.WEBPUSH,
        target=made.target,
        lane=Lane.URGENT,
        attempt=1,
        created_at=made.created_at,
        valid_until=made.valid_until,
    )
    result = Result(claimed, outcome, now)
    assert await outbox.settle([result]) == {made.pk}
    assert value(f"{Metric.SETTLED}_total", **settled) == before + 1
    accepted = isinstance(outcome, Accepted)
    assert (value(f"{Metric.LAG}_count", **labels) or 0) == lags + accepted
    assert (value(f"{Metric.LAG}_sum", **labels) or 0) - total == pytest.approx(600 if accepted else 0, abs=5)
    zombies = value(f"{Metric.ZOMBIES}_total") or 0
    assert await outbox.settle([result]) == set()
    assert value(f"{Metric.ZOMBIES}_total") == zombies + 1
    assert value(f"{Metric.SETTLED}_total", **settled) == before + 1
