"""When every device of somebody failed for good, the message goes by mail (OB-24)."""

from collections.abc import Collection

from models import clock
from models.delivery import NOTICES, Channel, DeliveryState, Message
from push.statement import Kind, is_in, is_postgresql, many, run

_SLOTS = 64
_LOCK = 240_024
_ABOUT_SOMETHING = ", ".join(f"'{message}'" for message in [*sorted(NOTICES - {Message.NOTICE_SOON}), Message.DOCUMENT_PUBLISHED])


async def to_mail(ids: Collection[int]) -> int:
    """Put a mail beside these rows of pushes that ended without being accepted, in the caller's transaction; returns how many.

    Only where nothing else of the same message is open, accepted or a mail already, and the person has a confirmed address. It goes
    also to who switched mails off: they chose push instead, and that did not work. Who has no address is on the list for paper.

    Call it last in the transaction: from here to its end, workers that settle devices of the same person take turns.
    """
    if not ids:
        return 0
    await _take_turns(ids)
    made = await run(
        f"""
        INSERT INTO delivery (broadcast_id, member_id, channel, target, lane, state, is_open, is_fallback, reason, created_at, due_at,
            valid_until, attempt, last_status, provider_id)
        SELECT DISTINCT d.broadcast_id, d.member_id, '{Channel.MAIL}', 'mail', d.lane, '{DeliveryState.QUEUED}', true, true,
            CAST(NULL AS VARCHAR(32)), d.created_at, {clock.sql_now()}, d.valid_until, 0, '', ''
        FROM delivery d JOIN broadcast b ON b.id = d.broadcast_id JOIN member m ON m.id = d.member_id
        WHERE d.id {is_in("$1", Kind.NUMBER)} AND b.message IN ({_ABOUT_SOMETHING}) AND b.cancelled_at IS NULL
            AND d.valid_until > {clock.sql_now()} AND m.status <> 'deceased' AND m.email IS NOT NULL AND m.email_state = 'verified'
            AND EXISTS (SELECT 1 FROM account a WHERE a.member_id = m.id)
            AND NOT EXISTS (SELECT 1 FROM delivery o WHERE o.broadcast_id = d.broadcast_id AND o.member_id = d.member_id
                AND (o.channel = '{Channel.MAIL}' OR o.is_open = true OR o.state = '{DeliveryState.ACCEPTED}'))
        ON CONFLICT (broadcast_id, member_id, channel, target) DO NOTHING
        RETURNING id
        """,  # noqa: S608 - our own constants
        many(ids),
    )
    return len(made)


async def _take_turns(ids: Collection[int]) -> None:
    """Two workers that settle the last two devices of one person at once would each still see the other's as under way.

    On PostgreSQL the second waits until the first has committed, and then sees what it wrote; a bounded number of locks, always in
    the same order. SQLite has one writer.
    """
    if is_postgresql():
        await run(
            f"""
            SELECT pg_advisory_xact_lock({_LOCK}, slot) FROM (SELECT DISTINCT abs(hashtext(member_id::text) % {_SLOTS}) AS slot
                FROM delivery WHERE id {is_in("$1", Kind.NUMBER)} ORDER BY slot) AS turn
            """,  # noqa: S608 - our own constants
            many(ids),
        )
