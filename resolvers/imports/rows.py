"""From lines to records: each part of a row is parsed once per distinct text, then the rows are held against each other."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from resolvers.imports.columns import CONTRACT, HOUSE, PARTS, PERSON, UNIT, Column, Part
from resolvers.imports.messages import Defect
from resolvers.imports.reading import Line, Table
from resolvers.imports.report import Problem, problem
from resolvers.imports.values import SPACE, Unusable, clean, postal_code

Record = dict[str, Any]
Flaw = tuple[str, str, Defect, dict[str, object]]

PROGRESS_STEP = 1_000
GERMANY = frozenset({"", "deutschland", "de", "d"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of one row."""

    key: str
    record: Record
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A record, what it belongs to (a unit's house, a contract's unit), and where it was first written."""

    record: Record
    parent: str
    line: int


@dataclass(slots=True)
class Stock:
    """What the file says. `contract_persons` and `memberships` map to person ids with the line that says so.

    `named_contracts` also holds contracts of bad rows: a full import must not end them.
    """

    districts: dict[str, Seen] = field(default_factory=dict[str, Seen])
    records: dict[str, dict[str, Seen]] = field(default_factory=lambda: {part.kind: dict[str, Seen]() for part in PARTS})
    contract_persons: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict[str, dict[str, int]](dict))
    memberships: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict[str, dict[str, int]](dict))
    named_contracts: set[str] = field(default_factory=set[str])
    protected_contracts: set[str] = field(default_factory=set[str])
    has_memberships: bool = False
    has_districts: bool = False
    rows: int = 0
    bad_rows: int = 0
    problems: list[Problem] = field(default_factory=list[Problem])
    unreadable: list[Problem] = field(default_factory=list[Problem])


class PartReader:
    """Reads one part of every row; equal cells are parsed once (a house stands in each row of its flats)."""

    def __init__(self, part: Part, positions: dict[str, int]) -> None:
        self.part = part
        self.columns = [(column, positions[column.header.casefold()]) for column in part.columns if column.header.casefold() in positions]
        self.known: dict[tuple[str, ...], Piece | None] = {}

    def read(self, cells: list[str]) -> Piece | None:
        """The piece, or None where the row says nothing about this part."""
        own = tuple([cells[index] for _, index in self.columns])
        if own not in self.known:
            self.known[own] = self._parse(own)
        return self.known[own]

    def _parse(self, cells: tuple[str, ...]) -> Piece | None:
        key = self.part.key
        if not cells[0].strip(SPACE):
            told = next((cell for (column, _), cell in zip(self.columns, cells, strict=True) if _tells(column) and cell.strip(SPACE)), None)
            if told is None:
                return None
            facts: dict[str, object] = {"noun": self.part.noun, "expected": key.header}
            return Piece("", {}, ((key.header, told, Defect.KEY_MISSING, facts),))
        record: Record = {}
        flaws: list[Flaw] = []
        for (column, _), cell in zip(self.columns, cells, strict=True):
            try:
                record[column.attribute] = parsed(column, cell)
            except Unusable as unusable:
                flaws.append((column.header, cell, unusable.defect, unusable.facts))
        if not flaws:
            flaws.extend(CROSS_CHECKS[self.part.kind](record))
        return Piece(str(record.get(key.attribute, "")), record, tuple(flaws))


def _tells(column: Column) -> bool:
    """An ERP fills "nein" or "Wohnung" into rows without a contract or unit; only free values say that one was meant."""
    return column.is_filled or column.empty in ("", None)


def parsed(column: Column, cell: str) -> object:
    """The value of one cell.

    Raises:
        Unusable: with the defect and its facts.
    """
    cell = clean(cell, may_break=column.may_break)
    if not cell:
        if column.is_filled:
            raise Unusable(Defect.REQUIRED)
        return column.of_empty()
    if column.limit is not None and len(cell) > column.limit:
        raise Unusable(Defect.TOO_LONG, found=len(cell), expected=column.limit)
    return column.read(cell)


def _check_house(record: Record) -> list[Flaw]:
    flaws: list[Flaw] = []
    if bool(record.get("district_key")) != bool(record.get("district_name")):
        missing = "Quartier" if record.get("district_key") else "Quartier-ID"
        flaws.append((missing, "", Defect.DISTRICT_HALF, {}))
    if (record.get("latitude") is None) != (record.get("longitude") is None):
        missing = "Breitengrad" if record.get("latitude") is None else "Längengrad"
        flaws.append((missing, "", Defect.COORDINATE_HALF, {}))
    return flaws


def _check_contract(record: Record) -> list[Flaw]:
    starts, ends = cast("date", record["starts_on"]), cast("date | None", record["ends_on"])
    if ends is not None and ends < starts:
        return [("Vertragsende", f"{ends:%d.%m.%Y}", Defect.ENDS_BEFORE_START, {"other": f"{starts:%d.%m.%Y}"})]
    return []


def _check_person(record: Record) -> list[Flaw]:
    code = str(record.get("postal_code", ""))
    if code and str(record.get("country", "")).casefold() in GERMANY:
        try:
            postal_code(code)
        except Unusable as unusable:
            return [("Post-PLZ", code, unusable.defect, unusable.facts)]
    return []


def _check_unit(_record: Record) -> list[Flaw]:
    return []


CROSS_CHECKS: dict[str, Callable[[Record], list[Flaw]]] = {
    HOUSE.kind: _check_house,
    UNIT.kind: _check_unit,
    CONTRACT.kind: _check_contract,
    PERSON.kind: _check_person,
}


def gather(table: Table, progress: Callable[[int, int], None] | None = None) -> Stock:
    """Everything the file says, and everything wrong with it. Bad rows contribute nothing but their problems."""
    stock = Stock(
        has_memberships="mitgliedsnummer" in table.positions,
        has_districts="quartier-id" in table.positions,
    )
    readers = {part.kind: PartReader(part, table.positions) for part in PARTS}
    for index, line in enumerate(table.lines):
        if progress and index % PROGRESS_STEP == 0:
            progress(index, len(table.lines))
        stock.rows += 1
        _take(stock, table, readers, line)
    return stock


def _take(stock: Stock, table: Table, readers: dict[str, PartReader], line: Line) -> None:
    if len(line.cells) != len(table.headers):
        facts = {"found": len(line.cells), "expected": len(table.headers)}
        stock.problems.append(problem(line.number, "", "", Defect.CELL_COUNT, **facts))
        stock.unreadable.append(problem(line.number, "", "", Defect.UNREADABLE_IN_FULL))
        stock.bad_rows += 1
        return
    pieces = {kind: piece for kind, reader in readers.items() if (piece := reader.read(line.cells)) is not None}
    flaws = [flaw for piece in pieces.values() for flaw in piece.flaws] or _structure(pieces) or _against_others(stock, pieces)
    contract = line.cells[table.positions[CONTRACT.key.header.casefold()]].strip(SPACE)
    if flaws:
        stock.problems += [problem(line.number, column, value, defect, **facts) for column, value, defect, facts in flaws]
        stock.bad_rows += 1
        _protect(stock, pieces, line, contract)
        return
    _add(stock, pieces, line.number)


def _protect(stock: Stock, pieces: dict[str, Piece], line: Line, contract: str) -> None:
    """A bad row ends nothing: its contract counts as named. Where even that cannot be read, a full import must wait."""
    if contract:
        stock.protected_contracts.add(contract)
    piece = pieces.get(CONTRACT.kind)
    if piece is not None and (not contract or any(flaw[0] == CONTRACT.key.header for flaw in piece.flaws)):
        stock.unreadable.append(problem(line.number, CONTRACT.key.header, contract, Defect.UNREADABLE_IN_FULL))


def _structure(pieces: dict[str, Piece]) -> list[Flaw]:
    """A contract needs a unit and a person; a unit needs a house; a person in a house needs a contract."""
    house, unit, contract, person = (pieces.get(part.kind) for part in PARTS)
    if unit and not house:
        return [(HOUSE.key.header, "", Defect.UNIT_WITHOUT_HOUSE, {})]
    if contract and not unit:
        return [(UNIT.key.header, "", Defect.CONTRACT_WITHOUT_UNIT, {})]
    if contract and not person:
        return [(PERSON.key.header, "", Defect.CONTRACT_WITHOUT_PERSON, {})]
    if person and house and not contract:
        return [(CONTRACT.key.header, "", Defect.PERSON_WITHOUT_CONTRACT, {})]
    return []


def _parent(pieces: dict[str, Piece], part: Part) -> tuple[str, str]:
    """What a record belongs to, with the column that says so."""
    above = {UNIT.kind: HOUSE, CONTRACT.kind: UNIT}.get(part.kind)
    return (pieces[above.kind].key, above.key.header) if above else ("", "")


def _against_others(stock: Stock, pieces: dict[str, Piece]) -> list[Flaw]:
    """The same id with other values further up; a third person on one Mitgliedsnummer."""
    flaws: list[Flaw] = []
    for part in PARTS:
        piece = pieces.get(part.kind)
        if piece is None or (first := stock.records[part.kind].get(piece.key)) is None:
            continue
        parent, parent_column = _parent(pieces, part)
        if first.parent != parent:
            flaws.append(_conflict(parent_column, parent, piece.key, first, first.parent))
        if first.record is not piece.record and first.record != piece.record:
            for column in part.columns:
                mine, theirs = piece.record.get(column.attribute), first.record.get(column.attribute)
                if mine != theirs and column.attribute != "membership":
                    flaws.append(_conflict(column.header, _shown(mine), piece.key, first, _shown(theirs)))
    house = pieces.get(HOUSE.kind)
    if house and (key := str(house.record.get("district_key") or "")) and (first := stock.districts.get(key)):
        name = str(house.record["district_name"])
        if first.record["name"] != name:
            flaws.append(_conflict("Quartier", name, key, first, str(first.record["name"])))
    person = pieces.get(PERSON.kind)
    if person and (membership := str(person.record.get("membership") or "")):
        sharing = stock.memberships.get(membership, {})
        if person.key not in sharing and len(sharing) == 2:
            flaws.append(("Mitgliedsnummer", membership, Defect.THIRD_PERSON, {}))
    return flaws


def _conflict(column: str, value: str, key: str, first: Seen, other: str) -> Flaw:
    return column, value, Defect.CONFLICT, {"key": key, "first": first.line, "other": other}


def _shown(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, bool):
        return "ja" if value else "nein"
    return "" if value is None else str(value)


def _add(stock: Stock, pieces: dict[str, Piece], line: int) -> None:
    for part in PARTS:
        if (piece := pieces.get(part.kind)) and piece.key not in stock.records[part.kind]:
            stock.records[part.kind][piece.key] = Seen(piece.record, _parent(pieces, part)[0], line)
    house, _, contract, person = (pieces.get(part.kind) for part in PARTS)
    if house and (district := str(house.record.get("district_key") or "")):
        stock.districts.setdefault(district, Seen({"name": house.record["district_name"]}, "", line))
    if contract and person:
        stock.named_contracts.add(contract.key)
        stock.contract_persons[contract.key].setdefault(person.key, line)
    if person and (membership := str(person.record.get("membership") or "")):
        stock.memberships[membership].setdefault(person.key, line)
