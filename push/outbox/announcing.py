"""Putting a message into the outbox."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from models import clock
from models.delivery import Broadcast, Lane, Message
from push import wakeup


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
