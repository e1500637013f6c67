"""The single deliveries of a notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from models.audience import AudienceMember
from models.database import as_uuid
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Message, Reason
from resolvers.access import Viewer
from resolvers.delivery import scope
from resolvers.paging import Page, paginate


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery as staff see it: never an address."""

    id: int
    member_name: str
    house: str
    message: Message
    channel: Channel
    state: DeliveryState
    reason: Reason | None
    settled_at: datetime | None


async def deliveries(
    viewer: Viewer,
    notice_id: UUID,
    *,
    first: int,
    after: str | None = None,
    channel: Channel | None = None,
    state: DeliveryState | None = None,
) -> Page[DeliveryRow]:
    """The single deliveries of a notice, those to one person together.

    In the order of the unique key: sorted by id, PostgreSQL would walk through the whole ledger to find the first page.

    Raises:
        NotAllowed: staff at a desk only.
        NotFound: there is no such notice for the viewer.
        InvalidInput: first or after.
    """
    await scope.require_notice(viewer, notice_id)
    broadcasts = await Broadcast.filter(notice_id=notice_id).values_list("id", flat=True)
    found = Delivery.filter(broadcast_id__in=broadcasts)
    if channel is not None:
        found = found.filter(channel=channel)
    if state is not None:
        found = found.filter(state=state)
    told = AudienceMember.filter(notice_id=notice_id)
    inside = await scope.houses_of(viewer)
    if inside is not None:
        told = told.filter(house_id__in=inside)
        found = found.filter(member_id__in=Subquery(told.values("member_id")))
    page = await paginate(found.select_related("member", "broadcast"), first=first, after=after, order=("member_id",))
    return page.replace(await _rows(page.items, told))


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
        member_name=scope.name_of(row.member),
        house=houses.get(as_uuid(row.member_id), ""),
        message=Message(row.broadcast.message),
        channel=row.channel,
        state=row.state,
        reason=reason,
        settled_at=row.settled_at,
    )
