"""What a letter needs to know of its reader: number, address, door, and which letters there were before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models import clock
from models.account import Account
from models.bulk import select as select_columns
from models.database import as_datetime, as_uuid
from models.letter import LetterKind, LetterOrder
from models.member import Member
from models.place import UnitKind
from push.statement import Kind, is_in, many, run
from resolvers.delivery import order

_HOME_COUNTRIES = frozenset({"", "de", "d", "deutschland", "germany"})


@dataclass(frozen=True, slots=True)
class Addressee:
    """One member. `home` is the door of the present contract as `order.door` reads it; `has_own_address` where post goes elsewhere.

    `letter_on` and `reminded_on` are when the last of each kind was printed; `had_letter` and `reminded` count those ordered too.
    """

    member: Member
    number: str | None
    is_contract_number: bool
    address: tuple[str, ...] | None
    postal: tuple[str, str, str]
    home: Mapping[str, Any] | None
    has_own_address: bool
    is_registered: bool
    had_letter: bool = False
    reminded: bool = False
    letter_on: datetime | None = None
    reminded_on: datetime | None = None


async def describe(members: Sequence[Member]) -> list[Addressee]:
    """Each of these members, whom the viewer was let to before; four statements, however many they are."""
    ids = [member.id for member in members]
    homes, numbers = await _homes(ids), await _numbers(ids)
    registered = {as_uuid(row["member_id"]) for row in await select_columns(Account, ["member_id"], by="member_id", values=ids)}
    letters = await letters_of(ids)
    return [_described(member, homes.get(member.id), numbers, registered, letters.get(member.id, {})) for member in members]


def by_post(one: Addressee) -> tuple[Any, ...]:
    """By postcode, then as the street runs: the order of a bulk posting."""
    postal_code, city, street = one.postal
    return (order.natural(postal_code), order.natural(city), order.natural(street), order.natural(_sorted_name(one)), str(one.member.id))


def by_hand(one: Addressee) -> tuple[Any, ...]:
    """From door to door: district, street, house number, storey, flat. Who has no door here or wants post elsewhere comes last."""
    if one.home is None or one.has_own_address:
        return (1, *by_post(one))
    return (0, order.natural(one.home["district"]), order.door({**one.home, "name": _sorted_name(one)}), str(one.member.id))


SORTING: Mapping[LetterOrder, Callable[[Addressee], tuple[Any, ...]]] = {LetterOrder.POST: by_post, LetterOrder.HAND: by_hand}


async def letters_of(member_ids: Sequence[UUID]) -> dict[UUID, dict[LetterKind, datetime | None]]:
    """When the last letter of each kind was printed; None where it is ordered and not printed yet."""
    found = await run(
        f"""
        SELECT l.member_id, r.kind, MAX(l.printed_at) AS printed_at FROM letter l JOIN letter_run r ON r.id = l.run_id
        WHERE (l.printed_at IS NOT NULL OR (r.printed_at IS NULL AND r.discarded_at IS NULL)) AND l.member_id {is_in("$1", Kind.UUID)}
        GROUP BY l.member_id, r.kind
        """,  # noqa: S608 - values by placeholder
        many(member_ids),
    )
    letters: dict[UUID, dict[LetterKind, datetime | None]] = {}
    for row in found:
        printed_at = as_datetime(row["printed_at"]) if row["printed_at"] else None
        letters.setdefault(as_uuid(row["member_id"]), {})[LetterKind(row["kind"])] = printed_at
    return letters


def _sorted_name(one: Addressee) -> str:
    return f"{one.member.last_name} {one.member.first_name}"


def _described(
    member: Member,
    home: Mapping[str, Any] | None,
    numbers: Mapping[UUID, str],
    registered: set[UUID],
    letters: Mapping[LetterKind, datetime | None],
) -> Addressee:
    own = (member.postal_code.strip(), member.city.strip(), member.street.strip())
    here = (home["postal_code"], home["city"], f"{home['street']} {home['house_number']}") if home else ("", "", "")
    postal = own if all(own) else here
    number = numbers.get(member.id)
    return Addressee(
        member=member,
        number=number or (home["contract_number"] if home else None),
        is_contract_number=number is None,
        address=_lines(member, postal, home) if all(postal) else None,
        postal=postal,
        home=home,
        has_own_address=home is not None and [order.natural(part) for part in postal] != [order.natural(part) for part in here],
        is_registered=member.id in registered,
        had_letter=bool(letters),
        reminded=LetterKind.REMINDER in letters,
        letter_on=letters.get(LetterKind.WELCOME),
        reminded_on=letters.get(LetterKind.REMINDER),
    )


def _lines(member: Member, postal: tuple[str, str, str], home: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The address as DIN 5008 writes it: name, street, place, and the country in capitals where it is another one."""
    postal_code, city, street = postal
    name = " ".join(f"{member.title} {member.name}".split())
    is_own = bool(member.street.strip())
    entrance = home["entrance"] if home and not is_own and home["entrance"] else ""
    country = member.country.strip()
    abroad = country.upper() if is_own and country.casefold() not in _HOME_COUNTRIES else ""
    return tuple(line for line in (name, f"{street}, {entrance}" if entrance else street, f"{postal_code} {city}", abroad) if line)


async def _numbers(member_ids: Sequence[UUID]) -> dict[UUID, str]:
    found = await run(
        "SELECT p.member_id, MIN(s.number) AS number FROM membership_person p JOIN membership s ON s.id = p.membership_id "  # noqa: S608 - by placeholder
        f"WHERE p.member_id {is_in('$1', Kind.UUID)} GROUP BY p.member_id",
        many(member_ids),
    )
    return {as_uuid(row["member_id"]): str(row["number"]) for row in found}


async def _homes(member_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """The door of each member: of the contracts that have not ended one that runs already, a flat rather than a garage, the newest."""
    today = (await clock.now()).astimezone(clock.BERLIN).date()
    found = await run(
        f"""
        SELECT p.member_id, c.number AS contract_number, d.name AS district, h.street, h.number AS house_number, h.entrance,
            h.postal_code, h.city, u.number AS unit_number, u.floor, u.position
        FROM contract_person p JOIN contract c ON c.id = p.contract_id JOIN unit u ON u.id = c.unit_id
        JOIN house h ON h.id = u.house_id LEFT JOIN district d ON d.id = h.district_id
        WHERE p.member_id {is_in("$1", Kind.UUID)} AND (c.ends_on IS NULL OR c.ends_on >= $2)
        ORDER BY CASE WHEN c.starts_on <= $2 THEN 0 ELSE 1 END, CASE WHEN u.kind = '{UnitKind.FLAT}' THEN 0 ELSE 1 END,
            c.starts_on DESC, c.number
        """,  # noqa: S608 - our own constants, values by placeholder
        many(member_ids),
        today,
    )
    homes: dict[UUID, Mapping[str, Any]] = {}
    for row in found:
        homes.setdefault(as_uuid(row["member_id"]), row)
    return homes
