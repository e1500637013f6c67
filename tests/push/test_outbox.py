"""Claims and results on both databases: one owner per row, results fenced by the lease, time by the database's clock."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from models import clock
from models.delivery import Broadcast, Channel, Delivery, DeliveryAttempt, DeliveryState, Lane, Message, Reason
from models.device import Device
from models.member import EmailState, Member
from models.notice import Urgency
from push import fanout, outbox, retry
from push.message import Accepted, Failed, Gone, Later, Outcome, Refused
from push.outbox import Claimed, Ended, Result
from tests.push.world import World
from tests.servers.push_service import PushService


async def some_rows(world: World, count: int) -> list[Delivery]:
    """`count` mails that are due."""
    members = [await world.member(f"M{number:03}", email=f"m{number}@muster.example") for number in range(count)]
    await world.publish(members)
    assert await fanout.advance(Lane.BULK)
    return await Delivery.all().order_by("id")


async def settle(claimed: Claimed, outcome: Outcome | Ended) -> set[int]:
    """Settle one row."""
    return await outbox.settle([Result(claimed, outcome, started_at=await clock.now())])


async def one(world: World) -> Claimed:
    """One claimed mail."""
    await some_rows(world, 1)
    (claimed,) = await outbox.claim(Lane.BULK, 10, 120)
    return claimed


async def test_claimers_at_the_same_time_never_share_a_row(world: World) -> None:
    """OB-05, T1: eight claimers, every row leased exactly once."""
    rows = await some_rows(world, 40)
    claims = await asyncio.gather(*(outbox.claim(Lane.BULK, 7, 120) for _ in range(8)))
    ids = [claimed.id for batch in claims for claimed in batch]
    assert sorted(ids) == [row.id for row in rows]
    assert await outbox.claim(Lane.BULK, 7, 120) == []


async def test_a_claim_takes_its_own_lane_and_channels_only(world: World) -> None:
    """An urgent claim leaves bulk alone, a push claim leaves mails alone."""
    await some_rows(world, 2)
    assert await outbox.claim(Lane.URGENT, 10, 30) == []
    assert await outbox.claim(Lane.BULK, 10, 30, (Channel.WEBPUSH, Channel.FCM)) == []
    assert len(await outbox.claim(Lane.BULK, 10, 30, (Channel.MAIL,))) == 2


async def test_a_claim_writes_the_lease_and_counts_the_attempt(world: World) -> None:
    """OB-05, OB-10: the attempt is counted when it begins."""
    claimed = await one(world)
    row = await Delivery.get(id=claimed.id)
    assert (row.state, row.is_open, row.attempt, row.lease_token) == (DeliveryState.LEASED, True, 1, claimed.token)
    assert row.lease_until is not None
    assert timedelta(seconds=110) < row.lease_until - await clock.now() <= timedelta(seconds=120)
    assert row.due_at == row.lease_until


async def test_an_ended_lease_is_taken_over_and_the_zombie_changes_nothing(world: World) -> None:
    """OB-07, K12: the first worker's late result hits no row; the ledger shows both attempts."""
    claimed = await one(world)
    clock.shift(timedelta(seconds=121))
    (second,) = await outbox.claim(Lane.BULK, 10, 120)
    assert (second.id, second.attempt) == (claimed.id, 2)
    assert await settle(claimed, Accepted("250")) == set()
    assert (await Delivery.get(id=claimed.id)).state is DeliveryState.LEASED
    assert await settle(second, Accepted("250", "queue-1")) == {claimed.id}
    assert await settle(second, Failed(Reason.PAYLOAD, "late")) == set()
    row = await Delivery.get(id=claimed.id)
    assert (row.state, row.is_open, row.provider_id, row.lease_token) == (DeliveryState.ACCEPTED, False, "queue-1", None)
    attempts = await DeliveryAttempt.filter(delivery_id=claimed.id).order_by("id").values_list("outcome", flat=True)
    assert attempts == ["lost", "accepted"]


