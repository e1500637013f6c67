"""A member's dates in their own calendar: made, renewed and ended by the member, fetched by whoever has the address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.expressions import Q

from models import clock, codes
from models.account import Account
from models.calendar_feed import CalendarFeed
from models.database import as_uuid, transaction
from models.member import MemberStatus
from models.notice import Notice, NoticeState
from models.session import SessionKind, SessionScope
from push import calendar
from push.calendar import Date
from push.notice_words import Place, locale
from resolvers.access import Tenant, Viewer, require_tenant, visible_notices
from resolvers.notice import NoticeView, views

PATH = "/kalender"
BEFORE = timedelta(days=90)
MOST = 500


@dataclass(frozen=True, slots=True)
class Feed:
    """`path` is given once, when it is made."""

    created_at: datetime
    path: str | None = None


async def find(viewer: Viewer) -> Feed | None:
    """Whether there is one, and since when.

    Raises:
        NotAllowed: members only.
    """
    row = await CalendarFeed.get_or_none(account_id=require_tenant(viewer).account_id)
    return None if row is None else Feed(row.created_at)


async def make(viewer: Viewer) -> Feed:
    """A new address; the one before opens nothing any more.

    Raises:
        NotAllowed: members only.
    """
    tenant = require_tenant(viewer)
    token = codes.new_token()
    async with transaction():
        now = await clock.now()
        await CalendarFeed.filter(account_id=tenant.account_id).delete()
        await CalendarFeed.create(account_id=tenant.account_id, token_hash=codes.token_hash(token), created_at=now)
    return Feed(now, f"{PATH}/{token}.ics")


async def end(viewer: Viewer) -> bool:
    """The address opens nothing any more; False where there was none.

    Raises:
        NotAllowed: members only.
    """
    return bool(await CalendarFeed.filter(account_id=require_tenant(viewer).account_id).delete())


async def content(token: str, *, name: str, base_url: str) -> str | None:
    """The calendar of an address: what its member may read now, back to ninety days ago. None for any other address.

    A locked access, or one whose member has died, gives nothing.
    """
    row = await CalendarFeed.get_or_none(token_hash=codes.token_hash(token)).select_related("account__member")
    if row is None or row.account.locked_at is not None or row.account.member.status is MemberStatus.DECEASED:
        return None
    viewer = _as(row.account)
    since = await clock.now() - BEFORE
    dated = (await visible_notices(viewer)).filter(Q(starts_at__gte=since) | Q(ends_at__gte=since), starts_at__isnull=False)
    found: list[Notice] = await dated.filter(published_at__isnull=False).order_by("-starts_at").limit(MOST)
    return calendar.feed([_date(view) for view in await views(viewer, found)], name, base_url=base_url)


def _as(account: Account) -> Tenant:
    """The member whom the address belongs to; it is no session and opens nothing else."""
    member_id: UUID = as_uuid(account.member_id)
    return Tenant(session_id=account.id, account_id=account.id, member_id=member_id, scope=SessionScope.FULL, kind=SessionKind.COOKIE)


def _date(view: NoticeView) -> Date:
    row = view.notice
    summary = locale()[row.kind]["noun"] if row.is_outage else row.title
    places = [Place(house.address) for house in view.houses]
    return Date(row, places, summary, is_cancelled=not view.is_affected or row.state is NoticeState.CANCELLED)
