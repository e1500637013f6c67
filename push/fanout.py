"""From a broadcast to ledger rows: one set-based INSERT .. SELECT per chunk, its cursor in the same transaction (OB-04).

Every member a broadcast is for gets at least one row: one per channel and target, or a paper row that says why there is none.
Whatever runs twice finds its rows there, by the unique key (broadcast, member, channel, target).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from models import clock
from models.database import as_datetime, as_uuid, transaction
from models.delivery import COPIES, REMINDERS, Channel, Gathering, Lane, Message
from models.event import Topic
from models.notice import Notice, Urgency
from push import copies, live, metrics
from push.gathering import SOON, gathering_of
from push.readers import document_readers, notice_audience
from push.statement import run, skip_locked

log: structlog.stdlib.BoundLogger = structlog.get_logger()

CHUNK = 10_000
STAGGER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class _Taken:
    """A broadcast locked for one chunk."""

    id: UUID
    message: str
    lane: Lane
    subject_id: UUID | None
    notice_id: UUID | None
    document_id: UUID | None
    member_id: UUID | None
    cursor: int
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class _Waits:
    """With what mails wait for others, and for how many seconds."""

    gathering: Gathering
    seconds: float


async def advance(lane: Lane, *, chunk: int = CHUNK, gather_seconds: float = 0) -> bool:
    """Write the next chunk of the oldest broadcast of a lane that is not in the ledger yet; False when there is none.

    Each chunk commits by itself, so the first targets of an alert are sent while the rest is still being written. Mails that several may
    come as one of wait `gather_seconds` for the others (push/gathering.py).
    """
    async with transaction():
        taken = await _take(lane)
        if taken is None:
            return False
        last = await _write_chunk(taken, chunk, gather_seconds)
        ended = f", fanned_out_at = {clock.sql_now()}" if last is None else ""
        await run(f"UPDATE broadcast SET cursor = $2{ended} WHERE id = $1", taken.id, taken.cursor if last is None else last)  # noqa: S608 - our own constants
        if last is None and taken.member_id is None:
            await _tell_readers(taken)
        if last is None and taken.notice_id is not None:
            await live.notify(Topic.DELIVERY, taken.notice_id)
    if last is None:
        metrics.fanned_out.labels(lane).inc()
        log.info("broadcast.fanned_out", broadcast=str(taken.id), message=taken.message)
    return True


async def has_alert() -> bool:
    """Whether an urgent notice waits to be written into the ledger."""
    found = await run(
        "SELECT 1 AS one FROM broadcast WHERE fanned_out_at IS NULL AND cancelled_at IS NULL AND notice_id IS NOT NULL "  # noqa: S608 - our own constants
        f"AND lane = '{Lane.URGENT}' AND not_before <= {clock.sql_now()} LIMIT 1"
    )
    return bool(found)


async def _take(lane: Lane) -> _Taken | None:
    """Lock the next broadcast; on SQLite the write comes first, so the transaction is the only one (F10)."""
    found = await run(
        f"""
        UPDATE broadcast SET cursor = cursor WHERE id = (
            SELECT id FROM broadcast WHERE fanned_out_at IS NULL AND cancelled_at IS NULL AND lane = $1 AND not_before <= {clock.sql_now()}
            ORDER BY cursor > 0, created_at, id LIMIT 1 {skip_locked()}
        )
        RETURNING id, message, lane, subject_id, notice_id, document_id, member_id, cursor, valid_until
        """,  # noqa: S608 - built from our own constants
        str(lane),
    )
    if not found:
        return None
    row = found[0]
    return _Taken(
        id=as_uuid(row["id"]),
        message=str(row["message"]),
        lane=Lane(row["lane"]),
        subject_id=_optional(row["subject_id"]),
        notice_id=_optional(row["notice_id"]),
        document_id=_optional(row["document_id"]),
        member_id=_optional(row["member_id"]),
        cursor=row["cursor"],
        valid_until=as_datetime(row["valid_until"]),
    )


def _optional(value: Any) -> UUID | None:
    return None if value is None else as_uuid(value)


async def _write_chunk(taken: _Taken, chunk: int, gather_seconds: float) -> int | None:
    """Insert one chunk of rows; returns the new cursor, or None when nobody is left."""
    if taken.member_id is not None:
        await run(_to_one(taken.message), taken.id)
        return None
    notice = None if taken.notice_id is None else await Notice.get(id=taken.notice_id).only("id", "kind", "urgency", "starts_at")
    rules, waits = _rules(taken, notice), await _waits(taken, notice, gather_seconds)
    source = await _source(taken)
    if source is None:
        return None
    page = f"SELECT id FROM ({source}) AS source WHERE id > {taken.cursor} ORDER BY id LIMIT {int(chunk)}"  # noqa: S608 - whole numbers
    found = await run(f"SELECT max(id) AS last, count(*) AS number FROM ({page}) AS page")  # noqa: S608 - whole numbers
    last: int | None = found[0]["last"]
    if last is None:
        return None
    readers = f"SELECT member_id, min(id) AS place FROM ({source}) AS source WHERE id > {taken.cursor} AND id <= {last} GROUP BY member_id"  # noqa: S608 - whole numbers
    await run(_INSERT.format(readers=readers, begin=_begin(taken.lane), **_due(waits), **rules), taken.id)
    return last if found[0]["number"] == chunk else None


async def _waits(taken: _Taken, notice: Notice | None, seconds: float) -> _Waits | None:
    """How its mails wait for others; None where they go at once."""
    now = await clock.now()
    gathering = gathering_of(taken.message, notice, now) if seconds and taken.lane is Lane.BULK else None
    is_over_soon = taken.valid_until <= now + timedelta(seconds=seconds) + SOON
    return None if gathering is None or is_over_soon else _Waits(gathering, seconds)


def _due(waits: _Waits | None) -> dict[str, str]:
    """SQL of when a row is due and with what it waits."""
    at_once = clock.sql_after("begin.due_at", "line.turn * 0.001")
    if waits is None:
        return {"due_at": at_once, "gathering": "CAST(NULL AS VARCHAR(16))"}
    is_mail = f"line.channel = '{Channel.MAIL}'"
    later = clock.sql_now(plus_seconds=waits.seconds, plus="line.turn * 0.001")
    return {
        "due_at": f"CASE WHEN {is_mail} THEN {later} ELSE {at_once} END",
        "gathering": f"CASE WHEN {is_mail} THEN '{waits.gathering}' END",
    }


def _rules(taken: _Taken, notice: Notice | None) -> dict[str, str]:
    """What decides whether a person wants a mail, or pushes, of this."""
    if notice is None:
        return _rules_of("document")
    about = "outage" if notice.is_outage else "notice"
    if taken.message not in REMINDERS:
        return _rules_of(about, is_alert=notice.urgency is Urgency.URGENT)
    wants_push = f"COALESCE(p.{about}_push, true)"
    if taken.message == Message.NOTICE_SOON:
        return {"mail": "false", "push": f"{wants_push} AND COALESCE(p.reminder_hour, false)", "urgent": "false", "or_why_not": "false"}
    wants = "COALESCE(p.reminder_evening, true)"
    by_push = f"({wants_push} AND EXISTS (SELECT 1 FROM device d WHERE d.member_id = m.id))"  # noqa: S608 - our own constants
    return {
        "mail": f"COALESCE(p.{about}_mail, true) AND {wants} AND NOT {by_push}",
        "push": f"{wants_push} AND {wants}",
        "urgent": "false",
        "or_why_not": "false",
    }


def _rules_of(about: str, *, is_alert: bool = False) -> dict[str, str]:
    wants = {"mail": f"COALESCE(p.{about}_mail, true)", "push": f"COALESCE(p.{about}_push, true)"}
    return wants | {"urgent": "true" if is_alert else "false", "or_why_not": "true"}


def _to_one(message: str) -> str:
    if message in COPIES:
        return copies.INSERT
    return _TEST_PUSH if message == Message.TEST_PUSH else _ACCOUNT_MAIL


async def _tell_readers(taken: _Taken) -> None:
    source = await _source(taken)
    if source is not None:
        await copies.write(taken.id, taken.message, taken.lane, source)


async def _source(taken: _Taken) -> str | None:
    """Whom it is for, as a SELECT of (id, member_id); None where its document is gone."""
    if taken.notice_id is not None:
        return notice_audience(taken.notice_id, taken.message, taken.subject_id)
    return await document_readers(_known(taken.document_id))


def _known(document_id: UUID | None) -> UUID:
    if document_id is None:
        raise ValueError("a broadcast needs a notice, a document or a member")
    return document_id


def _begin(lane: Lane) -> str:
    """SQL table of when the rows of each channel begin: with the oldest row that waits there, or a while ago where none does.

    Claims take what is due longest. The rows of a broadcast lie a millisecond apart, all in the past, so two broadcasts take turns,
    and a small one never waits for the end of a large one (OB-17).
    """
    a_while_ago = clock.sql_now(plus_seconds=-STAGGER_SECONDS)
    lines = [
        f"""
        SELECT '{channel}' AS channel, COALESCE((SELECT min(w.due_at) FROM delivery w WHERE w.is_open = true AND w.lane = '{lane}'
            AND w.channel = '{channel}' AND w.due_at <= {clock.sql_now()}), {a_while_ago}) AS due_at
        """  # noqa: S608 - our own constants
        for channel in Channel
    ]
    return " UNION ALL ".join(lines)


# A person is reached by mail when they have an account and a confirmed address, and by each of their devices. An urgent notice
# ignores what was switched off. Whoever is reached by nothing gets the row that says why, but of a reminder: whoever knows already
# is reminded by their devices, and by mail where they have none. The turns follow the audience, which is in
# order of houses: neighbours are sent to one after the other, so their words are made once, however many houses there are.
_INSERT = """
    WITH person AS (
        SELECT m.id, reader.place, m.status = 'deceased' AS is_deceased,
            {urgent} AS is_urgent,
            m.email IS NOT NULL AND m.email_state = 'verified' AND EXISTS (SELECT 1 FROM account a WHERE a.member_id = m.id) AS has_mail,
            {mail} AS wants_mail, {push} AS wants_push
        FROM ({readers}) AS reader JOIN member m ON m.id = reader.member_id LEFT JOIN preference p ON p.member_id = m.id
    ), reached AS (
        SELECT id, place, 'mail' AS channel, 'mail' AS target FROM person WHERE NOT is_deceased AND has_mail AND (is_urgent OR wants_mail)
        UNION ALL
        SELECT person.id, person.place, d.kind, CAST(d.id AS VARCHAR(40)) FROM person JOIN device d ON d.member_id = person.id
        WHERE NOT is_deceased AND (is_urgent OR wants_push)
    ), begin AS ({begin}
    ), line AS (
        SELECT ROW_NUMBER() OVER (ORDER BY place, target) AS turn,
            id AS member_id, channel, target, 'queued' AS state, true AS is_open, CAST(NULL AS VARCHAR(32)) AS reason FROM reached
        UNION ALL
        SELECT 0, id, 'paper', '-', 'skipped', false, CASE WHEN is_deceased THEN 'deceased'
            WHEN has_mail OR EXISTS (SELECT 1 FROM device d WHERE d.member_id = person.id) THEN 'opted_out' ELSE 'no_channel' END
        FROM person WHERE {or_why_not} AND id NOT IN (SELECT id FROM reached)
    )
    INSERT INTO delivery (broadcast_id, member_id, channel, target, lane, state, is_open, reason, created_at, due_at, valid_until,
        attempt, last_status, provider_id, gathering)
    SELECT b.id, line.member_id, line.channel, line.target, b.lane, line.state, line.is_open, line.reason, b.created_at, {due_at},
        b.valid_until, 0, '', '', {gathering}
    FROM line JOIN broadcast b ON b.id = $1 JOIN begin ON begin.channel = line.channel WHERE true
    ON CONFLICT (broadcast_id, member_id, channel, target) DO NOTHING
