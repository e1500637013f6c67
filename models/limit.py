"""Counters behind rate limits, shared by every process through the database (GQ-17, AU-04, AU-20)."""

from tortoise import fields

from models import clock
from models.base import Table
from models.database import rows

KEPT_SECONDS = 2 * 24 * 60 * 60


class RateCounter(Table):
    """How often `key` (a keyed hash of kind and subject) happened in the window that began at `window_start`."""

    key = fields.CharField(max_length=96, primary_key=True)
    window_start = fields.DatetimeField()
    count = fields.IntField()
    blocked_until = fields.DatetimeField(null=True)

    class Meta:
        table = "rate_counter"


async def purge() -> int:
    """Remove counters that can no longer refuse anything: two days without an attempt (DS-12); how many."""
    # The longest window and the longest delay are a day.
    return len(await rows(f"DELETE FROM rate_counter WHERE window_start < {clock.sql_now(plus_seconds=-KEPT_SECONDS)} RETURNING key"))  # noqa: S608 - own SQL only
