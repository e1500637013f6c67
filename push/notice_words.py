"""What the templates of a notice need: its window, places and advice in words, by kind."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from models.document import Document
from models.notice import Notice
from push import words

LOCALES = Path(__file__).parent / "locales"
MOST_PLACES = 2
LONGEST_CAUSE = 14


@dataclass(frozen=True, slots=True)
class Place:
    """One house a notice reaches its reader for."""

    address: str
    district: str = ""

    @property
    def order(self) -> list[str | int]:
        """Sorts by street and then by number as a number: 2 before 12."""
        return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", self.address)]

    @property
    def with_district(self) -> str:
        """`Amselweg 12 (Quartier Gartenstadt)`."""
        if not self.district:
            return self.address
        named = self.district if self.district.startswith("Quartier") else f"Quartier {self.district}"
        return f"{self.address} ({named})"


@cache
def locale(language: str = words.LOCALE) -> dict[str, Any]:
    """The words of a language."""
    return tomllib.loads((LOCALES / f"{language}.toml").read_text(encoding="utf-8"))


def form(notice: Notice) -> str:
    """Which of the notice's texts fits: an emergency, an announced outage, or a bulletin."""
    if not notice.is_outage:
        return "bulletin"
    if notice.is_emergency:
        return "emergency"
    return "outage" if notice.starts_at is not None else "bulletin"


def joined(notice: Notice, places: Sequence[Place]) -> str:
    """The first sentence for who is affected from an update on: "Die Wasserabschaltung betrifft jetzt auch Ihr Haus."."""
    named = locale()[notice.kind]["named"] if notice.is_outage else f"Der Aushang „{notice.title}“"
    return f"{named[:1].upper()}{named[1:]} betrifft jetzt auch {'Ihre Häuser' if len(places) > 1 else 'Ihr Haus'}."


def brief(notice: Notice) -> dict[str, str]:
    """What a mail to staff says of a notice: its title, what it is, when it was to end, and what is said when it is over."""
    kind = locale()[notice.kind] if notice.is_outage else None
    return {
        "title": notice.title,
        "named": kind["named"] if kind else "der Aushang",
        "until": f"{words.clock_time(notice.ends_at)} Uhr" if notice.ends_at else "",
        "back": kind["back"] if kind else "Beendet",
    }


def variables(notice: Notice, places: Sequence[Place], *, base_url: str, service_phone: str) -> dict[str, Any]:
    """Everything the templates of any notice may name."""
    addresses = [place.address for place in places]
    given: dict[str, Any] = {
        "notice": notice,
        "link": f"{base_url}/aushaenge/{notice.id}",
        "where": words.listed(addresses),
        "where_short": _few(addresses),
        "is_many": len(places) > 1,
        "places_long": words.listed([place.with_district for place in places]),
        "first_paragraph": first_paragraph(notice.body),
        "contact": (notice.contact or service_phone).strip().rstrip("."),
    }
    if form(notice) != "bulletin":
        given |= _outage(notice, given["places_long"])
    return given


def _few(addresses: list[str]) -> str:
    if len(addresses) <= MOST_PLACES:
        return words.listed(addresses)
    return f"{addresses[0]} und {len(addresses) - 1} weitere"


def _outage(notice: Notice, places: str) -> dict[str, Any]:
    kind = locale()[notice.kind]
    start = notice.starts_at or notice.published_at or notice.created_at
    cause = " ".join(notice.cause.split())
    facts = [("Wann", words.long_window(start, notice.ends_at)), ("Wo", places), ("Was", kind["what"]), ("Warum", _sentence(cause))]
    own = [("Bitte vorher", notice.advice_before), ("Währenddessen", notice.advice_during), ("Danach", notice.advice_after)]
    usual = [("Bitte vorher", kind["before"]), ("Währenddessen", kind["during"]), ("Danach", kind["after"])]
    custom = [(title, items) for title, items in own if items]
    is_today = notice.published_at is None or words.local(start).date() == words.local(notice.published_at).date()
    return {
        "words": kind,
        "window_short": words.short_window(start, notice.ends_at),
        "facts": [(name, value) for name, value in facts if value],
        "advice": custom or [(title, items) for title, items in usual if items],
        "custom_advice": custom,
        "cause": cause,
        "cause_short": cause.rstrip(".") if len(cause) <= LONGEST_CAUSE else "",
        "since": f"{words.clock_time(start)} Uhr" if is_today else words.long_moment(start),
        "since_push": f"{words.clock_time(start)} Uhr" if is_today else f"{words.short_day(start)}, {words.clock_time(start)} Uhr",
        "end": "noch offen" if notice.ends_at is None else f"voraussichtlich {words.long_moment(notice.ends_at)}",
        "end_push": "Ende noch offen" if notice.ends_at is None else f"Voraussichtlich bis {_until(notice)}",
    }


def _until(notice: Notice) -> str:
    if notice.ends_at is None:
        raise ValueError("the end is open")
    start = notice.starts_at or notice.published_at or notice.created_at
    time = f"{words.short_time(notice.ends_at)} Uhr"
    return time if words.local(start).date() == words.local(notice.ends_at).date() else f"{words.short_day(notice.ends_at)}, {time}"


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def first_paragraph(markdown: str) -> str:
    """The first paragraph of a text as plain words."""
    return next(iter(plain_paragraphs(markdown)), "")


def plain_paragraphs(markdown: str) -> list[str]:
    """Every paragraph and point of a list as plain words: marks, links and images fall away."""
    tokens = MarkdownIt("commonmark", {"html": False}).parse(markdown)
    found: list[str] = []
    for index, token in enumerate(tokens):
        if token.type == "paragraph_open":
            inline = tokens[index + 1].children or []
            parts = [" " if child.type in {"softbreak", "hardbreak"} else child.content for child in inline if child.type != "image"]
            found.append(" ".join("".join(parts).split()))
    return [part for part in found if part]


def document_category(document: Document) -> str:
    """`Betriebskostenabrechnung 2025`; empty for kinds that are never named."""
    name = locale()["category"].get(str(document.category), "")
    if not name or document.period_from is None:
        return name
    first, last = document.period_from.year, (document.period_until or document.period_from).year
    return f"{name} {first}" if first == last else f"{name} {first}/{last}"
