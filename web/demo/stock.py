"""Writes the demo stock of the invented "Wohnungsgenossenschaft Noris eG": about 1,200 units in 60 houses and 8 districts.

The same seed always writes the same file, which is checked in as stock.csv and comes into a demo through the real import. It
holds every case the import must take: see docs/stock-file.md. Run `python -m web.demo.stock` to write it anew.
"""

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from web.demo import names

FILE = Path(__file__).with_name("stock.csv")
SEED = 20261122
PLACE = "Nürnberg"
HEADER: tuple[str, ...] = (
    "Haus-ID", "Quartier-ID", "Quartier", "Straße", "Hausnummer", "Eingang", "PLZ", "Ort", "Breitengrad", "Längengrad", "Haus-Merkmale",
    "Einheit-ID", "Einheitsart", "Einheitsnummer", "Geschoss", "Lage", "Einheit-Merkmale",
    "Vertrag-ID", "Vertragsnummer", "Vertragsbeginn", "Vertragsende", "Preisgebunden", "Papier erforderlich",
    "Person-ID", "Status", "Anrede", "Titel", "Vorname", "Nachname", "Briefanrede", "Mitgliedsnummer",
    "Post-Straße", "Post-PLZ", "Post-Ort", "Post-Land", "Sprache", "E-Mail", "Vertreter", "Auskunftssperre",
)  # fmt: skip
FLOORS = ("Erdgeschoss", "1. Obergeschoss", "2. Obergeschoss", "3. Obergeschoss", "4. Obergeschoss", "5. Obergeschoss")
SIDES = ("links", "Mitte", "rechts")

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Area:
    """A district with its streets and house numbers; `couples` of the occupied flats have two persons on the contract."""

    key: str
    name: str
    postal_code: str
    streets: dict[str, tuple[str, ...]]
    flats: int
    vacant: int
    couples: int
    garages: int = 0
    shops: int = 0


AREAS = (
    Area(
        "GS",
        "Gartenstadt",
        "90469",
        {
            "Amselweg": ("2", "4", "6", "8", "10", "12", "14", "16"),
            "Finkenstraße": ("1", "3", "5", "7", "9"),
            "Meisenplatz": ("1", "2", "3"),
            "Drosselweg": ("2", "4", "6"),
        },
        flats=424,
        vacant=12,
        couples=126,
        garages=40,
    ),
    Area(
        "SL",
        "Sankt Leonhard",
        "90439",
        {"Leopoldstraße": ("11", "13", "15", "17"), "Kreuzsteinweg": ("5", "7")},
        flats=154,
        vacant=4,
        couples=44,
        garages=12,
        shops=2,
    ),
    Area("JO", "Johannis", "90419", {"Palmplatz": ("1", "2", "3"), "Brückengasse": ("20", "22")}, flats=118, vacant=3, couples=30, shops=1),
    Area(
        "GO", "Gostenhof", "90429", {"Adamgasse": ("6", "8", "10"), "Mittlere Kanalgasse": ("31",)}, flats=96, vacant=4, couples=25, shops=1
    ),
    Area("MA", "Maxfeld", "90409", {"Goethehof": ("1", "3", "5", "7"), "Krelingweg": ("12",)}, flats=88, vacant=2, couples=22, garages=10),
    Area(
        "LW",
        "Langwasser",
        "90471",
        {"Breslauer Ring": ("101", "103", "105", "107"), "Zugspitzweg": ("2",)},
        flats=104,
        vacant=5,
        couples=31,
        garages=14,
    ),
    Area(
        "ZS", "Ziegelstein", "90411", {"Flughafenweg": ("40", "42", "44"), "Heroldhof": ("1",)}, flats=56, vacant=1, couples=15, garages=8
    ),
    Area("SU", "Südstadt", "90459", {"Wölckernhof": ("2", "4"), "Gugelgasse": ("9", "11")}, flats=60, vacant=2, couples=17, shops=1),
)


