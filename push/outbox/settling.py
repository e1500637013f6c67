"""Writing what became of claimed rows, and what follows from it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import structlog

from models import clock
from models.database import transaction
from models.delivery import OPEN_STATES, Channel, DeliveryState, Lane, Reason
from push import metrics, retry
from push.bounces import addresses
from push.message import Accepted, Failed, Gone, Later, Outcome, Refused
from push.outbox import fallback
from push.outbox.claiming import Claimed
from push.statement import Kind, is_in, is_postgresql, many, run, skip_locked, stamp

log: structlog.stdlib.BoundLogger = structlog.get_logger()

MARKED_EACH_SECONDS = 3600.0
_PUSHES = frozenset({Channel.WEBPUSH, Channel.FCM})
_STATUS_LENGTH = 32
_PROVIDER_ID_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Ended:
    """The re-check before sending found that nothing may be sent (OB-15): the state the row ends in, and why."""

    state: DeliveryState
    reason: Reason


@dataclass(slots=True, eq=False)
class Result:
    """What became of one claimed row. `target_hash` stands for the address; `address` is where a mail went, and is never written down.

    `is_members_address` is False for an activation mail, whose address nobody has confirmed yet.
    """

    claimed: Claimed
    outcome: Outcome | Ended
    started_at: datetime
    latency_ms: int = 0
    target_hash: str = ""
    notice_id: UUID | None = None
    is_members_address: bool = True
    address: str = field(default="", repr=False)


async def expire() -> None:
    """End what nobody may send any more (OB-13): rows whose validity ran out while they waited, but for those somebody holds."""
    await run(f"""
        UPDATE delivery SET state = '{DeliveryState.EXPIRED}', is_open = false, reason = COALESCE(reason, '{Reason.EXPIRED}'),
            settled_at = {clock.sql_now()}
        WHERE id IN (SELECT id FROM delivery WHERE is_open = true AND state = 'queued' AND valid_until <= {clock.sql_now()} {skip_locked()})
    """)  # noqa: S608 - our own constants


async def settle(results: Sequence[Result]) -> set[int]:
    """Write results, their attempts and what follows from them (a device gone, an address refused) in one transaction.

    Returns the ids that were written; the others are zombies, whose lease went to somebody else, and are only logged (OB-07).
    """
    now = await clock.now()
    now_text = stamp(now)
    # Always in the same order, so that a heartbeat of the same rows and this never wait for each other in a circle.
    results = sorted(results, key=lambda result: result.claimed.id)
    changes = {result.claimed.id: _change(result, now, now_text) for result in results}
    async with transaction():
        found = await run(_SETTLE_POSTGRESQL if is_postgresql() else _SETTLE_SQLITE, _json(list(changes.values())))
        written = {row["id"] for row in found}
        kept = [result for result in results if result.claimed.id in written]
        await _record_attempts(kept, changes)
        await _follow(kept)
        await fallback.to_mail([result.claimed.id for result in kept if _has_failed(result, changes[result.claimed.id]["state"])])
    _count(results, written, changes, now)
    return written


def _count(results: Sequence[Result], written: set[int], changes: dict[int, dict[str, Any]], now: datetime) -> None:
    """Tell the figures, and the log about results that came too late."""
    kinds = Counter[tuple[Lane, Channel, DeliveryState, type]]()
    for result in results:
        claimed = result.claimed
        if claimed.id not in written:
            metrics.zombies.inc()
            log.warning("delivery.zombie", delivery=claimed.id, outcome=type(result.outcome).__name__)
            continue
        kinds[claimed.lane, claimed.channel, changes[claimed.id]["state"], type(result.outcome)] += 1
        if isinstance(result.outcome, Accepted):
            metrics.lag_of(claimed.lane, claimed.channel).observe((now - claimed.created_at).total_seconds())
    for kind, number in kinds.items():
        metrics.settled_as(*kind).inc(number)


def _has_failed(result: Result, state: DeliveryState) -> bool:
    """Whether a device ended for good without having taken the message."""
    if result.claimed.channel not in _PUSHES:
        return False
    is_missing = isinstance(result.outcome, Ended) and result.outcome.reason is Reason.TARGET_GONE
    return is_missing or state in {DeliveryState.FAILED, DeliveryState.DEAD}


def _json(records: list[dict[str, Any]]) -> str:
    """Strings, numbers and our own enums only."""
    return orjson.dumps(records).decode()


def _change(result: Result, now: datetime, now_text: str) -> dict[str, Any]:
    """The new values of one row; never due again past its end of validity (OB-13)."""
    claimed, due, attempt, provider_id = result.claimed, now, result.claimed.attempt, ""
    state, reason = DeliveryState.QUEUED, None
    match result.outcome:
        case Accepted(provider_id=given):
            state, provider_id = DeliveryState.ACCEPTED, given
        case Gone():
            mail = claimed.channel is Channel.MAIL
            state, reason = (DeliveryState.BOUNCED, Reason.ADDRESS_REFUSED) if mail else (DeliveryState.FAILED, Reason.TARGET_GONE)
        case Failed(reason=given_reason):
            state, reason = DeliveryState.FAILED, given_reason
        case Ended(state=given_state, reason=given_reason):
            state, reason = given_state, given_reason
        case Refused(seconds=seconds):
            due, attempt, reason = now + timedelta(seconds=seconds), attempt - 1, Reason.CONFIGURATION
        case Later(seconds=seconds, counts=False):
            due, attempt = now + timedelta(seconds=seconds or 1), attempt - 1
        case Later(seconds=seconds, first=first):
            due = now + timedelta(seconds=retry.delay(claimed.channel, attempt, seconds, first))
            if retry.is_over(claimed.channel, attempt, seconds, first):
                state, reason = DeliveryState.DEAD, Reason.ATTEMPTS
    if state is DeliveryState.QUEUED and due >= claimed.valid_until:
        state, reason = DeliveryState.EXPIRED, reason or Reason.EXPIRED
    is_open = state in OPEN_STATES
    return {
        "id": claimed.id,
        "token": claimed.token,
        "state": state,
        "is_open": is_open,
        "reason": reason,
        "due_at": now_text if due is now else stamp(due),
        "attempt": attempt,
        "status": _clean(_status(result.outcome), _STATUS_LENGTH),
        "provider_id": _clean(provider_id, _PROVIDER_ID_LENGTH),
        "settled_at": None if is_open else now_text,
    }


def _status(outcome: Outcome | Ended) -> str:
    return outcome.reason if isinstance(outcome, Ended) else outcome.status


def _clean(text: str, length: int) -> str:
    """What a network said, cut to the column: printable ASCII, so that no answer can break the statement."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(character for character in text if " " <= character <= "~")
    return text[:length]


