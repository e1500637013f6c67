"""What is planned is done once, by one of any number of processes, also after errors, crashes and a night without a worker."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from models import clock
from models.database import transaction
from models.event import Event, Topic
from models.schedule import ScheduledTask, TaskKind, TaskState
from resolvers import schedule
from resolvers.schedule import planning, scheduler
from resolvers.schedule.registry import OneTime, Recurring
from resolvers.schedule.scheduler import Scheduler
from resolvers.schedule.times import hourly
from tests.support.waiting import eventually

# Which kind it is does not matter here: what is done is said by the handlers given.
KIND = TaskKind.UPLOADS
OTHER = TaskKind.DEVICES
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def straight_clock() -> Iterator[None]:
    """Tests move the clock; afterwards it tells the time again."""
    yield
    clock.shift(timedelta())


async def write(subject: UUID) -> None:
    """An effect in the database that can be counted."""
    await Event.create(topic=Topic.NOTICE, subject_id=subject, created_at=await clock.now())


async def written(subject: UUID) -> int:
    return await Event.filter(subject_id=subject).count()


async def planned(kind: TaskKind = KIND, *, later: timedelta = timedelta(), valid_for: timedelta | None = None) -> UUID:
    """A subject for which something is planned."""
    subject, due = uuid4(), await clock.now() + later
    async with transaction():
        await schedule.plan(kind, subject, due, valid_until=due + valid_for if valid_for else None)
    return subject


async def state_of(subject: UUID) -> tuple[TaskState, int]:
    found = await ScheduledTask.get(subject_id=subject)
    return found.state, found.attempt


ONE_TIME = {KIND: OneTime(write)}


async def test_it_is_done_when_it_is_due_and_once(database: str) -> None:
    subject = await planned(later=HOUR)
    await Scheduler(ONE_TIME).run_until_idle()
    assert await written(subject) == 0
    clock.shift(HOUR)
    await Scheduler(ONE_TIME).run_until_idle()
    await Scheduler(ONE_TIME).run_until_idle()
    assert (await written(subject), await state_of(subject)) == (1, (TaskState.DONE, 1))


async def test_planned_in_a_transaction_that_fails_it_is_not_planned(database: str) -> None:
    async def plan_and_fail() -> None:
        async with transaction():
            await schedule.plan(KIND, uuid4(), await clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await plan_and_fail()
    assert await ScheduledTask.all().count() == 0


async def test_planned_twice_for_the_same_moment_it_is_one_task_and_two_moments_are_two(database: str) -> None:
    subject, now = uuid4(), await clock.now()
    for due in (now, now, now - HOUR):
        await schedule.plan(KIND, subject, due)
    await Scheduler(ONE_TIME).run_until_idle()
    await schedule.plan(KIND, subject, now)
    await Scheduler(ONE_TIME).run_until_idle()
    assert await written(subject) == 2


async def test_cancelled_it_is_not_done_and_can_be_planned_anew(database: str) -> None:
    subject, other, due = uuid4(), await planned(), await clock.now()
    await schedule.plan(KIND, subject, due)
    assert await schedule.cancel(KIND, subject) == 1
    assert await schedule.cancel(KIND, subject) == 0
    await Scheduler(ONE_TIME).run_until_idle()
    assert (await written(subject), await written(other)) == (0, 1)
    await schedule.plan(KIND, subject, due)
    await Scheduler(ONE_TIME).run_until_idle()
    assert await written(subject) == 1


async def test_a_night_without_a_worker_loses_no_task_except_what_is_too_late(database: str) -> None:
    late, too_late = [await planned() for _ in range(3)], await planned(valid_for=HOUR)
    clock.shift(8 * HOUR)
    await Scheduler(ONE_TIME).run_until_idle()
    assert [await written(subject) for subject in [*late, too_late]] == [1, 1, 1, 0]
    assert await state_of(too_late) == (TaskState.EXPIRED, 1)


async def test_a_night_without_a_worker_makes_a_recurring_task_due_once_not_eight_times(database: str) -> None:
    done = list[datetime]()

    async def work() -> None:
        done.append(await clock.now())

    handlers = {KIND: Recurring(work, hourly(7))}
    await Scheduler(handlers).run_until_idle()
    assert len(done) == 1, "a new portal does everything once"
    clock.shift(8 * HOUR)
    await Scheduler(handlers).run_until_idle()
    await Scheduler(handlers).run_until_idle()
    assert len(done) == 2
    row = await ScheduledTask.get()
    assert row.due_at == hourly(7)(done[1])
    assert (row.state, row.is_open, row.attempt) == (TaskState.WAITING, True, 0)


async def test_effect_and_mark_are_one_transaction(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure right after the effect leaves neither; the next try, after a pause, leaves both."""
    is_broken = True

    async def work(subject: UUID) -> None:
        await write(subject)
        if is_broken:
            raise ZeroDivisionError

    subject = await planned()
    one = Scheduler({KIND: OneTime(work)})
    await one.run_until_idle()
    assert (await written(subject), await state_of(subject)) == (0, (TaskState.WAITING, 1))
    is_broken = False
    await one.run_until_idle()
    assert await written(subject) == 0, "not before the pause is over"
    clock.shift(timedelta(seconds=scheduler.FIRST_BACK_OFF_SECONDS))
    await one.run_until_idle()
    assert (await written(subject), await state_of(subject)) == (1, (TaskState.DONE, 2))


