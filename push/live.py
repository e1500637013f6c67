"""What open screens are told: small numbered event rows, read by one reader per process and handed to its subscribers.

notify() writes in the caller's transaction, so an event exists if and only if the change does. On PostgreSQL a lower id may become
visible after a higher one (its transaction committed later), so the reader goes on looking below what it has seen until every
transaction that was open then has ended, and forgets doubles. Whoever cannot be told everything is told that (Missed).
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import structlog

from models import clock
from models.database import as_uuid
from models.event import Event, Topic
from push import metrics, wakeup
from push.statement import is_postgresql, run

log: structlog.stdlib.BoundLogger = structlog.get_logger()

POLL_SECONDS = 1.0
LOOK_BACK_SECONDS = 10.0
LOOK_BACK_ROWS = 1000
MOST_PENDING = 1000
BREATHE_EVERY = 200
KEPT_SECONDS = 24 * 60 * 60.0


@dataclass(frozen=True, slots=True)
class Change:
    """One event as subscribers get it."""

    id: int
    topic: Topic
    subject_id: UUID


class Missed(Exception):
    """This subscriber did not keep up: ask for everything again, then subscribe anew."""


async def notify(topic: Topic, subject_id: UUID) -> None:
    """Say that something about `subject_id` changed; told after the caller's transaction commits, never before."""
    await Event.create(topic=topic, subject_id=subject_id, created_at=await clock.now())
    await wakeup.ring(wakeup.Bell.EVENT)


async def prune() -> None:
    """Forget events no listener can still need."""
    await run(f"DELETE FROM event WHERE created_at < {clock.sql_now(plus_seconds=-KEPT_SECONDS)}")  # noqa: S608 - our own constants


def subscribe(topics: Iterable[Topic]) -> "Subscription":
    """Changes of these topics from now on.

    `async for change in subscribe(..)` starts with the first step; `async with subscribe(..) as changes` starts before the body
    runs, so that what is read there and what arrives afterwards leave no gap. Several changes of one subject that wait together come
    as the latest of them. The loop raises Missed when more than a thousand subjects wait.
    """
    return Subscription(frozenset(topics))


class Subscription:
    """An open subscription; leaving the context or the loop ends it."""

    def __init__(self, topics: frozenset[Topic]) -> None:
        self.topics = topics
        self._pending = dict[tuple[Topic, UUID], Change]()
        self._has_missed = False
        self._bell = asyncio.Event()
        self._entered = False

    async def __aenter__(self) -> Self:
        self._entered = True
        await _reader.join(self)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._entered = False
        await _reader.leave(self)

    def __aiter__(self) -> AsyncIterator[Change]:
        return self._changes() if self._entered else self._whole_life()

    async def _changes(self) -> AsyncGenerator[Change]:
        while True:
            yield await self._next()

    async def _whole_life(self) -> AsyncGenerator[Change]:
        async with self:
            while True:
                yield await self._next()

    async def _next(self) -> Change:
        while not self._pending:
            if self._has_missed:
                raise Missed
            self._bell.clear()
            await self._bell.wait()
        return self._pending.pop(next(iter(self._pending)))

    def offer(self, change: Change) -> None:
        """Hand over one change without waiting."""
        if change.topic not in self.topics or self._has_missed:
            return
        self._pending.pop((change.topic, change.subject_id), None)
        if len(self._pending) >= MOST_PENDING:
            self.end()
            return
        self._pending[change.topic, change.subject_id] = change
        self._bell.set()

    def end(self) -> None:
        """Nothing that waits is worth having without what is missing."""
        self._pending.clear()
        self._has_missed = True
        self._bell.set()


@dataclass(frozen=True, slots=True)
class _Mark:
    """What had been seen at a moment: `next_transaction` is older than every transaction that began later (0 on SQLite)."""

    last_id: int
    next_transaction: int
    at: float


