"""What open screens are told: small numbered event rows, read by one reader per process and handed to its subscribers.

notify() writes in the caller's transaction, so an event exists if and only if the change does. On PostgreSQL a lower id may become
visible after a higher one (its transaction committed later), so the reader looks back over a short window and forgets doubles.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from uuid import UUID

import structlog
from tortoise.exceptions import BaseORMException

from models import clock
from models.database import as_uuid
from models.event import Event, Topic
from push import metrics, wakeup
from push.statement import run

log: structlog.stdlib.BoundLogger = structlog.get_logger()

POLL_SECONDS = 1.0
LOOK_BACK_SECONDS = 10.0
LOOK_BACK_ROWS = 1000
QUEUE_LENGTH = 1000
KEPT_SECONDS = 24 * 60 * 60.0


@dataclass(frozen=True, slots=True)
class Change:
    """One event as subscribers get it."""

    id: int
    topic: Topic
    subject_id: UUID


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
    runs, so that what is read there and what arrives afterwards leave no gap. A subscriber that does not keep up loses the oldest.
    """
    return Subscription(frozenset(topics))


class Subscription:
    """An open subscription; leaving the context or the loop ends it."""

    def __init__(self, topics: frozenset[Topic]) -> None:
        self.topics = topics
        self._queue = asyncio.Queue[Change](QUEUE_LENGTH)
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
            yield await self._queue.get()

    async def _whole_life(self) -> AsyncGenerator[Change]:
        async with self:
            while True:
                yield await self._queue.get()

    def offer(self, change: Change) -> None:
        """Hand over one change without waiting."""
        if change.topic not in self.topics:
            return
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(change)


class _Reader:
    """Reads new events once for all subscribers of this process; runs while there is one."""

    def __init__(self) -> None:
        self._subscribers = set[Subscription]()
        self._task: asyncio.Task[None] | None = None
        self._ready: asyncio.Future[None] | None = None
        self._floor = 0
        self._seen: dict[int, float] = {}

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
                except (OSError, BaseORMException) as error:
                    metrics.worker_errors.labels("live").inc()
                    log.warning("live.unreadable", error=type(error).__name__)

    async def _start(self) -> None:
        """Everything there already is old; only what comes into the look-back window later is new."""
        found = await run("SELECT COALESCE(max(id), 0) AS last FROM event")
        self._floor = max(0, found[0]["last"] - LOOK_BACK_ROWS)
        known = await run("SELECT id FROM event WHERE id > $1", self._floor)
        self._seen = dict.fromkeys((row["id"] for row in known), time.monotonic())

    async def _read(self) -> None:
        found = await run("SELECT id, topic, subject_id FROM event WHERE id > $1 ORDER BY id", self._floor)
        now = time.monotonic()
        for row in found:
            if row["id"] in self._seen:
                continue
            self._seen[row["id"]] = now
            change = Change(row["id"], Topic(row["topic"]), as_uuid(row["subject_id"]))
            for subscriber in self._subscribers:
                subscriber.offer(change)
        settled = [one for one, seen_at in self._seen.items() if seen_at < now - LOOK_BACK_SECONDS]
        if settled:
            self._floor = max(self._floor, *settled)
            self._seen = {one: seen_at for one, seen_at in self._seen.items() if one > self._floor}


_reader = _Reader()
