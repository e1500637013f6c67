"""Random stocks and audiences for property tests, put into the database by the handful of statements that bulk inserts take.

`expected` is a second, plain reading of the audience rules, one person at a time; the SQL has to agree with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from tortoise.models import Model

from models import bulk
from models.account import Account
from models.audience import AudienceScope
from models.consent import Preference
from models.contract import Contract, ContractPerson
from models.database import rows
from models.device import Device, DeviceKind
from models.member import EmailState, Member, Membership, MembershipPerson, MemberStatus
from models.place import District, House, Unit, UnitKind
from resolvers.audience import Days, Rule, Target
from tests.support.stockfile import Cells, contract, house, person, row, unit

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
BESIDE = frozenset({UnitKind.GARAGE, UnitKind.OTHER})
RANK = (
    AudienceScope.MEMBER,
    AudienceScope.UNIT,
    AudienceScope.HOUSE,
    AudienceScope.DISTRICT,
    AudienceScope.STOCK,
    AudienceScope.ALL_MEMBERS,
)


@dataclass(frozen=True, slots=True)
class Home:
    """A unit."""

    id: UUID
    house: UUID
    kind: UnitKind


@dataclass(frozen=True, slots=True)
class Person:
    """A member with everything a message depends on."""

    id: UUID
    status: MemberStatus
    has_number: bool
    language: str
    chosen: str
    has_mail: bool
    has_device: bool
    wants_mail: bool
    wants_push: bool

    @property
    def reads(self) -> str:
        """What they chose goes before what the ERP has."""
        return self.chosen or self.language


@dataclass(frozen=True, slots=True)
class Lease:
    """A contract; its days are counted from the stock's `today`."""

    id: UUID
    home: Home
    starts_on: date
    ends_on: date | None
    persons: tuple[UUID, ...]

    def runs(self, days: Days) -> bool:
        """On any of these days."""
        return self.starts_on <= days.last and (self.ends_on is None or self.ends_on >= days.first)


@dataclass(frozen=True, slots=True)
class RandomStock:
    """Houses map to their district."""

    today: date
    districts: tuple[UUID, ...]
    houses: dict[UUID, UUID | None]
    homes: tuple[Home, ...]
    persons: tuple[Person, ...]
    leases: tuple[Lease, ...]

    def person(self, key: UUID) -> Person:
        """By id."""
        return next(person for person in self.persons if person.id == key)


def key(kind: int, index: int) -> UUID:
    """Ids are counted, so that a failing example stays small and readable."""
    return UUID(int=(kind << 96) | (4 << 76) | (1 << 63) | index)


@st.composite
def stocks(draw: st.DrawFn, today: date) -> RandomStock:
    """Up to three districts, five houses, eight units, six persons and eight contracts around `today`."""
    districts = tuple(key(1, index) for index in range(draw(st.integers(0, 3))))
    houses = {key(2, index): draw(st.sampled_from([None, *districts])) for index in range(draw(st.integers(1, 5)))}
    kinds = st.sampled_from([UnitKind.FLAT, UnitKind.FLAT, UnitKind.FLAT, *UnitKind])
    homes = tuple(Home(key(3, index), draw(st.sampled_from(list(houses))), draw(kinds)) for index in range(draw(st.integers(1, 8))))
    persons = tuple(draw(_person(index)) for index in range(draw(st.integers(1, 6))))
    leases = tuple(draw(_lease(index, today, homes, persons)) for index in range(draw(st.integers(0, 8))))
    return RandomStock(today, districts, houses, homes, persons, leases)


@st.composite
def _person(draw: st.DrawFn, index: int) -> Person:
    status = draw(
        st.sampled_from([MemberStatus.ACTIVE, MemberStatus.ACTIVE, MemberStatus.ACTIVE, MemberStatus.ENDED, MemberStatus.DECEASED])
    )
    flags = [draw(st.booleans()) for _ in range(5)]
    return Person(
        key(4, index), status, flags[0], draw(st.sampled_from(["de", "de", "tr"])), draw(st.sampled_from(["", "", "de", "ar"])), *flags[1:]
    )


@st.composite
def _lease(draw: st.DrawFn, index: int, today: date, homes: Sequence[Home], persons: Sequence[Person]) -> Lease:
    starts_on = today + timedelta(days=draw(st.integers(-10, 5)))
    length = draw(st.none() | st.integers(0, 12))
    chosen = draw(st.lists(st.sampled_from([person.id for person in persons]), min_size=1, max_size=3, unique=True))
    ends_on = None if length is None else starts_on + timedelta(days=length)
    return Lease(key(5, index), draw(st.sampled_from(homes)), starts_on, ends_on, tuple(chosen))


