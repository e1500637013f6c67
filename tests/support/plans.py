"""A ledger of any size, made inside the database, and the plans of the statements that must not read all of it."""

import json
import re
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast
from unittest.mock import patch
from uuid import UUID, uuid4

from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.sqlite.client import SqliteClient

from models import bulk, clock
from models.audience import AudienceScope
from models.database import rows, transaction
from models.delivery import Broadcast, Channel, Delivery, Lane, Message
from models.member import Member
from models.notice import Notice, NoticeKind, NoticeState
from push import outbox, pressure, retention
from push.message import Accepted
from push.outbox import Result
from push.statement import is_postgresql, run
from resolvers import delivery
from resolvers.access import Operator

# How each use must find its rows: one of the names of SQLite and PostgreSQL.
INTENDED = {
    "claim": ("delivery_due", "delivery_due"),
    "settle": ("INTEGER PRIMARY KEY", "delivery_pkey"),
    "expire": ("delivery_due", "delivery_due"),
    "publish: is the queue full": ("delivery_due", "delivery_due"),
    "progress": ("sqlite_autoindex_delivery_1 (broadcast_id=?", "uid_delivery_broadca"),
    "not reached": ("sqlite_autoindex_delivery_1 (broadcast_id=?", "uid_delivery_broadca"),
    "deliveries": ("sqlite_autoindex_delivery_1 (broadcast_id=?", "uid_delivery_broadca"),
    "dead letters": ("delivery_dead", "delivery_dead"),
    "purge": ("sqlite_autoindex_delivery_1 (broadcast_id=?", "uid_delivery_broadca"),
}
CLAIMED = 500
AGED_DAYS = 95
LONGEST_STEP = 200
OF_THE_LEDGER = ("delivery", "delivery_attempt")
# An index of few rows may be read whole: that is what it is for.
PARTIAL = ("delivery_due", "delivery_dead")


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement as the database runs it; `whole` are the steps that read the ledger whole."""

    sql: str
    steps: tuple[str, ...]
    whole: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one use of the ledger took, in seconds, and the plans of its statements."""

    name: str
    seconds: float
    plans: tuple[Plan, ...] = field(repr=False)

    @property
    def whole(self) -> list[str]:
        """The steps that read the ledger whole; none where all is well."""
        return [step for plan in self.plans for step in plan.whole]

    @property
    def is_intended(self) -> bool:
        """Whether it goes through the index that is there for it, and reads nothing whole."""
        steps = [step for plan in self.plans for step in plan.steps]
        return not self.whole and any(name in step for name in INTENDED[self.name] for step in steps)


async def build(*, notices: int, members: int) -> list[UUID]:
    """Notices of the last 90 days and one that has aged, the newest first, each with a mail and a push to each member.

    Nearly all rows are settled; a part of the newest is open. Returns the ids of the notices.
    """
    now = await clock.now()
    people = [{"id": _scattered(number), "external_id": f"{number}", "last_name": "Viel"} for number in range(members)]
    await bulk.insert(Member, people)
    ages = [timedelta(days=89 * number / max(1, notices - 1)) for number in range(notices - 1)] + [timedelta(days=AGED_DAYS)]
    ids = [uuid4() for _ in ages]
    await bulk.insert(
        Notice,
        [
            {
                "id": notice_id,
                "kind": NoticeKind.BULLETIN,
                "state": NoticeState.PUBLISHED,
                "title": "Sommerfest",
                "created_at": now - age,
                "updated_at": now - age,
                "published_at": now - age,
                "member_count": members,
                "household_count": members,
            }
            for notice_id, age in zip(ids, ages, strict=True)
        ],
    )
    for notice_id, age in zip(ids, ages, strict=True):
        await bulk.insert(
            Broadcast,
            [
                {
                    "id": notice_id,
                    "message": Message.NOTICE_PUBLISHED,
                    "lane": Lane.BULK,
                    "notice_id": notice_id,
                    "created_at": now - age,
                    "not_before": now - age,
                    "valid_until": now - age + timedelta(days=14),
                    "fanned_out_at": now - age,
                }
            ],
        )
    async with _unchecked():
        for notice_id in sorted(ids):
            await _deliveries(notice_id, is_newest=notice_id == ids[0])
        for notice_id in (ids[0], ids[-1]):
            await run(
                f"""
                INSERT INTO audience_member (notice_id, member_id, household, scope)
                SELECT $1, id, id, '{AudienceScope.ALL_MEMBERS}' FROM member ORDER BY id
                """,  # noqa: S608 - our own constants
                notice_id,
            )
    await rows("ANALYZE")
    return ids


def _scattered(number: int) -> UUID:
    """Ids lie anywhere, as random ones do."""
    return UUID(int=number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128)


@asynccontextmanager
async def _unchecked() -> AsyncGenerator[None]:
    """Foreign keys would be checked ten million times; they are all our own."""
    if is_postgresql():
        async with transaction():
            await rows("SET LOCAL session_replication_role = replica")
            yield
        return
    await rows("PRAGMA foreign_keys = OFF")
    await rows("PRAGMA synchronous = OFF")
    yield
    await rows("PRAGMA foreign_keys = ON")


