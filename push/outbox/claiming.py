"""Leasing rows to one worker, keeping the lease, and giving it back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import structlog

from models import clock
from models.database import as_datetime, as_uuid, transaction
from models.delivery import Channel, DeliveryState, Lane, Reason
from push import retry
from push.statement import run, skip_locked

log: structlog.stdlib.BoundLogger = structlog.get_logger()

LOST = "lost"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row leased to this worker. `token` is the fence; `attempt` counts this try."""

    id: int
    token: str
    broadcast_id: UUID
    member_id: UUID
    channel: Channel
    target: str
    lane: Lane
    attempt: int
    created_at: datetime
    valid_until: datetime


async def claim(lane: Lane, limit: int, lease_seconds: float, channels: Iterable[Channel] = tuple(Channel)) -> list[Claimed]:
    """Lease up to `limit` due rows of a lane and these channels to the caller, oldest first; a row is never leased to two (OB-05).

    A row whose lease ran out is leased again; the ledger gets an attempt "lost", and after three of them the row is dead (OB-11).
    """
    token = str(uuid4())
    lease_end = clock.sql_now(plus_seconds=lease_seconds)
    sql = f"""
        UPDATE delivery SET state = 'leased', lease_token = $1, lease_until = {lease_end}, due_at = {lease_end}, attempt = attempt + 1,
            last_status = CASE WHEN state = 'leased' THEN '{LOST}' ELSE '' END
        WHERE id IN (
            SELECT id FROM delivery
            WHERE is_open = true AND lane = $2 AND due_at <= {clock.sql_now()} AND channel IN ({_quoted(channels)})
            ORDER BY due_at, id LIMIT {int(limit)} {skip_locked()}
        )
        RETURNING id, broadcast_id, member_id, channel, target, attempt, created_at, valid_until, last_status
    """  # noqa: S608 - built from our own constants
    async with transaction():
        found = await run(sql, token, str(lane))
        dead = await _bury_poison([row["id"] for row in found if row["last_status"] == LOST])
    found.sort(key=lambda row: row["id"])
    return [_claimed(row, token, lane) for row in found if row["id"] not in dead]


def _claimed(row: dict[str, Any], token: str, lane: Lane) -> Claimed:
    return Claimed(
        id=row["id"],
        token=token,
        broadcast_id=as_uuid(row["broadcast_id"]),
        member_id=as_uuid(row["member_id"]),
        channel=Channel(row["channel"]),
        target=row["target"],
        lane=lane,
        attempt=row["attempt"],
        created_at=as_datetime(row["created_at"]),
        valid_until=as_datetime(row["valid_until"]),
    )


def _quoted(words: Iterable[StrEnum]) -> str:
    return ", ".join(f"'{word}'" for word in words)


async def _bury_poison(lost: Sequence[int]) -> set[int]:
    if not lost:
        return set()
    ids = id_list(lost)
    await run(f"""
        INSERT INTO delivery_attempt (delivery_id, started_at, channel, target_hash, outcome, status, latency_ms, provider_id)
        SELECT id, {clock.sql_now()}, channel, '', '{LOST}', '', 0, '' FROM delivery WHERE id IN ({ids})
    """)  # noqa: S608 - whole numbers and our own constants
    buried = await run(f"""
        UPDATE delivery SET state = '{DeliveryState.DEAD}', is_open = false, reason = '{Reason.POISON}', lease_token = NULL,
            lease_until = NULL, settled_at = {clock.sql_now()}
        WHERE id IN (SELECT delivery_id FROM delivery_attempt WHERE delivery_id IN ({ids}) AND outcome = '{LOST}'
            GROUP BY delivery_id HAVING count(*) >= {retry.MOST_CRASHES})
        RETURNING id
    """)  # noqa: S608 - whole numbers and our own constants
    for row in buried:
        log.error("delivery.poison", delivery=row["id"])
    return {row["id"] for row in buried}


def id_list(ids: Iterable[int]) -> str:
    """`1, 2, 3` for an IN clause; whole numbers only, so nothing can be smuggled in."""
    return ", ".join(str(int(one)) for one in ids)


async def extend(token: str, ids: Iterable[int], lease_seconds: float) -> None:
    """Heartbeat: keep the lease of rows that are still being worked on (OB-06)."""
    lease_end = clock.sql_now(plus_seconds=lease_seconds)
    await run(
        f"UPDATE delivery SET lease_until = {lease_end}, due_at = {lease_end} "  # noqa: S608 - whole numbers
        f"WHERE id IN ({id_list(ids)}) AND lease_token = $1 AND state = 'leased'",
        token,
    )


async def release(claims: Sequence[Claimed]) -> None:
    """Give back rows that were not started: due at once, the attempt not consumed (OB-20)."""
    for token in {one.token for one in claims}:
        ids = id_list(one.id for one in claims if one.token == token)
        await run(
            f"UPDATE delivery SET state = 'queued', lease_token = NULL, lease_until = NULL, due_at = {clock.sql_now()}, "  # noqa: S608 - whole numbers
            f"attempt = attempt - 1 WHERE id IN ({ids}) AND lease_token = $1 AND state = 'leased'",
            token,
        )
