"""Devices that nobody has opened the portal on for long (FC-13): stale after 30 days, forgotten after 270."""

import structlog

from models import clock
from push.statement import run

log: structlog.stdlib.BoundLogger = structlog.get_logger()

STALE_DAYS = 30
FORGOTTEN_DAYS = 270
_DAY = 86_400


async def forget_stale() -> int:
    """Delete the devices not seen for 270 days; returns how many. Safe to run at any time, also by several at once.

    Google says of tokens that old that nobody will come back to them; an app that does registers anew when it starts.
    """
    found = await run(
        f"DELETE FROM device WHERE last_seen_at < {clock.sql_now(plus_seconds=-FORGOTTEN_DAYS * _DAY)} RETURNING id"  # noqa: S608 - our own constants
    )
    if found:
        log.info("devices.forgotten", number=len(found))
    return len(found)
