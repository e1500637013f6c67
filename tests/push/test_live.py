"""What open screens are told: after the commit, once, also across processes, connections lost and ids out of order."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from models import clock
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


async def test_a_subscriber_that_sleeps_loses_the_oldest_only(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded; the newest state always arrives."""
    monkeypatch.setattr(live, "QUEUE_LENGTH", 3)
    async with live.subscribe({Topic.NOTICE}) as sleeping, live.subscribe({Topic.NOTICE}) as awake:
        told = list[UUID]()
        for _ in range(5):
            told.append(await tell(Topic.NOTICE))
            await next_change(awake)
        assert [(await next_change(sleeping)).subject_id for _ in range(3)] == told[2:]


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
