"""Reading notices: the board, one notice, and what a reader has seen."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q, Subquery

from models import clock
from models.audience import AudienceMember, AudienceRule, AudienceScope
from models.database import as_uuid
from models.notice import Notice, NoticeReceipt, NoticeState, NoticeUpdate
from models.place import House
from models.session import SessionScope
from models.token import TokenScope
from resolvers import markdown
from resolvers.access import (
    NOTICE_READERS,
    POSTED_STATES,
    Reader,
    Tenant,
    Viewer,
    newcomer_houses,
    newcomers,
    require_staff,
    require_tenant,
    visible_houses,
    visible_members,
    visible_notices,
)
from resolvers.audience import Rule, RuleView
from resolvers.notice.history import StepView, as_person_sees, history
from resolvers.notice.phase import Phase, is_archived, phase
from resolvers.paging import Page, paginate

SOMEBODY = "eine einzelne Person"


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as its reader sees it.

    `houses`: the reader's own houses it concerns; for staff all of them in their area. `places`: their addresses; for staff the
    audience in words. Who reads for somebody else is not told whether that person opened it. `is_affected` is false for a reader whom a
    later update let go. `steps`: what became of it since, oldest first. `audience`: its rules, for staff alone.
    """

    notice: Notice
    phase: Phase
    is_archived: bool
    houses: Sequence[House]
    places: Sequence[str]
    is_affected: bool
    is_read: bool
    confirmed_at: datetime | None
    steps: Sequence[StepView]
    audience: Sequence[RuleView] | None

    @property
    def body_html(self) -> str:
        """Sanitised."""
        return markdown.to_html(self.notice.body)


async def board(viewer: Viewer, *, first: int, after: str | None = None, archived: bool = False) -> Page[NoticeView]:
    """The notices for the viewer, newest first; either those on the board or those in the archive.

    Raises:
        NotAllowed: a visitor, or somebody who reads no notices.
        InvalidInput: first or after.
    """
    _require_reader(viewer)
    now = await clock.now()
    gone = Q(archived_at__lte=now)
    notices = (await visible_notices(viewer)).filter(gone if archived else Q(archived_at__isnull=True) | Q(archived_at__gt=now))
    page = await paginate(notices.filter(published_at__isnull=False), first=first, after=after, order=("-published_at",))
    return page.replace(await views(viewer, page.items))


async def get(viewer: Viewer, notice_id: UUID) -> NoticeView | None:
    """One notice; None where it does not exist or is not for the viewer.

    Raises:
        NotAllowed: a visitor, or somebody who reads no notices.
    """
    _require_reader(viewer)
    notice = await (await visible_notices(viewer)).get_or_none(id=notice_id)
    return None if notice is None else (await views(viewer, [notice]))[0]


async def get_for_each(tenants: Collection[Tenant], notice_id: UUID) -> dict[Tenant, NoticeView]:
    """`get` for many tenants at once, in a fixed number of queries; whom it does not concern is missing from the answer."""
    notice = await Notice.get_or_none(id=notice_id, state__in=POSTED_STATES)
    readers = {tenant.member_id for tenant in tenants if tenant.scope is SessionScope.FULL}
    if notice is None or not readers:
        return {}
    now = await clock.now()
    told = await AudienceMember.filter(notice_id=notice_id, member_id__in=list(readers)).select_related("house__district")
    houses: dict[UUID, dict[UUID, House]] = {as_uuid(row.member_id): {} for row in told}
    for row in told:
        if row.house and row.left_in is None:
            houses[as_uuid(row.member_id)][row.house.id] = row.house
    affected = {as_uuid(row.member_id) for row in told if row.left_in is None}
    for member_id, found in (await newcomers(notice, readers)).items():
        houses.setdefault(member_id, {}).update({house.id: house for house in found})
        affected.add(member_id)
    receipts = await NoticeReceipt.filter(notice_id=notice_id, member_id__in=list(houses)) if houses else []
    receipt_of = {as_uuid(receipt.member_id): receipt for receipt in receipts}
    updates = await NoticeUpdate.filter(notice_id=notice_id).order_by("number")
    rows: dict[UUID, list[AudienceMember]] = {}
    for row in told:
        rows.setdefault(as_uuid(row.member_id), []).append(row)
    made: dict[UUID, NoticeView] = {}
    for member_id, own in houses.items():
        mine = in_order(own.values())
        places = [house.address for house in mine]
        steps = as_person_sees(updates, rows.get(member_id, []))
        made[member_id] = _view(notice, now, mine, places, receipt_of.get(member_id), steps=steps, is_affected=member_id in affected)
    return {tenant: made[tenant.member_id] for tenant in tenants if tenant.member_id in made and tenant.scope is SessionScope.FULL}


async def unread_count(viewer: Viewer) -> int:
    """How many notices on the board the tenant has not opened yet.

    Raises:
        NotAllowed: only tenants read.
    """
    tenant = require_tenant(viewer)
    now = await clock.now()
    opened = NoticeReceipt.filter(member_id=tenant.member_id, opened_at__isnull=False)
    notices = (await visible_notices(tenant)).filter(Q(archived_at__isnull=True) | Q(archived_at__gt=now))
    return await notices.exclude(id__in=Subquery(opened.values("notice_id"))).count()


