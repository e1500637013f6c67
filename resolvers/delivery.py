"""Zustellung: the run of one notice counted in households and per channel, its single deliveries, and stopping what is unsent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from models.audience import AudienceMember
from models.database import as_uuid
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Reason
from models.notice import Notice
from models.place import House
from models.token import TokenScope
from push.statement import run
from resolvers.access import DESK_ROLES, NOTICE_READERS, Staff, Viewer, area, is_limited, require_staff, visible_notices
from resolvers.errors import NotFound
from resolvers.paging import Page, paginate


class _Best(IntEnum):
    """The states a household can stand in, the best one last."""

    PAPER = 1
    FAILED = 2
    PENDING = 3
    MAIL = 4
    PUSH = 5
    CONFIRMED = 6


@dataclass(frozen=True, slots=True)
class HouseholdReach:
    """Households in their best state; together all households of the notice.

    `push` and `mail` mean handed to the push service or mail server, never read; only an opening or "Gelesen" is `confirmed`.
    `paper` are those nothing electronic goes to.
    """

    confirmed: int = 0
    push: int = 0
    mail: int = 0
    pending: int = 0
    failed: int = 0
    paper: int = 0


@dataclass(frozen=True, slots=True)
class ChannelProgress:
    """Deliveries of one channel. `skipped` were not tried, with a reason: opted out, deceased, withdrawn, no channel."""

    channel: Channel
    queued: int = 0
    accepted: int = 0
    failed: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class DeliveryProgress:
    """The delivery run of one notice, for staff of an area only its part there."""

    notice_id: UUID
    total_households: int
    total_members: int
    is_finished: bool
    households: HouseholdReach
    channels: Sequence[ChannelProgress]


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery as staff see it: never an address."""

    id: int
    member_name: str
    house: str
    channel: Channel
    state: DeliveryState
    reason: Reason | None
    settled_at: datetime | None


_GROUPS = {
    DeliveryState.QUEUED: "queued",
    DeliveryState.LEASED: "queued",
    DeliveryState.ACCEPTED: "accepted",
    DeliveryState.BOUNCED: "failed",
    DeliveryState.FAILED: "failed",
    DeliveryState.EXPIRED: "failed",
    DeliveryState.DEAD: "failed",
    DeliveryState.SUPPRESSED: "skipped",
    DeliveryState.CANCELLED: "skipped",
    DeliveryState.SKIPPED: "skipped",
}


async def progress(viewer: Viewer, notice_id: UUID) -> DeliveryProgress | None:
    """The counts of now; None where there is no such notice for the viewer.

    Raises:
        NotAllowed: staff, and tokens that may read deliveries, only.
    """
    require_staff(viewer, NOTICE_READERS, scope=TokenScope.DELIVERIES_READ)
    if isinstance(viewer, Staff):
        if not await (await visible_notices(viewer)).filter(id=notice_id).exists():
            return None
    elif not await Notice.filter(id=notice_id, published_at__isnull=False).exists():
        return None
    inside = await _area(viewer)
    open_broadcasts = await Broadcast.filter(notice_id=notice_id, fanned_out_at__isnull=True, cancelled_at__isnull=True).count()
    reach, members = await _households(notice_id, inside, missing=_Best.PENDING if open_broadcasts else _Best.PAPER)
    channels = await _channels(notice_id, inside)
    return DeliveryProgress(
        notice_id=notice_id,
        total_households=sum(reach.values()),
        total_members=members,
        is_finished=open_broadcasts == 0 and not any(channel.queued for channel in channels),
        households=HouseholdReach(**{best.name.lower(): count for best, count in reach.items()}),
        channels=channels,
    )


async def deliveries(
    viewer: Viewer,
    notice_id: UUID,
    *,
    first: int,
    after: str | None = None,
    channel: Channel | None = None,
    state: DeliveryState | None = None,
) -> Page[DeliveryRow]:
    """The single deliveries of a notice, oldest first.

    Raises:
        NotAllowed: staff at a desk only.
        NotFound: there is no such notice for the viewer.
        InvalidInput: first or after.
    """
    require_staff(viewer, DESK_ROLES)
    if not await (await visible_notices(viewer)).filter(id=notice_id).exists():
        raise NotFound
    found = Delivery.filter(broadcast__notice_id=notice_id)
    if channel is not None:
        found = found.filter(channel=channel)
    if state is not None:
        found = found.filter(state=state)
    told = AudienceMember.filter(notice_id=notice_id)
    inside = await _area(viewer)
    if inside is not None:
        told = told.filter(house_id__in=inside)
        found = found.filter(member_id__in=Subquery(told.values("member_id")))
    page = await paginate(found.select_related("member"), first=first, after=after)
    return page.replace(await _rows(page.items, told))


