"""The outbox: announce() in the caller's transaction; claim(), extend(), release() and settle() for the worker.

Every result is fenced by the lease token (OB-07): a worker that lost its lease cannot write over the one that took it. A leased
row's `due_at` is the end of its lease, so a row whose worker died is due again by itself, through the same index as any other.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import structlog

from models import clock
from models.database import as_datetime, as_uuid, transaction
from models.delivery import OPEN_STATES, Broadcast, Channel, DeliveryState, Lane, Message, Reason
from push import metrics, retry, wakeup
from push.message import Accepted, Failed, Gone, Later, Outcome, Refused
from push.statement import is_postgresql, run, skip_locked, stamp

log: structlog.stdlib.BoundLogger = structlog.get_logger()

LOST = "lost"
_STATUS_LENGTH = 32
_PROVIDER_ID_LENGTH = 200


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


@dataclass(frozen=True, slots=True)
class Ended:
    """The re-check before sending found that nothing may be sent (OB-15): the state the row ends in, and why."""

    state: DeliveryState
    reason: Reason


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one claimed row. `target_hash` stands for the address.

    `is_members_address` is False for an activation mail, whose address nobody has confirmed yet.
    """

    claimed: Claimed
    outcome: Outcome | Ended
    started_at: datetime
    latency_ms: int = 0
    target_hash: str = ""
    notice_id: UUID | None = None
    is_members_address: bool = True


async def announce(
    message: Message,
    *,
    lane: Lane,
    valid_for: timedelta | None = None,
    valid_until: datetime | None = None,
    notice_id: UUID | None = None,
    document_id: UUID | None = None,
    member_id: UUID | None = None,
    subject_id: UUID | None = None,
    delay: timedelta = timedelta(),
) -> Broadcast:
    """Put one message into the outbox; it exists if and only if the caller's transaction commits (OB-02).

    Exactly one of notice_id (goes to the notice's audience snapshot), document_id (to its readers) and member_id (to that member
    alone) says who gets it; `subject_id` is the registration or account an account mail is about. Nothing is sent here.

    Raises:
        ValueError: none or several recipients, or no end of validity.
    """
    if sum(value is not None for value in (notice_id, document_id, member_id)) != 1:
        raise ValueError("announce() needs exactly one of notice_id, document_id, member_id")
    now = await clock.now()
    if valid_until is None:
        if valid_for is None:
            raise ValueError("announce() needs valid_for or valid_until")
        valid_until = now + valid_for
    broadcast = await Broadcast.create(
        message=message,
        lane=lane,
        notice_id=notice_id,
        document_id=document_id,
        member_id=member_id,
        subject_id=subject_id,
        created_at=now,
        not_before=now + delay,
        valid_until=valid_until.astimezone(UTC),
    )
    await wakeup.ring(wakeup.Bell.OUTBOX)
    return broadcast


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


async def expire() -> None:
    """End what nobody may send any more (OB-13): rows whose validity ran out while they waited."""
    await run(f"""
        UPDATE delivery SET state = '{DeliveryState.EXPIRED}', is_open = false, reason = COALESCE(reason, '{Reason.EXPIRED}'),
            settled_at = {clock.sql_now()}
        WHERE is_open = true AND state = 'queued' AND valid_until <= {clock.sql_now()}
    """)  # noqa: S608 - our own constants


async def settle(results: Sequence[Result]) -> set[int]:
    """Write results, their attempts and what follows from them (a device gone, an address refused) in one transaction.

    Returns the ids that were written; the others are zombies, whose lease went to somebody else, and are only logged (OB-07).
    """
    now = await clock.now()
    changes = {result.claimed.id: _change(result, now) for result in results}
    async with transaction():
        found = await run(_SETTLE_POSTGRESQL if is_postgresql() else _SETTLE_SQLITE, json.dumps(list(changes.values())))
        written = {row["id"] for row in found}
        kept = [result for result in results if result.claimed.id in written]
        await _record_attempts(kept, changes)
        await _follow(kept)
    for result in results:
        if result.claimed.id in written:
            metrics.settled.labels(result.claimed.channel, changes[result.claimed.id]["state"]).inc()
        else:
            metrics.zombies.inc()
            log.warning("delivery.zombie", delivery=result.claimed.id, outcome=type(result.outcome).__name__)
    return written


def _change(result: Result, now: datetime) -> dict[str, Any]:
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
        case Later(seconds=seconds):
            due = now + timedelta(seconds=retry.delay(claimed.channel, attempt, seconds))
            if attempt >= retry.MOST_ATTEMPTS[claimed.channel]:
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
        "due_at": stamp(due),
        "attempt": attempt,
        "status": _clean(_status(result.outcome), _STATUS_LENGTH),
        "provider_id": _clean(provider_id, _PROVIDER_ID_LENGTH),
        "settled_at": None if is_open else stamp(now),
    }


def _status(outcome: Outcome | Ended) -> str:
    return outcome.reason if isinstance(outcome, Ended) else outcome.status


def _clean(text: str, length: int) -> str:
    """What a network said, cut to the column: printable ASCII, so that no answer can break the statement."""
    return "".join(character for character in text if " " <= character <= "~")[:length]


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
    attempts = [
        {
            "id": result.claimed.id,
            "started_at": stamp(result.started_at),
            "channel": result.claimed.channel,
            "target_hash": result.target_hash,
            "outcome": type(result.outcome).__name__.lower(),
            "status": changes[result.claimed.id]["status"],
            "latency_ms": result.latency_ms,
            "provider_id": changes[result.claimed.id]["provider_id"],
        }
        for result in tried
    ]
    await run(_ATTEMPTS_POSTGRESQL if is_postgresql() else _ATTEMPTS_SQLITE, json.dumps(attempts))


def _was_tried(outcome: Outcome) -> bool:
    return not (isinstance(outcome, Later) and not outcome.counts)


async def _follow(results: Sequence[Result]) -> None:
    """A device the network calls gone is deleted, one that accepted is marked; a refused address is not written to again."""
    devices = {Accepted: list[UUID](), Gone: list[UUID]()}
    for result in results:
        if result.claimed.channel in {Channel.WEBPUSH, Channel.FCM} and type(result.outcome) in devices:
            devices[type(result.outcome)].append(UUID(result.claimed.target))
    if devices[Gone]:
        await run(f"DELETE FROM device WHERE id IN ({_uuid_list(devices[Gone])})")  # noqa: S608 - UUIDs only
    if devices[Accepted]:
        now = clock.sql_now()
        await run(f"UPDATE device SET last_accepted_at = {now} WHERE id IN ({_uuid_list(devices[Accepted])})")  # noqa: S608 - UUIDs only
    refused = [result for result in results if result.claimed.channel is Channel.MAIL and isinstance(result.outcome, Gone)]
    bounced = [result.claimed.member_id for result in refused if result.is_members_address]
    if bounced:
        await run(
            "UPDATE member SET email_state = 'suppressed' WHERE email_state = 'verified' "  # noqa: S608 - UUIDs only
            f"AND id IN ({_uuid_list(bounced)})"
        )


def _uuid_list(ids: Iterable[UUID]) -> str:
    return ", ".join(f"'{one}'" for one in ids)