async def views(viewer: Viewer, notices: Sequence[Notice]) -> list[NoticeView]:
    """Notices the viewer may see, as they see them; a fixed number of queries for any number of notices."""
    if not notices:
        return []
    now = await clock.now()
    ids = [notice.id for notice in notices]
    receipts: dict[object, NoticeReceipt] = {}
    let_go = set[object]()
    rules: dict[UUID, list[RuleView]] | None = None
    if isinstance(viewer, Tenant | Reader):
        if isinstance(viewer, Tenant):
            receipts = {row.notice_id: row for row in await NoticeReceipt.filter(notice_id__in=ids, member_id=viewer.member_id)}
        houses = await _houses_of_tenant(viewer, ids)
        places = {notice_id: [house.address for house in found] for notice_id, found in houses.items()}
        let_go = await _let_go(viewer, ids) - set(houses)
    else:
        houses = await _houses_of_audience(viewer, ids)
        rules = await _rules(viewer, ids)
        places = {notice_id: [view.name or SOMEBODY for view in found if not view.rule.is_exclusion] for notice_id, found in rules.items()}
    steps = await history(viewer, ids)
    return [
        _view(
            notice,
            now,
            houses.get(notice.id, []),
            places.get(notice.id, []),
            receipts.get(notice.id),
            steps=steps.get(notice.id, []),
            audience=None if rules is None else rules.get(notice.id, []),
            is_affected=notice.id not in let_go,
        )
        for notice in notices
    ]


def _view(
    notice: Notice,
    now: datetime,
    houses: Sequence[House],
    places: Sequence[str],
    receipt: NoticeReceipt | None,
    *,
    steps: Sequence[StepView],
    is_affected: bool,
    audience: Sequence[RuleView] | None = None,
) -> NoticeView:
    return NoticeView(
        notice=notice,
        # Whom it concerns no more is shown no open danger: at their house it does not take place.
        phase=phase(notice, now) if is_affected or not notice.is_outage or notice.state is not NoticeState.PUBLISHED else Phase.CANCELLED,
        is_archived=is_archived(notice, now),
        houses=houses,
        places=places,
        is_affected=is_affected,
        is_read=receipt is not None and _as_it_stands(notice, receipt.opened_at) is not None,
        confirmed_at=_as_it_stands(notice, receipt.confirmed_at) if receipt else None,
        steps=steps,
        audience=audience,
    )


def _as_it_stands(notice: Notice, seen_at: datetime | None) -> datetime | None:
    """When it was seen as it stands now; what was seen before the last change is another notice."""
    is_old = seen_at is not None and notice.changed_at is not None and seen_at < notice.changed_at
    return None if is_old else seen_at


def _require_reader(viewer: Viewer) -> None:
    if isinstance(viewer, Tenant):
        require_tenant(viewer)
    elif not isinstance(viewer, Reader):
        require_staff(viewer, NOTICE_READERS, scope=TokenScope.NOTICES_READ)


async def _houses_of_tenant(viewer: Tenant | Reader, ids: Sequence[UUID]) -> dict[UUID, list[House]]:
    found: dict[UUID, dict[UUID, House]] = {}
    told = AudienceMember.filter(notice_id__in=ids, member_id=viewer.member_id, house_id__isnull=False, left_in__isnull=True)
    for row in await told.select_related("house__district"):
        if row.house:
            found.setdefault(as_uuid(row.notice_id), {})[row.house.id] = row.house
    for notice_id, houses in (await newcomer_houses(viewer.member_id)).items():
        found.setdefault(notice_id, {}).update({house.id: house for house in houses})
    return {notice_id: in_order(houses.values()) for notice_id, houses in found.items()}


async def _let_go(viewer: Tenant | Reader, ids: Sequence[UUID]) -> set[object]:
    """Notices that concern none of the reader's homes any more."""
    rows = await AudienceMember.filter(notice_id__in=ids, member_id=viewer.member_id).values("notice_id", "left_in")
    return {row["notice_id"] for row in rows} - {row["notice_id"] for row in rows if row["left_in"] is None}


async def _houses_of_audience(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, list[House]]:
    pairs = (
        await AudienceMember.filter(notice_id__in=ids, house_id__isnull=False, left_in__isnull=True)
        .distinct()
        .values("notice_id", "house_id")
    )
    wanted = {pair["house_id"] for pair in pairs}
    known = {house.id: house for house in await visible_houses(viewer).filter(id__in=list(wanted)).select_related("district")}
    found: dict[UUID, list[House]] = {}
    for pair in pairs:
        house = known.get(as_uuid(pair["house_id"]))
        if house:
            found.setdefault(as_uuid(pair["notice_id"]), []).append(house)
    return {notice_id: in_order(houses) for notice_id, houses in found.items()}


async def _rules(viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, list[RuleView]]:
    """What staff chose, in the words of the day they did; a person who is not the viewer's to know is neither named nor pointed at."""
    found: dict[UUID, list[RuleView]] = {}
    rows = await AudienceRule.filter(notice_id__in=ids).order_by("id")
    named = {row.member_id for row in rows if row.scope is AudienceScope.MEMBER}
    known: set[object] = set(await visible_members(viewer).filter(id__in=list(named)).values_list("id", flat=True)) if named else set()
    for row in rows:
        is_known = row.scope is not AudienceScope.MEMBER or row.member_id in known
        target = row.district_id or row.house_id or row.unit_id or row.member_id
        rule = Rule(row.scope, row.is_exclusion, as_uuid(target) if target and is_known else None)
        found.setdefault(as_uuid(row.notice_id), []).append(RuleView(rule, row.target_name if is_known else ""))
    return found


def in_order(houses: Iterable[House]) -> list[House]:
    """By street, then by number as people count: 2 before 12."""
    return sorted(houses, key=lambda house: (house.street, house.number.rjust(8), house.entrance))
