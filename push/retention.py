"""Forgetting who was written to (OB-25): rows of the ledger go after 90 days, dead ones after 30; what they add up to stays.

The ledger holds no content, so deleting rows (their attempts go with them) is all there is to purge. What stays first:

* how many deliveries of each broadcast ended alike, per house (DeliveryTotal), so that staff's figures stay the same,
* how many households a notice reached (NoticeReach), counted when the last of its rows has aged,
* who was handed which document (DocumentEvidence), three years from the end of the year (§§ 195, 199 BGB).

Each batch is one transaction that deletes first and writes down what it deleted: purging twice, or by two processes, counts once, and
nobody waits for more than one batch.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import structlog

from models import bulk, clock
from models.bulk import column_types, encoded, table_from
from models.database import as_datetime, as_uuid, transaction
from models.delivery import Channel, DeliveryState
from models.evidence import DeliveryTotal, DocumentEvidence
from push.reach import Best, households
from push.statement import Kind, is_in, many, run, skip_locked

log: structlog.stdlib.BoundLogger = structlog.get_logger()

SETTLED_DAYS = 90
DEAD_DAYS = 30
EVIDENCE_YEARS = 3
BATCH = 5_000

_COLUMNS = "id, broadcast_id, member_id, channel, state, reason, settled_at, provider_id"


@dataclass(slots=True)
class Purged:
    """How many rows went: of the ledger, of them dead ones, and of the evidence; and how many were copied to it before."""

    rows: int = 0
    dead: int = 0
    kept_as_evidence: int = 0
    evidence: int = 0


async def purge(*, batch: int = BATCH) -> Purged:
    """Delete what has aged, keeping what must stay; safe to repeat at any time."""
    done = Purged()
    await _purge_dead(done, batch)
    for notice_id in await _aged_notices():
        await _count_households(notice_id)
    for broadcast in await _aged_broadcasts():
        await _purge_broadcast(broadcast, done, batch)
    await _forget_recipients()
    done.evidence = await _purge_evidence(batch)
    log.info("ledger.purged", rows=done.rows, dead=done.dead, kept_as_evidence=done.kept_as_evidence, evidence=done.evidence)
    return done


def dead_rows() -> str:
    """The statement that deletes one batch of dead rows; `$1` is how many."""
    return f"""
        DELETE FROM delivery WHERE id IN (
            SELECT id FROM delivery WHERE state = '{DeliveryState.DEAD}' AND settled_at <= {_days_ago(DEAD_DAYS)}
            ORDER BY settled_at, id LIMIT $1 {skip_locked()}
        ) RETURNING {_COLUMNS}
    """  # noqa: S608 - our own constants


def aged_rows() -> str:
    """The statement that deletes one batch of the rows of broadcast `$1`, in the order of the unique key; `$2` is how many."""
    return f"""
        DELETE FROM delivery WHERE id IN (
            SELECT id FROM delivery WHERE broadcast_id = $1 ORDER BY broadcast_id, member_id, channel, target LIMIT $2 {skip_locked()}
        ) RETURNING {_COLUMNS}
    """  # noqa: S608 - our own constants


def _days_ago(days: int) -> str:
    return clock.sql_now(plus_seconds=-days * 86_400)


async def _purge_dead(done: Purged, batch: int) -> None:
    while True:
        async with transaction():
            found = await run(dead_rows(), batch)
            for broadcast in await _broadcasts({as_uuid(row["broadcast_id"]) for row in found}):
                of_broadcast = [row for row in found if as_uuid(row["broadcast_id"]) == broadcast.id]
                await _keep_totals(broadcast, of_broadcast)
                await _keep_households(broadcast, of_broadcast)
        if not found:
            return
        done.rows += len(found)
        done.dead += len(found)


@dataclass(frozen=True, slots=True)
class _Broadcast:
    """What retention asks of a broadcast."""

    id: UUID
    notice_id: UUID | None
    document_id: UUID | None
    created_at: datetime


async def _broadcasts(ids: set[UUID]) -> list[_Broadcast]:
    found = await run(
        f"SELECT id, notice_id, document_id, created_at FROM broadcast WHERE id {is_in('$1', Kind.UUID)} ORDER BY id",  # noqa: S608 - our own constants
        many(ids),
    )
    return [_broadcast(row) for row in found]


def _broadcast(row: dict[str, Any]) -> _Broadcast:
    notice_id, document_id = row["notice_id"], row["document_id"]
    return _Broadcast(
        id=as_uuid(row["id"]),
        notice_id=None if notice_id is None else as_uuid(notice_id),
        document_id=None if document_id is None else as_uuid(document_id),
        created_at=as_datetime(row["created_at"]),
    )


_FIRST = "ORDER BY d.broadcast_id, d.member_id, d.channel, d.target LIMIT 1"


def _has_aged(broadcast: str) -> str:
    """Condition that every row of a broadcast ended so long ago.

    LIMIT keeps PostgreSQL from answering for all broadcasts at once, and ORDER BY from looking for the first row without an index:
    either way it would read the whole ledger.
    """
    return f"""{broadcast}.created_at <= {_days_ago(SETTLED_DAYS)} AND (SELECT 1 FROM delivery d
        WHERE d.broadcast_id = {broadcast}.id AND (d.is_open = true OR d.settled_at > {_days_ago(SETTLED_DAYS)})
        {_FIRST}) IS NULL"""  # noqa: S608 - our own constants


def _has_rows(broadcast: str) -> str:
    return f"(SELECT 1 FROM delivery d WHERE d.broadcast_id = {broadcast}.id {_FIRST}) IS NOT NULL"  # noqa: S608 - an alias of our own


async def _aged_notices() -> list[UUID]:
    """Notices with rows left, all of whose broadcasts have aged, and whose households are not counted yet."""
    found = await run(f"""
        SELECT DISTINCT b.notice_id FROM broadcast b
        WHERE b.notice_id IS NOT NULL AND {_has_aged("b")}
            AND ({_has_rows("b")}
                OR EXISTS (SELECT 1 FROM household_reached h WHERE h.notice_id = b.notice_id))
            AND NOT EXISTS (SELECT 1 FROM notice_reach n WHERE n.notice_id = b.notice_id)
            AND NOT EXISTS (SELECT 1 FROM broadcast other WHERE other.notice_id = b.notice_id AND NOT ({_has_aged("other")}))
    """)  # noqa: S608 - our own constants
    return [as_uuid(row["notice_id"]) for row in found]


async def _count_households(notice_id: UUID) -> None:
    """Write down how the households of a notice were reached, once; from now on this is what staff see."""
    async with transaction():
        # The first statement writes, so that two processes take turns.
        await run("UPDATE broadcast SET cursor = cursor WHERE notice_id = $1 RETURNING id", notice_id)
        if await run("SELECT 1 AS one FROM notice_reach WHERE notice_id = $1 LIMIT 1", notice_id):
            return
        await run(
            f"""
            INSERT INTO notice_reach (notice_id, house_id, best, households)
            WITH {households(Best.PAPER)},
            place AS (SELECT household, house_id FROM told GROUP BY household, house_id)
            SELECT $1, p.house_id, h.best, COUNT(*) FROM best_of_household h JOIN place p ON p.household = h.household
            GROUP BY p.house_id, h.best
            """,  # noqa: S608 - our own constants
            notice_id,
        )
        await run("DELETE FROM household_reached WHERE notice_id = $1", notice_id)


async def _aged_broadcasts() -> list[_Broadcast]:
    """Broadcasts whose rows may go: those of a notice after its households are counted."""
    found = await run(f"""
        SELECT b.id, b.notice_id, b.document_id, b.created_at FROM broadcast b
        WHERE {_has_aged("b")} AND {_has_rows("b")}
            AND (b.notice_id IS NULL OR EXISTS (SELECT 1 FROM notice_reach n WHERE n.notice_id = b.notice_id))
        ORDER BY b.created_at, b.id
    """)  # noqa: S608 - our own constants
    return [_broadcast(row) for row in found]


async def _purge_broadcast(broadcast: _Broadcast, done: Purged, batch: int) -> None:
    while True:
        async with transaction():
            found = await run(aged_rows(), broadcast.id, batch)
            await _keep_totals(broadcast, found)
            done.kept_as_evidence += await _keep_evidence(broadcast, found)
        if not found:
            return
        done.rows += len(found)


async def _keep_totals(broadcast: _Broadcast, found: Sequence[dict[str, Any]]) -> None:
    """Add the deleted rows to the totals of their broadcast."""
    if not found:
        return
    houses = await _houses(broadcast, [as_uuid(row["member_id"]) for row in found])
    counted = Counter((houses.get(as_uuid(row["member_id"]), ""), row["channel"], row["state"], row["reason"] or "") for row in found)
    types = {name: kind for name, kind in column_types(DeliveryTotal).items() if name != "id"}
    names = ", ".join(types)
    records = [
        {
            "broadcast_id": broadcast.id,
            "houses": at,
            "houses_key": sha256(at.encode()).hexdigest(),
            "channel": channel,
            "state": state,
            "reason": reason,
            "number": number,
        }
        for (at, channel, state, reason), number in sorted(counted.items())
    ]
    await run(
        f"INSERT INTO delivery_total ({names}) SELECT {names} FROM ({table_from('$1', types)}) AS counted WHERE true "  # noqa: S608 - names from the model
        "ON CONFLICT (broadcast_id, houses_key, channel, state, reason) DO UPDATE SET number = delivery_total.number + excluded.number",
        encoded([[record[name] for name in types] for record in records]),
    )


async def _houses(broadcast: _Broadcast, members: Sequence[UUID]) -> dict[UUID, str]:
    """The houses each member was told about, as DeliveryTotal keeps them; nobody has any where it was no notice."""
    if broadcast.notice_id is None:
        return {}
    found = await run(
        "SELECT DISTINCT member_id, house_id FROM audience_member "  # noqa: S608 - our own constants
        f"WHERE notice_id = $1 AND member_id {is_in('$2', Kind.UUID)} AND house_id IS NOT NULL",
        broadcast.notice_id,
        many(members),
    )
    houses: dict[UUID, set[str]] = {}
    for row in found:
        houses.setdefault(as_uuid(row["member_id"]), set()).add(str(row["house_id"]))
    return {member_id: " ".join(sorted(ids)) for member_id, ids in houses.items()}


async def _keep_households(broadcast: _Broadcast, found: Sequence[dict[str, Any]]) -> None:
    """A household whose only deliveries died still counts as one where sending failed."""
    if broadcast.notice_id is None:
        return
    await run(
        f"""
        INSERT INTO household_reached (notice_id, household, best)
        SELECT DISTINCT notice_id, household, {Best.FAILED} FROM audience_member
        WHERE notice_id = $1 AND member_id {is_in("$2", Kind.UUID)}
        ON CONFLICT (notice_id, household) DO NOTHING
        """,  # noqa: S608 - our own constants
        broadcast.notice_id,
        many([as_uuid(row["member_id"]) for row in found if row["channel"] != Channel.PAPER]),
    )


async def _keep_evidence(broadcast: _Broadcast, found: Sequence[dict[str, Any]]) -> int:
    """Copy what a network took over about a document to the document."""
    accepted = [row for row in found if row["state"] == DeliveryState.ACCEPTED] if broadcast.document_id is not None else []
    await bulk.insert(DocumentEvidence, [_evidence(broadcast, row) for row in accepted])
    return len(accepted)


def _evidence(broadcast: _Broadcast, row: dict[str, Any]) -> dict[str, object]:
    accepted_at = as_datetime(row["settled_at"]).astimezone(UTC)
    last_year = accepted_at.astimezone(clock.BERLIN).year + EVIDENCE_YEARS
    return {
        "document_id": broadcast.document_id,
        "member_id": as_uuid(row["member_id"]),
        "delivery_id": row["id"],
        "channel": row["channel"],
        "announced_at": broadcast.created_at.astimezone(UTC),
        "accepted_at": accepted_at,
        "provider_id": row["provider_id"],
        "kept_until": date(last_year, 12, 31),
    }


async def _forget_recipients() -> None:
    """The broadcast of an account mail names one person: without its rows it keeps its totals only."""
    await run(f"""
        UPDATE broadcast SET member_id = NULL, subject_id = NULL
        WHERE member_id IS NOT NULL AND created_at <= {_days_ago(SETTLED_DAYS)} AND valid_until <= {clock.sql_now()}
            AND NOT {_has_rows("broadcast")}
            AND (fanned_out_at IS NOT NULL OR cancelled_at IS NOT NULL)
    """)  # noqa: S608 - our own constants


async def _purge_evidence(batch: int) -> int:
    """Forget what no claim can be based on any more."""
    today = (await clock.now()).astimezone(clock.BERLIN).date()
    gone = 0
    while True:
        found = await run(
            f"""
            DELETE FROM document_evidence WHERE id IN (
                SELECT id FROM document_evidence WHERE kept_until < $1 ORDER BY kept_until LIMIT $2 {skip_locked()}
            ) RETURNING id
            """,  # noqa: S608 - our own constants
            today,
            batch,
        )
        gone += len(found)
        if not found:
            return gone
