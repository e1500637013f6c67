"""Leasing rows to one worker, keeping the lease, and giving it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any
from uuid import UUID, uuid4

from models import clock
from models.database import as_datetime, as_uuid, transaction
from models.delivery import Channel, Lane
from push.outbox import losses
from push.outbox.losses import LOST
from push.statement import Kind, is_in, many, read, run, skip_locked


@dataclass(slots=True, eq=False)
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
    is_fallback: bool = False


async def claim(lane: Lane, limit: int, lease_seconds: float, channels: Iterable[Channel] = tuple(Channel)) -> list[Claimed]:
    """Lease up to `limit` due rows of a lane and these channels to the caller, oldest first; a row is never leased to two (OB-05).

    A row whose lease ran out is leased again, unless it was lost too often (push/outbox/losses.py).
    """
    token = str(uuid4())
    lease_end, among = clock.sql_now(plus_seconds=lease_seconds), _among(channels)
    sql = f"""
        WITH due AS (
            SELECT id FROM delivery
            WHERE is_open = true AND lane = '{lane}' AND channel {among} AND due_at <= {clock.sql_now()}
            ORDER BY due_at, id LIMIT $2 {skip_locked()}
        )
        UPDATE delivery SET state = 'leased', lease_token = $1, lease_until = {lease_end}, due_at = {lease_end}, attempt = attempt + 1,
            last_status = CASE WHEN state = 'leased' THEN '{LOST}' ELSE '' END
        WHERE id IN (SELECT id FROM due)
        RETURNING id, broadcast_id, member_id, channel, target, attempt, created_at, valid_until, last_status, is_fallback
    """  # noqa: S608 - built from our own constants
    async with transaction():
        found = await read(sql, token, limit)
        set_aside = await losses.look_at([row["id"] for row in found if row["last_status"] == LOST], lane, among)
    return [_claimed(row, token, lane) for row in sorted(found, key=_by_id) if row["id"] not in set_aside]


_by_id = itemgetter("id")


_CHANNELS = {str(channel): channel for channel in Channel}


def _claimed(row: Mapping[str, Any], token: str, lane: Lane) -> Claimed:
    return Claimed(
        id=row["id"],
        token=token,
        broadcast_id=as_uuid(row["broadcast_id"]),
        member_id=as_uuid(row["member_id"]),
        channel=_CHANNELS[row["channel"]],
        target=row["target"],
        lane=lane,
        attempt=row["attempt"],
        created_at=as_datetime(row["created_at"]),
        valid_until=as_datetime(row["valid_until"]),
        is_fallback=bool(row["is_fallback"]),
    )


def _among(words: Iterable[StrEnum]) -> str:
    """`= 'mail'` for one word, which leads the index; `IN (..)` for several."""
    quoted = [f"'{word}'" for word in words]
    return f"= {quoted[0]}" if len(quoted) == 1 else f"IN ({', '.join(quoted)})"


async def extend(token: str, ids: Iterable[int], lease_seconds: float) -> None:
    """Heartbeat: keep the lease of rows that are still being worked on (OB-06).

    It waits for nobody: a row whose result is being written at this moment needs no lease, and otherwise has most of it left.
    """
    lease_end = clock.sql_now(plus_seconds=lease_seconds)
    await run(
        f"UPDATE delivery SET lease_until = {lease_end}, due_at = {lease_end} "  # noqa: S608 - our own constants
        f"WHERE id IN (SELECT id FROM delivery WHERE id {is_in('$2', Kind.NUMBER)} "
        f"AND lease_token = $1 AND state = 'leased' {skip_locked()})",
        token,
        many(list(ids)),
    )


async def release(claims: Sequence[Claimed]) -> None:
    """Give back rows that were not started: due at once, the attempt not consumed (OB-20)."""
    by_token = attrgetter("token")
    for token, group in groupby(sorted(claims, key=by_token), key=by_token):
        await run(
            f"UPDATE delivery SET state = 'queued', lease_token = NULL, lease_until = NULL, due_at = {clock.sql_now()}, "  # noqa: S608 - our own constants
            f"attempt = attempt - 1 WHERE id {is_in('$2', Kind.NUMBER)} AND lease_token = $1 AND state = 'leased'",
            token,
            many([claimed.id for claimed in group]),
        )
