"""What the file changes: the stock of the file held against the stock of the database, before anything is written."""

import asyncio
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from tortoise.models import Model

from models import bulk
from models.contract import Contract, ContractPerson
from models.database import as_uuid, rows
from models.imports import ImportMode
from models.member import Member, Membership, MembershipPerson, MemberStatus
from models.place import District, House, Unit
from resolvers.imports.columns import CONTRACT, HOUSE, PERSON, UNIT
from resolvers.imports.messages import Defect
from resolvers.imports.report import Counts, Problem, problem
from resolvers.imports.rows import Record, Seen, Stock

CONFIRMED_SHARE = 0.02


@dataclass(slots=True)
class Change:
    """Rows of one table to insert and to update; `ids` knows every record of the file, new or old."""

    model: type[Model]
    kind: str
    ids: dict[str, UUID] = field(default_factory=dict[str, UUID])
    created: list[Record] = field(default_factory=list[Record])
    updated: list[Record] = field(default_factory=list[Record])
    unchanged: set[UUID] = field(default_factory=set[UUID])
    relinked: set[UUID] = field(default_factory=set[UUID])
    deceased: list[UUID] = field(default_factory=list[UUID])

    @property
    def counts(self) -> Counts:
        """A record whose links changed is an updated one."""
        relinked = len(self.unchanged & self.relinked)
        return Counts(len(self.created), len(self.updated) + relinked, len(self.unchanged) - relinked)


@dataclass(slots=True)
class Plan:
    """All changes in the order of writing, the links to add and to drop, the contracts to end with their last day."""

    changes: list[Change] = field(default_factory=list[Change])
    new_links: dict[type[Model], list[Record]] = field(default_factory=dict[type[Model], list[Record]])
    old_links: dict[type[Model], list[int]] = field(default_factory=dict[type[Model], list[int]])
    ended: list[Record] = field(default_factory=list[Record])
    deceased: list[UUID] = field(default_factory=list[UUID])
    problems: list[Problem] = field(default_factory=list[Problem])
    questions: list[Problem] = field(default_factory=list[Problem])


async def plan(stock: Stock, mode: ImportMode, today: date) -> Plan:
    """Compare; reads only."""
    made = Plan()
    districts = await _compare(District, "Quartiere", {key: dict(seen.record) for key, seen in stock.districts.items()})
    houses = await _compare(House, HOUSE.kind, {key: _house(seen, districts) for key, seen in stock.records[HOUSE.kind].items()})
    units = await _compare(Unit, UNIT.kind, {key: _below(seen, "house_id", houses) for key, seen in stock.records[UNIT.kind].items()})
    members = await _compare(Member, PERSON.kind, {key: _person(seen) for key, seen in stock.records[PERSON.kind].items()})
    numbers = {number: Record() for number in stock.memberships}
    memberships = await _compare(Membership, "Mitgliedschaften", numbers, key_column="number")
    contracts = await _compare(
        Contract, CONTRACT.kind, {key: _below(seen, "unit_id", units) for key, seen in stock.records[CONTRACT.kind].items()}
    )
    made.changes = [districts, houses, units, members, memberships, contracts]
    made.deceased = members.deceased
    if stock.has_memberships:
        await _link_memberships(made, stock, memberships, members)
    lost = await _link_contracts(made, stock, mode, contracts, members)
    if mode is ImportMode.FULL:
        await _end_missing(made, stock, today)
        made.problems += stock.unreadable
        if lost[0] > CONFIRMED_SHARE * lost[1]:
            made.questions.insert(0, problem(0, PERSON.key.header, str(lost[0]), Defect.MISSING_PERSONS, found=lost[0]))
    return made


def _house(seen: Seen, districts: Change) -> Record:
    record = {name: value for name, value in seen.record.items() if name not in {"district_key", "district_name"}}
    if "district_key" in seen.record:
        record["district_id"] = districts.ids.get(str(seen.record["district_key"]))
    return record


def _below(seen: Seen, column: str, parents: Change) -> Record:
    return {**seen.record, column: parents.ids[seen.parent]}


def _person(seen: Seen) -> Record:
    return {name: value for name, value in seen.record.items() if name != "membership"}


async def _compare(model: type[Model], kind: str, wanted: dict[str, Record], *, key_column: str = "external_id") -> Change:
    change = Change(model, kind)
    first = next(iter(wanted.values()), Record())
    columns = list(dict.fromkeys(["id", key_column, *first]))
    stored = {row[key_column]: row for row in await bulk.select(model, columns, by=key_column, values=list(wanted))}
    # A large stock takes seconds of pure computing; other requests go on meanwhile.
    await asyncio.to_thread(_sort, change, wanted, stored, key_column)
    return change


