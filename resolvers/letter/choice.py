"""Which members get a letter, which do not, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from models import clock
from models.contract import ContractPerson
from models.database import as_uuid
from models.letter import LetterKind, LetterOrder
from models.member import Member, MembershipPerson, MemberStatus
from models.place import District, House
from resolvers.access import Viewer, visible_districts, visible_houses, visible_members
from resolvers.account.numbers import clean
from resolvers.errors import InvalidInput
from resolvers.letter import people
from resolvers.letter.people import Addressee

MOST_LETTERS = 5_000
MOST_NUMBERS = 1_000
LONGEST_NUMBER = 32
REMINDER_AFTER = timedelta(weeks=4)
SHOWN = 100
"""So many of those left out are named in a preview."""


class LetterScope(StrEnum):
    """Whom an order is about."""

    EVERYBODY = "everybody"
    MOVED_IN_SINCE = "moved_in_since"
    HOUSE = "house"
    DISTRICT = "district"
    NUMBERS = "numbers"
    MEMBERS = "members"


class LeftOut(StrEnum):
    """Why somebody of the choice gets no letter; the first that holds."""

    DECEASED = "deceased"
    REGISTERED = "registered"
    ENDED = "ended"
    NO_NUMBER = "no_number"
    NO_NAME = "no_name"
    NO_ADDRESS = "no_address"
    HAD_LETTER = "had_letter"
    NO_FIRST_LETTER = "no_first_letter"
    TOO_EARLY = "too_early"
    REMINDED = "reminded"


@dataclass(frozen=True, slots=True)
class LetterChoice:
    """An order before it is one. `wave` is how many letters at most; `again` takes those who had a letter too (theirs was lost)."""

    scope: LetterScope
    kind: LetterKind = LetterKind.WELCOME
    sorting: LetterOrder = LetterOrder.POST
    since: date | None = None
    house_id: UUID | None = None
    district_id: UUID | None = None
    numbers: tuple[str, ...] = ()
    member_ids: tuple[UUID, ...] = ()
    wave: int = MOST_LETTERS
    again: bool = False


@dataclass(frozen=True, slots=True)
class Omitted:
    """Somebody who gets no letter. Names under an Auskunftssperre are empty."""

    member_id: UUID
    name: str
    reason: LeftOut


@dataclass(frozen=True, slots=True)
class LetterPreview:
    """`printed` letters now, `later` in the next waves. `omitted` names at most 100, those who are registered last."""

    chosen: int
    printed: int
    later: int
    reasons: dict[LeftOut, int]
    omitted: tuple[Omitted, ...]
    unknown_numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """The letters of a run in the order of its pages, and what is told of them before."""

    wave: Sequence[Addressee]
    preview: LetterPreview


def check(choice: LetterChoice) -> None:
    """Raises InvalidInput: the wave, or what the scope needs, is missing or too much."""
    if not 1 <= choice.wave <= MOST_LETTERS:
        raise InvalidInput(f"wave must be between 1 and {MOST_LETTERS}.", field="wave")
    needed = {
        LetterScope.EVERYBODY: True,
        LetterScope.MOVED_IN_SINCE: choice.since is not None,
        LetterScope.HOUSE: choice.house_id is not None,
        LetterScope.DISTRICT: choice.district_id is not None,
        LetterScope.NUMBERS: 1 <= len(choice.numbers) <= MOST_NUMBERS,
        LetterScope.MEMBERS: 1 <= len(choice.member_ids) <= MOST_NUMBERS,
    }
    names = {LetterScope.MOVED_IN_SINCE: "since", LetterScope.HOUSE: "houseId", LetterScope.DISTRICT: "districtId"}
    names |= {LetterScope.NUMBERS: "numbers", LetterScope.MEMBERS: "memberIds"}
    if not needed[choice.scope]:
        raise InvalidInput("What the scope needs is missing, or there are more than 1000.", field=names[choice.scope])
    if any(not clean(number) or len(number) > LONGEST_NUMBER or not number.isprintable() for number in choice.numbers):
        raise InvalidInput(f"A number has 1 to {LONGEST_NUMBER} characters.", field="numbers")


async def select(viewer: Viewer, choice: LetterChoice) -> Selection:
    """Who gets a letter now, in the order of the pages.

    Raises:
        InvalidInput: there is no such house, district or member for the viewer.
    """
    found, unknown = await _chosen(viewer, choice)
    everybody = await people.describe(await found)
    now = await clock.now()
    reasons = {one.member.id: reason for one in everybody if (reason := why_not(one, choice, now)) is not None}
    wanted = sorted((one for one in everybody if one.member.id not in reasons), key=people.SORTING[choice.sorting])
    omitted = [
        Omitted(one.member.id, "" if one.member.information_barred else one.member.name, reasons[one.member.id])
        for one in everybody
        if one.member.id in reasons
    ]
    omitted.sort(key=lambda one: (one.reason is LeftOut.REGISTERED, one.reason, one.name))
    preview = LetterPreview(
        chosen=len(everybody),
        printed=min(len(wanted), choice.wave),
        later=max(0, len(wanted) - choice.wave),
        reasons=dict(Counter(reasons.values())),
        omitted=tuple(omitted[:SHOWN]),
        unknown_numbers=unknown,
    )
    return Selection(wanted[: choice.wave], preview)


def why_not(one: Addressee, choice: LetterChoice, now: datetime) -> LeftOut | None:
    """The first reason that keeps a letter from somebody; None where nothing does."""
    is_named = choice.scope in {LetterScope.NUMBERS, LetterScope.MEMBERS}
    if one.member.status is MemberStatus.ENDED and not is_named and not one.is_registered:
        return LeftOut.ENDED
    reason = barred(one)
    if reason is not None:
        return reason
    if choice.kind is LetterKind.WELCOME:
        return LeftOut.HAD_LETTER if one.had_letter and not choice.again else None
    return _no_reminder(one, now)


def barred(one: Addressee) -> LeftOut | None:
    """What keeps every kind of letter from somebody, also at the moment of printing."""
    holds = {
        LeftOut.DECEASED: one.member.status is MemberStatus.DECEASED,
        LeftOut.REGISTERED: one.is_registered,
        LeftOut.NO_NUMBER: one.number is None,
        LeftOut.NO_NAME: not one.member.last_name.strip(),
        LeftOut.NO_ADDRESS: one.address is None,
    }
    return next((reason for reason, is_so in holds.items() if is_so), None)


def _no_reminder(one: Addressee, now: datetime) -> LeftOut | None:
    if one.reminded:
        return LeftOut.REMINDED
    if one.letter_on is None:
        return LeftOut.NO_FIRST_LETTER
    return LeftOut.TOO_EARLY if now - one.letter_on < REMINDER_AFTER else None


async def _chosen(viewer: Viewer, choice: LetterChoice) -> tuple[QuerySet[Member], tuple[str, ...]]:
    found = visible_members(viewer)
    match choice.scope:
        case LetterScope.EVERYBODY:
            return found, ()
        case LetterScope.MOVED_IN_SINCE:
            return _living(found, Q(contract__starts_on__gte=choice.since)), ()
        case LetterScope.HOUSE:
            await _require(visible_houses(viewer).filter(id=choice.house_id), "houseId")
            return _living(found, Q(contract__unit__house_id=choice.house_id)), ()
        case LetterScope.DISTRICT:
            await _require(visible_districts(viewer).filter(id=choice.district_id), "districtId")
            return _living(found, Q(contract__unit__house__district_id=choice.district_id)), ()
        case LetterScope.MEMBERS:
            named = found.filter(id__in=list(choice.member_ids))
            if await named.count() != len(set(choice.member_ids)):
                raise InvalidInput("There is no such member.", field="memberIds")
            return named, ()
        case LetterScope.NUMBERS:
            return await _numbered(found, choice.numbers)


def _living(found: QuerySet[Member], where: Q) -> QuerySet[Member]:
    return found.filter(id__in=Subquery(ContractPerson.filter(where).values("member_id")))


async def _require(place: QuerySet[House] | QuerySet[District], field: str) -> None:
    if not await place.exists():
        raise InvalidInput("There is no such place.", field=field)


async def _numbered(found: QuerySet[Member], numbers: Sequence[str]) -> tuple[QuerySet[Member], tuple[str, ...]]:
    """The viewer's members on these Mitgliedsnummern or Vertragsnummern, and the numbers that are nobody's."""
    wanted = list(dict.fromkeys(clean(number) for number in numbers))
    on_number: dict[str, set[UUID]] = {number: set() for number in wanted}
    for person in await MembershipPerson.filter(membership__number__in=wanted).select_related("membership"):
        on_number[person.membership.number].add(as_uuid(person.member_id))
    for person in await ContractPerson.filter(contract__number__in=wanted).select_related("contract"):
        on_number[person.contract.number].add(as_uuid(person.member_id))
    ids = set[UUID]().union(*on_number.values())
    there = {member.id for member in await found.filter(id__in=list(ids)).only("id")}
    unknown = tuple(number for number, theirs in on_number.items() if not theirs & there)
    return found.filter(id__in=list(there)), unknown
