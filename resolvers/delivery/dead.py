"""Dead letters: deliveries that were tried too often or killed their workers, for staff to try again or give up (OB-12).

A row of the ledger holds no content: the words are made from the notice at the moment of sending. So nothing has to be purged but the
row itself, 30 days after it died (push/retention.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models import audit, clock
from models.audit import AuditAction
from models.database import as_uuid, transaction
from models.delivery import Channel, Delivery, DeliveryState, Message, Reason
from models.document import Document
from models.event import Topic
from models.notice import Notice, NoticeState
from push import live, wakeup
from push.statement import run
from resolvers.access import DESK_ROLES, ROLES, Task, Viewer, actor, require_staff, visible_documents
from resolvers.delivery import scope
from resolvers.errors import Conflict, NotFound
from resolvers.paging import Page, cut

MANAGERS = ROLES[Task.MANAGE_DELIVERIES]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One dead delivery. `target` is masked: `…@muster.example`, or the end of a device's id.

    `about` is a title, "" for account mails and for documents the viewer may not see: the title alone would tell of a reminder of rent.
    """

    id: int
    member_id: UUID
    member_name: str
    about: str
    notice_id: UUID | None
    message: Message
    channel: Channel
    target: str
    reason: Reason | None
    last_status: str
    died_at: datetime | None
    can_retry: bool


async def dead_letters(viewer: Viewer, *, first: int, after: str | None = None, notice_id: UUID | None = None) -> Page[DeadLetter]:
    """Dead deliveries that the viewer may see, the oldest first.

    Raises:
        NotAllowed: staff at a desk only.
        InvalidInput: first or after.
    """
    require_staff(viewer, DESK_ROLES)
    page = cut(await _dead(viewer, notice_id), Delivery, first=first, after=after)
    rows = await Delivery.filter(id__in=[row["id"] for row in page.items]).select_related("member", "broadcast").order_by("id")
    return page.replace(await _letters(viewer, rows))


async def _dead(viewer: Viewer, notice_id: UUID | None) -> list[dict[str, Any]]:
    """Few at any time, and found by their own index; who may be seen is asked afterwards, as SQLite would begin with the members."""
    about = " AND broadcast_id IN (SELECT id FROM broadcast WHERE notice_id = $1)" if notice_id is not None else ""
    found = await run(
        "SELECT id, member_id, (SELECT notice_id FROM broadcast WHERE id = broadcast_id) AS notice_id FROM delivery "  # noqa: S608 - our own constants
        f"WHERE state = '{DeliveryState.DEAD}'{about} ORDER BY id",
        *([notice_id] if notice_id is not None else []),
    )
    return await scope.seen(viewer, found) if found else found


async def retry(viewer: Viewer, delivery_id: int) -> None:
    """Queue a dead delivery once more, with all its attempts before it.

    Raises:
        NotAllowed: the administration, alert senders and the member desk only.
        NotFound: there is no such delivery for the viewer.
        Conflict: it is not dead, or what it says is withdrawn or out of date.
    """
    require_staff(viewer, MANAGERS)
    row = await _find(viewer, delivery_id)
    async with transaction():
        changed = await run(
            f"""
            UPDATE delivery SET state = '{DeliveryState.QUEUED}', is_open = true, reason = NULL, attempt = 0, due_at = {clock.sql_now()},
                settled_at = NULL
            WHERE id = $1 AND state = '{DeliveryState.DEAD}' AND valid_until > {clock.sql_now()} AND {_STANDS} RETURNING id
            """,  # noqa: S608 - our own constants
            delivery_id,
        )
        if not changed:
            raise Conflict("The delivery is not dead any more, or what it says is withdrawn or out of date.")
        await _record(AuditAction.DELIVERY_RETRIED, viewer, row)
        await wakeup.ring(wakeup.Bell.OUTBOX)


