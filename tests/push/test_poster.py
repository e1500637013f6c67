"""The paper in the stairwell: one page a house whatever is long, and a QR code that leads to the notice's own page."""

from datetime import UTC, datetime, timedelta

import pytest

from models.notice import Notice, NoticeKind
from push import press
from push.poster import MOST_ADVICE, PosterSheet, order
from tests.support.accounts import COOPERATIVE
from tests.support.letters import read

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LINK = "https://portal.noris.example/s/" + "A" * 32
SHEET = PosterSheet(COOPERATIVE, LINK, "https://portal.noris.example/stoerungen", NOW)


def water(**changes: object) -> Notice:
    """Tuesday, eight to two."""
    start = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    given: dict[str, object] = {"kind": NoticeKind.WATER, "title": "Wasser", "starts_at": start, "ends_at": start + timedelta(hours=6)}
    return Notice(**given, **changes)


def test_each_house_has_its_page_with_the_window_and_the_way_to_what_holds_now() -> None:
    """texts-de.md 5.12."""
    first, second = read(press.render(order(SHEET, water(cause="Wir tauschen ein Ventil aus."), ["Amselweg 2", "Amselweg 12"])))
    for said in (
        "KEIN WASSER",
        "Dienstag, 24. November 2026",
        "8:00 bis voraussichtlich 14:00 Uhr",
        "Wir tauschen ein Ventil aus.",
        "Kein kaltes und kein warmes Wasser.",
        f"Notdienst: {COOPERATIVE.emergency_phone}",
        "portal.noris.example/stoerungen",
        "Stand: Montag, 23. November 2026, 10:30 Uhr",
        "No water: Tue 24 Nov, 8:00–14:00",
        "Нет воды",
    ):
        assert said in " ".join(first.text.split())
    assert ("Amselweg 2" in first.text, "Amselweg 12" in second.text) == (True, True)
    assert (first.link, second.link) == (LINK, LINK)
    assert first.qr.right - first.qr.left > 25, "read from a step away"


def test_whatever_is_long_at_once_stays_on_one_page() -> None:
    """The whole is behind the QR code; what is cut ends with an ellipsis."""
    long = "Bitte denken Sie daran, dass die Waschmaschine und die Spülmaschine " * 5
    notice = water(
        cause=long[:300],
        body="\n\n".join([long] * 20),
        advice_before=[long[:300]] * 12,
        advice_during=[long[:300]] * 12,
        advice_after=[long[:300]] * 12,
        contact="N" * 200,
    )
    [page] = read(press.render(order(SHEET, notice, ["Dr.-Carlo-Schmid-Straße 200a, Hinterhaus rechts"])))
    assert "…" in page.text
    [page] = read(press.render(order(SHEET, Notice(kind=NoticeKind.EVENT, title="W" * 160, body=long * 3), ["Amselweg 2"])))
    assert page.link == LINK
    full = water(advice_before=[f"Hinweis {number}" for number in range(12)])
    [page] = read(press.render(order(SHEET, full, ["Amselweg 2"])))
    assert sum(f"Hinweis {number}" in page.text for number in range(12)) == MOST_ADVICE


def test_words_are_words_and_no_markup() -> None:
    """Neither Typst's nor Markdown's."""
    notice = water(cause='#read("/etc/passwd") $x$ *stark*', body="Am **Wagen** gibt es [Wasser](https://example.org).")
    [page] = read(press.render(order(SHEET, notice, ["#image(1)"])))
    text = " ".join(page.text.split())
    assert '#read("/etc/passwd") $x$ *stark*' in text
    assert "Am Wagen gibt es Wasser." in text
    assert "#image(1)" in text


def test_an_end_nobody_knows_and_one_on_another_day() -> None:
    [page] = read(press.render(order(SHEET, Notice(kind=NoticeKind.GAS, title="Gas", starts_at=NOW), ["Amselweg 2"])))
    assert "Ab 10:30 Uhr, Ende noch offen" in page.text
    with pytest.raises(ValueError, match="page"):
        order(SHEET, water(), [])