class _Reader:
    """Reads new events once for all subscribers of this process; runs while there is one."""

    def __init__(self) -> None:
        self._subscribers = set[Subscription]()
        self._task: asyncio.Task[None] | None = None
        self._ready: asyncio.Future[None] | None = None
        self._floor = 0
        self._seen = set[int]()
        self._marks = deque[_Mark]()

    async def join(self, subscriber: Subscription) -> None:
        if self._task is None or self._task.done() or self._task.get_loop() is not asyncio.get_running_loop():
            self._subscribers.clear()
            self._ready = asyncio.get_running_loop().create_future()
            # An empty context: the first subscriber's transaction, if it has one, must not become the reader's for ever.
            self._task = asyncio.create_task(self._run(self._ready), context=Context())
        self._subscribers.add(subscriber)
        ready = self._ready
        if ready is not None:
            await asyncio.shield(ready)

    async def leave(self, subscriber: Subscription) -> None:
        self._subscribers.discard(subscriber)
        task = self._task
        if self._subscribers or task is None or task.get_loop() is not asyncio.get_running_loop():
            return
        self._task = None
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def _run(self, ready: asyncio.Future[None]) -> None:
        async with wakeup.listen(wakeup.Bell.EVENT) as bell:
            try:
                await self._start()
            except BaseException as error:
                if not ready.done():
                    ready.set_exception(error if isinstance(error, Exception) else ConnectionError("the reader was stopped"))
                raise
            ready.set_result(None)
            while True:
                await wakeup.pause(bell, POLL_SECONDS)
                bell.clear()
                try:
                    await self._read()
                except Exception as error:
                    # Whatever the database or its driver says: a reader that ended would leave every screen of the process blind.
                    metrics.worker_errors.labels("live").inc()
                    log.warning("live.unreadable", error=type(error).__name__)

    async def _start(self) -> None:
        """Everything there already is old; only what comes into the look-back window later is new."""
        found = await run("SELECT COALESCE(max(id), 0) AS last FROM event")
        self._floor = max(0, found[0]["last"] - LOOK_BACK_ROWS)
        self._marks.clear()
        self._seen.clear()
        await self._unseen()

    async def _read(self) -> None:
        for number, row in enumerate(await self._unseen(), 1):
            change = Change(row["id"], Topic(row["topic"]), as_uuid(row["subject_id"]))
            for subscriber in list(self._subscribers):
                subscriber.offer(change)
            if number % BREATHE_EVERY == 0:
                await asyncio.sleep(0)  # subscribers take what they have before more comes

    async def _unseen(self) -> list[dict[str, Any]]:
        """New rows, each once; moves the floor past the ids below which nothing can appear any more."""
        found = await run(_ABOVE_POSTGRESQL if is_postgresql() else _ABOVE_SQLITE, self._floor)
        now, oldest = time.monotonic(), found[0]["oldest_transaction"]
        new = [row for row in found if row["id"] is not None and row["id"] not in self._seen]
        last = found[-1]["id"] or 0
        if last > (self._marks[-1].last_id if self._marks else self._floor):
            self._marks.append(_Mark(last, found[0]["next_transaction"], now))
        while self._marks and self._marks[0].at <= now - LOOK_BACK_SECONDS and self._marks[0].next_transaction <= oldest:
            self._floor = self._marks.popleft().last_id
        self._seen = {one for one in self._seen.union(row["id"] for row in new) if one > self._floor}
        return new


# One statement, so that rows and transactions are those of one snapshot. A transaction takes an id a moment before it gets a number of
# its own; the look-back time covers that moment.
_ABOVE_POSTGRESQL = """
    SELECT event.id, event.topic, event.subject_id, open.oldest_transaction, open.next_transaction
    FROM (
        SELECT pg_snapshot_xmin(now)::text::bigint AS oldest_transaction, pg_snapshot_xmax(now)::text::bigint AS next_transaction
        FROM pg_current_snapshot() AS now
    ) AS open LEFT JOIN event ON event.id > $1 ORDER BY event.id
"""
_ABOVE_SQLITE = """
    SELECT event.id, event.topic, event.subject_id, 0 AS oldest_transaction, 0 AS next_transaction
    FROM (SELECT 1) LEFT JOIN event ON event.id > $1 ORDER BY event.id
"""

_reader = _Reader()
