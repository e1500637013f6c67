"""Mails about reading along: put into the outbox in the caller's transaction. Both sides are told when it starts and when it ends."""

from datetime import timedelta
from uuid import UUID

from models import clock
from models.database import as_uuid
from models.delivery import Broadcast, Lane, Message
from models.reader import Reader
from push.outbox import announce

_VALID = timedelta(days=5)  # RFC 5321 4.5.4.1: give up after four to five days.


async def send_invitation(row: Reader) -> None:
    """The link, to the address that was named; it is made when the mail goes out."""
    await _send(Message.READER_INVITATION, as_uuid(row.person_id), row)


async def tell_started(row: Reader) -> None:
    """To the member and to who reads."""
    await _send(Message.READER_STARTED, as_uuid(row.member_id), row)
    await _send(Message.READING_STARTED, as_uuid(row.person_id), row)


async def tell_ended(row: Reader) -> None:
    """To the member and to who read."""
    await _send(Message.READER_ENDED, as_uuid(row.member_id), row)
    await _send(Message.READING_ENDED, as_uuid(row.person_id), row)


async def cancel(row: Reader) -> None:
    """What has not gone out yet about it is no longer wanted."""
    await Broadcast.filter(subject_id=row.id, cancelled_at=None).update(cancelled_at=await clock.now())


async def _send(message: Message, to: UUID, row: Reader) -> None:
    await announce(message, lane=Lane.URGENT, valid_for=_VALID, member_id=to, subject_id=row.id)