@dataclass(slots=True)
class Writer:
    """Collects rows and counts ids; ids look like an ERP's, with leading zeros."""

    chance: random.Random
    rows: list[Row] = field(default_factory=list[Row])
    persons: int = 0
    members: int = 20_000
    contracts: int = 0
    houses: int = 0

    def add(self, *parts: Row) -> None:
        """One row of the file."""
        row: Row = {}
        for part in parts:
            row |= part
        self.rows.append(row)

    def number(self) -> str:
        """The next Mitgliedsnummer."""
        self.members += self.chance.randint(1, 4)
        return f"{self.members:07d}"

    def house(self, area: Area | None, street: str, number: str, *, entrance: str = "") -> Row:
        """A house; one in twelve has no coordinates."""
        self.houses += 1
        house = {"Haus-ID": f"H{self.houses:04d}", "Straße": street, "Hausnummer": number, "Eingang": entrance, "Ort": PLACE}
        house["PLZ"] = area.postal_code if area else "90402"
        if area:
            house |= {"Quartier-ID": area.key, "Quartier": area.name}
        if self.houses % 12:
            house["Breitengrad"] = f"{49.40 + self.chance.random() / 12:.5f}".replace(".", ",")
            house["Längengrad"] = f"{11.02 + self.chance.random() / 12:.5f}".replace(".", ",")
        return house

    def person(self, family: str = "", *, woman: bool | None = None, number: str | None = "") -> Row:
        """A person; `number` empty means a new Mitgliedsnummer, None means none."""
        self.persons += 1
        woman = self.chance.random() < 0.55 if woman is None else woman
        family = family or self.chance.choice(names.FAMILIES)
        first = self.chance.choice(names.WOMEN if woman else names.MEN)
        title = "Dr." if self.chance.random() < 0.03 else ""
        salutation = "Frau" if woman else "Herr"
        person = {"Person-ID": f"P{self.persons:06d}", "Status": "aktiv", "Anrede": salutation, "Titel": title, "Vorname": first}
        person |= {
            "Nachname": family,
            "Sprache": names.LANGUAGE_OF_FAMILY.get(family, "de"),
            "Vertreter": "nein",
            "Auskunftssperre": "nein",
        }
        person["Briefanrede"] = f"Sehr geehrte{'' if woman else 'r'} {salutation} {title + ' ' if title else ''}{family}"
        person["Mitgliedsnummer"] = "" if number is None else number or self.number()
        if self.chance.random() < 0.5:
            person["E-Mail"] = f"{_ascii(first)}.{_ascii(family)}{self.persons}@example.org"
        return person

    def contract(self, starts_on: date, ends_on: date | None = None) -> Row:
        """A Nutzungsvertrag."""
        self.contracts += 1
        contract = {"Vertrag-ID": f"V{self.contracts:06d}", "Vertragsnummer": f"{self.contracts + 400:06d}.01"}
        contract |= {"Vertragsbeginn": f"{starts_on:%d.%m.%Y}", "Vertragsende": f"{ends_on:%d.%m.%Y}" if ends_on else ""}
        contract["Preisgebunden"] = "ja" if self.chance.random() < 0.2 else "nein"
        contract["Papier erforderlich"] = "ja" if self.chance.random() < 0.04 else "nein"
        return contract

    def begin(self) -> date:
        """The first of some month between 1968 and June 2026, more of them recent."""
        months = int((self.chance.random() ** 1.8) * 700)
        year, month = divmod(2026 * 12 + 5 - months, 12)
        return date(year, month + 1, 1)


def _ascii(name: str) -> str:
    plain = name.lower().translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", " ": "-"}))
    return "".join(letter for letter in plain if letter.isascii())


