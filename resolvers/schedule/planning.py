"""The rows of what time brings: written by whoever plans, claimed like deliveries, fenced by a lease token, timed by the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from models import clock
from models.database import as_datetime, as_uuid
from models.schedule import TaskKind, TaskState
from push import wakeup
from push.statement import run, skip_locked
from resolvers.schedule.times import Next

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOBODY = UUID(int=0)
KEPT_DAYS = 90
_WAITING = f"lease_token = NULL, lease_until = NULL, state = '{TaskState.WAITING}'"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A task leased to this process. `token` is the fence; `attempt` counts this try; `is_valid` says it is not too late for it."""

    id: int
    kind: TaskKind
    subject_id: UUID
    token: str
    attempt: int
    is_valid: bool


async def plan(kind: TaskKind, subject_id: UUID, due_at: datetime, *, valid_until: datetime | None = None) -> None:
    """Have `kind` done to `subject_id` once at `due_at` (aware), in the caller's transaction; late rather than never.

    Planned twice for the same moment it is one task; planned again after `cancel` it waits again. After `valid_until` it is not done
    any more.
    """
    await run(
        f"""
        INSERT INTO scheduled_task (kind, subject_id, planned_for, due_at, valid_until, state, is_open, attempt)
        VALUES ($1, $2, $3, $3, $4, '{TaskState.WAITING}', true, 0)
        ON CONFLICT (kind, subject_id, planned_for) DO UPDATE
        SET {_WAITING}, is_open = true, attempt = 0, due_at = excluded.due_at, valid_until = excluded.valid_until
        WHERE scheduled_task.state = '{TaskState.CANCELLED}'
        """,  # noqa: S608 - our own constants
        str(kind),
        subject_id,
        due_at,
        valid_until,
    )
    await wakeup.ring(wakeup.Bell.SCHEDULE)


async def cancel(kind: TaskKind, subject_id: UUID) -> int:
    """Have nothing of this kind done to the subject any more, in the caller's transaction; returns how many tasks that were.

    A task that is being done right now is waited for and not counted; from then on this one or that one has happened, never both.
    """
    found = await run(
        f"""
        UPDATE scheduled_task SET state = '{TaskState.CANCELLED}', is_open = false, lease_token = NULL, lease_until = NULL
        WHERE kind = $1 AND subject_id = $2 AND is_open = true RETURNING id
        """,  # noqa: S608 - our own constants
        str(kind),
        subject_id,
    )
    return len(found)


async def begin(kind: TaskKind, following: Next) -> None:
    """See to it that the recurring task has its row; the first time it is due at once."""
    await run(
        f"""
        INSERT INTO scheduled_task (kind, subject_id, planned_for, due_at, state, is_open, attempt)
        VALUES ($1, $2, $3, {clock.sql_now()}, '{TaskState.WAITING}', true, 0) ON CONFLICT DO NOTHING
        """,  # noqa: S608 - our own constants
        str(kind),
        NOBODY,
        EPOCH,
    )
    # A newer version may do it at an earlier time of day than the one that planned it.
    await run(
        "UPDATE scheduled_task SET due_at = $1 WHERE kind = $2 AND planned_for = $3 AND due_at > $1",
        following(await clock.now()),
        str(kind),
        EPOCH,
    )


async def claim(kinds: Iterable[TaskKind], lease_seconds: float) -> Claimed | None:
    """Lease the longest due task of these kinds; a task is never leased to two."""
    token = str(uuid4())
    # Not `valid_until IS NULL OR ..`: SQLite 3.40 answers IS NULL wrongly in the RETURNING of an UPDATE.
    found = await run(
        f"""
        UPDATE scheduled_task SET lease_token = $1, lease_until = {clock.sql_now(plus_seconds=lease_seconds)}, attempt = attempt + 1
        WHERE id = (
            SELECT id FROM scheduled_task
            WHERE is_open = true AND kind {_among(kinds)} AND due_at <= {clock.sql_now()}
                AND (lease_until IS NULL OR lease_until <= {clock.sql_now()})
            ORDER BY due_at, id LIMIT 1 {skip_locked()}
        )
        RETURNING id, kind, subject_id, attempt, CASE WHEN valid_until <= {clock.sql_now()} THEN 0 ELSE 1 END AS is_valid
        """,  # noqa: S608 - our own constants
        token,
    )
    if not found:
        return None
    row = found[0]
    return Claimed(row["id"], TaskKind(row["kind"]), as_uuid(row["subject_id"]), token, row["attempt"], bool(row["is_valid"]))


async def seconds_until_due(kinds: Iterable[TaskKind]) -> float | None:
    """How long until a task of these kinds is due or its lease ends; None when there is none, not positive when one is due."""
    found = await run(
        f"SELECT min(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) AS due, {clock.sql_now()} AS now"  # noqa: S608 - our own constants
        f" FROM scheduled_task WHERE is_open = true AND kind {_among(kinds)}"
    )
    if found[0]["due"] is None:
        return None
    return (as_datetime(found[0]["due"]) - as_datetime(found[0]["now"])).total_seconds()


async def end(claimed: Claimed, state: TaskState) -> bool:
    """Close a task for good; false when it is not ours any more, because the lease ran out or it was cancelled."""
    return await _write(claimed, f"state = '{state}', is_open = false, done_at = {clock.sql_now()}, lease_token = NULL, lease_until = NULL")


async def move(claimed: Claimed, due_at: datetime) -> bool:
    """Plan the next occurrence of a recurring task; false when it is not ours any more."""
    return await _write(claimed, f"due_at = $3, done_at = {clock.sql_now()}, attempt = 0, {_WAITING}", due_at)


async def put_off(claimed: Claimed, seconds: float) -> bool:
    """Try again so much later; false when it is not ours any more."""
    return await _write(claimed, f"due_at = {clock.sql_now(plus_seconds=seconds)}, {_WAITING}")


async def extend(claimed: Claimed, lease_seconds: float) -> bool:
    """Keep the lease; false when it is lost."""
    return await _write(claimed, f"lease_until = {clock.sql_now(plus_seconds=lease_seconds)}")


async def give_back(claimed: Claimed) -> bool:
    """End the lease at once as if the task had not been tried."""
    return await _write(claimed, f"attempt = attempt - 1, {_WAITING}")


async def forget_done() -> int:
    """Remove what ended more than 90 days ago; returns how many tasks. Cancelled tasks go by the moment they were planned for."""
    old = clock.sql_now(plus_seconds=-KEPT_DAYS * 86_400)
    found = await run(f"DELETE FROM scheduled_task WHERE is_open = false AND COALESCE(done_at, planned_for) < {old} RETURNING id")  # noqa: S608 - our own constants
    return len(found)


async def _write(claimed: Claimed, change: str, *values: datetime) -> bool:
    sql = f"UPDATE scheduled_task SET {change} WHERE id = $1 AND lease_token = $2 AND is_open = true RETURNING id"  # noqa: S608 - our own constants
    return bool(await run(sql, claimed.id, claimed.token, *values))


def _among(kinds: Iterable[TaskKind]) -> str:
    return f"IN ({', '.join(repr(str(kind)) for kind in kinds)})"