async def _deliveries(broadcast_id: UUID, *, is_newest: bool) -> None:
    """One row in 50 failed, one in 1,000 is dead; of the newest notice, one in 20 still waits."""
    nth = "CAST(m.external_id AS INTEGER)"
    waits = f"({nth} % 20 = 7)" if is_newest else "false"
    state = f"CASE WHEN {waits} THEN 'queued' WHEN {nth} % 1000 = 1 THEN 'dead' WHEN {nth} % 50 = 2 THEN 'failed' ELSE 'accepted' END"
    settled = f"CASE WHEN {waits} THEN NULL ELSE b.created_at END"
    for channel, target in ((Channel.MAIL, "'mail'"), (Channel.WEBPUSH, "CAST(m.id AS VARCHAR(40))")):
        await run(
            f"""
            INSERT INTO delivery (broadcast_id, member_id, channel, target, lane, state, is_open, reason, created_at, due_at, valid_until,
                attempt, last_status, provider_id, settled_at)
            SELECT b.id, m.id, '{channel}', {target}, b.lane, {state}, {waits}, NULL, b.created_at, b.created_at, b.valid_until, 1, '250',
                'queue-id-of-the-relay', {settled}
            FROM member m CROSS JOIN broadcast b WHERE b.id = $1 ORDER BY m.id
            """,  # noqa: S608 - our own constants
            broadcast_id,
        )


class _Undo(Exception):
    """Ends a transaction that changes nothing."""


async def measure(newest: UUID, *, batch: int = retention.BATCH) -> list[Measured]:
    """Use the ledger in each way the portal does and take everything back; times are of the whole use.

    `batch` is how many rows retention deletes at once: few, where there are few in all.
    """
    claimed: list[outbox.Claimed] = []

    async def claim() -> None:
        claimed.extend(await outbox.claim(Lane.BULK, CLAIMED, 120, (Channel.WEBPUSH,)))

    async def settle() -> None:
        now = await clock.now()
        await outbox.settle([Result(one, Accepted("201"), now, target_hash="0" * 64) for one in claimed])

    async with _undone():
        found = [await _measured("claim", claim), await _measured("settle", settle)]
    uses: dict[str, Callable[[], Awaitable[object]]] = {
        "expire": outbox.expire,
        "publish: is the queue full": lambda: pressure.is_full(Lane.BULK),
        "progress": lambda: delivery.progress(Operator(), newest),
        "not reached": lambda: delivery.not_reached(Operator(), newest, first=100),
        "deliveries": lambda: delivery.deliveries(Operator(), newest, first=50),
        "dead letters": lambda: delivery.dead_letters(Operator(), first=50),
        "purge": lambda: retention.purge(batch=batch),
    }
    for name, use in uses.items():
        async with _undone():
            found.append(await _measured(name, use))
    return found


@asynccontextmanager
async def _undone() -> AsyncGenerator[None]:
    try:
        async with transaction():
            yield
            raise _Undo
    except _Undo:
        pass


async def _measured(name: str, use: Callable[[], Awaitable[object]]) -> Measured:
    """The plans are asked for afterwards, of each statement once: what it says, not with which values."""
    with _listening() as heard:
        began = time.perf_counter()
        await use()
        seconds = time.perf_counter() - began
    return Measured(name, seconds, tuple([await explain(sql, values) for sql, values in heard.items()]))


@contextmanager
def _listening() -> Generator[dict[str, list[Any]]]:
    """Every statement about the ledger that goes to the database, with its first values."""
    heard: dict[str, list[Any]] = {}

    def wrap(original: Any) -> Any:
        async def heard_first(self: BaseDBAsyncClient, query: str, values: list[Any] | None = None) -> Any:
            if "delivery" in query:
                heard.setdefault(query, list(values or []))
            return await original(self, query, values)

        return heard_first

    with ExitStack() as patches:
        for client in (SqliteClient, AsyncpgDBClient):
            for method in ("execute_query", "execute_query_dict"):
                patches.enter_context(patch.object(client, method, wrap(getattr(client, method))))
        yield heard


async def explain(sql: str, values: list[Any]) -> Plan:
    """The plan of one statement; it is not run."""
    if is_postgresql():
        found = await rows(f"EXPLAIN (FORMAT JSON) {sql}", values)
        tree = json.loads(found[0]["QUERY PLAN"])
        nodes = list(_nodes(tree[0]["Plan"]))
        return Plan(sql, tuple(_named(node) for node in nodes), tuple(_named(node) for node in nodes if _reads_whole(node)))
    steps = tuple(str(row["detail"]) for row in await rows(f"EXPLAIN QUERY PLAN {sql}", values))
    names = "|".join({*OF_THE_LEDGER, *cast("list[str]", re.findall(r'"?delivery(?:_attempt)?"? (?:AS )?"?(\w+)"?', sql))})
    scans = [step for step in steps if re.match(rf"SCAN (?:{names})\b", step)]
    return Plan(sql, steps, tuple(step for step in scans if not any(name in step for name in PARTIAL)))


def _nodes(node: dict[str, Any]) -> Generator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)


def _named(node: dict[str, Any]) -> str:
    parts = (node["Node Type"], node.get("Index Name"), node.get("Relation Name"), node.get("Index Cond"))
    return " ".join(str(part) for part in parts if part)[:LONGEST_STEP]


def _reads_whole(node: dict[str, Any]) -> bool:
    if node.get("Relation Name") in OF_THE_LEDGER and node["Node Type"] == "Seq Scan":
        return True
    is_ledgers = str(node.get("Index Name", "")).startswith("delivery") or node.get("Relation Name") in OF_THE_LEDGER
    return is_ledgers and "Index Name" in node and not node.get("Index Cond") and node["Index Name"] not in PARTIAL


async def ledger_size() -> int:
    """How many rows it has."""
    return await Delivery.all().count()