async def drop(viewer: Viewer, delivery_id: int) -> None:
    """Give a dead delivery up: it is over, and counts among those not sent.

    Raises:
        NotAllowed: the administration, alert senders and the member desk only.
        NotFound: there is no such delivery for the viewer.
        Conflict: it is not dead.
    """
    require_staff(viewer, MANAGERS)
    row = await _find(viewer, delivery_id)
    async with transaction():
        dead = Delivery.filter(id=delivery_id, state=DeliveryState.DEAD)
        if not await dead.update(state=DeliveryState.CANCELLED, reason=Reason.DROPPED):
            raise Conflict("The delivery is not dead any more.")
        await _record(AuditAction.DELIVERY_DROPPED, viewer, row)


_STANDS = f"""EXISTS (SELECT 1 FROM broadcast b LEFT JOIN notice n ON n.id = b.notice_id LEFT JOIN document t ON t.id = b.document_id
    WHERE b.id = delivery.broadcast_id AND b.cancelled_at IS NULL AND t.withdrawn_at IS NULL
        AND (n.id IS NULL OR n.state = '{NoticeState.PUBLISHED}'))"""  # noqa: S608 - our own constants


async def _find(viewer: Viewer, delivery_id: int) -> Delivery:
    """Whatever its state: two people at the desk may decide at once."""
    row = await Delivery.get_or_none(id=delivery_id).select_related("broadcast")
    if row is None or not await scope.seen(viewer, [{"member_id": row.member_id, "notice_id": row.broadcast.notice_id}]):
        raise NotFound
    return row


async def _record(action: AuditAction, viewer: Viewer, row: Delivery) -> None:
    details: dict[str, object] = {"channel": row.channel.value, "reason": str(row.reason or ""), "message": row.broadcast.message.value}
    await audit.record(action, actor(viewer), object_kind="delivery", object_id=row.pk, details=details)
    if row.broadcast.notice_id is not None:
        await live.notify(Topic.DELIVERY, as_uuid(row.broadcast.notice_id))


async def _letters(viewer: Viewer, found: Sequence[Delivery]) -> list[DeadLetter]:
    now = await clock.now()
    notices = {notice.id: notice for notice in await Notice.filter(id__in=_named(found, "notice_id"))}
    documents = {document.id: document for document in await Document.filter(id__in=_named(found, "document_id"))}
    readable = (
        set(await (await visible_documents(viewer)).filter(id__in=list(documents)).values_list("id", flat=True))
        if documents
        else set[Any]()
    )

    def letter(row: Delivery) -> DeadLetter:
        broadcast, reason = row.broadcast, _reason(row)
        notice = notices.get(as_uuid(broadcast.notice_id)) if broadcast.notice_id else None
        document = documents.get(as_uuid(broadcast.document_id)) if broadcast.document_id else None
        stands = broadcast.cancelled_at is None and (notice is None or notice.state is NoticeState.PUBLISHED)
        about = notice or (document if document is not None and document.id in readable else None)
        return DeadLetter(
            id=row.pk,
            member_id=row.member.id,
            member_name=scope.name_of(row.member),
            about=about.title if about else "",
            notice_id=notice.id if notice else None,
            message=broadcast.message,
            channel=row.channel,
            target=_masked(row),
            reason=reason,
            last_status=row.last_status,
            died_at=row.settled_at,
            can_retry=stands and row.valid_until > now and (document is None or document.withdrawn_at is None),
        )

    return [letter(row) for row in found]


def _named(found: Sequence[Delivery], column: str) -> list[UUID]:
    return [as_uuid(getattr(row.broadcast, column)) for row in found if getattr(row.broadcast, column) is not None]


def _reason(row: Delivery) -> Reason | None:
    reason: Any = row.reason
    return reason


def _masked(row: Delivery) -> str:
    """Enough to tell two targets of one person apart, too little to write there."""
    if row.channel is Channel.MAIL:
        return f"…@{row.member.email.rpartition('@')[2]}" if row.member.email else ""
    return f"…{row.target[-4:]}"
