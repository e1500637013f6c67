"""The worker while its database is away, slow or unwilling: nothing is lost, nothing whose answer is known is sent again."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from models import clock
from models.database import is_fault, transaction
from models.delivery import Channel, Delivery, DeliveryAttempt, DeliveryState, Lane
from models.event import Topic
from models.keyring import Keyring
from models.notice import Urgency
from push import dispatch, fanout, live, outbox, recheck, wakeup
from push import queue as queue_module
from push import worker as worker_module
from push.job import Job
from push.outbox import Claimed, Result
from push.queue import Queue
from push.statement import run
from push.worker import Worker
from tests.push.test_worker_loop import all_accepted, running
from tests.push.world import World, worker
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService
from tests.support.waiting import eventually


def queue_of(work: Worker, lane: Lane, channel: Channel) -> Queue:
    (found,) = [one for one in work._queues if (one.lane, one.channel) == (lane, channel)]  # pyright: ignore[reportPrivateUsage] # the hands of the worker
    return found


async def test_a_result_waits_longer_than_its_lease_and_its_row_is_not_sent_again(
    world: World, keyring: Keyring, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OB-21: what is in hand is kept before anything is claimed, so an outage as long as the lease doubles nothing that was answered."""
    is_away, claims = True, list[int]()
    settle, claim = outbox.settle, outbox.claim

    async def slow_settle(results: Sequence[Result]) -> set[int]:
        if is_away:
            raise asyncpg.ConnectionDoesNotExistError("gone")
        return await settle(results)

    async def counted(*given: Any) -> list[Claimed]:
        found = await claim(*given)
        claims.append(len(found))
        return found

    monkeypatch.setattr(outbox, "settle", slow_settle)
    monkeypatch.setattr(outbox, "claim", counted)
    work = worker(keyring, mail=mail_server)
    mails = queue_of(work, Lane.URGENT, Channel.MAIL)
    mails.lease_seconds, mails.poll_seconds = 0.3, 0.1
    async with running(work):
        await world.publish([await world.member("Muster", email="erika@muster.example")], urgency=Urgency.URGENT)
        await mail_server.wait_for(1)
        before = len(claims)
        await eventually(lambda: len(claims) > before + 10, 10)
        is_away = False
        await eventually(lambda: all_accepted(1), 20)
    assert len(mail_server.mails) == sum(claims) == 1
    assert [row.outcome for row in await DeliveryAttempt.all()] == ["accepted"]


