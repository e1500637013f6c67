"""The households behind each number of a run: which ones, since when and by what, from door to door; on screen, and as CSV."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from models import audit, clock
from models.audience import AudienceMember
from models.audit import AuditAction
from models.database import as_datetime, as_uuid
from models.delivery import Channel, Delivery, DeliveryState, Reason
from models.member import Member
from models.notice import Notice, NoticeReceipt
from models.place import House
from push.reach import Best, households
from push.statement import run
from resolvers import paging
from resolvers.access import Viewer, actor
from resolvers.delivery import order, scope
from resolvers.delivery.progress import missing_state
from resolvers.paging import Page

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these would be counted out by a spreadsheet."""


class Stand(StrEnum):
    """The best state of a household, as `HouseholdReach` counts them."""

    CONFIRMED = "confirmed"
    PUSH = "push"
    MAIL = "mail"
    PENDING = "pending"
    FAILED = "failed"
    PAPER = "paper"


_BEST = {stand: Best[stand.name] for stand in Stand}
_STANDS = {best: stand for stand, best in _BEST.items()}


@dataclass(frozen=True, slots=True)
class Household:
    """One household of the audience. A name is empty for somebody under an Auskunftssperre.

    `since`: when it was confirmed or opened, or a network took the message; None for all others. `channel` and `reason`: by what it was
    reached, or why not. `told_at`: the caretaker told it by word of mouth.
    """

    id: int
    house: str
    unit: str
    names: tuple[str, ...]
    stand: Stand
    since: datetime | None
    channel: Channel | None
    reason: Reason | None
    told_at: datetime | None


async def reached(viewer: Viewer, notice_id: UUID, *, first: int, after: str | None = None, stand: Stand | None = None) -> Page[Household]:
    """The households that stand so, or all of them. Empty once the ledger is deleted: then only figures are left.

    Raises:
        NotAllowed: staff at a desk only.
        NotFound: there is no such notice for the viewer.
        InvalidInput: first or after.
    """
    await scope.require_notice(viewer, notice_id)
    behind = paging.last_seen(AudienceMember, after)
    doors = await _doors(viewer, notice_id)
    page = paging.cut_sorted(doors, behind, first=first, is_listed=lambda row: stand is None or row["best"] == _BEST[stand])
    return page.replace(await _described(notice_id, page.items))


@dataclass(frozen=True, slots=True)
class Export:
    """A file for a spreadsheet."""

    filename: str
    text: str


async def as_csv(viewer: Viewer, notice_id: UUID) -> Export:
    """All households with their state, for a spreadsheet, without names under an Auskunftssperre (§ 51 BMG); noted in the audit log.

    Raises:
        NotAllowed, NotFound: see `reached`.
    """
    await scope.require_notice(viewer, notice_id)
    notice = await Notice.get(id=notice_id)
    rows = await _described(notice_id, await _doors(viewer, notice_id))
    sheet = io.StringIO()
    table = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    table.writerow(["Haus", "Wohnung", "Namen", "Stand", "Seit", "Weg", "Grund", "Persönlich informiert"])
    for row in rows:
        cells = (row.house, row.unit, ", ".join(filter(None, row.names)), _STAND_WORDS[row.stand], _moment(row.since))
        how = (_CHANNEL_WORDS.get(row.channel, ""), _REASON_WORDS.get(row.reason, row.reason or ""), _moment(row.told_at))
        table.writerow([_cell(part) for part in (*cells, *how)])
    details: dict[str, object] = {"households": len(rows)}
    await audit.record(AuditAction.REACH_EXPORTED, actor(viewer), object_kind="notice", object_id=notice_id, details=details)
    return Export(f"Zustellung {notice.title}.csv", sheet.getvalue())


async def _doors(viewer: Viewer, notice_id: UUID) -> list[dict[str, Any]]:
    """Every household once, in the order one walks; none where the ledger is deleted and only figures are left."""
    if await run("SELECT 1 AS one FROM notice_reach WHERE notice_id = $1 LIMIT 1", notice_id):
        return []
    inside = scope.inside(await scope.houses_of(viewer))
    found = await run(
        f"""
        WITH {households(await missing_state(notice_id), inside=inside)},
        line AS (SELECT household, MIN(id) AS id FROM told GROUP BY household)
        SELECT line.id, line.household, h.best, t.house_id, a.street, a.number AS house_number, a.entrance, u.number AS unit_number,
            u.floor, u.position, w.told_at, CASE WHEN m.information_barred THEN '' ELSE m.last_name || ' ' || m.first_name END AS name
        FROM line JOIN best_of_household h ON h.household = line.household JOIN told t ON t.id = line.id
        JOIN member m ON m.id = t.member_id LEFT JOIN house a ON a.id = t.house_id LEFT JOIN unit u ON u.id = t.unit_id
        LEFT JOIN household_told w ON w.notice_id = $1 AND w.household = line.household
        """,  # noqa: S608 - our own constants and UUIDs
        notice_id,
    )
    return sorted(found, key=order.door)