async def test_a_lease_that_is_kept_is_not_taken_over(world: World) -> None:
    """OB-06: the heartbeat moves the end of the lease; somebody else's heartbeat does not."""
    claimed = await one(world)
    clock.shift(timedelta(seconds=100))
    await outbox.extend("another token", [claimed.id], 120)
    assert await outbox.claim(Lane.BULK, 10, 120) == []
    await outbox.extend(claimed.token, [claimed.id], 120)
    clock.shift(timedelta(seconds=200))
    assert await outbox.claim(Lane.BULK, 10, 120) == []
    clock.shift(timedelta(seconds=221))
    assert len(await outbox.claim(Lane.BULK, 10, 120)) == 1


async def test_a_row_that_kills_its_worker_three_times_is_dead_and_others_go_on(world: World) -> None:
    """OB-11: quarantined with its reason."""
    rows = await some_rows(world, 2)
    (other,) = [claimed for claimed in await outbox.claim(Lane.BULK, 2, 120) if claimed.id == rows[1].id]
    await settle(other, Accepted("250"))
    for lost in range(1, 3):
        clock.shift(timedelta(seconds=121 * lost))
        (claimed,) = await outbox.claim(Lane.BULK, 2, 120)
        assert claimed.id == rows[0].id
    clock.shift(timedelta(seconds=121 * 3))
    assert await outbox.claim(Lane.BULK, 2, 120) == []
    row = await Delivery.get(id=rows[0].id)
    assert (row.state, row.reason, row.is_open) == (DeliveryState.DEAD, Reason.POISON, False)
    assert await DeliveryAttempt.filter(delivery_id=row.id, outcome="lost").count() == 3
    clock.shift(timedelta(seconds=121 * 4))
    assert await outbox.claim(Lane.BULK, 2, 120) == []


@pytest.mark.parametrize("answer", [Later("451 4.7.1"), Refused("554 5.7.1", 60.0)])
async def test_losses_count_anew_after_an_answer(world: World, answer: Outcome) -> None:
    """OB-11: a row that is tried for hours meets three unrelated restarts, and is not taken for their cause; three in a row still are."""
    claimed = await one(world)
    passed = timedelta()
    for _ in range(4):
        for _ in range(2):
            passed += timedelta(seconds=121)
            clock.shift(passed)
            (claimed,) = await outbox.claim(Lane.BULK, 10, 120)
        await settle(claimed, answer)
        passed += timedelta(hours=2)
        clock.shift(passed)
        (claimed,) = await outbox.claim(Lane.BULK, 10, 120)
    assert await DeliveryAttempt.filter(outcome="lost").count() == 8
    for _ in range(3):
        assert (await Delivery.get()).state is DeliveryState.LEASED
        passed += timedelta(seconds=121)
        clock.shift(passed)
        await outbox.claim(Lane.BULK, 10, 120)
    row = await Delivery.get()
    assert (row.state, row.reason) == (DeliveryState.DEAD, Reason.POISON)


async def test_rows_that_were_lost_together_are_not_given_up_for_one_of_them(world: World, push_service: PushService) -> None:
    """OB-11: three workers died with a hundred rows in hand each time; whoever was to blame, nobody is buried for company."""
    await world.crowd(push_service, 100, urgency=Urgency.URGENT)
    await fanout.advance(Lane.URGENT)
    hours = timedelta()
    for _ in range(5):
        await outbox.claim(Lane.URGENT, 500, 30)
        hours += timedelta(minutes=10)
        clock.shift(hours)
    assert await Delivery.filter(state=DeliveryState.DEAD).count() == 0
    seen = set[int]()
    for _ in range(60):
        claims = await outbox.claim(Lane.URGENT, 500, 30)
        seen |= {claimed.id for claimed in claims}
        await outbox.settle([Result(claimed, Accepted("201"), await clock.now()) for claimed in claims])
        hours += timedelta(seconds=2)
        clock.shift(hours)
    assert len(seen) == await Delivery.filter(state=DeliveryState.ACCEPTED).count() == 100


