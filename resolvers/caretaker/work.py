"""The work list: households of own houses that no message of a current outage reached, and the word that they know by now.

It reads the same figures as the desk's list of those not reached (push/reach.py). A caretaker learns house, position and surname, no more.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models import audit, clock
from models.audience import AudienceMember
from models.audit import AuditAction
from models.caretaker import HouseholdTold
from models.database import as_datetime, as_uuid, transaction
from models.event import Topic
from models.notice import OUTAGE_KINDS, Notice, NoticeState
from models.place import House
from push import live
from push.reach import Best, households
from push.statement import run
from resolvers import paging
from resolvers.access import Staff, Viewer, actor, area, require_caretaker
from resolvers.delivery import order, scope
from resolvers.delivery.progress import missing_state
from resolvers.errors import NotFound
from resolvers.paging import Page


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """One household to tell of one outage. `names`: surnames, "" where the person may not be named (§ 51 BMG)."""

    id: int
    notice: Notice
    house: str
    unit: str
    names: str
    told_at: datetime | None


async def work_list(viewer: Viewer, *, first: int, after: str | None = None) -> Page[WorkEntry]:
    """Whom to tell today, from door to door; those told already stay on it with the time, until the outage is over.

    A household that a message reached, or that opened the notice, meanwhile is on it no more.

    Raises:
        NotAllowed: caretakers with the link of the day only.
        InvalidInput: first or after.
    """
    caretaker = require_caretaker(viewer)
    behind = paging.last_seen(AudienceMember, after)
    doors = sorted(await _entries(caretaker), key=lambda row: (order.door(row), row["starts_at"], str(row["notice_id"])))
    page = paging.cut_sorted(doors, behind, first=first, is_listed=lambda row: True)
    notices = {notice.id: notice for notice in await Notice.filter(id__in={as_uuid(row["notice_id"]) for row in page.items})}
    return page.replace([_entry(row, notices[as_uuid(row["notice_id"])]) for row in page.items])


async def mark(viewer: Viewer, entry_id: int, *, is_told: bool) -> WorkEntry:
    """Say that a household knows, or take it back. Done twice, or by two caretakers, it is done once.

    Raises:
        NotAllowed: caretakers with the link of the day only.
        NotFound: it is not on the caretaker's list.
    """
    caretaker = require_caretaker(viewer)
    row = next((row for row in await _entries(caretaker) if row["id"] == entry_id), None)
    if row is None:
        raise NotFound
    notice_id, household = as_uuid(row["notice_id"]), as_uuid(row["household"])
    async with transaction():
        if is_told:
            changed = await run(
                f"INSERT INTO household_told (notice_id, household, staff_id, told_at) VALUES ($1, $2, $3, {clock.sql_now()}) "  # noqa: S608 - the clock's expression only
                "ON CONFLICT (notice_id, household) DO NOTHING RETURNING id",
                notice_id,
                household,
                caretaker.staff_id,
            )
        else:
            changed = await run("DELETE FROM household_told WHERE notice_id = $1 AND household = $2 RETURNING id", notice_id, household)
        if changed:
            action = AuditAction.HOUSEHOLD_TOLD if is_told else AuditAction.HOUSEHOLD_UNTOLD
            details: dict[str, object] = {"household": str(household)}
            await audit.record(action, actor(caretaker), object_kind="notice", object_id=notice_id, details=details)
            await live.notify(Topic.DELIVERY, notice_id)
    told = await HouseholdTold.get_or_none(notice_id=notice_id, household=household)
    return _entry({**row, "told_at": told.told_at if told else None}, await Notice.get(id=notice_id))


async def _entries(caretaker: Staff) -> list[dict[str, Any]]:
    houses = [house.id for house in await House.filter(area(caretaker))] if caretaker.districts or caretaker.houses else []
    if not houses:
        return []
    now = await clock.now()
    outages = await Notice.filter(state=NoticeState.PUBLISHED, kind__in=list(OUTAGE_KINDS), valid_until__gt=now).order_by("starts_at", "id")
    return [row for notice in outages for row in await _of(notice, houses)]


async def _of(notice: Notice, houses: list[UUID]) -> list[dict[str, Any]]:
    """One row per household, with the first of its lines in the snapshot as its id; who was told stays on the list."""
    found = await run(
        f"""
        WITH {households(await missing_state(notice.id), inside=scope.inside(houses))}
        SELECT p.id, p.household, p.house_id, a.street, a.number AS house_number, a.entrance, u.number AS unit_number, u.floor, u.position,
            CASE WHEN m.information_barred THEN '' ELSE m.last_name END AS name, t.told_at
        FROM person p JOIN best_of_household h ON h.household = p.household JOIN member m ON m.id = p.member_id
        JOIN house a ON a.id = p.house_id LEFT JOIN unit u ON u.id = p.unit_id
        LEFT JOIN household_told t ON t.notice_id = $1 AND t.household = p.household
        WHERE m.status <> 'deceased' AND h.best <= {Best.FAILED} ORDER BY p.id
        """,  # noqa: S608 - our own constants and UUIDs
        notice.id,
    )
    entries: dict[UUID, dict[str, Any]] = {}
    for row in found:
        entry = entries.setdefault(as_uuid(row["household"]), {**row, "notice_id": notice.id, "starts_at": notice.starts_at, "names": []})
        if row["name"] and row["name"] not in entry["names"]:
            entry["names"].append(row["name"])
    return list(entries.values())


def _entry(row: dict[str, Any], notice: Notice) -> WorkEntry:
    house = House(street=row["street"], number=row["house_number"], entrance=row["entrance"])
    return WorkEntry(
        id=row["id"],
        notice=notice,
        house=house.address,
        unit=", ".join(part for part in (row["unit_number"], row["floor"], row["position"]) if part),
        names=", ".join(row["names"]),
        told_at=as_datetime(row["told_at"]) if row["told_at"] else None,
    )
