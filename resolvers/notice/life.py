"""What happens to a notice after it is posted: read, confirmed, ended, cancelled."""

from datetime import datetime
from uuid import UUID, uuid4

from models import audit, clock
from models.audience import AudienceRule
from models.audit import AuditAction
from models.database import as_uuid, transaction
from models.event import Topic
from models.notice import Notice, NoticeState
from push import live
from push.statement import run
from resolvers import audience, delivery
from resolvers.access import Staff, Viewer, actor, is_limited, require_tenant
from resolvers.audience import Rule
from resolvers.errors import Conflict, NotFound
from resolvers.notice.board import NoticeView, get, views
from resolvers.notice.form import OUTAGE_ON_BOARD
from resolvers.notice.publish import require_sender


async def mark_read(viewer: Viewer, notice_id: UUID) -> NoticeView:
    """Note that the tenant opened the notice while signed in; the first time counts.

    Raises:
        NotAllowed: only tenants read.
        NotFound: there is no such notice for the viewer.
    """
    return await _receive(viewer, notice_id, confirm=False)


async def confirm(viewer: Viewer, notice_id: UUID) -> NoticeView:
    """The tap on "Gelesen"; the first one counts. It also says that the notice was opened.

    Raises:
        NotAllowed: only tenants read.
        NotFound: there is no such notice for the viewer.
    """
    return await _receive(viewer, notice_id, confirm=True)


async def end(viewer: Viewer, notice_id: UUID) -> NoticeView:
    """The all-clear. Only staff release it, and only who may send the notice may end it.

    Raises:
        NotAllowed: the role does not send this, or it reaches beyond the viewer's area.
        NotFound: there is no such notice for the viewer.
        Conflict: it is not running any more, or has not begun (then it is cancelled, not ended).
    """
    return await _close(viewer, notice_id, NoticeState.ENDED, AuditAction.NOTICE_ENDED)


async def cancel(viewer: Viewer, notice_id: UUID) -> NoticeView:
    """Call it off. What was not sent yet is not sent any more (OB-14); what is on its way arrives.

    Raises:
        NotAllowed: the role does not send this, or it reaches beyond the viewer's area.
        NotFound: there is no such notice for the viewer.
        Conflict: it is over or cancelled already.
    """
    return await _close(viewer, notice_id, NoticeState.CANCELLED, AuditAction.NOTICE_CANCELLED)


async def _receive(viewer: Viewer, notice_id: UUID, *, confirm: bool) -> NoticeView:
    tenant = require_tenant(viewer)
    if await get(tenant, notice_id) is None:
        raise NotFound
    now = clock.sql_now()
    confirmed = now if confirm else "NULL"
    async with transaction():
        changed = await run(
            f"""
            INSERT INTO notice_receipt (id, notice_id, member_id, opened_at, confirmed_at) VALUES ($1, $2, $3, {now}, {confirmed})
            ON CONFLICT (notice_id, member_id) DO UPDATE SET opened_at = COALESCE(notice_receipt.opened_at, excluded.opened_at),
                confirmed_at = COALESCE(notice_receipt.confirmed_at, excluded.confirmed_at)
            WHERE notice_receipt.opened_at IS NULL OR (notice_receipt.confirmed_at IS NULL AND excluded.confirmed_at IS NOT NULL)
            RETURNING id
            """,  # noqa: S608 - the clock's expression only
            uuid4(),
            notice_id,
            tenant.member_id,
        )
        if changed:
            await live.notify(Topic.DELIVERY, notice_id)
    view = await get(tenant, notice_id)
    if view is None:
        raise NotFound
    return view


async def _close(viewer: Viewer, notice_id: UUID, state: NoticeState, action: AuditAction) -> NoticeView:
    found = await get(viewer, notice_id)
    if found is None:
        raise NotFound
    require_sender(viewer, found.notice.urgency)
    await _require_reach(viewer, found.notice)
    now = await clock.now()
    if state is NoticeState.ENDED and found.notice.starts_at and found.notice.starts_at > now:
        raise Conflict("It has not begun; cancel it instead.")
    await _move(viewer, notice_id, state, action, now)
    return (await views(viewer, [await Notice.get(id=notice_id)]))[0]


async def _require_reach(viewer: Viewer, notice: Notice) -> None:
    """An area limits staff and tokens to their own notices, and those they could have sent: it is over for everybody it went to."""
    is_own = isinstance(viewer, Staff) and notice.created_by_id == viewer.staff_id
    if is_own or not is_limited(viewer):
        return
    rules = await AudienceRule.filter(notice_id=notice.id, is_exclusion=False)
    targets = [rule.district_id or rule.house_id or rule.unit_id or rule.member_id for rule in rules]
    chosen = [Rule(rule.scope, id=as_uuid(target) if target else None) for rule, target in zip(rules, targets, strict=True)]
    await audience.require_area(viewer, chosen)


async def _move(viewer: Viewer, notice_id: UUID, state: NoticeState, action: AuditAction, now: datetime) -> None:
    async with transaction():
        # One statement decides between two who end it at the same time.
        moved = await Notice.filter(id=notice_id, state=NoticeState.PUBLISHED).update(
            state=state, ended_at=now, updated_at=now, archived_at=now + OUTAGE_ON_BOARD
        )
        if not moved:
            raise Conflict("The notice is over or cancelled already.")
        await delivery.cancel_unsent(notice_id=notice_id, now=now)
        await audit.record(action, actor(viewer), object_kind="notice", object_id=notice_id)
        await live.notify(Topic.NOTICE, notice_id)
        await live.notify(Topic.DELIVERY, notice_id)