def _flats(writer: Writer, area: Area) -> list[tuple[Row, Row]]:
    """Houses with their flats, spread evenly; every third house has a lift, every house two risers and its heating circuit."""
    addresses = [(street, number) for street, numbers in area.streets.items() for number in numbers]
    found: list[tuple[Row, Row]] = []
    for index, (street, number) in enumerate(addresses):
        house = writer.house(area, street, number)
        circuit = f"Heizkreis={area.key}{index // 3 + 1}"
        house["Haus-Merkmale"] = f"Aufzug=A, {circuit}" if index % 3 == 0 else circuit
        count = area.flats // len(addresses) + (1 if index < area.flats % len(addresses) else 0)
        for position in range(count):
            side = position % 3
            floor = min(position // 3, len(FLOORS) - 1)
            tags = f"Strang={side % 2 + 1}" + (", Aufzug=A" if index % 3 == 0 and floor else "")
            unit = {
                "Einheit-ID": f"{house['Haus-ID']}-{position + 1:03d}",
                "Einheitsart": "Wohnung",
                "Einheitsnummer": f"{position + 1:02d}",
            }
            unit |= {"Geschoss": FLOORS[floor], "Lage": SIDES[side], "Einheit-Merkmale": tags}
            found.append((house, unit))
    return found


def _households(writer: Writer, area: Area) -> list[Row]:
    """Contracts of all flats of a district; returns the first person of each, for garages."""
    flats = _flats(writer, area)
    empty = set(writer.chance.sample(range(len(flats)), area.vacant))
    occupied = [index for index in range(len(flats)) if index not in empty]
    if area.key == "GS":
        occupied.remove(
            home := next(index for index in occupied if (flats[index][0]["Straße"], flats[index][0]["Hausnummer"]) == ("Amselweg", "12"))
        )
        occupied.insert(0, home)
    couples = {occupied[0], *writer.chance.sample(occupied[1:], area.couples - 1)}
    tenants: list[Row] = []
    for index, (house, unit) in enumerate(flats):
        if index in empty:
            writer.add(house, unit)
            continue
        first = writer.person(woman=True) if index in couples else writer.person()
        if area.key == "GS" and index == occupied[0]:
            first |= {
                "Vorname": "Erika",
                "Nachname": "Muster",
                "Titel": "",
                "Briefanrede": "Sehr geehrte Frau Muster",
                "Mitgliedsnummer": "0012345",
            }
            first |= {"E-Mail": "erika.muster@example.org", "Sprache": "de"}
        contract = writer.contract(writer.begin())
        if first["Mitgliedsnummer"] == "0012345":
            contract["Vertragsbeginn"] = "01.04.2009"
        writer.add(house, unit, contract, first)
        if index in couples:
            shared = first["Mitgliedsnummer"] if writer.chance.random() < 0.8 else None
            writer.add(house, unit, contract, writer.person(first["Nachname"], woman=False, number=shared))
        tenants.append(first)
    return tenants


def _garages(writer: Writer, area: Area, tenants: list[Row]) -> None:
    yard = writer.house(area, next(iter(area.streets)), "99", entrance="Garagenhof")
    for index, tenant in enumerate(writer.chance.sample(tenants, area.garages)):
        unit = {"Einheit-ID": f"{yard['Haus-ID']}-G{index + 1:02d}", "Einheitsart": "Garage", "Einheitsnummer": f"G{index + 1:02d}"}
        if index % 9 == 8:
            writer.add(yard, unit)
        else:
            stranger = index % 13 == 12 and area.key != "GS"
            writer.add(yard, unit, writer.contract(writer.begin()), writer.person(number=None) if stranger else tenant)


def _shops(writer: Writer, area: Area, companies: Iterator[str]) -> None:
    house = next(row for row in writer.rows if row.get("Quartier-ID") == area.key)
    house = {name: house[name] for name in HEADER[:11] if name in house}
    for index in range(area.shops):
        unit = {
            "Einheit-ID": f"{house['Haus-ID']}-L{index + 1}",
            "Einheitsart": "Laden",
            "Einheitsnummer": f"L{index + 1}",
            "Geschoss": FLOORS[0],
        }
        company = writer.person(next(companies), number=None)
        company |= {"Anrede": "Firma", "Titel": "", "Vorname": "", "Sprache": "de", "Briefanrede": "Sehr geehrte Damen und Herren"}
        company["E-Mail"] = f"laden{index + 1}.{area.key.lower()}@example.org"
        writer.add(house, unit, writer.contract(writer.begin()), company)


def _part(row: Row, first: str, last: str) -> Row:
    chosen = HEADER[HEADER.index(first) : HEADER.index(last) + 1]
    return {name: row[name] for name in chosen if name in row}


def _special(writer: Writer, lived: list[Row]) -> None:
    """What real stocks have too: leavers, newcomers, second flats, the dead, the landless, twins in the file."""
    flats = [row for row in lived if row["Quartier-ID"] != "GS" and row["Einheitsart"] == "Wohnung"]
    chosen = writer.chance.sample(flats, 60)
    places = [{**_part(row, "Haus-ID", "Einheit-Merkmale")} for row in chosen]
    for row, place in zip(chosen[:24], places[:24], strict=True):
        left = _day(row["Vertragsbeginn"])
        former = writer.person()
        former |= {"Status": "ausgeschieden", "Post-Straße": "Am Anger 7", "Post-PLZ": "91052", "Post-Ort": "Erlangen"}
        writer.add(place, writer.contract(left - timedelta(days=2000), left - timedelta(days=1)), former)
    for row, place in zip(chosen[24:30], places[24:30], strict=True):
        for same in writer.rows:
            if same.get("Vertrag-ID") == row["Vertrag-ID"]:
                same["Vertragsende"] = "31.01.2027"
        writer.add(place, writer.contract(date(2027, 2, 1)), writer.person())
    for row in chosen[30:35]:
        second = next(place for place in places[35:] if place["Haus-ID"] != row["Haus-ID"])
        writer.add(
            {**second, "Einheit-ID": f"{second['Einheit-ID']}Z{row['Person-ID'][-3:]}", "Einheitsnummer": f"Z{row['Person-ID'][-3:]}"},
            writer.contract(writer.begin()),
            _part(row, "Person-ID", "Auskunftssperre"),
        )
    _people(writer, chosen[36:])


def _people(writer: Writer, chosen: list[Row]) -> None:
    def mark(row: Row, **changes: str) -> None:
        for same in writer.rows:
            if same.get("Person-ID") == row["Person-ID"]:
                same |= {name.replace("_", "-"): value for name, value in changes.items()}

    for row in chosen[:6]:
        mark(row, Status="verstorben", E_Mail="")
    mark(chosen[6], **{"Post-Straße": "c/o Betreuungsbüro Löhr\nHintere Gasse 3, Rückgebäude", "Post-PLZ": "90403", "Post-Ort": PLACE})
    mark(chosen[7], **{"Post-Straße": "Rue de la Paix 12", "Post-PLZ": "75002", "Post-Ort": "Paris", "Post-Land": "Frankreich"})
    mark(chosen[8], Auskunftssperre="ja")
    mark(chosen[9], Auskunftssperre="ja")
    for row in chosen[10:18]:
        mark(row, Vertreter="ja")
    for _ in range(40):
        writer.add(
            writer.person() | {"Post-Straße": f"Fürther Straße {writer.chance.randint(1, 300)}", "Post-PLZ": "90429", "Post-Ort": PLACE}
        )


def _day(text: str) -> date:
    day, month, year = text.split(".")
    return date(int(year), int(month), int(day))


def rows() -> list[Row]:
    """All rows of the demo stock."""
    writer = Writer(random.Random(SEED))  # noqa: S311 - an invented stock, the same each time; nothing secret
    companies = iter(names.COMPANIES)
    for area in AREAS:
        tenants = _households(writer, area)
        if area.garages:
            _garages(writer, area, tenants)
        _shops(writer, area, companies)
    lived = [row for row in writer.rows if row.get("Vertrag-ID")]
    _special(writer, lived)
    for number in ("2", "4"):
        house = writer.house(None, "Königshof", number)
        for index in range(6):
            unit = {"Einheit-ID": f"{house['Haus-ID']}-{index + 1:03d}", "Einheitsart": "Wohnung", "Einheitsnummer": f"{index + 1:02d}"}
            writer.add(house, unit, writer.contract(writer.begin()), writer.person())
    writer.add(writer.house(AREAS[2], "Brückengasse", "26"))
    writer.rows.extend(dict(row) for row in writer.chance.sample(lived, 3))
    return writer.rows


def content() -> str:
    """The file: semicolons, UTF-8, a header."""
    target = io.StringIO()
    out = csv.DictWriter(target, HEADER, restval="", delimiter=";", lineterminator="\n")
    out.writeheader()
    out.writerows(rows())
    return target.getvalue()


if __name__ == "__main__":
    FILE.write_text(content(), encoding="utf-8")
