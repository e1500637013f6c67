"""What readers are told of what somebody else was sent: a broadcast of its own for each, which the member's figures never count (DS-19a).

It is written together with the last chunk of the member's, and looked at once more right before sending: who reads no more gets nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from models import clock
from models.database import as_datetime, as_uuid
from models.delivery import NOTICES, Broadcast, Lane, Message
from models.reader import Reader, running
from push.statement import Kind, is_in, many, read, run

MESSAGES = dict.fromkeys(NOTICES - {Message.NOTICE_SOON}, Message.NOTICE_FOR_READER) | {
    Message.DOCUMENT_PUBLISHED: Message.DOCUMENT_FOR_READER
}

INSERT = """
    WITH person AS (
        SELECT m.id, m.email IS NOT NULL AND m.email_state = 'verified' AS has_mail
        FROM broadcast b JOIN member m ON m.id = b.member_id WHERE b.id = $1 AND m.status <> 'deceased'
    ), line AS (
        SELECT id AS member_id, 'mail' AS channel, 'mail' AS target FROM person WHERE has_mail
        UNION ALL
        SELECT person.id, d.kind, CAST(d.id AS VARCHAR(40)) FROM person JOIN device d ON d.member_id = person.id
    )
    INSERT INTO delivery (broadcast_id, member_id, channel, target, lane, state, is_open, reason, created_at, due_at, valid_until,
        attempt, last_status, provider_id)
    SELECT b.id, line.member_id, line.channel, line.target, b.lane, 'queued', true, NULL, b.created_at, b.not_before, b.valid_until,
        0, '', ''
    FROM line JOIN broadcast b ON b.id = $1 WHERE true
    ON CONFLICT (broadcast_id, member_id, channel, target) DO NOTHING
"""
"""A copy becomes a mail and a push to each device of the reading person."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Of what, and for whom somebody reads. `name`: as it stands below the salutation; `message`, `update_id`: those of the original."""

    reader_id: UUID
    member_id: UUID
    name: str
    notice_id: UUID | None
    document_id: UUID | None
    message: str
    update_id: UUID | None


async def write(original_id: UUID, message: str, lane: Lane, audience: str) -> None:
    """Announce it to everybody who reads for one of the audience, a SELECT with `member_id`; in the caller's transaction."""
    copied = next((copy for known, copy in MESSAGES.items() if known == message), None)
    reading = Reader.filter(await running())
    if copied is Message.DOCUMENT_FOR_READER:
        reading = reading.filter(reads_documents=True)
    found = await reading if copied is not None else []
    if copied is None or not found:
        return
    told = await read(
        f"SELECT DISTINCT member_id FROM ({audience}) AS source WHERE member_id {is_in('$1', Kind.UUID)}",  # noqa: S608 - our own SELECT
        many({as_uuid(row.member_id) for row in found}),
    )
    members = {as_uuid(row["member_id"]) for row in told}
    original, now = await Broadcast.get(id=original_id), await clock.now()
    await Broadcast.bulk_create(
        [
            Broadcast(
                message=copied,
                lane=lane,
                member_id=row.person_id,
                subject_id=row.id,
                original_id=original_id,
                created_at=now,
                not_before=original.not_before,
                valid_until=as_datetime(original.valid_until),
            )
            for row in found
            if as_uuid(row.member_id) in members
        ],
        batch_size=500,
    )


async def load(broadcasts: Collection[Mapping[str, Any]]) -> dict[UUID, Copy]:
    """The copies among these rows of `broadcast` that may still go: the original stands, and the person still reads."""
    copies = [row for row in broadcasts if row["message"] in MESSAGES.values()]
    if not copies:
        return {}
    originals = await run(
        f"SELECT id, message, subject_id, notice_id, document_id FROM broadcast WHERE cancelled_at IS NULL AND id {is_in('$1', Kind.UUID)}",  # noqa: S608 - our own
        many({as_uuid(row["original_id"]) for row in copies}),
    )
    of = {as_uuid(row["id"]): row for row in originals}
    reading = Reader.filter(await running(), id__in=[as_uuid(row["subject_id"]) for row in copies]).select_related("member")
    readers = {row.id: row for row in await reading}
    found: dict[UUID, Copy] = {}
    for row in copies:
        original, reader = of.get(as_uuid(row["original_id"])), readers.get(as_uuid(row["subject_id"]))
        if original is None or reader is None or (original["document_id"] is not None and not reader.reads_documents):
            continue
        found[as_uuid(row["id"])] = Copy(
            reader.id,
            as_uuid(reader.member_id),
            reader.member.name,
            _optional(original["notice_id"]),
            _optional(original["document_id"]),
            original["message"],
            _optional(original["subject_id"]),
        )
    return found


def _optional(value: Any) -> UUID | None:
    return None if value is None else as_uuid(value)
