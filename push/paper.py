"""What is printed: letters as PDF/A-2b by Typst, with QR codes by segno. It computes and blocks: call it through `in_thread`."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import orjson
import segno
import typst

from models.letter import LetterKind
from push.words import plain_day
from settings import CooperativeSettings

T = TypeVar("T")

_TEMPLATE = Path(__file__).parent / "templates" / "letter" / "welcome.typ"
_QUIET = 4
"""Light modules around a QR code (ISO/IEC 18004 section 9.1)."""
_MASK = 3
"""Every mask can be read. Trying all eight for the prettiest costs 7 ms a code instead of 1: 14 s of 2,000 letters."""

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
    if not pages:
        raise ValueError("a PDF needs a page")
    data = orjson.dumps(_shared(sheet) | {"letters": [_letter(sheet.base_url, page) for page in pages]}).decode()
    return typst.compile(
        _TEMPLATE.read_bytes(), sys_inputs={"data": data}, format="pdf", pdf_standards=["a-2b"], pdf_tags=False, ignore_system_fonts=True
    )


def registration_link(base_url: str, number: str, code: str) -> str:
    """The address behind a letter's QR code. Number and code stand behind the #, which a browser never sends to a server."""
    return f"{base_url}/erstanmeldung#n={quote(number, safe='')}&c={code.replace('-', '')}"


def qr_svg(text: str) -> str:
    """A QR code with 15 % error correction and its quiet zone, one dark path on white."""
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=_MASK)
    side = len(code.matrix) + 2 * _QUIET
    path = "".join(_dark(row, y + _QUIET) for y, row in enumerate(code.matrix))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{path}"/></svg>'
    )


async def in_thread(compute: Callable[..., T], *given: Any) -> T:
    """Compute beside the event loop, one print at a time in this process: each needs a core and its memory for itself."""
    return await asyncio.get_running_loop().run_in_executor(_press(), compute, *given)


@cache
def _press() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="paper")


def _dark(row: Sequence[int], y: int) -> str:
    """The dark runs of one row of modules as a path."""
    path, x = "", 0
    while x < len(row):
        start = x
        while x < len(row) and row[x]:
            x += 1
        if x > start:
            path += f"M{start + _QUIET} {y}h{x - start}v1h-{x - start}z"
        x += 1
    return path


def _letter(base_url: str, page: LetterPage) -> dict[str, object]:
    return {
        "address": page.address,
        "salutation": page.salutation,
        "number_word": page.number_word,
        "number": page.number,
        "code": page.code,
        "qr": qr_svg(registration_link(base_url, page.number, page.code)),
    }


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