async def _described(notice_id: UUID, page: Sequence[Mapping[str, Any]]) -> list[Household]:
    wanted = {as_uuid(row["household"]) for row in page}
    people: dict[UUID, list[Member]] = {}
    snapshot = AudienceMember.filter(notice_id=notice_id, left_in__isnull=True).select_related("member").order_by("id")
    for told in await (snapshot.filter(household__in=list(wanted)) if len(wanted) <= paging.MOST else snapshot):
        people.setdefault(told.household, []).append(told.member)
    ids = {member.id for found in people.values() for member in found}
    ways = await _ways(notice_id, ids)
    receipts = await _receipts(notice_id, ids)

    def described(row: Mapping[str, Any]) -> Household:
        members, stand = sorted(people.get(as_uuid(row["household"]), []), key=_by_name), _STANDS[Best(row["best"])]
        way = _way_of(stand, [ways[one.id] for one in members if one.id in ways])
        seen = min((receipts[one.id] for one in members if one.id in receipts), default=None)
        house = House(street=row["street"], number=row["house_number"], entrance=row["entrance"] or "") if row["street"] else None
        return Household(
            id=row["id"],
            house=house.address if house else "",
            unit=", ".join(part for part in (row["unit_number"], row["floor"], row["position"]) if part),
            names=tuple(scope.name_of(one) for one in members),
            stand=stand,
            since=seen if stand is Stand.CONFIRMED else way.settled_at if way and stand in {Stand.PUSH, Stand.MAIL} else None,
            channel=way.channel if way and stand is not Stand.CONFIRMED else None,
            reason=way.reason if way and stand in {Stand.FAILED, Stand.PAPER} else None,
            told_at=as_datetime(row["told_at"]) if row["told_at"] else None,
        )

    return [described(row) for row in page]


def _by_name(member: Member) -> tuple[order.Key, order.Key]:
    return order.natural(member.last_name), order.natural(member.first_name)


async def _ways(notice_id: UUID, member_ids: Collection[UUID]) -> dict[UUID, list[Delivery]]:
    found: dict[UUID, list[Delivery]] = {}
    rows = Delivery.filter(broadcast__notice_id=notice_id, broadcast__is_superseded=False).order_by("settled_at", "id")
    for row in await (rows.filter(member_id__in=list(member_ids)) if len(member_ids) <= 10 * paging.MOST else rows):
        found.setdefault(as_uuid(row.member_id), []).append(row)
    return found


_PUSHES = frozenset({Channel.WEBPUSH, Channel.FCM})


def _way_of(stand: Stand, ways: Sequence[Sequence[Delivery]]) -> Delivery | None:
    """The row that tells best: the first that was taken where it was; else why it came back, and then why it never went."""
    rows = [row for of_member in ways for row in of_member]
    match stand:
        case Stand.PUSH:
            rows = [row for row in rows if row.state is DeliveryState.ACCEPTED and row.channel in _PUSHES]
        case Stand.MAIL:
            rows = [row for row in rows if row.state is DeliveryState.ACCEPTED and row.channel is Channel.MAIL]
        case _:
            rows = sorted(rows, key=lambda row: (row.channel is not Channel.MAIL, row.channel is Channel.PAPER, row.pk))
    return rows[0] if rows else None


async def _receipts(notice_id: UUID, member_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each opened or confirmed it as it stands now, whichever came first."""
    notice = await Notice.get(id=notice_id)
    found: dict[UUID, datetime] = {}
    for row in await NoticeReceipt.filter(notice_id=notice_id):
        known = [moment for moment in (row.opened_at, row.confirmed_at) if moment is not None]
        moments = [moment for moment in known if notice.changed_at is None or moment >= notice.changed_at]
        if moments and as_uuid(row.member_id) in member_ids:
            found[as_uuid(row.member_id)] = min(moments)
    return found


_STAND_WORDS = {
    Stand.CONFIRMED: "bestätigt oder geöffnet",
    Stand.PUSH: "an ein Gerät übergeben",
    Stand.MAIL: "an den Mailserver übergeben",
    Stand.PENDING: "unterwegs",
    Stand.FAILED: "nicht angekommen",
    Stand.PAPER: "nur auf Papier",
}
_CHANNEL_WORDS: dict[Channel | None, str] = {
    Channel.WEBPUSH: "Browser",
    Channel.FCM: "Handy",
    Channel.MAIL: "E-Mail",
    Channel.PAPER: "Papier",
}
_REASON_WORDS: dict[Reason | None, str] = {
    None: "",
    Reason.NO_CHANNEL: "kein Weg bekannt",
    Reason.OPTED_OUT: "abbestellt",
    Reason.DECEASED: "verstorben",
    Reason.WITHDRAWN: "zurückgenommen",
    Reason.MOVED_OUT: "ausgezogen",
    Reason.EXPIRED: "zu spät",
    Reason.TARGET_GONE: "Gerät nicht mehr da",
    Reason.ADDRESS_REFUSED: "Adresse abgelehnt",
    Reason.PAYLOAD: "nicht zustellbar",
    Reason.CONFIGURATION: "Einstellung des Portals",
    Reason.ATTEMPTS: "zu oft versucht",
    Reason.POISON: "nicht zustellbar",
    Reason.DROPPED: "verworfen",
}


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(clock.BERLIN).strftime("%d.%m.%Y %H:%M") if moment else ""


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
