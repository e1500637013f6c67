"""What people typed, checked once at the door (SM-13): lines stay lines, lengths are bounded."""

import unicodedata
from collections.abc import Sequence

from resolvers.errors import InvalidInput

_FORBIDDEN = {"Cc", "Cs", "Zl", "Zp"}
# Explicit direction marks can make a line read as something else; letters carry their direction themselves.
_DIRECTION = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def line(value: str, *, field: str, most: int, least: int = 0) -> str:
    """One line, without spaces around it.

    Raises:
        InvalidInput: too short, too long, or with control characters or line breaks.
    """
    value = unicodedata.normalize("NFC", value).strip(" \t\u00a0")
    if _has_control_characters(value):
        raise InvalidInput(f"{field} must be one line without control characters.", field=field)
    if not least <= len(value) <= most:
        raise InvalidInput(f"{field} must have {least} to {most} characters.", field=field)
    return value


def lines(values: Sequence[str], *, field: str, most: int, count: int) -> tuple[str, ...]:
    """A list of lines, empty ones left out.

    Raises:
        InvalidInput: more than `count`, or one of them is no good line.
    """
    if len(values) > count:
        raise InvalidInput(f"{field} must have at most {count} entries.", field=field)
    return tuple(kept for kept in (line(value, field=field, most=most) for value in values) if kept)


def text(value: str, *, field: str, most: int) -> str:
    """Several lines; line breaks become `\\n`.

    Raises:
        InvalidInput: too long, or with other control characters.
    """
    value = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").strip()
    if _has_control_characters(value.replace("\n", "").replace("\t", "")):
        raise InvalidInput(f"{field} must not contain control characters.", field=field)
    if len(value) > most:
        raise InvalidInput(f"{field} must have at most {most} characters.", field=field)
    return value


def _has_control_characters(value: str) -> bool:
    return any(unicodedata.category(character) in _FORBIDDEN or ord(character) in _DIRECTION for character in value)