async def test_the_one_row_that_kills_its_worker_is_found_among_many(world: World, push_service: PushService) -> None:
    """OB-11: a worker that dies whenever it has a certain row in hand; that one is buried, after a few deaths, and all others go out."""
    await world.crowd(push_service, 120, urgency=Urgency.URGENT)
    await fanout.advance(Lane.URGENT)
    poison = (await Delivery.all().order_by("id"))[77].id
    passed, deaths = timedelta(), 0
    for _ in range(300):
        claims = await outbox.claim(Lane.URGENT, 500, 30)
        is_dead = any(claimed.id == poison for claimed in claims)
        deaths += is_dead
        if not is_dead:
            await outbox.settle([Result(claimed, Accepted("201"), await clock.now()) for claimed in claims])
        passed += timedelta(seconds=31 if is_dead else 1)
        clock.shift(passed)
        if not await Delivery.filter(is_open=True).exists():
            break
    states = await Delivery.all().values_list("id", "state", "reason")
    assert [row for row in states if row[1] != DeliveryState.ACCEPTED] == [(poison, DeliveryState.DEAD, Reason.POISON)]
    assert retry.MOST_CRASHES <= deaths <= 10


async def test_released_rows_are_due_at_once_and_cost_no_attempt(world: World) -> None:
    """OB-20: what was not started goes back."""
    claimed = await one(world)
    await outbox.release([claimed])
    (again,) = await outbox.claim(Lane.BULK, 10, 120)
    assert (again.id, again.attempt) == (claimed.id, 1)
    assert await DeliveryAttempt.all().count() == 0


OUTCOMES = [
    (Accepted("250"), DeliveryState.ACCEPTED, None, 1, 1),
    (Gone("550 5.1.1"), DeliveryState.BOUNCED, Reason.ADDRESS_REFUSED, 1, 1),
    (Failed(Reason.PAYLOAD, "554"), DeliveryState.FAILED, Reason.PAYLOAD, 1, 1),
    (Later("451"), DeliveryState.QUEUED, None, 1, 1),
    (Later("busy", 2, counts=False), DeliveryState.QUEUED, None, 0, 0),
    (Refused("535"), DeliveryState.QUEUED, Reason.CONFIGURATION, 0, 1),
    (Refused("circuit_open", 60, was_tried=False), DeliveryState.QUEUED, Reason.CONFIGURATION, 0, 0),
    (Ended(DeliveryState.SUPPRESSED, Reason.OPTED_OUT), DeliveryState.SUPPRESSED, Reason.OPTED_OUT, 1, 0),
]


@pytest.mark.parametrize(("outcome", "state", "reason", "attempt", "recorded"), OUTCOMES)
async def test_each_outcome_has_its_state(
    *, world: World, outcome: Outcome | Ended, state: DeliveryState, reason: Reason | None, attempt: int, recorded: int
) -> None:
    """One table from outcome to ledger; is_open keeps step, and only real tries are recorded (OB-10, OB-23)."""
    claimed = await one(world)
    assert await settle(claimed, outcome) == {claimed.id}
    row = await Delivery.get(id=claimed.id)
    assert (row.state, row.reason, row.attempt) == (state, reason, attempt)
    assert row.is_open is (state is DeliveryState.QUEUED)
    assert (row.settled_at is None) is (state is DeliveryState.QUEUED)
    assert await DeliveryAttempt.filter(delivery_id=row.id).count() == recorded


async def test_retry_after_is_the_least_and_expiry_the_most(world: World) -> None:
    """OB-09, OB-13, WP-11: not before the network says; beyond the end of validity the row expires."""
    claimed = await one(world)
    await settle(claimed, Later("429", 5 * 3600))
    row = await Delivery.get(id=claimed.id)
    assert row.due_at - await clock.now() > timedelta(seconds=5 * 3600 - 60)
    clock.shift(timedelta(hours=6))
    (claimed,) = await outbox.claim(Lane.BULK, 1, 120)
    await settle(claimed, Later("429", 24 * 3600))
    row = await Delivery.get(id=claimed.id)
    assert (row.state, row.reason, row.is_open) == (DeliveryState.EXPIRED, Reason.EXPIRED, False)


async def test_attempts_end_in_dead(world: World) -> None:
    """OB-11: a row is not tried for ever."""
    claimed = await one(world)
    await Delivery.filter(id=claimed.id).update(attempt=retry.MOST_ATTEMPTS[Channel.MAIL])
    await settle(replace(claimed, attempt=retry.MOST_ATTEMPTS[Channel.MAIL]), Later("451"))
    row = await Delivery.get(id=claimed.id)
    assert (row.state, row.reason) == (DeliveryState.DEAD, Reason.ATTEMPTS)


