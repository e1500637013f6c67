"""Waking whoever waits for new rows: in this process at once, and on PostgreSQL other processes by LISTEN/NOTIFY.

A bell may be lost or ring too often; listeners poll as well, so it only makes things faster (OB-22).
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from typing import Any, cast

import asyncpg
import structlog

from models.database import connection
from push.statement import is_postgresql, run

log: structlog.stdlib.BoundLogger = structlog.get_logger()

RECONNECT_SECONDS = 0.5
LONGEST_RECONNECT_SECONDS = 30.0


class Bell(StrEnum):
    """What somebody may wait for; also the names of the channels on PostgreSQL."""

    OUTBOX = "mieterportal_outbox"
    EVENT = "mieterportal_event"
    SCHEDULE = "mieterportal_schedule"


_waiting: defaultdict[Bell, set[asyncio.Event]] = defaultdict(set)


async def ring(bell: Bell) -> None:
    """Wake the listeners once the caller's transaction commits.

    On SQLite the processes' listeners are woken at once: their next read waits for the one connection, and so for the commit.
    """
    if is_postgresql():
        await run("SELECT pg_notify($1, '')", str(bell))
    else:
        wake_here(bell)


def wake_here(bell: Bell) -> None:
    """Wake the listeners of this process."""
    for event in _waiting[bell]:
        event.set()


@asynccontextmanager
async def listen(bell: Bell) -> AsyncGenerator[asyncio.Event]:
    """An event that is set at each ring, until the context ends; the listener clears it."""
    event = asyncio.Event()
    _waiting[bell].add(event)
    task = asyncio.create_task(_relay(bell, event, _Credentials())) if is_postgresql() else None
    try:
        yield event
    finally:
        _waiting[bell].discard(event)
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def pause(bell: asyncio.Event, seconds: float) -> None:
    """Wait for the bell, at most this long.

    Not `asyncio.wait_for`, which in Python 3.11 swallows a cancellation that comes together with the ring.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await bell.wait()


class _Credentials:
    """How to reach the database that Tortoise is connected to."""

    def __init__(self) -> None:
        client = cast("Any", connection())
        self.arguments = {name: getattr(client, name) for name in ("host", "port", "user", "password", "database")}


async def _relay(bell: Bell, event: asyncio.Event, credentials: _Credentials) -> None:
    """Hold one connection that listens; when it breaks, connect again and wake the listener, who may have missed something.

    The pause doubles with each failure in a row, and no two processes come back at the same moment.
    """
    failures = 0
    while True:
        has_listened = asyncio.Event()
        try:
            await _hold(bell, event, credentials, has_listened)
            log.info("wakeup.disconnected")
        except Exception as error:
            log.warning("wakeup.disconnected", error=type(error).__name__)
        failures = 0 if has_listened.is_set() else failures + 1
        await asyncio.sleep(reconnect_pause(failures))


def reconnect_pause(failures: int) -> float:
    """Seconds before the next try, after so many failures in a row."""
    ceiling = min(LONGEST_RECONNECT_SECONDS, RECONNECT_SECONDS * 2 ** min(failures, 16))
    return ceiling * random.uniform(0.5, 1)  # noqa: S311 - spreads load


async def _hold(bell: Bell, event: asyncio.Event, credentials: _Credentials, has_listened: asyncio.Event) -> None:
    ended = asyncio.Event()

    def rung(*_: object) -> None:
        event.set()

    def closed(_: object) -> None:
        ended.set()

    # asyncpg ships no complete types: the connection is used through these three calls only.
    listener = cast("Any", await asyncpg.connect(**credentials.arguments))  # pyright: ignore[reportUnknownMemberType] - untyped upstream
    try:
        listener.add_termination_listener(closed)
        await listener.add_listener(str(bell), rung)
        has_listened.set()
        event.set()
        await ended.wait()
    finally:
        # Cancelled in the middle of LISTEN, a graceful close could wait for ever.
        listener.terminate()
