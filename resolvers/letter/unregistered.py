"""Who has not registered yet, with the letters they had: a list to read, to print, and to take along as CSV."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from models import audit, clock
from models.account import Account
from models.audit import AuditAction
from models.contract import ContractPerson
from models.member import Member, MemberStatus
from resolvers.access import Viewer, actor, require_staff, visible_districts, visible_houses, visible_members
from resolvers.letter import people
from resolvers.letter.people import Addressee
from resolvers.letter.run import LETTER_DESK
from resolvers.paging import Page, paginate

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Unregistered:
    """A member without access. The name is empty under an Auskunftssperre; the dates are those of the last printing of each letter."""

    member_id: UUID
    name: str
    number: str
    home: str
    letter_on: datetime | None
    reminded_on: datetime | None


async def unregistered(
    viewer: Viewer, *, first: int, after: str | None = None, house_id: UUID | None = None, district_id: UUID | None = None
) -> Page[Unregistered]:
    """Active members without an account, by name.

    Raises:
        NotAllowed: the member desk and the administration only.
        InvalidInput: first or after.
    """
    require_staff(viewer, LETTER_DESK)
    page = await paginate(_found(viewer, house_id, district_id), first=first, after=after, order=("last_name", "first_name"))
    return page.replace(await _lines(page.items))


async def as_csv(viewer: Viewer) -> str:
    """The whole list for a spreadsheet, without codes and without members under an Auskunftssperre (§ 51 BMG); noted in the audit log.

    Raises:
        NotAllowed: the member desk and the administration only.
    """
    require_staff(viewer, LETTER_DESK)
    members = await _found(viewer, None, None).filter(information_barred=False).order_by("last_name", "first_name", "id")
    lines = await _lines(members)
    await audit.record(AuditAction.LETTER_LIST_EXPORTED, actor(viewer), object_kind="member", details={"count": len(lines)})
    sheet = io.StringIO()
    table = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    table.writerow(["Name", "Nummer", "Wohnung", "Brief vom", "Erinnerung vom"])
    for line in lines:
        table.writerow([_cell(part) for part in (line.name, line.number, line.home, _day(line.letter_on), _day(line.reminded_on))])
    return sheet.getvalue()


def _found(viewer: Viewer, house_id: UUID | None, district_id: UUID | None) -> QuerySet[Member]:
    found = visible_members(viewer).filter(~Q(id__in=Subquery(Account.all().values("member_id"))), status=MemberStatus.ACTIVE)
    if house_id is not None:
        houses = Subquery(visible_houses(viewer).filter(id=house_id).values("id"))
        found = found.filter(id__in=Subquery(ContractPerson.filter(contract__unit__house_id__in=houses).values("member_id")))
    if district_id is not None:
        districts = Subquery(visible_districts(viewer).filter(id=district_id).values("id"))
        found = found.filter(id__in=Subquery(ContractPerson.filter(contract__unit__house__district_id__in=districts).values("member_id")))
    return found


async def _lines(members: Sequence[Member]) -> list[Unregistered]:
    return [_line(one) for one in await people.describe(members)]


def _line(one: Addressee) -> Unregistered:
    home = one.home
    where = f"{home['street']} {home['house_number']}, {home['unit_number']}" if home else ""
    return Unregistered(
        member_id=one.member.id,
        name="" if one.member.information_barred else f"{one.member.last_name}, {one.member.first_name}".rstrip(", "),
        number=one.number or "",
        home="" if one.member.information_barred else where,
        letter_on=one.letter_on,
        reminded_on=one.reminded_on,
    )


def _cell(text: str) -> str:
    """A name from the ERP must not become a formula of a spreadsheet (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _day(moment: datetime | None) -> str:
    return moment.astimezone(clock.BERLIN).strftime("%d.%m.%Y") if moment else ""
