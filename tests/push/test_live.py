"""What open screens are told: after the commit, once, also across processes, connections lost and ids out of order."""

import asyncio
import itertools
from contextlib import AsyncExitStack
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from tortoise.exceptions import OperationalError

from models import bulk, clock
from models import database as portal_database
from models.database import transaction
from models.event import Event, Topic
from push import live, wakeup
from push.live import Change, Subscription
from tests.support.waiting import eventually


async def tell_and_fail() -> None:
    """An event whose transaction is rolled back."""
    async with transaction():
        await live.notify(Topic.NOTICE, uuid4())
        raise ZeroDivisionError


async def next_change(changes: Subscription, seconds: float = 5) -> Change:
    """The next change, or TimeoutError."""
    return await asyncio.wait_for(anext(aiter(changes)), seconds)


async def tell(topic: Topic) -> UUID:
    """One event in an own transaction."""
    subject = uuid4()
    async with transaction():
        await live.notify(topic, subject)
    return subject


async def test_a_subscriber_gets_its_topics_once_and_in_order(database: str) -> None:
    """Other topics stay out, events from before too."""
    await tell(Topic.NOTICE)
    async with live.subscribe({Topic.NOTICE, Topic.DOCUMENT}) as changes:
        await tell(Topic.DELIVERY)
        first, second = await tell(Topic.NOTICE), await tell(Topic.DOCUMENT)
        assert [(await next_change(changes)).subject_id for _ in range(2)] == [first, second]
        with pytest.raises(TimeoutError):
            await next_change(changes, 0.1)


async def test_every_subscriber_of_the_process_gets_it(database: str) -> None:
    """One reader, many queues; who leaves is not told any more and does not stop the others."""
    async with live.subscribe({Topic.NOTICE}) as first:
        async with live.subscribe({Topic.NOTICE}) as second:
            told = await tell(Topic.NOTICE)
            assert (await next_change(first)).subject_id == (await next_change(second)).subject_id == told
        told = await tell(Topic.NOTICE)
        assert (await next_change(first)).subject_id == told


async def test_a_plain_loop_subscribes_with_its_first_step(database: str) -> None:
    """`async for change in subscribe(..)` as a GraphQL subscription writes it."""
    found = list[UUID]()

    async def listen() -> None:
        async for change in live.subscribe({Topic.NOTICE}):
            found.append(change.subject_id)

    task = asyncio.create_task(listen())
    await eventually(lambda: live._reader._subscribers)  # pyright: ignore[reportPrivateUsage] # to know that it has begun
    await eventually(lambda: live._reader._ready is not None and live._reader._ready.done())  # pyright: ignore[reportPrivateUsage] # same
    told = await tell(Topic.NOTICE)
    await eventually(lambda: found == [told])
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await eventually(lambda: not live._reader._subscribers)  # pyright: ignore[reportPrivateUsage] # the loop's end is its leaving


async def test_nothing_is_told_before_or_without_a_commit(database: str) -> None:
    """OB-02 for screens: rolled back is never told."""
    async with live.subscribe({Topic.NOTICE}) as changes:
        with pytest.raises(ZeroDivisionError):
            await tell_and_fail()
        told = await tell(Topic.NOTICE)
        assert (await next_change(changes)).subject_id == told


async def test_a_lost_bell_is_made_up_for_by_polling(database: str) -> None:
    """OB-22: a row that another process wrote, without any wake-up that reaches us."""
    async with live.subscribe({Topic.NOTICE}) as changes:
        subject = uuid4()
        await Event.create(topic=Topic.NOTICE, subject_id=subject, created_at=await clock.now())
        assert (await next_change(changes)).subject_id == subject


async def test_a_lower_id_that_commits_later_is_not_lost(database: str) -> None:
    """PostgreSQL hands out ids before the commit: the second transaction may become visible first."""
    if not database.startswith("postgresql"):
        low = await Event.create(topic=Topic.NOTICE, subject_id=uuid4(), created_at=await clock.now())
        await low.delete()
        async with live.subscribe({Topic.NOTICE}) as changes:
            high = await tell(Topic.NOTICE)
            assert (await next_change(changes)).subject_id == high
            await Event.create(id=low.id, topic=Topic.NOTICE, subject_id=low.subject_id, created_at=low.created_at)
            wakeup.wake_here(wakeup.Bell.EVENT)
            assert (await next_change(changes)).subject_id == low.subject_id
        return
    async with live.subscribe({Topic.NOTICE}) as changes:
        late, may_commit, is_written = uuid4(), asyncio.Event(), asyncio.Event()

        async def slow() -> None:
            async with transaction():
                await live.notify(Topic.NOTICE, late)
                is_written.set()
                await may_commit.wait()

        task = asyncio.create_task(slow())
        await is_written.wait()
        early = await tell(Topic.NOTICE)
        assert (await next_change(changes)).subject_id == early
        may_commit.set()
        await task
        assert (await next_change(changes)).subject_id == late


