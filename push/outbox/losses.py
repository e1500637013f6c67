"""Rows whose worker died: which of them killed it? (OB-11)

A worker dies with everything it had in hand, and mostly one row is to blame, or none. So a row is buried only when it was lost three
times and the last time no other was lost with it. Rows that were lost together again and again come back apart from each other, in
ever smaller groups, until the one to blame stands alone and the others are through. Losses count anew from each answer of the network:
a row that was tried for days is not to blame for three restarts of the machine.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import structlog

from models import clock
from models.delivery import Channel, DeliveryState, Lane, Reason
from push import retry
from push.message import Later, Refused
from push.outbox import fallback
from push.statement import Kind, is_in, many, run

log: structlog.stdlib.BoundLogger = structlog.get_logger()

LOST = "lost"
# Outcomes after which a row may be claimed again; what a mail server reports later says nothing about the worker.
_ANSWERED = ", ".join(f"'{outcome.__name__.lower()}'" for outcome in (Later, Refused))


@dataclass(frozen=True, slots=True)
class _Apart:
    """So many rows at a time, and so many seconds between two groups."""

    rows: int
    seconds: float


def _apart(losses: int, lane: Lane) -> _Apart | None:
    """How rows that were lost so often come back; None: at once, with the others. A pause is longer than a worker's poll."""
    if losses < retry.MOST_CRASHES - 1:
        return None
    pause = 2.0 if lane is Lane.URGENT else 10.0
    if losses < retry.MOST_CRASHES:
        return _Apart(10, 0.5)
    return _Apart(10 if losses == retry.MOST_CRASHES else 1, pause)


async def look_at(lost: Sequence[int], lane: Lane, channels: str) -> set[int]:
    """Write down what was lost, in the transaction of the claim; returns the rows that are not to be worked on now.

    `channels` is the SQL condition on the channel that the claim used.
    """
    if not lost:
        return set()
    await run(
        f"""
        INSERT INTO delivery_attempt (delivery_id, started_at, channel, target_hash, outcome, status, latency_ms, provider_id)
        SELECT id, {clock.sql_now()}, channel, '', '{LOST}', '', 0, '' FROM delivery WHERE id {is_in("$1", Kind.NUMBER)}
        """,  # noqa: S608 - our own constants
        many(lost),
    )
    counted = await run(
        f"""
        SELECT delivery_id, count(*) AS number FROM delivery_attempt a WHERE delivery_id {is_in("$1", Kind.NUMBER)} AND outcome = '{LOST}'
            AND NOT EXISTS (SELECT 1 FROM delivery_attempt b
                WHERE b.delivery_id = a.delivery_id AND b.id > a.id AND b.outcome IN ({_ANSWERED}))
        GROUP BY delivery_id
        """,  # noqa: S608 - our own constants
        many(lost),
    )
    losses = {row["delivery_id"]: row["number"] for row in counted}
    (first, *others) = lost
    if not others and losses[first] >= retry.MOST_CRASHES and not await _are_more_lost(lane, channels):
        await _bury(first)
        return {first}
    return set() if len(lost) == 1 else await _set_apart(losses, lane)


async def _are_more_lost(lane: Lane, channels: str) -> bool:
    found = await run(
        f"SELECT 1 AS one FROM delivery WHERE is_open = true AND lane = '{lane}' AND channel {channels} AND state = 'leased' "  # noqa: S608 - our own constants
        f"AND due_at <= {clock.sql_now()} LIMIT 1"
    )
    return bool(found)


async def _bury(row: int) -> None:
    buried = await run(
        f"""
        UPDATE delivery SET state = '{DeliveryState.DEAD}', is_open = false, reason = '{Reason.POISON}', lease_token = NULL,
            lease_until = NULL, settled_at = {clock.sql_now()}
        WHERE id = $1 RETURNING channel
        """,  # noqa: S608 - our own constants
        row,
    )
    log.error("delivery.poison", delivery=row)
    await fallback.to_mail([row for found in buried if found["channel"] != Channel.MAIL])


async def _set_apart(losses: dict[int, int], lane: Lane) -> set[int]:
    """Give back what was lost too often together, each group due a while after the one before; each row goes as a mail of its own."""
    by_losses = defaultdict[int, list[int]](list[int])
    for row, number in sorted(losses.items()):
        by_losses[number].append(row)
    given_back, seconds = set[int](), 0.0
    for number, rows in sorted(by_losses.items()):
        apart = _apart(number, lane)
        if apart is None:
            continue
        for group in _groups(rows, apart.rows):
            await run(
                f"UPDATE delivery SET state = 'queued', lease_token = NULL, lease_until = NULL, gathering = NULL, same_mail_as = NULL, "  # noqa: S608 - our own constants
                f"attempt = attempt - 1, due_at = {clock.sql_now(plus_seconds=seconds)} WHERE id {is_in('$1', Kind.NUMBER)}",
                many(group),
            )
            given_back.update(group)
            seconds += apart.seconds
    if given_back:
        log.warning("delivery.lost_together", rows=len(given_back), lane=str(lane))
    return given_back


def _groups(rows: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return [rows[begin : begin + size] for begin in range(0, len(rows), size)]
