"""The loop behind every message: wake, fan out, claim, re-check, send, settle. Runs inside `serve` or alone; any number may run."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from typing import Any
from uuid import UUID

import structlog

from models import clock
from models.database import is_fault, transaction
from models.delivery import Lane, Reason
from models.event import Topic
from push import fanout, gathering, live, metrics, outbox, wakeup
from push.dispatch import Dispatcher
from push.job import Job
from push.message import Failed, Later
from push.outbox import Claimed, Result
from push.queue import Queue, of_lane, queues
from push.recheck import load
from push.results import Results
from push.share import Share

log: structlog.stdlib.BoundLogger = structlog.get_logger()

GRACE_SECONDS = 20.0
LAST_WORD_SECONDS = 5.0
LIVE_SECONDS = 0.3
HOUSEKEEPING_SECONDS = 15.0
HEARTBEAT_SECONDS = 10.0
HELD_BACK_SECONDS = 0.1
BUSY_POLL_SECONDS = 1.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0
MOST_SETTLED_AT_ONCE = 1000
SETTLE_SECONDS = 0.05
ROWS_WORTH_SETTLING = 250


class Worker:
    """Delivers what the outbox holds until it is told to stop."""

    def __init__(
        self, dispatcher: Dispatcher, *, concurrency: int = 150, mail_connections: int = 4, per_origin: int = 20, gather_seconds: float = 0
    ) -> None:
        self._dispatcher = dispatcher
        self._gather_seconds = gather_seconds
        self._queues = queues(concurrency, mail_connections, per_origin)
        self._of_row = {(queue.lane, queue.channel): queue for queue in self._queues}
        self._bulk = of_lane(self._queues, Lane.BULK)
        self._of_alerts = of_lane(self._queues, Lane.URGENT)
        self._share = Share(self._of_alerts)
        self._fan_out_bells = {lane: asyncio.Event() for lane in Lane}
        self._stopping = asyncio.Event()
        self._stopped_hard = asyncio.Event()
        self._hands = dict[asyncio.Task[None], tuple[Claimed, ...]]()
        self._results = Results()
        self._unread = list[Claimed]()
        self._changed: set[UUID] = set()

    def stop(self) -> None:
        """Stop claiming, finish what is under way for at most 20 s, give back the rest; a second call waits no longer (OB-20)."""
        if self._stopping.is_set():
            self._stopped_hard.set()
        self._stopping.set()
        self._ring()

    async def run(self) -> None:
        """Work until `stop`. Survives every error of a message and every absence of the database (OB-21)."""
        loops: list[Callable[[], Awaitable[None]]] = [
            *[lambda lane=lane: self._fan_out(lane) for lane in Lane],
            *[lambda queue=queue: self._feed(queue) for queue in self._queues],
        ]
        helpers = [
            asyncio.create_task(self._every(HEARTBEAT_SECONDS, self._heartbeat)),
            asyncio.create_task(self._every(LIVE_SECONDS, self._tell_live)),
            asyncio.create_task(self._every(HOUSEKEEPING_SECONDS, self._keep_house)),
            asyncio.create_task(self._every(HELD_BACK_SECONDS, self._look_after_bulk)),
        ]
        helpers.append(asyncio.create_task(self._settle_results()))
        working = [asyncio.create_task(self._protected(loop)) for loop in loops]
        try:
            async with wakeup.listen(wakeup.Bell.OUTBOX) as bell:
                helpers.append(asyncio.create_task(self._pump(bell)))
                await self._stopping.wait()
            await self._finish(working)
        finally:
            await self._end([*helpers, *working, *self._hands])
            await self._at_most(LAST_WORD_SECONDS, self._tell_live())
            await self._dispatcher.close()

    async def run_until_idle(self) -> None:
        """Do everything that is due now, in this task, and return: for tests and the command line. Keeps the networks open."""
        busy = True
        while busy:
            advanced = [await fanout.advance(lane, gather_seconds=self._gather_seconds) for lane in Lane]
            claimed = [await self._claim_and_send(queue) for queue in self._queues]
            busy = any(advanced) or any(claimed)
        await self._tell_live()

    async def close(self) -> None:
        """Close the networks after `run_until_idle`; `run` closes them itself."""
        await self._dispatcher.close()

    async def _claim_and_send(self, queue: Queue) -> bool:
        claims = queue.aged() + await queue.claim()
        queue.add(gathering.together(await self._load(claims)))
        while jobs := self._takeable(queue):
            results = await asyncio.gather(*(self._dispatcher.send(job) for job in jobs))
            for job in jobs:
                queue.sent(job, 0)
            await self._write([result for of_job in results for result in of_job])
        return bool(claims)

    @staticmethod
    def _takeable(queue: Queue) -> list[Job]:
        found = list[Job]()
        while (job := queue.take()) is not None:
            found.append(job)
        return found

    async def _pump(self, bell: asyncio.Event) -> None:
        while True:
            await bell.wait()
            bell.clear()
            self._ring()

    def _ring(self) -> None:
        for event in self._fan_out_bells.values():
            event.set()
        for queue in self._queues:
            queue.wake()

    async def _protected(self, loop: Callable[[], Awaitable[None]]) -> None:
        """Run a loop again when it breaks, after a pause that grows while it goes on breaking (OB-21)."""
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                await loop()
            except Exception as error:
                metrics.worker_errors.labels("loop").inc()
                log.exception("worker.loop_broke", error=type(error).__name__)
                if time.monotonic() > began + LONGEST_PAUSE_SECONDS:
                    pause = FIRST_PAUSE_SECONDS
                await wakeup.pause(self._stopping, pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads load
                pause = min(LONGEST_PAUSE_SECONDS, pause * 2)

    async def _fan_out(self, lane: Lane) -> None:
        bell = self._fan_out_bells[lane]
        while not self._stopping.is_set():
            bell.clear()
            if lane is Lane.URGENT and await fanout.has_alert():
                self._share.alert_comes()
            if await fanout.advance(lane, gather_seconds=self._gather_seconds):
                for queue in of_lane(self._queues, lane):
                    queue.wake()
                bell.set()
            else:
                await wakeup.pause(bell, 1 if lane is Lane.URGENT else 5)

    async def _feed(self, queue: Queue) -> None:
        """Keep the queue's hands supplied: claim a batch when half of the last one is used up."""
        while not self._stopping.is_set():
            queue.bell.clear()
            self._put_off(queue)
            await self._admit(queue, queue.aged())
            claims = await queue.claim()
            if claims:
                await self._admit(queue, claims)
            elif not queue.bell.is_set():
                await wakeup.pause(queue.bell, min(queue.poll_seconds, BUSY_POLL_SECONDS) if queue.is_busy else queue.poll_seconds)

    async def _admit(self, queue: Queue, claims: Sequence[Claimed]) -> None:
        """Re-check rows and let them start. Without a database they are kept until they can be given back."""
        if not claims:
            return
        try:
            jobs = await self._load(claims)
        except asyncio.CancelledError:
            self._unread.extend(claims)
            raise
        except Exception:
            for claimed in claims:
                self._results.put_nowait(Result(claimed, Later("not_read", counts=False), started_at=claimed.created_at))
            raise
        queue.add(gathering.together(jobs))
        self._employ(queue)

    def _put_off(self, queue: Queue) -> None:
        for job, seconds in queue.stalled():
            for claimed in job.claims:
                self._results.put_nowait(Result(claimed, Later("origin_busy", seconds, counts=False), started_at=job.now))

    def _employ(self, queue: Queue) -> None:
        """Start as many hands as there is work for."""
        while (job := self._next(queue)) is not None:
            task = asyncio.create_task(self._work(queue, job))
            self._hands[task] = job.claims
            task.add_done_callback(self._dismiss)

    def _dismiss(self, task: asyncio.Task[None]) -> None:
        self._hands.pop(task, None)

    def _next(self, queue: Queue) -> Job | None:
        """The queue's next job, if it is its lane's turn."""
        if self._stopping.is_set():
            return None
        if queue.lane is Lane.URGENT:
            job = queue.take()
            if job is not None:
                self._share.urgent_started()
            return job
        return queue.take() if queue.can_start and self._share.bulk_may_start() else None

    async def _work(self, queue: Queue, job: Job | None) -> None:
        """One hand: job after job, until there is none for it."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in a task
        while job is not None:
            self._hands[task] = job.claims
            started = time.monotonic()
            results = await self._dispatcher.send(job)
            queue.sent(job, time.monotonic() - started)
            for result in results:
                self._results.put_nowait(result)
            if self._share.lets_go:
                self._resume_bulk()
            job = self._next(queue)

    def _resume_bulk(self) -> None:
        for queue in self._bulk:
            self._employ(queue)

    async def _look_after_bulk(self) -> None:
        """When no alert message ends any more, nobody else lets bulk go on; one queue that goes on does not wake the others."""
        self._resume_bulk()

    async def _load(self, claims: Sequence[Claimed]) -> list[Job]:
        """Read what the claims need. A row that cannot be read fails alone, not its whole batch (OB-11)."""
        try:
            return await load(claims)
        except Exception as error:
            if is_fault(error):
                raise
            if len(claims) > 1:
                return [job for claimed in claims for job in await self._load([claimed])]
            log.exception("delivery.unreadable", deliveries=[claimed.id for claimed in claims])
            outcome = Failed(Reason.PAYLOAD, type(error).__name__)
            await self._write([Result(claimed, outcome, started_at=await clock.now()) for claimed in claims])
            return []

    async def _settle_results(self) -> None:
        """Write results in batches that grow with the load and with the database's slowness; those of bulk stay small beside an alert."""
        while True:
            batch = [await self._results.get()]
            if self._results.qsize() < ROWS_WORTH_SETTLING and any(queue.under_way for queue in self._queues):
                await asyncio.sleep(SETTLE_SECONDS)
            is_alert = any(queue.is_busy for queue in self._of_alerts)
            most = ROWS_WORTH_SETTLING if is_alert and batch[0].claimed.lane is Lane.BULK else MOST_SETTLED_AT_ONCE
            batch += self._results.take(batch[0].claimed.lane, most - 1)
            await self._write_at_last(batch)
            for _ in batch:
                self._results.task_done()

    async def _write_at_last(self, batch: Sequence[Result]) -> None:
        """Try again for as long as the database is at fault. A result that it does not take fails alone (OB-11).

        Such a row's lease ends, so it is sent again, and the third time it is quarantined.
        """
        pause = 0.1
        while True:
            try:
                await self._write(batch)
                return
            except Exception as error:
                metrics.worker_errors.labels("settle").inc()
                log.warning("worker.unsettled", rows=len(batch), error=type(error).__name__)
                if not is_fault(error):
                    break
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads load
                pause = min(LONGEST_PAUSE_SECONDS, pause * 2)
        if len(batch) == 1:
            log.error("delivery.unwritable", delivery=batch[0].claimed.id)
            self._forget(batch[0].claimed)
            return
        half = len(batch) // 2
        await self._write_at_last(batch[:half])
        await self._write_at_last(batch[half:])

    async def _write(self, results: Sequence[Result]) -> None:
        await outbox.settle(results)
        for result in results:
            if result.notice_id is not None:
                self._changed.add(result.notice_id)
            self._forget(result.claimed)

    def _forget(self, claimed: Claimed) -> None:
        self._of_row[claimed.lane, claimed.channel].settled(claimed)

    async def _finish(self, working: Collection[asyncio.Task[None]]) -> None:
        """What has not begun is given back at once; what is under way may end, and after the grace it is cancelled and given back.

        The claims under way end first, as a rule within milliseconds; a database that does not answer holds up nobody for longer.
        """
        until = time.monotonic() + GRACE_SECONDS
        await self._until_hard_stop(working, until)
        await self._end(working)
        await self._give_back([*self._unread, *(claimed for queue in self._queues for claimed in queue.unstarted())])
        await self._until_hard_stop(self._hands, until)
        left = dict(self._hands)
        await self._end(left)
        await self._give_back([claimed for task, claims in left.items() if task.cancelled() for claimed in claims])
        settled = asyncio.create_task(self._results.join())
        await asyncio.wait({settled}, timeout=0.1)
        await self._until_hard_stop([settled], max(until, time.monotonic() + LAST_WORD_SECONDS))
        settled.cancel()

    async def _until_hard_stop(self, tasks: Collection[asyncio.Task[None]], until: float) -> None:
        """Wait for tasks until they end, the time is over, or the second stop comes."""
        if tasks:
            hard = asyncio.create_task(self._stopped_hard.wait())
            everything = asyncio.create_task(asyncio.wait(tasks))
            await asyncio.wait({hard, everything}, timeout=max(0, until - time.monotonic()), return_when=asyncio.FIRST_COMPLETED)
            hard.cancel()
            everything.cancel()

    @staticmethod
    async def _end(tasks: Collection[asyncio.Task[None]]) -> None:
        """Cancel tasks and wait for their end, but not for a driver that waits for a database that does not answer."""
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=LAST_WORD_SECONDS)

    @staticmethod
    async def _at_most(seconds: float, work: Coroutine[Any, Any, None]) -> None:
        """Do this if it can be done by then; not `asyncio.timeout`, which would wait for the end of what it cancels."""
        task = asyncio.create_task(work)
        done, _ = await asyncio.wait({task}, timeout=seconds)
        error = task.exception() if done else TimeoutError()
        if error is not None:
            task.cancel()
            log.warning("worker.last_word_failed", error=type(error).__name__)

    async def _give_back(self, claims: Sequence[Claimed]) -> None:
        """Without a database the leases end by themselves."""
        if claims:
            await self._at_most(LAST_WORD_SECONDS, outbox.release(claims))

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await work()
            except Exception as error:
                metrics.worker_errors.labels("helper").inc()
                log.warning("worker.helper_failed", error=type(error).__name__)

    async def _heartbeat(self) -> None:
        for queue in self._queues:
            await queue.heartbeat()

    async def _tell_live(self) -> None:
        """Tell open screens about counts that moved, a few times a second at most."""
        changed = self._changed
        self._changed = set()
        if changed:
            try:
                async with transaction():
                    for notice_id in changed:
                        await live.notify(Topic.DELIVERY, notice_id)
            except BaseException:
                self._changed |= changed
                raise

    async def _keep_house(self) -> None:
        await outbox.expire()