"""

# An account mail goes to its one member, whatever they switched off; only the dead get none.
_ACCOUNT_MAIL = """
    WITH person AS (
        SELECT b.id AS broadcast_id, m.id, m.status = 'deceased' AS is_deceased
        FROM broadcast b JOIN member m ON m.id = b.member_id WHERE b.id = $1
    )
    INSERT INTO delivery (broadcast_id, member_id, channel, target, lane, state, is_open, reason, created_at, due_at, valid_until,
        attempt, last_status, provider_id)
    SELECT b.id, p.id, CASE WHEN is_deceased THEN 'paper' ELSE 'mail' END, CASE WHEN is_deceased THEN '-' ELSE 'mail' END, b.lane,
        CASE WHEN is_deceased THEN 'skipped' ELSE 'queued' END, NOT is_deceased, CASE WHEN is_deceased THEN 'deceased' END,
        b.created_at, b.not_before, b.valid_until, 0, '', ''
    FROM person p JOIN broadcast b ON b.id = p.broadcast_id WHERE true
    ON CONFLICT (broadcast_id, member_id, channel, target) DO NOTHING
"""

# A device that was removed meanwhile gets nothing: there is nobody left to tell.
_TEST_PUSH = """
    INSERT INTO delivery (broadcast_id, member_id, channel, target, lane, state, is_open, reason, created_at, due_at, valid_until,
        attempt, last_status, provider_id)
    SELECT b.id, b.member_id, d.kind, CAST(d.id AS VARCHAR(40)), b.lane, 'queued', true, NULL, b.created_at, b.not_before,
        b.valid_until, 0, '', ''
    FROM broadcast b JOIN device d ON d.id = b.subject_id AND d.member_id = b.member_id WHERE b.id = $1
    ON CONFLICT (broadcast_id, member_id, channel, target) DO NOTHING
"""