@st.composite
def rules(draw: st.DrawFn, stock: RandomStock, *, exclusions_only: bool = False) -> tuple[Rule, ...]:
    """Up to five rules about this stock, some of them exclusions."""
    targets: list[tuple[AudienceScope, UUID | None]] = [(AudienceScope.STOCK, None), (AudienceScope.ALL_MEMBERS, None)]
    targets += [(AudienceScope.DISTRICT, district) for district in stock.districts]
    targets += [(AudienceScope.HOUSE, each) for each in stock.houses]
    targets += [(AudienceScope.UNIT, home.id) for home in stock.homes]
    targets += [(AudienceScope.MEMBER, each.id) for each in stock.persons]
    chosen = draw(st.lists(st.tuples(st.sampled_from(targets), st.booleans()), max_size=5, unique=True))
    return tuple(Rule(scope, exclusions_only or is_exclusion, target) for (scope, target), is_exclusion in chosen)


@st.composite
def days(draw: st.DrawFn, today: date) -> Days:
    """From today to at most a week ahead."""
    return Days(today, today + timedelta(days=draw(st.integers(0, 7))))


async def put(stock: RandomStock) -> None:
    """Replace whatever stock the database holds by this one."""
    await clear()
    await bulk.insert(District, [{"id": each, "external_id": str(each), "name": str(each)} for each in stock.districts])
    address = {"street": "Amselweg", "number": "1", "postal_code": "90469", "city": "Nürnberg"}
    await bulk.insert(
        House, [{"id": each, "external_id": str(each), "district_id": where, **address} for each, where in stock.houses.items()]
    )
    await bulk.insert(
        Unit,
        [{"id": home.id, "external_id": str(home.id), "house_id": home.house, "kind": home.kind, "number": "1"} for home in stock.homes],
    )
    await _put_persons(stock.persons)
    await bulk.insert(
        Contract,
        [
            {"id": lease.id, "external_id": str(lease.id), "number": "1", "unit_id": lease.home.id}
            | {"starts_on": lease.starts_on, "ends_on": lease.ends_on}
            for lease in stock.leases
        ],
    )
    await bulk.insert(ContractPerson, [{"contract_id": lease.id, "member_id": each} for lease in stock.leases for each in lease.persons])


async def _put_persons(persons: Iterable[Person]) -> None:
    def member(each: Person) -> dict[str, Any]:
        mail = {"email": f"{each.id}@example.org", "email_state": EmailState.VERIFIED} if each.has_mail else {}
        return {"id": each.id, "external_id": str(each.id), "status": each.status, "last_name": "Muster", "language": each.language, **mail}

    known = list(persons)
    numbered = [each for each in known if each.has_number]
    await bulk.insert(Member, [member(each) for each in known])
    await bulk.insert(Membership, [{"id": each.id, "number": str(each.id)[-32:]} for each in numbered])
    await bulk.insert(MembershipPerson, [{"membership_id": each.id, "member_id": each.id} for each in numbered])
    await bulk.insert(Account, [{"id": each.id, "member_id": each.id, "activated_at": LONG_AGO} for each in known if each.has_mail])
    await bulk.insert(
        Preference,
        [
            {"id": each.id, "member_id": each.id, "notice_mail": each.wants_mail, "notice_push": each.wants_push}
            # Another choice for outages, so that whoever asks for the wrong one is found out.
            | {"outage_mail": each.wants_push, "outage_push": each.wants_mail, "language": each.chosen}
            for each in known
        ],
    )
    device = {"kind": DeviceKind.WEBPUSH, "origin": "https://push.example", "created_at": LONG_AGO, "last_seen_at": LONG_AGO}
    await bulk.insert(
        Device,
        [
            {"id": each.id, "member_id": each.id, "installation_id": str(each.id), "endpoint": f"https://push.example/{each.id}", **device}
            | {"endpoint_hash": str(each.id)}
            for each in known
            if each.has_device
        ],
    )


async def clear() -> None:
    """Remove everything a stock and its notices leave behind."""
    tables: list[type[Model]] = [Device, Preference, Account, ContractPerson, Contract, MembershipPerson, Membership, Member, Unit, House]
    names = ["delivery_attempt", "delivery", "broadcast", "notice_receipt", "audience_member", "audience_rule", "notice"]
    for name in [*names, *(bulk.table(model) for model in [*tables, District])]:
        await rows(f"DELETE FROM {name}")  # noqa: S608 - names of our own tables


