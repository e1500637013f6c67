"""One cell of a stock file: cleaned, checked, turned into a value. Nothing unsafe passes (SM-13)."""

import re
from collections.abc import Callable
from datetime import date

from babel import Locale

from models.language import Language
from models.member import MemberStatus, Salutation
from models.place import UnitKind
from resolvers.imports.messages import Defect

Reader = Callable[[str], object]

SPACE = " \t\u00a0"
OPEN_END = "31.12.9999"

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]")
# UTF-8 read as Windows-1252 once too often: a lead byte (C2, C3, C5) followed by a continuation byte, both as characters.
_CONTINUATION = "".join(re.escape(bytes([byte]).decode("cp1252", "ignore")) for byte in range(0x80, 0xC0))
_MOJIBAKE = re.compile(f"[ÂÃÅ][{_CONTINUATION}]")
_SPREADSHEET = re.compile(r"\d+(?:[.,]\d+)?E\+?\d+")
_DATE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
_DECIMAL = re.compile(r"-?\d{1,3}(?:,\d{1,10})?")
_EMAIL = re.compile(r"[^\s@\"(),:;<>\[\\\]]+@[^\s@.\"(),:;<>\[\\\]]+(?:\.[^\s@.\"(),:;<>\[\\\]]+)+")
_POSTAL_CODE = re.compile(r"\d{5}")
_TAG = re.compile(r"([^=:,]+)=([^=:,]+)")

LANGUAGES = frozenset(code for code in map(str, Locale("de").languages) if len(code) == 2) | {Language.DE_PLAIN.value}
TAGS = {"aufzug": "lift", "strang": "riser", "heizkreis": "heating"}
FLAGS = {"ja": True, "j": True, "x": True, "1": True, "nein": False, "n": False, "0": False}
SALUTATIONS = {"frau": Salutation.MRS, "herr": Salutation.MR, "divers": Salutation.NEUTRAL, "firma": Salutation.COMPANY}
STATUSES = {"aktiv": MemberStatus.ACTIVE, "ausgeschieden": MemberStatus.ENDED, "verstorben": MemberStatus.DECEASED}
UNIT_KINDS = {"wohnung": UnitKind.FLAT, "garage": UnitKind.GARAGE, "laden": UnitKind.SHOP, "sonstiges": UnitKind.OTHER}


class Unusable(Exception):
    """The cell cannot be used; `facts` fill the sentence of the defect."""

    def __init__(self, defect: Defect, **facts: object) -> None:
        super().__init__(defect)
        self.defect = defect
        self.facts = facts


def clean(cell: str, *, may_break: bool) -> str:
    """The cell without outer space; line breaks become commas where an address may have them.

    Raises:
        Unusable: it holds characters that never belong into a name, a number or an address.
    """
    cell = cell.strip(SPACE)
    if "\n" in cell or "\r" in cell:
        if not may_break:
            raise Unusable(Defect.LINE_BREAK)
        cell = ", ".join(part for line in cell.replace("\r", "\n").split("\n") if (part := line.strip(f"{SPACE},")))
    if unsafe := _UNSAFE.search(cell):
        raise Unusable(Defect.CONTROL_CHARACTER, found=f"{ord(unsafe[0]):04X}")
    if _MOJIBAKE.search(cell):
        raise Unusable(Defect.MOJIBAKE)
    return cell


def text(cell: str) -> str:
    """As it stands."""
    return cell


def number(cell: str) -> str:
    """An id or number: text, so that leading zeros stay; what a spreadsheet made of it is refused."""
    if _SPREADSHEET.fullmatch(cell):
        raise Unusable(Defect.SPREADSHEET_NUMBER)
    return cell


def day(cell: str) -> date | None:
    """TT.MM.JJJJ; 31.12.9999 is how ERPs write "open"."""
    if cell == OPEN_END:
        return None
    found = _DATE.fullmatch(cell)
    if not found:
        raise Unusable(Defect.DATE)
    try:
        value = date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        raise Unusable(Defect.DATE_IMPOSSIBLE) from None
    if not 1900 <= value.year <= 2199:
        raise Unusable(Defect.DATE_IMPOSSIBLE)
    return value


def first_day(cell: str) -> date:
    """The begin of a contract is never open."""
    value = day(cell)
    if value is None:
        raise Unusable(Defect.DATE_IMPOSSIBLE)
    return value


def coordinate(limit: int) -> Reader:
    """Degrees with a decimal comma between -limit and limit."""

    def read(cell: str) -> float:
        if not _DECIMAL.fullmatch(cell):
            raise Unusable(Defect.DECIMAL)
        value = float(cell.replace(",", "."))
        if abs(value) > limit:
            raise Unusable(Defect.COORDINATE_RANGE, least=-limit, most=limit)
        return value

    return read


def postal_code(cell: str) -> str:
    """A German one; that of a foreign correspondence address is not checked."""
    if not _POSTAL_CODE.fullmatch(cell):
        raise Unusable(Defect.POSTAL_CODE)
    return cell


def choice(allowed: dict[str, object], words: str) -> Reader:
    """One of a few words, in any case."""

    def read(cell: str) -> object:
        key = cell.casefold()
        if key not in allowed:
            raise Unusable(Defect.CHOICE, allowed=words)
        return allowed[key]

    return read


def language(cell: str) -> str:
    """ISO 639-1, or plain German (de-plain)."""
    code = cell.casefold()
    if code not in LANGUAGES:
        raise Unusable(Defect.LANGUAGE)
    return code


def email(cell: str) -> str:
    """Only a suggestion: the portal writes to addresses that their owner confirmed."""
    if not _EMAIL.fullmatch(cell):
        raise Unusable(Defect.EMAIL)
    return cell


def tags(cell: str) -> list[str]:
    """`Aufzug=A, Strang=3` becomes ["lift:A", "riser:3"], sorted, each once."""
    found: set[str] = set()
    for part in cell.split(","):
        pair = _TAG.fullmatch(part.strip())
        kind = TAGS.get(pair[1].strip().casefold()) if pair else None
        if not pair or not kind:
            raise Unusable(Defect.TAG, allowed="Aufzug, Strang, Heizkreis")
        found.add(f"{kind}:{pair[2].strip()}")
    return sorted(found)