async def test_a_lost_listening_connection_is_made_anew_and_nothing_is_missed(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """OB-21: PostgreSQL ends our listener; what is told meanwhile arrives, and bells ring again. Polling is out of the way here."""
    monkeypatch.setattr(live, "POLL_SECONDS", 60.0)
    monkeypatch.setattr(wakeup, "RECONNECT_SECONDS", 0.01)
    if not database.startswith("postgresql"):
        async with live.subscribe({Topic.NOTICE}) as changes:
            assert (await tell(Topic.NOTICE)) == (await next_change(changes)).subject_id
        return
    async with live.subscribe({Topic.NOTICE}) as changes:
        await eventually(listeners)
        for pid in await listeners():
            await execute(f"SELECT pg_terminate_backend({pid})")
        told = await tell(Topic.NOTICE)
        assert (await next_change(changes)).subject_id == told
        await eventually(listeners)
        told = await tell(Topic.NOTICE)
        assert (await next_change(changes)).subject_id == told


async def test_listening_uses_a_connection_outside_the_pool(database: str) -> None:
    """Many screens, one listener; it ends with the last subscriber."""
    async with live.subscribe({Topic.NOTICE}), live.subscribe({Topic.DOCUMENT}):
        if database.startswith("postgresql"):
            assert len(await eventually(listeners)) == 1
    if database.startswith("postgresql"):
        await eventually(no_listeners)


async def test_old_events_are_forgotten(database: str) -> None:
    """A day is more than any listener needs."""
    await tell(Topic.NOTICE)
    clock.shift(timedelta(hours=23))
    await live.prune()
    assert await Event.all().count() == 1
    clock.shift(timedelta(hours=25))
    await live.prune()
    assert await Event.all().count() == 0


async def test_a_subscriber_that_sleeps_is_told_that_it_missed_something(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded; nobody misses anything without knowing. Others are not concerned."""
    monkeypatch.setattr(live, "MOST_PENDING", 3)
    async with live.subscribe({Topic.NOTICE}) as sleeping, live.subscribe({Topic.NOTICE}) as awake:
        for _ in range(4):
            told = await tell(Topic.NOTICE)
            assert (await next_change(awake)).subject_id == told
        with pytest.raises(live.Missed):
            await next_change(sleeping)
        with pytest.raises(live.Missed):
            await next_change(sleeping)


async def test_changes_of_one_subject_that_wait_together_are_one(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change says that something changed, not what: the latest is enough."""
    monkeypatch.setattr(live, "MOST_PENDING", 2)
    subject, other = uuid4(), uuid4()
    async with live.subscribe({Topic.NOTICE}) as sleeping, live.subscribe({Topic.NOTICE}) as awake:
        for one in (subject, other, subject, subject, other, subject):
            await live.notify(Topic.NOTICE, one)
            assert (await next_change(awake)).subject_id == one
        assert [(await next_change(sleeping)).subject_id for _ in range(2)] == [other, subject]
        with pytest.raises(TimeoutError):
            await next_change(sleeping, 0.1)


async def test_a_flood_reaches_whoever_keeps_up(database: str) -> None:
    """More events in one read than may wait: an import that ends the sessions of thousands at once."""
    subjects = [uuid4() for _ in range(3 * live.MOST_PENDING)]
    async with live.subscribe({Topic.SESSION}) as changes:
        await bulk.insert(Event, [{"topic": Topic.SESSION, "subject_id": one, "created_at": await clock.now()} for one in subjects])
        wakeup.wake_here(wakeup.Bell.EVENT)
        found = list[UUID]()
        async with asyncio.timeout(10):
            async for change in changes:
                found.append(change.subject_id)
                if len(found) == len(subjects):
                    break
        assert found == subjects


async def test_one_read_of_the_events_for_five_hundred_subscribers(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One database read per event, not per subscriber. Polling is out of the way, so that each read has its event."""
    monkeypatch.setattr(live, "POLL_SECONDS", 60.0)
    async with AsyncExitStack() as stack:
        everybody = [await stack.enter_async_context(live.subscribe({Topic.NOTICE})) for _ in range(500)]
        if database.startswith("postgresql"):
            await eventually(listeners)
        told = await tell(Topic.NOTICE)
        assert {(await next_change(one)).subject_id for one in everybody} == {told}
        reads = list[str]()
        real = live.run

        async def counted(sql: str, *values: object) -> list[dict[str, object]]:
            reads.append(sql)
            return await real(sql, *values)

        monkeypatch.setattr(live, "run", counted)
        for number in range(1, 4):
            told = await tell(Topic.NOTICE)
            assert [(await next_change(one)).subject_id for one in everybody] == [told] * 500
            assert len(reads) == number


async def test_a_transaction_that_stays_open_for_long_is_not_lost(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long after the events with higher ids it commits: the floor waits for it, not for a time only (PostgreSQL)."""
    monkeypatch.setattr(live, "LOOK_BACK_SECONDS", 0.0)
    monkeypatch.setattr(live, "POLL_SECONDS", 0.02)
    may_commit, is_written, late = asyncio.Event(), asyncio.Event(), uuid4()

    async def slow() -> None:
        async with transaction():
            await live.notify(Topic.NOTICE, late)
            is_written.set()
            await may_commit.wait()

    async with live.subscribe({Topic.NOTICE}) as changes:
        if not database.startswith("postgresql"):
            # One writer at a time: ids become visible in their order, and the floor follows at once.
            for _ in range(3):
                told = await tell(Topic.NOTICE)
                assert (await next_change(changes)).subject_id == told
            await eventually(lambda: live._reader._floor == 3)  # pyright: ignore[reportPrivateUsage] # what it will not read again
            return
        task = asyncio.create_task(slow())
        await is_written.wait()
        for _ in range(5):
            told = await tell(Topic.NOTICE)
            assert (await next_change(changes)).subject_id == told
        floor, marks = live._reader._floor, len(live._reader._marks)  # pyright: ignore[reportPrivateUsage] # they wait for it
        assert (floor, marks) == (0, 5)
        may_commit.set()
        await task
        assert (await next_change(changes)).subject_id == late
        await eventually(lambda: live._reader._floor == 6)  # pyright: ignore[reportPrivateUsage] # what it will not read again
        with pytest.raises(TimeoutError):
            await next_change(changes, 0.1)


async def test_the_database_is_away_and_comes_back(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """OB-21: whatever the driver says meanwhile, the reader lives, and what was written is told once, in order, when it reads again."""
    monkeypatch.setattr(live, "POLL_SECONDS", 0.02)
    real, failures = live.run, list[Exception]()
    answers = itertools.cycle([OSError("gone"), OperationalError("gone"), asyncpg.CannotConnectNowError("starting"), RuntimeError("what?")])

    async def away(sql: str, *values: object) -> list[dict[str, object]]:
        failures.append(next(answers))
        raise failures[-1]

    async with live.subscribe({Topic.NOTICE}) as changes:
        monkeypatch.setattr(live, "run", away)
        told = [await tell(Topic.NOTICE) for _ in range(3)]
        await eventually(lambda: len(failures) > 8)
        monkeypatch.setattr(live, "run", real)
        assert [(await next_change(changes)).subject_id for _ in range(3)] == told
        with pytest.raises(TimeoutError):
            await next_change(changes, 0.1)


async def test_killed_while_publishing_nothing_is_missed_and_nothing_doubled(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """OB-21, OB-22: PostgreSQL ends the listening connection again and again while events come."""
    monkeypatch.setattr(wakeup, "RECONNECT_SECONDS", 0.01)
    monkeypatch.setattr(live, "POLL_SECONDS", 0.2)
    told = list[UUID]()

    async def publish() -> None:
        for number in range(40):
            told.append(await tell(Topic.NOTICE))
            if database.startswith("postgresql") and number % 5 == 0:
                for pid in await listeners():
                    await execute(f"SELECT pg_terminate_backend({pid})")

    async with live.subscribe({Topic.NOTICE}) as changes:
        publishing = asyncio.create_task(publish())
        found = [(await next_change(changes)).subject_id for _ in range(40)]
        await publishing
        assert found == told
        with pytest.raises(TimeoutError):
            await next_change(changes, 0.3)


async def listeners() -> list[int]:
    """Server processes of connections that listen for events."""
    found = await portal_database.rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")
    return [row["pid"] for row in found]


async def no_listeners() -> bool:
    """Nobody listens any more."""
    return not await listeners()


async def execute(statement: str) -> None:
    """One statement; that somebody's connection ends is its purpose."""
    try:
        await portal_database.rows(statement)
    except asyncpg.PostgresError:
        return


async def test_leaving_while_the_bell_rings_ends_the_reader(database: str) -> None:
    """A cancellation that comes together with a ring must not be lost, or leaving would wait for ever."""
    for steps in range(8):
        async with live.subscribe({Topic.NOTICE}):
            await asyncio.sleep(0)
            wakeup.wake_here(wakeup.Bell.EVENT)
            for _ in range(steps):
                await asyncio.sleep(0)
        assert live._reader._task is None  # pyright: ignore[reportPrivateUsage] # the reader has ended
