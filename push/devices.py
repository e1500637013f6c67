"""Devices that nobody has opened the portal on for long (FC-13): counted as stale after 30 days, forgotten after 270."""

from dataclasses import dataclass

import structlog

from models import clock
from models.device import DeviceKind
from push.statement import run

log: structlog.stdlib.BoundLogger = structlog.get_logger()

STALE_DAYS = 30
FORGOTTEN_DAYS = 270
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class DeviceCount:
    """Registered devices of one kind; `stale` ones have not been seen for 30 days. Staff read this as reach, not as a list of people."""

    kind: DeviceKind
    registered: int = 0
    stale: int = 0


async def counts() -> list[DeviceCount]:
    """How many devices there are of each kind, and how many of them are stale."""
    found = await run(
        f"SELECT kind, COUNT(*) AS registered, SUM(CASE WHEN last_seen_at < {clock.sql_now(plus_seconds=-STALE_DAYS * _DAY)} "  # noqa: S608 - our own constants
        "THEN 1 ELSE 0 END) AS stale FROM device GROUP BY kind"
    )
    rows = {row["kind"]: row for row in found}
    return [DeviceCount(kind, rows[kind]["registered"], rows[kind]["stale"]) if kind in rows else DeviceCount(kind) for kind in DeviceKind]


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