def _sort(change: Change, wanted: dict[str, Record], stored: dict[str, Record], key_column: str) -> None:
    """Each record of the file is new, changed or as it was."""
    for key, record in wanted.items():
        old = stored.get(key)
        if old is None:
            change.ids[key] = uuid4()
            change.created.append({"id": change.ids[key], **record, key_column: key})
            continue
        change.ids[key] = old["id"]
        if "status" in record and old["status"] == MemberStatus.DECEASED:
            # Nobody comes back to life by a file that has not heard of it yet: that takes an administrator (DS-19a).
            record = {**record, "status": MemberStatus.DECEASED}  # noqa: PLW2901 - the same record, but for this
        if all(old[name] == value for name, value in record.items()):
            change.unchanged.add(old["id"])
            continue
        change.updated.append({"id": old["id"], **record})
        if record.get("status") is MemberStatus.DECEASED and old["status"] != MemberStatus.DECEASED:
            change.deceased.append(old["id"])


async def _links(model: type[Model], columns: tuple[str, str], *, by: str, of: list[UUID]) -> dict[tuple[UUID, UUID], int]:
    found = await bulk.select(model, ["id", *columns], by=by, values=of)
    return {(row[columns[0]], row[columns[1]]): row["id"] for row in found}


async def _link_memberships(made: Plan, stock: Stock, memberships: Change, members: Change) -> None:
    """A person of the file has exactly the numbers of the file; nobody makes a third on a number."""
    columns = ("membership_id", "member_id")
    stored = await _links(MembershipPerson, columns, by="member_id", of=list(members.ids.values()))
    sharing = await _links(MembershipPerson, columns, by="membership_id", of=list(memberships.ids.values()))
    wanted = {(memberships.ids[number], members.ids[person]) for number, persons in stock.memberships.items() for person in persons}
    made.new_links[MembershipPerson] = [dict(zip(columns, pair, strict=True)) for pair in wanted - stored.keys()]
    made.old_links[MembershipPerson] = [row for pair, row in stored.items() if pair not in wanted]
    memberships.relinked = {pair[0] for pair in wanted ^ stored.keys()}
    dropped = stored.keys() - wanted
    heads: dict[UUID, set[UUID]] = {}
    for membership, member in (sharing.keys() - dropped) | wanted:
        heads.setdefault(membership, set()).add(member)
    for number, persons in stock.memberships.items():
        if len(heads[memberships.ids[number]]) > 2:
            made.problems.append(problem(max(persons.values()), "Mitgliedsnummer", number, Defect.THIRD_PERSON))


async def _link_contracts(made: Plan, stock: Stock, mode: ImportMode, contracts: Change, members: Change) -> tuple[int, int]:
    """A delta adds persons to a contract; a full file also drops those it no longer names. Returns (dropped, stored)."""
    columns = ("contract_id", "member_id")
    stored = await _links(ContractPerson, columns, by="contract_id", of=list(contracts.ids.values()))
    wanted = {(contracts.ids[key], members.ids[person]) for key, persons in stock.contract_persons.items() for person in persons}
    made.new_links[ContractPerson] = [dict(zip(columns, pair, strict=True)) for pair in wanted - stored.keys()]
    protected = {contracts.ids.get(key) for key in stock.protected_contracts}
    dropped = [pair for pair in stored.keys() - wanted if pair[0] not in protected] if mode is ImportMode.FULL else []
    made.old_links[ContractPerson] = [stored[pair] for pair in dropped]
    contracts.relinked = {pair[0] for pair in [*(wanted - stored.keys()), *dropped]}
    return len(dropped), len(stored)


async def _end_missing(made: Plan, stock: Stock, today: date) -> None:
    """End what the file no longer names: yesterday was the last day; what has not begun gets the day before its begin."""
    found = await rows(
        "SELECT c.id, c.external_id, c.number, c.starts_on, h.street, h.number AS house_number, u.number AS unit_number "  # noqa: S608 - the only value is a date
        "FROM contract c JOIN unit u ON u.id = c.unit_id JOIN house h ON h.id = u.house_id "
        f"WHERE c.ends_on IS NULL OR c.ends_on >= {bulk.day(today)} ORDER BY h.street, h.number, u.number, c.number"
    )
    named = stock.named_contracts | stock.protected_contracts
    missing = [row for row in found if row["external_id"] not in named]
    yesterday = today - timedelta(days=1)
    for row in missing:
        starts_on = _as_date(row["starts_on"])
        last = yesterday if starts_on < today else starts_on - timedelta(days=1)
        made.ended.append({"id": as_uuid(row["id"]), "ends_on": last})
    if len(missing) > CONFIRMED_SHARE * len(found):
        made.questions.append(problem(0, CONTRACT.key.header, str(len(missing)), Defect.MISSING_CONTRACTS, found=len(missing)))
        made.questions += [
            problem(0, CONTRACT.key.header, row["external_id"], Defect.MISSING_CONTRACT, where=_where(row)) for row in missing
        ]


def _where(row: dict[str, Any]) -> str:
    return f"{row['street']} {row['house_number']}, Einheit {row['unit_number']}, Vertrag {row['number']}"


def _as_date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
