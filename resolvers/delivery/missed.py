"""Nicht erreicht: the persons of a notice whom no channel took it to, for paper and phone (OB-24)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.audience import AudienceMember
from models.database import as_datetime, as_uuid
from models.delivery import Channel, Delivery, DeliveryState, Reason
from models.member import Member
from models.place import House, Unit
from push.reach import Best, households
from push.statement import run
from resolvers import paging
from resolvers.access import Viewer
from resolvers.delivery import order, scope
from resolvers.delivery.progress import missing_state
from resolvers.paging import Page


@dataclass(frozen=True, slots=True)
class NotReached:
    """One person in one household. `channel`, `state` and `reason` tell why, None where the rows are deleted (OB-25).

    `household_reached` says that the message is with, or on its way to, somebody else of the flat: households without it are those
    that staff's figures count as failed or paper. `told_at`: the caretaker has told the household by word of mouth.
    """

    id: int
    member_id: UUID
    member_name: str
    house: str
    unit: str
    channel: Channel | None
    state: DeliveryState | None
    reason: Reason | None
    household_reached: bool
    told_at: datetime | None


async def not_reached(viewer: Viewer, notice_id: UUID, *, first: int, after: str | None = None) -> Page[NotReached]:
    """The persons no channel accepted the notice for, and who have not opened it; nobody who is still being tried.

    They come from door to door, so that the list on screen and the one on paper read the same.

    Raises:
        NotAllowed: staff at a desk only.
        NotFound: there is no such notice for the viewer.
        InvalidInput: first or after.
    """
    await scope.require_notice(viewer, notice_id)
    behind = paging.last_seen(AudienceMember, after)
    doors = sorted(await _missed(viewer, notice_id, behind), key=order.door)
    page = paging.cut_sorted(doors, behind, first=first, is_listed=lambda row: row["best"] <= Best.FAILED)
    return page.replace(await _named(notice_id, page.items))


async def _missed(viewer: Viewer, notice_id: UUID, behind: int | None) -> list[dict[str, Any]]:
    """Lines of the snapshot with their doors; none where the ledger is deleted and only figures are left.

    `behind` is among them even when that person was reached meanwhile: the next page begins behind that door.
    """
    if await run("SELECT 1 AS one FROM notice_reach WHERE notice_id = $1 LIMIT 1", notice_id):
        return []
    inside = scope.inside(await scope.houses_of(viewer))
    return await run(
        f"""
        WITH {households(await missing_state(notice_id), inside=inside)}
        SELECT p.id, p.member_id, p.house_id, p.unit_id, p.best, h.best > {Best.FAILED} AS household_reached,
            a.street, a.number AS house_number, a.entrance, u.number AS unit_number, u.floor, u.position,
            CASE WHEN m.information_barred THEN '' ELSE m.last_name || ' ' || m.first_name END AS name, t.told_at
        FROM person p JOIN best_of_household h ON h.household = p.household JOIN member m ON m.id = p.member_id
        LEFT JOIN house a ON a.id = p.house_id LEFT JOIN unit u ON u.id = p.unit_id
        LEFT JOIN household_told t ON t.notice_id = $1 AND t.household = p.household
        WHERE p.best <= {Best.FAILED} OR p.id = $2 ORDER BY p.id
        """,  # noqa: S608 - our own constants and UUIDs
        notice_id,
        behind or 0,
    )


async def _named(notice_id: UUID, page: Sequence[dict[str, Any]]) -> list[NotReached]:
    member_ids = {as_uuid(row["member_id"]) for row in page}
    members = {member.id: member for member in await Member.filter(id__in=member_ids)}
    houses = {house.id: house for house in await House.filter(id__in=_ids(page, "house_id"))}
    units = {unit.id: unit for unit in await Unit.filter(id__in=_ids(page, "unit_id"))}
    reasons = await _telling(notice_id, member_ids)

    def named(row: dict[str, Any]) -> NotReached:
        member = members[as_uuid(row["member_id"])]
        house = houses.get(as_uuid(row["house_id"])) if row["house_id"] else None
        unit = units.get(as_uuid(row["unit_id"])) if row["unit_id"] else None
        telling = reasons.get(member.id)
        reason: Any = telling.reason if telling else None
        return NotReached(
            id=row["id"],
            member_id=member.id,
            member_name=scope.name_of(member),
            house=house.address if house else "",
            unit=", ".join(part for part in (unit.number, unit.floor, unit.position) if part) if unit else "",
            channel=telling.channel if telling else None,
            state=telling.state if telling else None,
            reason=reason,
            household_reached=bool(row["household_reached"]),
            told_at=as_datetime(row["told_at"]) if row["told_at"] else None,
        )

    return [named(row) for row in page]


def _ids(page: Sequence[dict[str, Any]], column: str) -> set[UUID]:
    return {as_uuid(row[column]) for row in page if row[column]}


# A mail that came back says more than a device that is gone, and either says more than that there was no way at all.
_TELLS = {Channel.PAPER: 0, Channel.WEBPUSH: 1, Channel.FCM: 1, Channel.MAIL: 2}


async def _telling(notice_id: UUID, member_ids: set[UUID]) -> dict[UUID, Delivery]:
    """The row that says best why a member was not reached."""
    found = await Delivery.filter(broadcast__notice_id=notice_id, broadcast__is_superseded=False, member_id__in=member_ids).order_by("id")
    return {as_uuid(row.member_id): row for row in sorted(found, key=lambda row: (_TELLS[row.channel], row.pk))}
