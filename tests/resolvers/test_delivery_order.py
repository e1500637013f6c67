"""The order of doors: lists on screen and on paper go from house to house and from storey to storey (OB-24)."""

from random import Random
from typing import Any

import pytest

from resolvers.delivery import order


def line(**parts: str | None) -> dict[str, Any]:
    names = ("street", "house_number", "entrance", "unit_number", "floor", "position", "name")
    return dict.fromkeys(names) | parts


def test_doors_come_as_one_walks() -> None:
    walk = [
        line(street="Ährenweg", house_number="1"),
        line(street="Amselweg", house_number="2", floor="1. UG", unit_number="90"),
        line(street="Amselweg", house_number="2", floor="EG", unit_number="10"),
        line(street="Amselweg", house_number="2", floor="1. OG", unit_number="3", position="links", name="Böhm Ute"),
        line(street="Amselweg", house_number="2", floor="1. OG", unit_number="3", position="links", name="Bohne Ada"),
        line(street="Amselweg", house_number="2", floor="1. OG", unit_number="11"),
        line(street="Amselweg", house_number="2", floor="2. OG", unit_number="4"),
        line(street="Amselweg", house_number="2", floor="10. OG", unit_number="1"),
        line(street="Amselweg", house_number="2", floor="DG", unit_number="2"),
        line(street="Amselweg", house_number="2", floor="", unit_number="1"),
        line(street="Amselweg", house_number="2", entrance="b", floor="EG", unit_number="1"),
        line(street="Amselweg", house_number="10"),
        line(street="Amselweg", house_number="10 a"),
        line(street="Amselweg", house_number="10b"),
        line(street="Zum Anger", house_number="1"),
        line(name="Anna, ohne Wohnung"),
    ]
    for seed in range(5):
        mixed = walk.copy()
        Random(seed).shuffle(mixed)  # noqa: S311 - a mix, not a secret
        assert sorted(mixed, key=order.door) == walk


@pytest.mark.parametrize(
    ("floor", "height"),
    [
        ("2. UG", -2),
        ("Keller", -1),
        ("Untergeschoß", -1),
        ("Erdgeschoss", 0),
        ("Hochparterre", 0),
        ("1. Obergeschoß", 1),
        ("12", 12),
        ("Dachgeschoß", 1000),
        ("Seitenflügel", 2000),
        (None, 2000),
    ],
)
def test_storeys(floor: str | None, height: int) -> None:
    assert order.storey(floor) == height


def test_any_two_texts_compare() -> None:
    texts = ["", "1", "a", "1a", "a1", "12 a", "ß", "², 3", "½", "0047-12-05", "٣"]
    assert len(sorted(texts, key=order.natural)) == len(texts)