async def cancel_unsent(*, now: datetime, notice_id: UUID | None = None, document_id: UUID | None = None) -> None:
    """Stop what was announced about a notice or a document, in the caller's transaction: unsent rows are cancelled at once (OB-14).

    What a worker holds already is finished; it looks again right before sending.
    """
    about = Broadcast.filter(notice_id=notice_id) if notice_id else Broadcast.filter(document_id=document_id)
    await about.filter(cancelled_at__isnull=True).update(cancelled_at=now)
    unsent = Delivery.filter(broadcast_id__in=Subquery(about.values("id")), state=DeliveryState.QUEUED)
    await unsent.update(state=DeliveryState.CANCELLED, is_open=False, reason=Reason.WITHDRAWN, settled_at=now)


async def _area(viewer: Viewer) -> list[UUID] | None:
    """The houses of staff who work in some only; None is all."""
    if isinstance(viewer, Staff) and is_limited(viewer):
        return [house.id for house in await House.filter(area(viewer))]
    return None


async def _households(notice_id: UUID, inside: list[UUID] | None, *, missing: _Best) -> tuple[dict[_Best, int], int]:
    """Households by best state, and the number of persons; a person without a row counts as `missing`."""
    counted = await run(
        f"""
        WITH told AS (SELECT household, member_id FROM audience_member WHERE notice_id = $1{_inside(inside)}),
        best_of_member AS (
            SELECT d.member_id, MAX(CASE
                WHEN d.state = 'accepted' AND d.channel IN ('webpush', 'fcm') THEN {_Best.PUSH}
                WHEN d.state = 'accepted' AND d.channel = 'mail' THEN {_Best.MAIL}
                WHEN d.channel = 'paper' THEN {_Best.PAPER}
                WHEN d.state IN ('queued', 'leased') THEN {_Best.PENDING}
                WHEN d.state IN ('skipped', 'suppressed', 'cancelled') THEN {_Best.PAPER}
                ELSE {_Best.FAILED} END) AS best
            FROM delivery d JOIN broadcast b ON b.id = d.broadcast_id WHERE b.notice_id = $1 GROUP BY d.member_id
        ),
        best_of_household AS (
            SELECT t.household, MAX(CASE WHEN r.id IS NOT NULL THEN {_Best.CONFIRMED} ELSE COALESCE(m.best, {missing}) END) AS best
            FROM told t LEFT JOIN best_of_member m ON m.member_id = t.member_id
            LEFT JOIN notice_receipt r ON r.notice_id = $1 AND r.member_id = t.member_id
                AND (r.opened_at IS NOT NULL OR r.confirmed_at IS NOT NULL)
            GROUP BY t.household
        )
        SELECT best, COUNT(*) AS number, (SELECT COUNT(DISTINCT member_id) FROM told) AS members FROM best_of_household GROUP BY best
        """,  # noqa: S608 - our own constants and UUIDs
        notice_id,
    )
    return {_Best(row["best"]): row["number"] for row in counted}, counted[0]["members"] if counted else 0


async def _channels(notice_id: UUID, inside: list[UUID] | None) -> list[ChannelProgress]:
    counted = await run(
        f"""
        SELECT d.channel, d.state, COUNT(*) AS number FROM delivery d JOIN broadcast b ON b.id = d.broadcast_id
        WHERE b.notice_id = $1 AND d.member_id IN (SELECT member_id FROM audience_member WHERE notice_id = $1{_inside(inside)})
        GROUP BY d.channel, d.state
        """,  # noqa: S608 - UUIDs
        notice_id,
    )
    counts: dict[Channel, dict[str, int]] = {channel: {} for channel in Channel}
    for row in counted:
        group = _GROUPS[DeliveryState(row["state"])]
        of_channel = counts[Channel(row["channel"])]
        of_channel[group] = of_channel.get(group, 0) + row["number"]
    return [ChannelProgress(channel, **groups) for channel, groups in counts.items()]


def _inside(houses: list[UUID] | None) -> str:
    """A condition on `house_id`; UUIDs only, so nothing can be smuggled in."""
    if houses is None:
        return ""
    listed = ", ".join(f"'{house}'" for house in houses)
    return f" AND house_id IN ({listed})" if listed else " AND 1 = 0"


async def _rows(found: Sequence[Delivery], told: QuerySet[AudienceMember]) -> list[DeliveryRow]:
    houses: dict[UUID, str] = {}
    members = [row.member_id for row in found]
    for person in await told.filter(member_id__in=members, house_id__isnull=False).order_by("-id").select_related("house"):
        if person.house:
            houses[as_uuid(person.member_id)] = person.house.address
    return [_row(row, houses) for row in found]


def _row(row: Delivery, houses: dict[UUID, str]) -> DeliveryRow:
    reason: Any = row.reason
    return DeliveryRow(
        id=row.pk,
        member_name=row.member.name,
        house=houses.get(as_uuid(row.member_id), ""),
        channel=row.channel,
        state=row.state,
        reason=reason,
        settled_at=row.settled_at,
    )
