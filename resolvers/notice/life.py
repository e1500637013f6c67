"""What readers do with a notice: they open it, and tap on "Gelesen"."""

from uuid import UUID, uuid4

from models import clock
from models.database import transaction
from models.event import Topic
from push import live
from push.statement import run
from resolvers.access import Viewer, require_tenant
from resolvers.errors import NotFound
from resolvers.notice.board import NoticeView, get


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


async def _receive(viewer: Viewer, notice_id: UUID, *, confirm: bool) -> NoticeView:
    tenant = require_tenant(viewer)
    seen = await get(tenant, notice_id)
    if seen is None:
        raise NotFound
    now = clock.sql_now()
    confirmed = now if confirm else "NULL"
    async with transaction():
        changed = await run(
            f"""
            INSERT INTO notice_receipt (id, notice_id, member_id, opened_at, confirmed_at) VALUES ($1, $2, $3, {now}, {confirmed})
            ON CONFLICT (notice_id, member_id) DO UPDATE SET
                opened_at = CASE WHEN notice_receipt.opened_at >= $4 THEN notice_receipt.opened_at ELSE excluded.opened_at END,
                confirmed_at = CASE WHEN notice_receipt.confirmed_at >= $4 THEN notice_receipt.confirmed_at ELSE excluded.confirmed_at END
            WHERE notice_receipt.opened_at IS NULL OR notice_receipt.opened_at < $4
                OR (excluded.confirmed_at IS NOT NULL AND (notice_receipt.confirmed_at IS NULL OR notice_receipt.confirmed_at < $4))
            RETURNING id
            """,  # noqa: S608 - the clock's expression only
            uuid4(),
            notice_id,
            tenant.member_id,
            seen.notice.changed_at or seen.notice.created_at,
        )
        if changed:
            await live.notify(Topic.DELIVERY, notice_id)
    view = await get(tenant, notice_id)
    if view is None:
        raise NotFound
    return view
