"""What is printed: letters as PDF/A-2b, set by push/press.py."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import orjson

from models.letter import LetterKind
from push import press
from push.words import plain_day
from settings import CooperativeSettings

_LONGEST_SECONDS = 600
_one_at_a_time = asyncio.Lock()

_SUBJECT = {
    LetterKind.WELCOME: "Ihr Zugang zum neuen Mieterportal",
    LetterKind.REMINDER: "Ihr Zugang zum Mieterportal wartet auf Sie",
}
_REMINDER = (
    "vor einigen Wochen haben wir Ihnen Ihren Zugang geschickt. Falls der Brief verloren ging: "
    "Hier ist ein neues Aktivierungspasswort. Das alte gilt nicht mehr."
)
_WHAT = (
    "Mieterportal finden Sie die Aushänge für Ihr Haus und Ihre Dokumente, zum Beispiel Ihren Nutzungsvertrag und Ihre "
    "Betriebskostenabrechnung. Jederzeit und kostenlos. Und wir können Ihnen sofort Bescheid geben, wenn zum Beispiel das Wasser "
    "abgestellt werden muss."
)
_WITHOUT = (
    "Sie haben keine E-Mail oder möchten das Mieterportal nicht nutzen? Dann brauchen Sie nichts zu tun. "
    "Sie bekommen alles weiterhin auf Papier."
)


class PressError(Exception):
    """No PDF came; a fault of ours, which is in the log."""


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter. `address` has at most six lines (DIN 5008); `code` is written in its groups."""

    address: tuple[str, ...]
    salutation: str
    number_word: str
    number: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LetterSheet:
    """What all letters of a run share. `base_url` is where the portal is reached, without a slash at the end."""

    cooperative: CooperativeSettings
    base_url: str
    kind: LetterKind
    written_on: date
    valid_until: date


def letters(sheet: LetterSheet, pages: Sequence[LetterPage]) -> bytes:
    """A PDF/A-2b (ISO 19005-2) of DIN 5008 form B, one page a letter, in the order given.

    Raises:
        ValueError: there is no letter.
    """
    return press.render(_order(sheet, pages))


async def print_letters(sheet: LetterSheet, pages: Sequence[LetterPage]) -> bytes:
    """`letters` in a process of its own; no argument, file or log holds the codes.

    Raises:
        PressError: it failed, or took longer than ten minutes.
    """
    return await print_order(_order(sheet, pages))


async def print_order(order: bytes) -> bytes:
    """One print at a time, in a process of its own: Typst takes about half a megabyte a page and gives none of it back.

    Raises:
        PressError: it failed, or took longer than ten minutes.
    """
    async with _one_at_a_time:
        child = await asyncio.create_subprocess_exec(sys.executable, "-m", "push.press", stdin=PIPE, stdout=PIPE)
        try:
            pdf, _ = await asyncio.wait_for(child.communicate(order), _LONGEST_SECONDS)
        except BaseException as error:
            if child.returncode is None:
                child.kill()
            await child.wait()
            if isinstance(error, TimeoutError):
                raise PressError("printing took too long") from error
            raise
    if child.returncode != 0:
        raise PressError(f"printing ended with {child.returncode}")
    return pdf


def _order(sheet: LetterSheet, pages: Sequence[LetterPage]) -> bytes:
    if not pages:
        raise ValueError("a PDF needs a page")
    return orjson.dumps(_shared(sheet) | {"base_url": sheet.base_url, "letters": [asdict(page) for page in pages]})


def _shared(sheet: LetterSheet) -> dict[str, Any]:
    who = sheet.cooperative
    is_first = sheet.kind is LetterKind.WELCOME
    return {
        "title": _SUBJECT[sheet.kind],
        "subject": _SUBJECT[sheet.kind],
        "date": plain_day(sheet.written_on),
        "valid_until": plain_day(sheet.valid_until),
        "website": who.website.removeprefix("https://").removeprefix("http://").rstrip("/"),
        "opening": [f"im {_WHAT}"] if is_first else [_REMINDER, f"Im {_WHAT}"],
        "closing": [_WITHOUT, f"Sie brauchen Hilfe? {who.service_phone}, {who.service_hours}. Gern auch bei uns im Haus."],
        "sender": {
            "name": who.name,
            "line": f"{who.name} · {who.street} · {who.city}",
            "contact": [["Telefon", who.service_phone], ["Servicezeiten", who.service_hours], ["E-Mail", who.service_email]],
            # § 25a GenG: legal form, seat, register, board and chair on every business letter.
            "foot": [
                f"{who.name} · {who.street} · {who.city} · Sitz: {who.seat}",
                f"{who.register_court}, GnR {who.register_number} · Vorstand: {', '.join(who.board)} · Aufsichtsratsvorsitz: {who.chair}",
            ],
        },
    }
