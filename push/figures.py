"""What the database knows about the queue, read when somebody asks: right for all processes and machines together (OB-19)."""

import asyncio
import time
from collections.abc import Callable

import structlog

from models import clock
from models.database import as_datetime
from models.delivery import Channel, Lane
from push import metrics
from push.statement import run

log: structlog.stdlib.BoundLogger = structlog.get_logger()

KEPT_SECONDS = 3.0
LONGEST_SECONDS = 5.0


class Figures:
    """Sets the gauges of depth, age and delay, at most every three seconds however often it is asked."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._read_at = float("-inf")

    async def refresh(self) -> None:
        """Read anew if what is known is old. Without the database the gauges vanish, and `mieterportal_database_up` is 0."""
        if self._now() < self._read_at + KEPT_SECONDS:
            return
        self._read_at = self._now()
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                await _queue()
                await _broadcasts()
            metrics.database_up.set(1)
        except Exception as error:
            # Whatever the driver calls it: figures of an hour ago would look like all is well.
            log.warning("figures.unreadable", error=type(error).__name__)
            metrics.database_up.set(0)
            for gauge in (metrics.queue_depth, metrics.oldest_age, metrics.overdue, metrics.broadcasts, metrics.broadcast_overdue):
                gauge.clear()


async def _queue() -> None:
    now = await clock.now()
    found = await run(
        "SELECT lane, channel, count(*) AS number, min(created_at) AS oldest, min(due_at) AS due "
        "FROM delivery WHERE is_open = true GROUP BY lane, channel"
    )
    rows = {(row["lane"], row["channel"]): row for row in found}
    for lane in Lane:
        for channel in Channel:
            row = rows.get((str(lane), str(channel)))
            metrics.queue_depth.labels(lane, channel).set(row["number"] if row else 0)
            metrics.oldest_age.labels(lane, channel).set((now - as_datetime(row["oldest"])).total_seconds() if row else 0)
            # A row in somebody's hand is due when its lease ends; one that is put off, when its pause ends.
            metrics.overdue.labels(lane, channel).set(max(0.0, (now - as_datetime(row["due"])).total_seconds()) if row else 0)


async def _broadcasts() -> None:
    now = await clock.now()
    found = await run(
        "SELECT lane, count(*) AS number, min(not_before) AS due FROM broadcast "
        "WHERE fanned_out_at IS NULL AND cancelled_at IS NULL GROUP BY lane"
    )
    rows = {row["lane"]: row for row in found}
    for lane in Lane:
        row = rows.get(str(lane))
        metrics.broadcasts.labels(lane).set(row["number"] if row else 0)
        metrics.broadcast_overdue.labels(lane).set(max(0.0, (now - as_datetime(row["due"])).total_seconds()) if row else 0)
