"""Taking in what comes back: a report finds its row by signature, the row and the address learn of it once (SM-18).

A report that is handed over twice changes nothing the second time: the ledger keeps its identity beside the attempt it made.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import structlog

from models import clock
from models.database import as_uuid, transaction
from models.delivery import NOT_TO_THE_MEMBERS, Channel, DeliveryState, Reason
from models.event import Topic
from models.keyring import Keyring
from models.suppression import SuppressionCause
from push import live
from push.bounces import addresses, verp
from push.bounces.addresses import Bounce
from push.bounces.report import Kind, Report, read
from push.statement import Kind as SqlKind
from push.statement import is_in, many, run

log: structlog.stdlib.BoundLogger = structlog.get_logger("bounces")


class Taken(StrEnum):
    """What became of one mail."""

    BOUNCED = "bounced"
    SOFT = "soft"
    REFUSED = "refused"
    DELAYED = "delayed"
    COMPLAINT = "complaint"
    DELIVERED = "delivered"
    REPEATED = "repeated"
    FORGED = "forged"
    UNKNOWN = "unknown"
    AUTO_REPLY = "auto_reply"
    NO_REPORT = "no_report"


_TAKEN = {
    Kind.HARD: Taken.BOUNCED,
    Kind.SOFT: Taken.SOFT,
    Kind.REFUSED: Taken.REFUSED,
    Kind.DELAYED: Taken.DELAYED,
    Kind.COMPLAINT: Taken.COMPLAINT,
}
_REASONS = {Kind.HARD: Reason.ADDRESS_REFUSED, Kind.SOFT: Reason.ADDRESS_REFUSED, Kind.REFUSED: Reason.CONFIGURATION}


@dataclass(frozen=True, slots=True)
class _Row:
    """The delivery a report is about, locked. `address_hash` is where its mail went, "" when it never went anywhere.

    `was_delayed` says that the mail to that address was reported late before, and so has been counted.
    """

    id: int
    member_id: UUID
    same_mail_as: int | None
    is_members_address: bool
    is_bounced: bool
    address_hash: str
    was_delayed: bool


async def take(content: bytes, keyring: Keyring, recipient: str = "") -> Taken:
    """Take in one mail, in a transaction of its own. `recipient` is the envelope's, where the mail server tells it.

    Whatever cannot be believed changes nothing: a forged signature, a row that is not there, an answer that is no report.
    """
    report = read(content)
    if report.kind in {Kind.AUTO_REPLY, Kind.OTHER}:
        taken, delivery_id = Taken.AUTO_REPLY if report.kind is Kind.AUTO_REPLY else Taken.NO_REPORT, None
    else:
        named = verp.find(keyring, [recipient, *report.return_paths], report.message_ids)
        delivery_id = named.delivery_id
        if delivery_id is None:
            taken = Taken.FORGED if named.is_forged else Taken.UNKNOWN
        elif report.kind is Kind.DELIVERED:
            taken = Taken.DELIVERED
        else:
            taken = await _take_in(report, delivery_id, keyring)
    log.info("bounce.taken", taken=taken.value, delivery=delivery_id, status=report.status)
    return taken


async def _take_in(report: Report, delivery_id: int, keyring: Keyring) -> Taken:
    async with transaction():
        row = await _lock(delivery_id)
        if row is None or not row.address_hash:
            return Taken.UNKNOWN
        if not await _record(report, row):
            return Taken.REPEATED
        if report.kind is Kind.DELAYED and (row.was_delayed or row.is_bounced):
            return Taken.REPEATED
        if report.kind in _REASONS and not await _end(report, row):
            return Taken.REPEATED
        await _follow(report, row, keyring)
    return _TAKEN[report.kind]


async def _lock(delivery_id: int) -> _Row | None:
    """The first statement writes, so that two processes with one report take turns (F10)."""
    held = await run(
        f"UPDATE delivery SET state = state WHERE id = $1 AND channel = '{Channel.MAIL}' "  # noqa: S608 - our own constants
        "RETURNING member_id, broadcast_id, state, same_mail_as",
        delivery_id,
    )
    if not held:
        return None
    broadcast = await run("SELECT message FROM broadcast WHERE id = $1", as_uuid(held[0]["broadcast_id"]))
    sent = await run(
        "SELECT target_hash, outcome FROM delivery_attempt WHERE delivery_id = $1 AND target_hash <> '' ORDER BY id DESC", delivery_id
    )
    address_hash = sent[0]["target_hash"] if sent else ""
    return _Row(
        id=delivery_id,
        member_id=as_uuid(held[0]["member_id"]),
        same_mail_as=held[0]["same_mail_as"],
        is_members_address=broadcast[0]["message"] not in NOT_TO_THE_MEMBERS,
        is_bounced=held[0]["state"] == DeliveryState.BOUNCED,
        address_hash=address_hash,
        was_delayed=any((one["target_hash"], one["outcome"]) == (address_hash, Taken.DELAYED) for one in sent),
    )


async def _record(report: Report, row: _Row) -> bool:
    """Add the report to the ledger; False when it stands there already."""
    found = await run(
        f"""
        INSERT INTO delivery_attempt (delivery_id, started_at, channel, target_hash, outcome, status, latency_ms, provider_id)
        SELECT d.id, {clock.sql_now()}, d.channel, '{row.address_hash}', '{_TAKEN[report.kind]}', $2, 0, CAST($3 AS VARCHAR(200))
            FROM delivery d WHERE d.id = $1
            AND NOT EXISTS (SELECT 1 FROM delivery_attempt a WHERE a.delivery_id = $1 AND a.provider_id = CAST($3 AS VARCHAR(200)))
        RETURNING id
        """,  # noqa: S608 - our own constants and a hash
        row.id,
        report.status[:32],
        report.identity,
    )
    return bool(found)


async def _end(report: Report, row: _Row) -> bool:
    """The mail did not arrive: its row is bounced, also while it waits for another try, and whatever came in the same mail.

    False when an earlier report said so.
    """
    if row.is_bounced:
        return False
    ended = await run(
        f"""
        UPDATE delivery SET state = '{DeliveryState.BOUNCED}', is_open = false, reason = '{_REASONS[report.kind]}', last_status = $2,
            settled_at = COALESCE(settled_at, {clock.sql_now()}), lease_token = NULL, lease_until = NULL
        WHERE (id = $1 OR (member_id = $3 AND same_mail_as = $4))
            AND state IN ('{DeliveryState.ACCEPTED}', '{DeliveryState.QUEUED}', '{DeliveryState.LEASED}')
        RETURNING broadcast_id
        """,  # noqa: S608 - our own constants
        row.id,
        report.status[:32],
        row.member_id,
        row.same_mail_as,
    )
    told = await run(
        f"SELECT DISTINCT notice_id FROM broadcast WHERE notice_id IS NOT NULL AND id {is_in('$1', SqlKind.UUID)}",  # noqa: S608 - a placeholder
        many({as_uuid(one["broadcast_id"]) for one in ended}),
    )
    for one in told:
        await live.notify(Topic.DELIVERY, as_uuid(one["notice_id"]))
    return True


async def _follow(report: Report, row: _Row, keyring: Keyring) -> None:
    """Count or suppress the address the mail went to. The address of an activation mail is nobody's yet.

    One mail is one soft bounce: relays report each some hours that it is late, and at last that they gave up (SM-04).
    """
    if not row.is_members_address or report.kind is Kind.REFUSED or (report.kind is Kind.SOFT and row.was_delayed):
        return
    bounce = Bounce(row.address_hash, report.status, row.id)
    match report.kind:
        case Kind.HARD:
            found = await addresses.suppress([bounce], SuppressionCause.HARD_BOUNCE)
        case Kind.COMPLAINT:
            found = await addresses.suppress([bounce], SuppressionCause.COMPLAINT)
        case _:
            found = await addresses.count([bounce])
    if not found:
        return
    # The member may have another address by now, which has done nothing.
    member = await run("SELECT email FROM member WHERE id = $1", row.member_id)
    email = member[0]["email"] if member else None
    if email and addresses.address_hash(keyring, email) == row.address_hash:
        await addresses.mark([email])
