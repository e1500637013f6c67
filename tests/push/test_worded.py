"""Words that are remembered are the words that would be made anew."""

from datetime import timedelta
from typing import Any

import pytest

from push.notice_words import Place
from push.render import Renderer
from push.worded import MOST_OBJECTS, Versions, Worded
from tests.push.test_render import HOME, START, member, notice
from tests.push.world import BASE_URL, COOPERATIVE

OTHERS: list[dict[str, Any]] = [
    {"title": "Anderes"},
    {"kind": "heating"},
    {"urgency": "urgent"},
    {"cause": "Ein anderer Grund."},
    {"body": "Ein anderer Text."},
    {"contact": "0911 0123-777"},
    {"is_emergency": True},
    {"starts_at": START + timedelta(hours=1)},
    {"ends_at": None},
    {"published_at": START - timedelta(days=9)},
    {"advice_before": ["Etwas anderes"]},
    {"advice_during": ["Etwas anderes"]},
    {"advice_after": ["Etwas anderes"]},
]


@pytest.mark.parametrize("change", OTHERS, ids=lambda change: next(iter(change)))
def test_a_notice_that_differs_is_worded_anew(change: dict[str, Any]) -> None:
    """Whatever field differs, the remembered words of the first are not given for the second."""
    first, second = notice(), notice(**change)
    second.id = first.id
    remembering = Renderer(COOPERATIVE, BASE_URL)
    assert remembering.notice_push(first, HOME) == Renderer(COOPERATIVE, BASE_URL).notice_push(first, HOME)
    for _ in range(2):
        fresh = Renderer(COOPERATIVE, BASE_URL)
        assert remembering.notice_push(second, HOME) == fresh.notice_push(second, HOME)
        assert remembering.notice_mail(member(), second, HOME) == fresh.notice_mail(member(), second, HOME)
    assert Versions().number(first) == 1
    versions = Versions()
    assert versions.number(first) != versions.number(second)


def test_each_house_has_its_own_words_and_each_person_their_own_salutation() -> None:
    renderer, one = Renderer(COOPERATIVE, BASE_URL), notice()
    elsewhere = [Place("Finkenweg 1", "Gartenstadt")]
    assert "Amselweg 12" in renderer.notice_push(one, HOME).body
    assert "Finkenweg 1" in renderer.notice_push(one, elsewhere).body
    assert "Frau Dr. Muster" not in renderer.notice_mail(member(last_name="Beispiel"), one, HOME).text
    assert "Finkenweg 1" in renderer.notice_mail(member(), one, elsewhere).attachments[0].text


def test_an_object_that_takes_the_place_of_another_in_memory_is_looked_at_anew() -> None:
    versions = Versions()
    numbers = {versions.number(notice(title=f"Nummer {number}")) for number in range(MOST_OBJECTS * 3)}
    assert len(numbers) == MOST_OBJECTS * 3


def test_no_more_is_remembered_than_agreed() -> None:
    worded = Worded[str](3)
    assert [worded.get(number, lambda number=number: f"Wort {number}") for number in (1, 2, 3, 4, 1)] == [
        "Wort 1",
        "Wort 2",
        "Wort 3",
        "Wort 4",
        "Wort 1",
    ]
    assert len(worded) == 3
