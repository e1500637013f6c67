"""The words of one language beside the binding German ones, its dates and times (Europe/Berlin), and text of two directions in one line."""

import re
import tomllib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from babel.dates import format_date

from models.language import Language
from models.notice import OUTAGE_KINDS, NoticeKind
from push import words
from push.environment import LINE, cut
from push.notice_words import MOST_PLACES, Place

LOCALES = Path(__file__).parent / "locales"
FIRST_STRONG, POP = "\u2068", "\u2069"
"""An isolate of UAX #9: what stands between keeps its own direction, as `<bdi>` does in HTML."""
_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ENDS = (".", "!", "?", "؟", "…")


def isolated(value: str) -> str:
    """A name, an address or a number that stands in a sentence of another direction."""
    return f"{FIRST_STRONG}{_CONTROLS.sub('', value)}{POP}"


def bare(text: str) -> str:
    """Without any control of direction."""
    return _CONTROLS.sub("", text)


def sentence(text: str) -> str:
    """With the full stop that ends it, unless it ends already."""
    return text if not text or bare(text).endswith(_ENDS) else f"{text}."


@cache
def _lines() -> dict[str, dict[str, str]]:
    """By the German line, what it is in each language (push/locales/lines.toml)."""
    found = tomllib.loads((LOCALES / "lines.toml").read_text(encoding="utf-8"))["line"]
    return {line[Language.DE]: line for line in found}


class Tongue:
    """One language. Whatever these methods give is isolated where it must be; `plain` says what a mail or a phone shows of it."""

    def __init__(self, language: Language) -> None:
        self.language = language
        found = tomllib.loads((LOCALES / f"{language}.toml").read_text(encoding="utf-8"))
        self.general: dict[str, str] = found["general"]
        self.kinds = {kind: KindWords(found[kind]) for kind in NoticeKind if kind in OUTAGE_KINDS}

    def say(self, key: str, **given: str) -> str:
        """One of the general words, with what it names isolated."""
        return self.general[key].format(**{name: isolated(value) for name, value in given.items()})

    def line(self, german: str) -> str:
        """A piece of advice that the desk offers, in this language; empty for what staff wrote of their own."""
        return _lines().get(" ".join(german.split()), {}).get(self.language, "")

    def plain(self, text: str) -> str:
        """Isolates help where the language runs from right to left, and are left out elsewhere."""
        return text if self.language.direction == "rtl" else bare(text)

    def fits(self, candidates: Sequence[str], longest: int) -> str:
        """The first that is short enough; the last one cut where none is."""
        found = [self.plain(" ".join(text.split())) for text in candidates]
        return next((text for text in found if len(text) <= longest), cut(bare(found[-1]), longest))

    def long_day(self, moment: datetime) -> str:
        """`Tuesday 24 November 2026`."""
        return format_date(words.local(moment).date(), "full", locale=self.general["locale"])

    def short_day(self, moment: datetime) -> str:
        """`Tue 24 Nov`."""
        if self.language is Language.DE_PLAIN:
            return words.short_day(moment)
        return format_date(words.local(moment).date(), self.general["short_day"], locale=self.general["locale"])

    def clock(self, moment: datetime) -> str:
        """`8:00`; `8 Uhr` in plain German."""
        return self.say("clock", time=self._hours(moment))

    def moment(self, moment: datetime) -> str:
        """`Tuesday 24 November 2026, 8:00`."""
        return self._pattern("moment", day=self.long_day(moment), time=self.clock(moment))

    def short_moment(self, moment: datetime, day_of: datetime | None) -> str:
        """`8:00`, with the day where it is not that of `day_of`."""
        return self.listed(["" if _is_same_day(moment, day_of) else self.short_day(moment), self.clock(moment)])

    def window(self, start: datetime, end: datetime | None) -> str:
        """`8:00 until about 14:00`; the end's day is named when it is another."""
        if end is None:
            return self._pattern("window_open", start=self.clock(start))
        if _is_same_day(start, end):
            return self._pattern("window", start=self.clock(start), end=self.clock(end))
        return self._pattern("window_days", start=self.clock(start), day=self.long_day(end), end=self.clock(end))

    def short_window(self, start: datetime, end: datetime | None) -> str:
        """`Tue 24 Nov, 8:00–14:00`."""
        day, first = self.short_day(start), self._hours(start)
        if end is None:
            return self._pattern("short_open", day=day, start=first)
        if _is_same_day(start, end):
            return self._pattern("short", day=day, start=first, end=self._hours(end))
        return self._pattern("short_days", day=day, start=first, end_day=self.short_day(end), end=self._hours(end))

    def until(self, key: str, end: datetime | None, start: datetime | None, *, is_long: bool = False) -> str:
        """`about 14:00`, or with `till` "until about 14:00"; the day is named, short or long, when it is not that of the start."""
        if end is None:
            return self.general["open"]
        if _is_same_day(end, start):
            return self._pattern(key, time=self.clock(end))
        day = self.long_day(end) if is_long else self.short_day(end)
        return self._pattern(key, time=self.listed([day, self.clock(end)]))

    def places(self, places: Sequence[Place]) -> str:
        """Every house, one after the other."""
        return self.listed([isolated(place.address) for place in places])

    def listed(self, parts: Sequence[str]) -> str:
        """One after the other, with the comma of the language."""
        return f"{self.general['comma']} ".join(part for part in parts if part)

    def few(self, places: Sequence[Place]) -> list[str]:
        """The houses for a title, the longest form first; empty where there is none."""
        if not places:
            return [""]
        first = places[0].address
        shown = self.places(places) if len(places) <= MOST_PLACES else self.say("more", first=first, n=str(len(places) - 1))
        return [shown, self.say("houses", n=str(len(places))) if len(places) > 1 else isolated(cut(first, LINE // 2))]

    def _hours(self, moment: datetime) -> str:
        return words.short_time(moment) if self.language is Language.DE_PLAIN else words.clock_time(moment)

    def _pattern(self, key: str, **given: str) -> str:
        """Dates and times need no isolate: they are words of this language, and digits with a colon stay together (UAX #9, W4)."""
        return self.general[key].format(**given)


class KindWords:
    """The sentences about one kind of outage; none has a placeholder."""

    def __init__(self, given: dict[str, str | list[str]]) -> None:
        self.raw = given

    def __getitem__(self, key: str) -> str:
        found = self.raw[key]
        if not isinstance(found, str):
            raise TypeError(key)
        return found

    def items(self, key: str) -> tuple[str, ...]:
        """What to do, one sentence each."""
        found = self.raw[key]
        return tuple(found) if isinstance(found, list) else (found,)


@cache
def tongue(language: Language) -> Tongue:
    """Read once."""
    return Tongue(language)


def _is_same_day(one: datetime, other: datetime | None) -> bool:
    return other is not None and words.local(one).date() == words.local(other).date()
