"""Stopping what is unsent."""

from datetime import datetime
from uuid import UUID

from tortoise.expressions import Subquery

from models.delivery import Broadcast, Delivery, DeliveryState, Reason


async def cancel_unsent(*, now: datetime, notice_id: UUID | None = None, document_id: UUID | None = None) -> None:
    """Stop what was announced about a notice or a document, in the caller's transaction: unsent rows are cancelled at once (OB-14).

    What a worker holds already is finished; it looks again right before sending.
    """
    about = Broadcast.filter(notice_id=notice_id) if notice_id else Broadcast.filter(document_id=document_id)
    await about.filter(cancelled_at__isnull=True).update(cancelled_at=now)
    unsent = Delivery.filter(broadcast_id__in=Subquery(about.values("id")), state=DeliveryState.QUEUED)
    await unsent.update(state=DeliveryState.CANCELLED, is_open=False, reason=Reason.WITHDRAWN, settled_at=now)
