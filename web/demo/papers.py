"""The demo's PDF documents: a contract, a statement of operating costs and house rules, with invented numbers that add up."""

import json
import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import typst
from babel.dates import format_date
from babel.numbers import format_decimal

from models.contract import Contract
from models.member import Member
from settings import CooperativeSettings

TEMPLATES = Path(__file__).parent / "paper"
YEAR = 2025
COSTS = {
    "Grundsteuer": ("Wohnfläche", "3.10"),
    "Wasser und Abwasser": ("Wohnfläche", "4.35"),
    "Heizung und Warmwasser": ("Verbrauch", "12.80"),
    "Müllabfuhr": ("Wohnfläche", "2.05"),
    "Straßenreinigung": ("Wohnfläche", "0.55"),
    "Gebäudereinigung": ("Wohnfläche", "1.70"),
    "Gartenpflege": ("Wohnfläche", "1.45"),
    "Allgemeinstrom": ("Wohnfläche", "0.80"),
    "Schornsteinreinigung": ("Wohnfläche", "0.35"),
    "Versicherungen": ("Wohnfläche", "2.60"),
    "Hausmeister": ("Wohnfläche", "3.25"),
}
"""Kind of cost, its key, and euros for a square metre in a year."""


@dataclass(frozen=True, slots=True)
class Home:
    """A contract with what the papers need of it: unit, house and persons are loaded."""

    contract: Contract
    persons: list[Member]
    today: date


def euros(amount: Decimal) -> str:
    """`1.234,50`."""
    return format_decimal(amount, format="#,##0.00", locale="de_DE")


def day(value: date) -> str:
    """`1. April 2009`."""
    return format_date(value, format="long", locale="de_DE")


def contract(cooperative: CooperativeSettings, home: Home) -> bytes:
    """The Nutzungsvertrag as a PDF."""
    area, rooms = _size(home.contract)
    rent = (area * Decimal("7.85")).quantize(Decimal("0.01"))
    operating = (area * Decimal("1.75")).quantize(Decimal(1))
    heating = (area * Decimal("1.10")).quantize(Decimal(1))
    return _pdf(
        "contract",
        cooperative,
        _place(home.contract)
        | {
            "persons": [person.name for person in home.persons],
            "starts_on": day(home.contract.starts_on),
            "area": euros(area),
            "rooms": str(rooms),
            "rent": euros(rent),
            "operating": euros(operating),
            "heating": euros(heating),
            "total": euros(rent + operating + heating),
        },
    )


def statement(cooperative: CooperativeSettings, home: Home) -> bytes:
    """The Betriebskostenabrechnung of `YEAR` as a PDF; shares add up to the total, and the total less the payments is the balance."""
    chance = random.Random(f"statement {home.contract.number}")  # noqa: S311 - invented figures, the same each time
    area, _ = _size(home.contract)
    house_area = area * 18 + chance.randint(80, 220)
    lines: list[dict[str, str]] = []
    house_total = share_total = Decimal(0)
    for name, (key, price) in COSTS.items():
        house = (house_area * Decimal(price)).quantize(Decimal("0.01"))
        factor = Decimal(chance.randint(85, 118)) / 100 if key == "Verbrauch" else Decimal(1)
        share = (house * area / house_area * factor).quantize(Decimal("0.01"))
        house_total, share_total = house_total + house, share_total + share
        lines.append({"name": name, "house": euros(house), "key": key, "share": euros(share)})
    paid = 12 * (area * Decimal("2.85")).quantize(Decimal(1))
    balance = share_total - paid
    person = home.persons[0]
    return _pdf(
        "statement",
        cooperative,
        _place(home.contract)
        | {
            "year": str(YEAR),
            "period": f"1. Januar bis 31. Dezember {YEAR}",
            "address": [person.name, person.street or home.contract.unit.house.address, f"{_postal_code(home)} {_city(home)}"],
            "salutation": f"{person.letter_salutation or f'Guten Tag {person.name}'},",
            "date": day(home.today),
            "due_on": day(date(home.today.year + home.today.month // 12, home.today.month % 12 + 1, 28)),
            "area": euros(area),
            "house_area": euros(house_area),
            "lines": lines,
            "house_total": euros(house_total),
            "share_total": euros(share_total),
            "paid": euros(paid),
            "is_credit": balance < 0,
            "balance": euros(abs(balance)),
        },
    )


def house_rules(cooperative: CooperativeSettings, district: str) -> bytes:
    """The Hausordnung of a district as a PDF."""
    return _pdf("house_rules", cooperative, {"district": district, "date": day(date(2021, 1, 1))})


def _size(found: Contract) -> tuple[Decimal, int]:
    """Square metres and rooms; the stock file knows neither."""
    chance = random.Random(f"size {found.unit.external_id}")  # noqa: S311 - invented figures, the same each time
    rooms = chance.choice([2, 2, 3, 3, 3, 4])
    return Decimal(rooms * 19 + chance.randint(40, 140) / 10).quantize(Decimal("0.1")), rooms


def _place(found: Contract) -> dict[str, Any]:
    unit, house = found.unit, found.unit.house
    position = ", ".join(word for word in (f"Wohnung {unit.number}", unit.floor, unit.position) if word)
    return {"number": found.number, "house": f"{house.address}, {house.postal_code} {house.city}", "unit": position}


def _postal_code(home: Home) -> str:
    return home.persons[0].postal_code or home.contract.unit.house.postal_code


def _city(home: Home) -> str:
    return home.persons[0].city or home.contract.unit.house.city


def _pdf(template: str, cooperative: CooperativeSettings, values: dict[str, Any]) -> bytes:
    data = json.dumps({"cooperative": cooperative.model_dump(mode="json"), **values})
    return typst.compile(TEMPLATES / f"{template}.typ", format="pdf", sys_inputs={"data": data})