async def test_a_process_that_dies_in_the_middle_is_followed_after_its_lease(database: str) -> None:
    """Nothing runs of what a killed process would have run: no release, no mark. Its transaction is gone, its lease ends."""
    subject = await planned()
    dead = await planning.claim([KIND], scheduler.LEASE_SECONDS)
    assert dead is not None
    await Scheduler(ONE_TIME).run_until_idle()
    assert await written(subject) == 0
    clock.shift(timedelta(seconds=scheduler.LEASE_SECONDS + 1))
    await Scheduler(ONE_TIME).run_until_idle()
    assert (await written(subject), await state_of(subject)) == (1, (TaskState.DONE, 2))
    assert not await planning.end(dead, TaskState.DONE), "whoever was thought dead cannot write any more"
    assert not await planning.move(dead, await clock.now())
    assert not await planning.put_off(dead, 1)


async def test_whoever_wakes_after_the_lease_does_nothing(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that slept between claim and effect: the mark is fenced and comes first."""
    subject = await planned()
    asleep = Scheduler(ONE_TIME)
    claimed = await planning.claim([KIND], scheduler.LEASE_SECONDS)
    assert claimed is not None
    clock.shift(timedelta(seconds=scheduler.LEASE_SECONDS + 1))
    await Scheduler(ONE_TIME).run_until_idle()
    await asleep._do(claimed)  # pyright: ignore[reportPrivateUsage] # the rest of its life
    assert await written(subject) == 1


async def test_a_task_that_takes_its_process_with_it_is_given_up(database: str) -> None:
    subject = await planned()
    for number in range(scheduler.MOST_ATTEMPTS):
        clock.shift((number + 1) * timedelta(seconds=scheduler.LEASE_SECONDS + 1))
        assert await planning.claim([KIND], scheduler.LEASE_SECONDS)
    clock.shift(HOUR)
    await Scheduler(ONE_TIME).run_until_idle()
    assert (await written(subject), (await state_of(subject))[0]) == (0, TaskState.FAILED)


async def test_what_always_fails_ends_and_holds_nothing_up(database: str) -> None:
    bad, good = await planned(), await planned()
    tries = 0

    async def work(subject: UUID) -> None:
        nonlocal tries
        if subject == bad:
            tries += 1
            raise ZeroDivisionError
        await write(subject)

    for number in range(scheduler.MOST_ATTEMPTS + 2):
        clock.shift(number * timedelta(seconds=scheduler.LONGEST_BACK_OFF_SECONDS))
        await Scheduler({KIND: OneTime(work)}).run_until_idle()
    assert (tries, await state_of(bad)) == (scheduler.MOST_ATTEMPTS, (TaskState.FAILED, scheduler.MOST_ATTEMPTS))
    assert await written(good) == 1


async def test_a_recurring_task_that_always_fails_goes_on_next_time(database: str) -> None:
    async def work() -> None:
        raise ZeroDivisionError

    one = Scheduler({KIND: Recurring(work, hourly(7))})
    for number in range(scheduler.MOST_ATTEMPTS):
        clock.shift(number * timedelta(seconds=scheduler.LONGEST_BACK_OFF_SECONDS))
        await one.run_until_idle()
    row = await ScheduledTask.get()
    assert (row.is_open, row.attempt, row.due_at) == (True, 0, hourly(7)(await clock.now()))


async def test_many_at_once_do_each_task_once(database: str) -> None:
    """T10: OB-05 for what time brings: four loops on one database, sixty tasks."""
    subjects = [await planned() for _ in range(60)]
    await asyncio.gather(*(Scheduler(ONE_TIME).run_until_idle() for _ in range(4)))
    assert [await written(subject) for subject in subjects] == [1] * 60


async def test_many_at_once_begin_a_recurring_task_once(database: str) -> None:
    runs = 0

    async def work() -> None:
        nonlocal runs
        runs += 1

    handlers = {KIND: Recurring(work, hourly(7)), OTHER: Recurring(work, hourly(9))}
    await asyncio.gather(*(Scheduler(handlers).run_until_idle() for _ in range(4)))
    assert (runs, await ScheduledTask.all().count()) == (2, 2)


async def test_a_recurring_task_keeps_its_lease_while_it_works(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Longer than a lease, and nobody else begins it meanwhile."""
    monkeypatch.setattr(scheduler, "LEASE_SECONDS", 0.3)
    begun, may_end = list[int](), asyncio.Event()

    async def work() -> None:
        begun.append(1)
        await may_end.wait()

    handlers = {KIND: Recurring(work, hourly(7))}
    task = asyncio.create_task(Scheduler(handlers).run_until_idle())
    await eventually(lambda: begun)
    first = (await ScheduledTask.get()).lease_until
    assert first is not None

    async def is_kept() -> bool:
        kept = (await ScheduledTask.get()).lease_until
        return kept is not None and kept > first + timedelta(seconds=0.3)

    await eventually(is_kept)
    await Scheduler(handlers).run_until_idle()
    may_end.set()
    await task
    assert len(begun) == 1


async def test_running_it_wakes_when_something_is_planned(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long before the next look; and it stops at once when it is told to."""
    monkeypatch.setattr(scheduler, "POLL_SECONDS", 60.0)
    one = Scheduler(ONE_TIME)
    task = asyncio.create_task(one.run())
    subject = await planned()

    async def is_done() -> bool:
        return await written(subject) == 1

    await eventually(is_done)
    soon = await planned(later=timedelta(seconds=0.2))

    async def is_done_soon() -> bool:
        return await written(soon) == 1

    await eventually(is_done_soon)
    one.stop()
    await asyncio.wait_for(task, 5)


async def test_a_lost_bell_is_made_up_for_by_looking(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """OB-22: a row that another process wrote, without any wake-up that reaches us."""
    monkeypatch.setattr(scheduler, "POLL_SECONDS", 0.1)
    one = Scheduler(ONE_TIME)
    task = asyncio.create_task(one.run())
    first = await planned()

    async def is_done(subject: UUID) -> bool:
        return await written(subject) == 1

    await eventually(lambda: is_done(first))
    subject, now = uuid4(), await clock.now()
    await ScheduledTask.create(kind=KIND, subject_id=subject, planned_for=now, due_at=now)
    await eventually(lambda: is_done(subject))
    one.stop()
    await asyncio.wait_for(task, 5)


async def test_stopped_in_the_middle_it_waits_and_then_rolls_back_and_gives_back(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """OB-20 for what time brings: after the grace nothing of the task has happened, and the next process does it at once."""
    monkeypatch.setattr(scheduler, "GRACE_SECONDS", 0.05)
    is_written = asyncio.Event()

    async def work(subject: UUID) -> None:
        await write(subject)
        is_written.set()
        await asyncio.Event().wait()

    subject = await planned()
    one = Scheduler({KIND: OneTime(work)})
    task = asyncio.create_task(one.run())
    await is_written.wait()
    one.stop()
    await asyncio.wait_for(task, 5)
    assert (await written(subject), await state_of(subject)) == (0, (TaskState.WAITING, 0))
    await Scheduler(ONE_TIME).run_until_idle()
    assert await written(subject) == 1


async def test_cancelling_what_is_being_done_finds_it_done(database: str) -> None:
    """Either the cancellation holds or the task has happened: on PostgreSQL it waits for the row, on SQLite for the writer."""
    is_written, may_end = asyncio.Event(), asyncio.Event()

    async def work(subject: UUID) -> None:
        await write(subject)
        is_written.set()
        await may_end.wait()

    subject = await planned()
    task = asyncio.create_task(Scheduler({KIND: OneTime(work)}).run_until_idle())
    await is_written.wait()
    cancelling = asyncio.create_task(schedule.cancel(KIND, subject))
    await asyncio.sleep(0)
    may_end.set()
    assert await cancelling == 0
    await task
    assert await written(subject) == 1


async def test_a_task_of_a_newer_version_is_left_to_it(database: str) -> None:
    """While versions change, a process does not touch what it does not know."""
    subject = await planned(OTHER)
    await Scheduler(ONE_TIME).run_until_idle()
    assert await state_of(subject) == (TaskState.WAITING, 0)


async def test_what_ended_long_ago_is_forgotten(database: str) -> None:
    done, later = await planned(), await planned(later=200 * 24 * HOUR)
    await Scheduler(ONE_TIME).run_until_idle()
    clock.shift(timedelta(days=89))
    assert await planning.forget_done() == 0
    clock.shift(timedelta(days=91))
    assert await planning.forget_done() == 1
    assert [row.subject_id for row in await ScheduledTask.all()] == [later]
    assert done != later