_SETTLE_SQLITE = """
    UPDATE delivery SET state = v.state, is_open = v.is_open, reason = v.reason, due_at = v.due_at, attempt = v.attempt,
        last_status = v.status, provider_id = v.provider_id, settled_at = v.settled_at, lease_token = NULL, lease_until = NULL
    FROM (SELECT value ->> 'id' AS id, value ->> 'token' AS token, value ->> 'state' AS state, value ->> 'is_open' AS is_open,
            value ->> 'reason' AS reason, value ->> 'due_at' AS due_at, value ->> 'attempt' AS attempt, value ->> 'status' AS status,
            value ->> 'provider_id' AS provider_id, value ->> 'settled_at' AS settled_at FROM json_each($1)) AS v
    WHERE delivery.id = v.id AND delivery.lease_token = v.token AND delivery.state = 'leased'
    RETURNING id
"""
_SETTLE_POSTGRESQL = """
    UPDATE delivery SET state = v.state, is_open = v.is_open, reason = v.reason, due_at = v.due_at, attempt = v.attempt,
        last_status = v.status, provider_id = v.provider_id, settled_at = v.settled_at, lease_token = NULL, lease_until = NULL
    FROM jsonb_to_recordset($1::jsonb) AS v(id bigint, token text, state text, is_open boolean, reason text, due_at timestamptz,
        attempt int, status text, provider_id text, settled_at timestamptz)
    WHERE delivery.id = v.id AND delivery.lease_token = v.token AND delivery.state = 'leased'
    RETURNING delivery.id
"""
_ATTEMPTS_SQLITE = """
    INSERT INTO delivery_attempt (delivery_id, started_at, channel, target_hash, outcome, status, latency_ms, provider_id)
    SELECT value ->> 'id', value ->> 'started_at', value ->> 'channel', value ->> 'target_hash', value ->> 'outcome',
        value ->> 'status', value ->> 'latency_ms', value ->> 'provider_id' FROM json_each($1)
"""
_ATTEMPTS_POSTGRESQL = """
    INSERT INTO delivery_attempt (delivery_id, started_at, channel, target_hash, outcome, status, latency_ms, provider_id)
    SELECT id, started_at, channel, target_hash, outcome, status, latency_ms, provider_id FROM jsonb_to_recordset($1::jsonb)
        AS v(id bigint, started_at timestamptz, channel text, target_hash text, outcome text, status text, latency_ms int, provider_id text)
"""


