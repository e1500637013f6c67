"""Notices for the stairwell (Aushang im Treppenhaus): A4, large type, with the way to the page that says how it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from models.language import Language
from models.notice import Notice
from push import paper, words
from push.environment import cut
from push.notice_words import locale, plain_paragraphs
from push.tongue import tongue
from settings import CooperativeSettings

LANGUAGES = (Language.EN, Language.TR, Language.RU, Language.UK)
"""Those whose letters the press has. Arabic has none there, and stands behind the QR code alone."""
MOST_ADVICE = 6
LONGEST_ADVICE = 80
MOST_BODY = 700
MOST_PARAGRAPHS = 5
LONGEST_CAUSE = 200
"""So much fits a page in large type, whatever is long at once; the whole is behind the QR code."""


@dataclass(frozen=True, slots=True)
class PosterSheet:
    """What all posters of a notice share: `link` opens its own page without signing in, `outages` lists all; printed `as_of`."""

    cooperative: CooperativeSettings
    link: str
    outages: str
    as_of: datetime


async def print_posters(sheet: PosterSheet, notice: Notice, houses: Sequence[str]) -> bytes:
    """A PDF/A-2b with one page for each address, in the order given.

    Raises:
        ValueError: there is no house.
        PressError: it failed, or took longer than ten minutes.
    """
    return await paper.print_order(order(sheet, notice, houses))


def order(sheet: PosterSheet, notice: Notice, houses: Sequence[str]) -> bytes:
    """What the press is told."""
    if not houses:
        raise ValueError("a PDF needs a page")
    who = sheet.cooperative
    page = _page(notice)
    shared = {
        "title": notice.title,
        "sender": who.name,
        "color": who.brand_color,
        "link": sheet.link,
        "questions": f"Fragen: {notice.contact or who.service_phone}",
        "emergency": f"Notdienst: {who.emergency_phone}",
        "without": "Aktueller Stand ohne Anmeldung: QR-Code oder",
        "outages": sheet.outages.removeprefix("https://").removeprefix("http://"),
        "as_of": f"Stand: {words.long_moment(sheet.as_of)}",
    }
    return orjson.dumps(shared | {"posters": [page | {"house": house} for house in houses]})


def _page(notice: Notice) -> dict[str, Any]:
    kind = locale()[notice.kind] if notice.is_outage else None
    start, end = notice.starts_at, notice.ends_at
    before = notice.advice_before or (kind["before"] if kind else [])
    after = notice.advice_after or (kind["after"] if kind else [])
    lines = [
        *(("Vorher", line) for line in before),
        *(("Währenddessen", line) for line in notice.advice_during),
        *(("Danach", line) for line in after),
    ]
    what = f"{kind['what'][:1].upper()}{kind['what'][1:]}." if kind else ""
    return {
        "head": kind["head"] if kind else notice.title,
        "day": words.long_day(start) if start else "",
        "window": _window(start, end) if start else "",
        "why": [part for part in (what, cut(notice.cause, LONGEST_CAUSE), *_body(notice)) if part],
        "todo": [(label, _capital(cut(line, LONGEST_ADVICE))) for label, line in lines[: MOST_ADVICE // 2 if notice.body else MOST_ADVICE]],
        "languages": _languages(notice),
    }


def _window(start: datetime, end: datetime | None) -> str:
    """`8:00 bis voraussichtlich 14:00 Uhr`; the end's day is named when it is another."""
    if end is not None and words.local(start).date() == words.local(end).date():
        return f"{words.clock_time(start)} bis voraussichtlich {words.clock_time(end)} Uhr"
    return _capital(words.long_window(start, end))


def _body(notice: Notice) -> list[str]:
    """The text of staff in paragraphs, as far as the page has room."""
    found: list[str] = []
    left = MOST_BODY
    for paragraph in plain_paragraphs(notice.body)[:MOST_PARAGRAPHS]:
        if left <= 0:
            break
        found.append(cut(paragraph, left))
        left -= len(paragraph)
    return found


def _languages(notice: Notice) -> list[tuple[str, str]]:
    if not notice.is_outage or notice.starts_at is None:
        return []
    found: list[tuple[str, str]] = []
    for language in LANGUAGES:
        there = tongue(language)
        said = f"{there.kinds[notice.kind]['head']}: {there.short_window(notice.starts_at, notice.ends_at)}"
        found.append((language.value, there.plain(said)))
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
