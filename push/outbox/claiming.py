"""Leasing rows to one worker, keeping the lease, and giving it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any
from uuid import UUID, uuid4

import orjson

from models import clock
from models.database import as_datetime, as_uuid, transaction
from models.delivery import Channel, Gathering, Lane
from push.outbox import losses
from push.outbox.losses import LOST
from push.statement import Kind, is_in, is_postgresql, many, read, run, skip_locked


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
    same_mail_as: int | None = None


async def claim(lane: Lane, limit: int, lease_seconds: float, channels: Iterable[Channel] = tuple(Channel)) -> list[Claimed]:
    """Lease up to `limit` due rows of a lane and these channels to the caller, oldest first; a row is never leased to two (OB-05).

    A row whose lease ran out is leased again, unless it was lost too often (push/outbox/losses.py). With a mail that gathers others come
    those that wait for it, beyond the limit.
    """
    token, among = str(uuid4()), _among(channels)
    due = f"""
        SELECT id FROM delivery
        WHERE is_open = true AND lane = '{lane}' AND channel {among} AND due_at <= {clock.sql_now()}
        ORDER BY due_at, id LIMIT $2 {skip_locked()}
    """  # noqa: S608 - built from our own constants
    async with transaction():
        found = await read(_lease(due, lease_seconds), token, limit)
        gathering = [dict(row) for row in found if row["gathering"] is not None]
        if gathering:
            found = [row for row in found if row["gathering"] is None] + await _with_company(gathering, token, lease_seconds)
        set_aside = await losses.look_at([row["id"] for row in found if row["last_status"] == LOST], lane, among)
    return [_claimed(row, token, lane) for row in sorted(found, key=_by_id) if row["id"] not in set_aside]


def _lease(chosen: str, lease_seconds: float) -> str:
    """The statement that leases the rows of a SELECT to the token $1."""
    lease_end = clock.sql_now(plus_seconds=lease_seconds)
    return f"""
        WITH chosen AS ({chosen})
        UPDATE delivery SET state = 'leased', lease_token = $1, lease_until = {lease_end}, due_at = {lease_end}, attempt = attempt + 1,
            last_status = CASE WHEN state = 'leased' THEN '{LOST}' ELSE '' END
        WHERE id IN (SELECT id FROM chosen)
        RETURNING id, broadcast_id, member_id, channel, target, attempt, created_at, valid_until, last_status, is_fallback, gathering,
            same_mail_as
    """  # noqa: S608 - built from our own constants


async def _with_company(found: list[dict[str, Any]], token: str, lease_seconds: float) -> list[dict[str, Any]]:
    """These rows and those that go as one mail with them: on the first try whatever waits for the person, later the same as then."""
    for gathering in Gathering:
        of_kind = [row for row in found if row["gathering"] == gathering]
        if not of_kind:
            continue
        company = f"""
            SELECT id FROM delivery
            WHERE member_id {is_in("$2", Kind.UUID)} AND is_open = true AND gathering = '{gathering}'
                AND (state = 'queued' OR due_at <= {clock.sql_now()})
                AND (same_mail_as {is_in("$3", Kind.NUMBER)}
                    OR (same_mail_as IS NULL AND attempt = 0 AND member_id {is_in("$4", Kind.UUID)})) {skip_locked()}
        """  # noqa: S608 - built from our own constants
        members = many({as_uuid(row["member_id"]) for row in of_kind})
        mails = many({row["same_mail_as"] for row in of_kind if row["same_mail_as"] is not None})
        fresh = many({as_uuid(row["member_id"]) for row in of_kind if row["same_mail_as"] is None})
        found += [dict(row) for row in await read(_lease(company, lease_seconds), token, members, mails, fresh)]
    await _bind(found)
    return found


async def _bind(found: list[dict[str, Any]]) -> None:
    """Write down which rows go as one mail from now on: what comes later goes with another."""
    mails = dict[tuple[Any, str], int]()
    fresh = sorted((row for row in found if row["same_mail_as"] is None), key=_by_id)
    for row in fresh:
        row["same_mail_as"] = mails.setdefault((row["member_id"], row["gathering"]), row["id"])
    if fresh:
        bound = orjson.dumps([{"id": row["id"], "mail": row["same_mail_as"]} for row in fresh]).decode()
        await run(_BIND_POSTGRESQL if is_postgresql() else _BIND_SQLITE, bound)


_BIND_SQLITE = """
    UPDATE delivery SET same_mail_as = v.mail
    FROM (SELECT value ->> 'id' AS id, value ->> 'mail' AS mail FROM json_each($1)) AS v WHERE delivery.id = v.id
"""
_BIND_POSTGRESQL = """
    UPDATE delivery SET same_mail_as = v.mail
    FROM jsonb_to_recordset($1::jsonb) AS v(id bigint, mail bigint) WHERE delivery.id = v.id
"""

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
        same_mail_as=row["same_mail_as"],
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