async def test_a_row_whose_look_breaks_off_is_tried_again(
    world: World, keyring: Keyring, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OB-21: a connection that ends in the middle of the re-check is not the row's fault; it costs no attempt, and no lease runs out."""
    failures = 2

    async def breaking(claims: Sequence[Claimed]) -> list[Job]:
        nonlocal failures
        if failures:
            failures -= 1
            raise asyncpg.ConnectionDoesNotExistError("gone")
        return await recheck.load(claims)

    monkeypatch.setattr(worker_module, "load", breaking)
    monkeypatch.setattr(worker_module, "FIRST_PAUSE_SECONDS", 0.05)
    async with running(worker(keyring, mail=mail_server)):
        await world.publish([await world.member("Muster", email="erika@muster.example")], urgency=Urgency.URGENT)
        await eventually(lambda: all_accepted(1), 20)
    row = await Delivery.get()
    assert (failures, row.attempt, len(mail_server.mails)) == (0, 1, 1)
    assert [one.outcome for one in await DeliveryAttempt.all()] == ["accepted"]


async def test_a_result_that_cannot_be_written_fails_alone(
    world: World, keyring: Keyring, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OB-11: the others of its batch are written, and its row is held no longer, so that its lease ends and it is quarantined."""
    settle, bad = outbox.settle, set[UUID]()

    async def choosy(results: Sequence[Result]) -> set[int]:
        if any(result.claimed.member_id in bad for result in results):
            raise IntegrityError("no")
        return await settle(results)

    members = [await world.member(f"M{number}") for number in range(9)]
    for member in members:
        await world.browser(member, push_service)
    bad.add(members[4].id)
    monkeypatch.setattr(outbox, "settle", choosy)
    work = worker(keyring, push=push_service)
    async with running(work):
        await world.publish(members, urgency=Urgency.URGENT)
        await eventually(lambda: all_accepted(8), 20)
        await eventually(lambda: not queue_of(work, Lane.URGENT, Channel.WEBPUSH).in_hand)
    assert (await Delivery.get(member_id=members[4].id)).state is DeliveryState.LEASED


async def test_a_look_that_breaks_holds_neither_slot_nor_lease(
    world: World, keyring: Keyring, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OB-11: an error of our own in the last look is an outcome like any other, and the hand goes on."""

    def broken(job: Job) -> None:
        raise KeyError(job.message)

    monkeypatch.setattr(dispatch, "verdict", broken)
    work = worker(keyring, mail=mail_server)
    async with running(work):
        await world.publish([await world.member(f"M{number}", email=f"m{number}@muster.example") for number in range(9)])
        await eventually(lambda: Delivery.filter(state=DeliveryState.QUEUED, last_status="error KeyError").count(), 10)
        await eventually(lambda: not queue_of(work, Lane.BULK, Channel.MAIL).in_hand)
    assert {(row.state, row.last_status, row.attempt) for row in await Delivery.all()} == {(DeliveryState.QUEUED, "error KeyError", 1)}
    assert mail_server.mails == []


@pytest.mark.parametrize("is_hard", [True, False])
async def test_a_database_that_never_answers_does_not_hold_up_the_end(
    keyring: Keyring, world: World, monkeypatch: pytest.MonkeyPatch, is_hard: bool
) -> None:
    """OB-20: claims that hang are cancelled at the end of the grace, or at once at the second stop."""
    hanging = list[object]()

    async def hang(*given: object) -> list[Claimed]:
        hanging.append(given)
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr(outbox, "claim", hang)
    monkeypatch.setattr(worker_module, "GRACE_SECONDS", 60 if is_hard else 0.2)
    work = worker(keyring)
    task = asyncio.create_task(work.run())
    await eventually(lambda: len(hanging) == 6)
    work.stop()
    if is_hard:
        work.stop()
    await asyncio.wait_for(task, 3)


async def test_rows_that_are_being_looked_at_are_given_back_at_the_hard_stop(
    world: World, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OB-20: they are due at once, and no attempt is consumed."""
    hanging = list[Sequence[Claimed]]()

    async def hang(claims: Sequence[Claimed]) -> list[Job]:
        hanging.append(claims)
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr(worker_module, "load", hang)
    await world.publish([await world.member(f"M{number}", email=f"m{number}@muster.example") for number in range(3)])
    work = worker(keyring)
    task = asyncio.create_task(work.run())
    await eventually(lambda: hanging)
    work.stop()
    work.stop()
    await asyncio.wait_for(task, 3)
    assert {(row.state, row.attempt, row.lease_token) for row in await Delivery.all()} == {(DeliveryState.QUEUED, 0, None)}
    assert len(await outbox.claim(Lane.BULK, 9, 30)) == 3


async def test_the_pause_is_short_again_once_all_went_well(keyring: Keyring, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """OB-21: a portal that saw many short outages in its life does not wait ten seconds at the next."""
    now, pauses, turns = 0.0, list[float](), 0

    async def broken() -> None:
        nonlocal now, turns
        turns += 1
        if turns == 8:
            now += 3600
        if turns == 10:
            work.stop()
        raise OSError("gone")

    async def noted(bell: asyncio.Event, seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(worker_module.time, "monotonic", lambda: now)
    monkeypatch.setattr(wakeup, "pause", noted)
    work = worker(keyring)
    await work._protected(broken)  # pyright: ignore[reportPrivateUsage] # what every loop runs in
    first, longest = worker_module.FIRST_PAUSE_SECONDS, worker_module.LONGEST_PAUSE_SECONDS
    assert first * 0.5 <= pauses[0] <= first * 1.5
    assert longest * 0.5 <= pauses[6] <= longest * 1.5
    assert first * 0.5 <= pauses[7] <= first * 1.5
    await work.close()


async def test_what_could_not_be_looked_at_again_does_not_start(world: World, keyring: Keyring, push_service: PushService) -> None:
    """OB-15: while the database is away the hands do not go on with what they knew; it is looked at again when it is back."""
    reader = await world.member("Muster")
    await world.browser(reader, push_service)
    await world.publish([reader])
    await fanout.advance(Lane.BULK)
    queue = queue_of(worker(keyring, push=push_service), Lane.BULK, Channel.WEBPUSH)
    jobs = await recheck.load(await queue.claim())
    jobs[0].loaded_at -= queue_module.STALE_SECONDS + 1
    queue.add(jobs)
    assert queue.take() is None
    again = queue.aged()
    assert [claimed.id for claimed in again] == [jobs[0].claimed.id]
    queue.add(await recheck.load(again))
    assert queue.take() is not None


async def test_a_row_claimed_again_stays_in_hand_when_its_first_result_comes(world: World, keyring: Keyring) -> None:
    """OB-06: the zombie's result must not end the heartbeat of the claim that replaced it."""
    await world.publish([await world.member("Muster", email="erika@muster.example")])
    await fanout.advance(Lane.BULK)
    queue = queue_of(worker(keyring), Lane.BULK, Channel.MAIL)
    queue.lease_seconds = -1
    (first,) = await queue.claim()
    (second,) = await outbox.claim(Lane.BULK, 1, 120, (Channel.MAIL,))
    queue.in_hand[second.id] = second
    queue.settled(first)
    assert queue.in_hand == {second.id: second}
    queue.settled(second)
    assert queue.in_hand == {}


async def test_nothing_is_claimed_while_results_cannot_be_written(world: World, keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    """OB-19: what is sent and not written down is bounded; the first that is written wakes the queue."""
    monkeypatch.setattr(queue_module, "MOST_UNSETTLED", 2)
    await world.publish([await world.member(f"M{number}", email=f"m{number}@muster.example") for number in range(8)])
    await fanout.advance(Lane.BULK)
    queue = queue_of(worker(keyring), Lane.BULK, Channel.MAIL)
    claims = await queue.claim()
    assert len(claims) == 4
    assert await queue.claim() == []
    for claimed in claims[:3]:
        queue.settled(claimed)
    assert queue.bell.is_set()
    assert len(await queue.claim()) == 4


async def test_bulk_that_was_held_back_goes_on_also_when_another_queue_went_on_first(
    world: World, keyring: Keyring, push_service: PushService
) -> None:
    """OB-17: the mark that bulk is held back is one for three queues."""
    reader = await world.member("Muster")
    await world.browser(reader, push_service)
    await world.publish([reader])
    await fanout.advance(Lane.BULK)
    work = worker(keyring, push=push_service)
    queue = queue_of(work, Lane.BULK, Channel.WEBPUSH)
    queue.add(await recheck.load(await queue.claim()))
    await work._look_after_bulk()  # pyright: ignore[reportPrivateUsage] # runs each tenth of a second
    await eventually(lambda: len(push_service.messages) == 1)
    await work.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_heartbeat_and_expiry_wait_for_nobody(world: World, keyring: Keyring) -> None:
    """OB-06, OB-13: they pass over rows whose result is being written, so they and settling never wait for each other in a circle.

    Locks of rows are PostgreSQL's; SQLite has one writer.
    """
    members = [await world.member(f"M{number}", email=f"m{number}@muster.example") for number in range(4)]
    await world.publish(members)
    await fanout.advance(Lane.BULK)
    first, second = await outbox.claim(Lane.BULK, 2, 0)
    queued = await Delivery.filter(state=DeliveryState.QUEUED).order_by("id")
    now = await clock.now()
    await Delivery.filter(state=DeliveryState.QUEUED).update(valid_until=now)
    held, done = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with transaction():
            await run("SELECT id FROM delivery WHERE id = $1 OR id = $2 FOR UPDATE", first.id, queued[0].id)
            held.set()
            await done.wait()

    holder = asyncio.create_task(hold())
    await held.wait()
    await asyncio.wait_for(outbox.extend(first.token, [first.id, second.id], 600), 5)
    await asyncio.wait_for(outbox.expire(), 5)
    done.set()
    await holder
    rows = {row.id: row for row in await Delivery.all()}
    assert [rows[one.id].due_at > now + timedelta(seconds=500) for one in (first, second)] == [False, True]
    assert [rows[one.id].state for one in queued] == [DeliveryState.QUEUED, DeliveryState.EXPIRED]
    await outbox.expire()
    assert await Delivery.filter(state=DeliveryState.EXPIRED).count() == 2


async def test_screens_are_told_later_what_could_not_be_told(world: World, keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    """OB-21: counts that moved just before the database went away are announced when it is back."""
    notice = await world.publish([])
    told, work = list[UUID](), worker(keyring)
    notify: Callable[..., Awaitable[None]] = live.notify

    async def once_failing(topic: Topic, subject_id: UUID) -> None:
        if not told:
            told.append(subject_id)
            raise OSError("gone")
        await notify(topic, subject_id)
        told.append(subject_id)

    monkeypatch.setattr(live, "notify", once_failing)
    work._changed.add(notice.id)  # pyright: ignore[reportPrivateUsage] # what moved
    with pytest.raises(OSError, match="gone"):
        await work._tell_live()  # pyright: ignore[reportPrivateUsage] # runs each 0.3 s
    await work._tell_live()  # pyright: ignore[reportPrivateUsage] # runs each 0.3 s
    assert told == [notice.id, notice.id]
    await work.close()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ConnectionRefusedError(), True),
        (TimeoutError(), True),
        (asyncpg.InterfaceError("connection is closed"), True),
        (asyncpg.DeadlockDetectedError("deadlock"), True),
        (asyncpg.TooManyConnectionsError("too many"), True),
        (asyncpg.CannotConnectNowError("starting up"), True),
        (asyncpg.UndefinedTableError("not migrated yet"), True),
        (sqlite3.ProgrammingError("closed"), True),
        (OperationalError("database is locked"), True),
        (asyncpg.DataError("not a UUID"), False),
        (IntegrityError("twice"), False),
        (ValueError("unknown kind"), False),
        (KeyError("broadcast"), False),
    ],
)
def test_the_fault_of_the_database_and_that_of_a_row(error: Exception, expected: bool) -> None:
    """OB-11, OB-21: the first is waited for, the second ends the row."""
    assert is_fault(error) is expected


def test_a_value_the_database_cannot_take_is_the_rows_fault_also_when_translated() -> None:
    """Tortoise wraps asyncpg's error."""
    error = OperationalError("wrapped")
    error.__cause__ = asyncpg.DataError("not a UUID")
    assert not is_fault(error)