async def test_what_waits_past_its_validity_expires(world: World) -> None:
    """OB-13: the sweep ends queued rows, and leaves leased ones to their worker."""
    await some_rows(world, 2)
    (leased,) = await outbox.claim(Lane.BULK, 1, 120)
    clock.shift(timedelta(hours=25))
    await outbox.expire()
    states = {row.id: (row.state, row.reason, row.is_open) for row in await Delivery.all()}
    assert states.pop(leased.id) == (DeliveryState.LEASED, None, True)
    assert list(states.values()) == [(DeliveryState.EXPIRED, Reason.EXPIRED, False)]


async def test_a_refused_address_is_suppressed_for_its_member_only(world: World) -> None:
    """SM-02; the address of an activation mail is nobody's yet and suppresses nothing."""
    await some_rows(world, 3)
    first, second, _ = await outbox.claim(Lane.BULK, 3, 120)
    now = await clock.now()
    refused = [
        Result(first, Gone("550"), now, target_hash="one", address="m0@muster.example"),
        Result(second, Gone("550"), now, target_hash="two", address="m1@muster.example", is_members_address=False),
    ]
    await outbox.settle(refused)
    suppressed = await Member.filter(email_state=EmailState.SUPPRESSED)
    assert [member.email for member in suppressed] == ["m0@muster.example"]


async def test_a_gone_device_is_deleted_and_an_accepting_one_marked(world: World, push_service: PushService) -> None:
    """WP-05, WP-06, K7: in the same transaction as the result; nobody else's device is touched."""
    member = await world.member("Muster")
    for _ in range(3):
        await world.browser(member, push_service)
    await world.publish([member])
    await fanout.advance(Lane.BULK)
    gone, accepted, kept = await outbox.claim(Lane.BULK, 3, 30)
    now = await clock.now()
    await outbox.settle([Result(gone, Gone("410"), now), Result(accepted, Accepted("201"), now), Result(kept, Refused("403"), now)])
    left = {str(device.id): device.last_accepted_at for device in await Device.all()}
    assert set(left) == {accepted.target, kept.target}
    assert left[accepted.target] is not None
    assert left[kept.target] is None


async def test_a_device_registered_anew_meanwhile_outlives_the_answer_to_its_old_endpoint(world: World, push_service: PushService) -> None:
    """A browser that renews its subscription keeps its row: a late 410 is about an endpoint nobody has any more."""
    member = await world.member("Muster")
    await world.browser(member, push_service)
    await world.publish([member])
    await fanout.advance(Lane.BULK)
    (claimed,) = await outbox.claim(Lane.BULK, 1, 30)
    sent_at = await clock.now()
    await Device.filter(id=claimed.target).update(endpoint="https://push.example/new", last_seen_at=sent_at + timedelta(seconds=1))
    await outbox.settle([Result(claimed, Gone("410"), sent_at)])
    assert (await Device.get()).endpoint == "https://push.example/new"


async def test_announce_needs_one_recipient_and_an_end(world: World) -> None:
    """The caller's mistakes are named; nothing is written."""
    member = await world.member()
    with pytest.raises(ValueError, match="exactly one"):
        await outbox.announce(Message.ACTIVATION, lane=Lane.URGENT, valid_for=timedelta(hours=1))
    with pytest.raises(ValueError, match="valid_for"):
        await outbox.announce(Message.ACTIVATION, lane=Lane.URGENT, member_id=member.id)
    assert await Broadcast.all().count() == 0


def test_delays_stay_within_their_bounds() -> None:
    """SM-01 and OB-09: the mail schedule, full jitter for push, no overflow at attempt 1000."""
    for attempt, minutes in ((1, 5), (2, 15), (3, 30), (4, 60), (5, 60), (1000, 60)):
        found = [retry.delay(Channel.MAIL, attempt) / 60 for _ in range(50)]
        assert minutes * 0.8 <= min(found) <= max(found) <= minutes * 1.2
    for attempt, ceiling in ((1, 4), (3, 16), (1000, 300)):
        found = [retry.delay(Channel.WEBPUSH, attempt) for _ in range(200)]
        assert max(found) <= ceiling
        assert min(found) < ceiling / 4
        assert len(set(found)) > 100
    assert retry.delay(Channel.FCM, 1, 60) == 60