@dataclass(slots=True)
class _Found:
    targets: dict[tuple[UUID, UUID], tuple[tuple[Any, ...], Target]] = field(
        default_factory=dict[tuple[UUID, UUID], tuple[tuple[Any, ...], Target]]
    )

    def offer(self, rank: tuple[Any, ...], target: Target) -> None:
        """Keep the best row of a person in a household: the flat before the garage, the narrow rule before the wide one."""
        place = (target.member_id, target.household)
        if place not in self.targets or rank < self.targets[place][0]:
            self.targets[place] = rank, target


def expected(stock: RandomStock, chosen: Sequence[Rule], window: Days) -> list[Target]:
    """Who these rules mean, person by person."""
    includes = [rule for rule in chosen if not rule.is_exclusion]
    excludes = [rule for rule in chosen if rule.is_exclusion]
    found = _Found()
    for each in stock.persons:
        if each.status is MemberStatus.DECEASED or Rule(AudienceScope.MEMBER, True, each.id) in excludes:
            continue
        running = [lease for lease in stock.leases if each.id in lease.persons and lease.runs(window)]
        flats = sorted((lease.starts_on, lease.id, lease.home.id) for lease in running if lease.home.kind is UnitKind.FLAT)
        for lease in running:
            if any(_covers(rule, stock, each, lease.home) for rule in excludes):
                continue
            is_beside = lease.home.kind in BESIDE
            household = flats[0][2] if is_beside and flats else lease.home.id
            for rule in includes:
                if _covers(rule, stock, each, lease.home):
                    target = Target(each.id, household, lease.home.house, lease.home.id, lease.id, rule.scope)
                    found.offer((is_beside, RANK.index(rule.scope), lease.id), target)
        if not running and Rule(AudienceScope.ALL_MEMBERS, True) not in excludes:
            _offer_without_home(found, each, includes)
    return sorted((target for _, target in found.targets.values()), key=lambda target: (target.member_id, target.household))


def _offer_without_home(found: _Found, each: Person, includes: Sequence[Rule]) -> None:
    for rule in includes:
        is_meant = rule == Rule(AudienceScope.MEMBER, False, each.id)
        is_member = rule.scope is AudienceScope.ALL_MEMBERS and each.status is MemberStatus.ACTIVE and each.has_number
        if is_meant or is_member:
            found.offer((False, RANK.index(rule.scope)), Target(each.id, each.id, None, None, None, rule.scope))


def _covers(rule: Rule, stock: RandomStock, each: Person, home: Home) -> bool:
    match rule.scope:
        case AudienceScope.STOCK | AudienceScope.ALL_MEMBERS:
            return True
        case AudienceScope.DISTRICT:
            return stock.houses[home.house] == rule.id
        case AudienceScope.HOUSE:
            return home.house == rule.id
        case AudienceScope.UNIT:
            return home.id == rule.id
        case AudienceScope.MEMBER:
            return each.id == rule.id


def as_rows(stock: RandomStock) -> list[Cells]:
    """The same stock as lines of a stock file: every contract and person, then what no contract names."""
    lines: list[Cells] = []
    for lease in stock.leases:
        ends = f"{lease.ends_on:%d.%m.%Y}" if lease.ends_on else ""
        agreed = contract(str(lease.id), Vertragsbeginn=f"{lease.starts_on:%d.%m.%Y}", Vertragsende=ends, Vertragsnummer="1")
        lines += [row(*_place(stock, lease.home), agreed, _somebody(stock.person(each))) for each in lease.persons]
    return [*lines, *(row(*_place(stock, home)) for home in stock.homes), *(_somebody(each) for each in stock.persons)]


def _place(stock: RandomStock, home: Home) -> tuple[Cells, Cells]:
    district = stock.houses[home.house]
    named = {"Quartier-ID": str(district or ""), "Quartier": str(district or "")}
    kinds = {UnitKind.FLAT: "Wohnung", UnitKind.GARAGE: "Garage", UnitKind.SHOP: "Laden", UnitKind.OTHER: "Sonstiges"}
    return house(str(home.house)) | named, unit(str(home.id), Einheitsart=kinds[home.kind])


def _somebody(each: Person) -> Cells:
    status = {MemberStatus.ACTIVE: "aktiv", MemberStatus.ENDED: "ausgeschieden", MemberStatus.DECEASED: "verstorben"}[each.status]
    return person(str(each.id), Status=status, Sprache=each.language, Mitgliedsnummer=str(each.id)[-32:] if each.has_number else "")
