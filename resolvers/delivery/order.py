"""The order in which one walks to doors: street, house number, storey, flat, name. Lists on screen and on paper share it."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

Key = tuple[Any, ...]

_NUMBER = re.compile(r"(\d+)")
_STOREYS = (
    (re.compile(r"\b(kg|ug|tg|keller\w*|untergescho\w*|souterrain|tiefgarage)\b"), -1),
    (re.compile(r"\b(eg|erdgescho\w*|hochparterre|parterre)\b"), 0),
    (re.compile(r"\b(dg|dachgescho\w*|mansarde)\b"), 1000),
)
_UNKNOWN_STOREY = 2000


def door(row: Mapping[str, Any]) -> Key:
    """Sorts rows with `street`, `house_number`, `entrance`, `unit_number`, `floor`, `position` and `name`; each may be None.

    Whoever has no home comes last: there is no door to walk to.
    """
    return (
        row["street"] is None,
        natural(row["street"]),
        natural(row["house_number"]),
        natural(row["entrance"]),
        storey(row["floor"]),
        natural(row["unit_number"]),
        natural(row["position"]),
        natural(row["name"]),
    )


@lru_cache(maxsize=4096)
def natural(text: str | None) -> Key:
    """Numbers by their value (2 before 10, 12 before 12a), umlauts as their letters (DIN 5007-1), whatever the case."""
    if not text:
        return ()
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    # The pattern is captured, so every second part is a number: keys of any two texts compare.
    return tuple(int(part) if index % 2 else part.strip() for index, part in enumerate(_NUMBER.split(plain)))


@lru_cache(maxsize=512)
def storey(floor: str | None) -> int:
    """How high `1. OG`, `EG`, `2. UG` or `DG` lies; what says nothing comes last."""
    plain = (floor or "").casefold().replace("ß", "ss")
    number = _NUMBER.search(plain)
    for words, height in _STOREYS:
        if words.search(plain):
            return -int(number[1]) if height < 0 and number else height
    return int(number[1]) if number else _UNKNOWN_STOREY
