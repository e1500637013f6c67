"""Stopping what is unsent."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from models.delivery import Broadcast, DeliveryState, Message, Reason
from push.statement import Kind, is_in, many, run, skip_locked


async def cancel_unsent(
    *, now: datetime, notice_id: UUID | None = None, document_id: UUID | None = None, without: Collection[Message] = ()
) -> None:
    """Stop what was announced about a notice or a document, in the caller's transaction: unsent rows are cancelled at once (OB-14).

    Messages `without` go on.

    What a worker holds already is finished; it looks again right before sending. So a row that one is about to take is passed over:
    waiting for it, this and a worker that settles would sooner or later wait for each other.
    """
    about = Broadcast.filter(notice_id=notice_id) if notice_id else Broadcast.filter(document_id=document_id)
    about = about.exclude(message__in=list(without)) if without else about
    await about.filter(cancelled_at__isnull=True).update(cancelled_at=now)
    await run(
        f"""
        UPDATE delivery SET state = '{DeliveryState.CANCELLED}', is_open = false, reason = '{Reason.WITHDRAWN}', settled_at = $2
        WHERE id IN (SELECT id FROM delivery WHERE broadcast_id {is_in("$1", Kind.UUID)} AND state = '{DeliveryState.QUEUED}'
            {skip_locked()})
        """,  # noqa: S608 - our own constants
        many([broadcast.id for broadcast in await about]),
        now,
    )
