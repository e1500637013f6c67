"""When and how often mail (SM-01) and FCM (FC-06, FC-07) are tried again."""

from datetime import timedelta
from uuid import uuid4

import pytest

from models import clock
from models.delivery import Channel, Delivery, DeliveryState, Lane, Reason
from push import outbox, retry
from push.message import Later
from push.outbox import Claimed, Result
from tests.push.world import World


@pytest.mark.parametrize(("row", "first", "attempts"), [("FC-07", 10.0, 9), ("FC-06", 60.0, 6)])
def test_the_pause_doubles_with_jitter_until_an_hour_is_over(row: str, first: float, attempts: int) -> None:
    """FC-06, FC-07: at least `first` seconds, twice as much each time, and the last try within 60 minutes of the first."""
    latest = 0.0
    for attempt in range(1, attempts + 1):
        least = first * 2 ** (attempt - 1)
        pauses = [retry.delay(Channel.FCM, attempt, None, first) for _ in range(200)]
        assert least <= min(pauses), row
        assert max(pauses) <= least * 1.3
        assert max(pauses) - min(pauses) > least * 0.2, "spread, so that not all come back at once"
        assert retry.is_over(Channel.FCM, attempt, None, first) is (attempt == attempts)
        latest += max(pauses) if attempt < attempts else 0
    assert latest <= 3600


def test_a_mail_waits_5_15_30_60_minutes_and_then_an_hour_each_within_five_days() -> None:
    """SM-01, RFC 5321 4.5.4.1: each pause +-20 %, spread over all of that; given up only after five days."""
    for attempt, minutes in enumerate([5, 15, 30, 60, 60, 60, 60], start=1):
        pauses = [retry.delay(Channel.MAIL, attempt) for _ in range(400)]
        assert minutes * 60 * 0.8 <= min(pauses) < minutes * 60 * 0.85
        assert minutes * 60 * 1.15 < max(pauses) <= minutes * 60 * 1.2
    last = next(attempt for attempt in range(1, 1000) if retry.is_over(Channel.MAIL, attempt))
    days = [sum(retry.delay(Channel.MAIL, attempt) for attempt in range(1, last)) / 86_400 for _ in range(20)]
    assert 4.5 < min(days) < max(days) < 5.25
    assert sum(days) / len(days) < 5


def test_retry_after_is_the_lower_bound() -> None:
    """FC-06, FC-07: what the network asks for, and never less; an hour and more ends it."""
    assert retry.delay(Channel.FCM, 1, 90, 60) == 90
    assert retry.delay(Channel.FCM, 5, 90, 60) >= 960
    assert not retry.is_over(Channel.FCM, 1, 3600)
    assert retry.is_over(Channel.FCM, 1, 3601)


def test_no_attempt_number_overflows() -> None:
    """OB-09."""
    assert all(retry.delay(channel, 1000) < 5 * 3600 for channel in Channel)


async def test_fc_07_the_ledger_waits_as_long_and_gives_up_after_an_hour(world: World) -> None:
    """FC-06, FC-07: the ninth failure ends as a dead letter that staff may send again; expiry ends it earlier."""
    member = await world.member()
    notice = await world.publish([member])
    broadcast = await world.broadcast(notice)

    async def fail(attempt: int, valid_for: timedelta, first: float) -> Delivery:
        token, now = str(uuid4()), await clock.now()
        row = await Delivery.create(
            broadcast=broadcast,
            member=member,
            channel=Channel.FCM,
            target=str(uuid4()),
            lane=Lane.BULK,
            state=DeliveryState.LEASED,
            created_at=now,
            due_at=now,
            valid_until=now + valid_for,
            attempt=attempt,
            lease_token=token,
        )
        claimed = Claimed(
            row.pk, token, broadcast.id, member.id, Channel.FCM, row.target, Lane.BULK, attempt, row.created_at, row.valid_until
        )
        await outbox.settle([Result(claimed, Later("503 UNAVAILABLE", first=first), now)])
        return await Delivery.get(id=row.pk)

    again = await fail(3, timedelta(days=1), 10)
    assert (again.state, again.attempt) == (DeliveryState.QUEUED, 3)
    assert timedelta(seconds=40) <= again.due_at - again.created_at <= timedelta(seconds=53)
    dead = await fail(9, timedelta(days=1), 10)
    assert (dead.state, dead.reason) == (DeliveryState.DEAD, Reason.ATTEMPTS)
    assert (await fail(6, timedelta(days=1), 60)).state is DeliveryState.DEAD
    late = await fail(1, timedelta(seconds=9), 10)
    assert (late.state, late.reason) == (DeliveryState.EXPIRED, Reason.EXPIRED)
