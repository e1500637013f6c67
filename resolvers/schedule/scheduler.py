"""The loop beside the worker that does what is due. Any number of processes may run it; each task is done by one of them."""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import structlog

from models import clock
from models.database import transaction
from models.schedule import TaskKind, TaskState
from push import metrics, wakeup
from resolvers.schedule import planning
from resolvers.schedule.planning import Claimed
from resolvers.schedule.registry import HANDLERS, Handlers, OneTime, Recurring

log: structlog.stdlib.BoundLogger = structlog.get_logger("schedule")

LEASE_SECONDS = 60.0
POLL_SECONDS = 5.0
SHORTEST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 10.0
GRACE_SECONDS = 20.0
FIRST_BACK_OFF_SECONDS = 5.0
LONGEST_BACK_OFF_SECONDS = 600.0
MOST_ATTEMPTS = 8


class Scheduler:
    """Does what is due until it is told to stop; a night's retention keeps no planned notice waiting, for each has a loop of its own."""

    def __init__(self, handlers: Handlers = HANDLERS) -> None:
        self._handlers = handlers
        self._stopping = asyncio.Event()
        self._one_time = [kind for kind, handler in handlers.items() if isinstance(handler, OneTime)]
        self._recurring = [kind for kind, handler in handlers.items() if isinstance(handler, Recurring)]

    def stop(self) -> None:
        """Begin nothing more; what is under way may end within 20 s, then it is rolled back and given back."""
        self._stopping.set()

    async def run(self) -> None:
        """Work until `stop`. Survives errors of tasks and every absence of the database (OB-21)."""
        loops = [asyncio.create_task(self._protected(kinds)) for kinds in (self._one_time, self._recurring) if kinds]
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await stopping
            await asyncio.wait(loops, timeout=GRACE_SECONDS)
        finally:
            for task in [stopping, *loops]:
                task.cancel()
            await asyncio.gather(stopping, *loops, return_exceptions=True)

    async def run_until_idle(self) -> None:
        """Do everything that is due now, and return: for tests and the command line."""
        await self._begin()
        while await self._work(self._one_time) or await self._work(self._recurring):
            pass

    async def _begin(self) -> None:
        for kind, handler in self._handlers.items():
            if isinstance(handler, Recurring):
                await planning.begin(kind, handler.following)

    async def _protected(self, kinds: list[TaskKind]) -> None:
        pause = 0.5
        while not self._stopping.is_set():
            try:
                async with wakeup.listen(wakeup.Bell.SCHEDULE) as bell, self._rung_at_the_end(bell):
                    await self._begin()
                    pause = 0.5
                    await self._loop(kinds, bell)
            except Exception as error:
                metrics.worker_errors.labels("schedule").inc()
                log.warning("schedule.loop_broke", error=type(error).__name__)
                await wakeup.pause(self._stopping, pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads load
                pause = min(LONGEST_PAUSE_SECONDS, pause * 2)

    @asynccontextmanager
    async def _rung_at_the_end(self, bell: asyncio.Event) -> AsyncGenerator[None]:
        async def ring() -> None:
            await self._stopping.wait()
            bell.set()

        task = asyncio.create_task(ring())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _loop(self, kinds: list[TaskKind], bell: asyncio.Event) -> None:
        while not self._stopping.is_set():
            bell.clear()
            if self._stopping.is_set() or await self._work(kinds):
                continue
            due = await planning.seconds_until_due(kinds)
            pause = POLL_SECONDS if due is None else min(POLL_SECONDS, max(SHORTEST_PAUSE_SECONDS, due))
            await wakeup.pause(bell, pause * random.uniform(0.9, 1))  # noqa: S311 - spreads load

    async def _work(self, kinds: list[TaskKind]) -> bool:
        """Do one task; false when none is due."""
        claimed = await planning.claim(kinds, LEASE_SECONDS) if kinds else None
        if claimed is None:
            return False
        try:
            await self._do(claimed)
        except asyncio.CancelledError:
            with suppress(Exception):
                await planning.give_back(claimed)
            raise
        except Exception as error:
            metrics.worker_errors.labels("task").inc()
            log.exception("schedule.task_failed", kind=claimed.kind, attempt=claimed.attempt, error=type(error).__name__)
            await self._fail(claimed)
        return True

    async def _do(self, claimed: Claimed) -> None:
        match self._handlers[claimed.kind]:
            case Recurring() as handler:
                async with _lease_kept(claimed):
                    number = await handler.work()
                await planning.move(claimed, handler.following(await clock.now()))
                log.info("schedule.done", kind=claimed.kind, number=number)
            case OneTime() if not claimed.is_valid:
                await planning.end(claimed, TaskState.EXPIRED)
            case OneTime() if claimed.attempt > MOST_ATTEMPTS:
                # Whoever held it never came back to say so: this task takes its process with it.
                await planning.end(claimed, TaskState.FAILED)
            case OneTime() as handler:
                async with transaction():
                    # The mark first: whoever lost the lease, or was cancelled, finds out before anything is done.
                    if await planning.end(claimed, TaskState.DONE):
                        await handler.work(claimed.subject_id)

    async def _fail(self, claimed: Claimed) -> None:
        """Later again, after a pause that grows; a task of its own moment fails for good, a recurring one goes on next time."""
        handler = self._handlers[claimed.kind]
        if claimed.attempt < MOST_ATTEMPTS:
            seconds = min(LONGEST_BACK_OFF_SECONDS, FIRST_BACK_OFF_SECONDS * 2 ** (claimed.attempt - 1))
            await planning.put_off(claimed, seconds * random.uniform(0.5, 1))  # noqa: S311 - spreads load
        elif isinstance(handler, Recurring):
            await planning.move(claimed, handler.following(await clock.now()))
        else:
            await planning.end(claimed, TaskState.FAILED)


@asynccontextmanager
async def _lease_kept(claimed: Claimed) -> AsyncGenerator[None]:
    async def keep() -> None:
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            with suppress(Exception):
                await planning.extend(claimed, LEASE_SECONDS)

    task = asyncio.create_task(keep())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