async def _record_attempts(results: Sequence[Result], changes: dict[int, dict[str, Any]]) -> None:
    """One immutable row per try, without content (OB-23); a row that was never tried leaves none."""
    tried = [result for result in results if not isinstance(result.outcome, Ended) and _was_tried(result.outcome)]
    if not tried:
        return
    began = {started_at: stamp(started_at) for started_at in {result.started_at for result in tried}}
    attempts = [
        {
            "id": result.claimed.id,
            "started_at": began[result.started_at],
            "channel": result.claimed.channel,
            "target_hash": result.target_hash,
            "outcome": type(result.outcome).__name__.lower(),
            "status": changes[result.claimed.id]["status"],
            "latency_ms": result.latency_ms,
            "provider_id": changes[result.claimed.id]["provider_id"],
        }
        for result in tried
    ]
    await run(_ATTEMPTS_POSTGRESQL if is_postgresql() else _ATTEMPTS_SQLITE, _json(attempts))


def _was_tried(outcome: Outcome) -> bool:
    match outcome:
        case Later(counts=counts):
            return counts
        case Refused(was_tried=was_tried):
            return was_tried
        case _:
            return True


async def _follow(results: Sequence[Result]) -> None:
    """A device the network calls gone is deleted, one that accepted is marked; a refused address is not written to again."""
    pushes = [result for result in results if result.claimed.channel in _PUSHES]
    gone = [result for result in pushes if isinstance(result.outcome, Gone)]
    for started_at in {result.started_at for result in gone}:
        # A device that was registered anew while the message was under way has another endpoint by now.
        ids = many([result.claimed.target for result in gone if result.started_at == started_at])
        await run(f"DELETE FROM device WHERE id {is_in('$1', Kind.UUID)} AND last_seen_at <= $2", ids, started_at)  # noqa: S608 - our own constants
    accepted = [result.claimed.target for result in pushes if isinstance(result.outcome, Accepted)]
    if accepted:
        await run(
            f"UPDATE device SET last_accepted_at = {clock.sql_now()} WHERE id IN (SELECT id FROM device "  # noqa: S608 - our own constants
            f"WHERE id {is_in('$1', Kind.UUID)} "
            f"AND (last_accepted_at IS NULL OR last_accepted_at < {clock.sql_now(plus_seconds=-MARKED_EACH_SECONDS)}) {skip_locked()})",
            many(accepted),
        )
    await addresses.follow(results)
