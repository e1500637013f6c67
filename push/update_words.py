"""The words of a follow-up: what changed, for people who know of the notice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from models.delivery import Message
from models.notice import Notice, NoticeUpdate, UpdateKind
from push import words
from push.notice_words import locale


class Form(StrEnum):
    """Each has a folder in push/templates/notice_update."""

    MOVED = "moved"
    LONGER = "longer"
    CHANGED = "changed"
    AREA = "area"
    LEFT = "left"
    ENDED = "ended"
    CANCELLED = "cancelled"
    RETRACTED = "retracted"
    REMINDER = "reminder"
    SOON = "soon"


BANDS = {
    Form.MOVED: "Neuer Termin",
    Form.LONGER: "Es dauert länger",
    Form.CHANGED: "Änderung",
    Form.AREA: "Änderung",
    Form.LEFT: "Nicht mehr betroffen",
    Form.ENDED: "Entwarnung",
    Form.CANCELLED: "Abgesagt",
    Form.RETRACTED: "Irrtum",
    Form.REMINDER: "Erinnerung",
    Form.SOON: "Erinnerung",
}
_OF_KIND = {UpdateKind.MOVED: Form.MOVED, UpdateKind.LONGER: Form.LONGER, UpdateKind.CHANGED: Form.CHANGED, UpdateKind.AREA: Form.AREA}
_OF_MESSAGE: dict[str, Form] = {
    Message.NOTICE_LEFT: Form.LEFT,
    Message.NOTICE_ENDED: Form.ENDED,
    Message.NOTICE_CANCELLED: Form.CANCELLED,
    Message.NOTICE_RETRACTED: Form.RETRACTED,
    Message.NOTICE_REMINDER: Form.REMINDER,
    Message.NOTICE_SOON: Form.SOON,
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a follow-up, and the follow-up."""

    message: str
    update: NoticeUpdate

    @property
    def form(self) -> Form:
        """Which texts say it."""
        return _OF_MESSAGE.get(self.message) or _OF_KIND[self.update.kind]


def variables(notice: Notice, update: NoticeUpdate, known: Mapping[str, Any]) -> dict[str, Any]:
    """What the templates of follow-ups may name, beside what those of the notice may (`known`, push/notice_words.py).

    Times are those of the update: a later one may have changed the notice again. A name that has no value is empty.
    """
    kind = locale()[notice.kind] if notice.is_outage else None
    start, end, was_start, was_end = update.starts_at, update.ends_at, update.was_starts_at, update.was_ends_at
    said = notice.published_at or notice.created_at
    until = _moment(end, start) if end else ""
    return {
        **known,
        "words": kind,
        "name": kind["noun"] if kind else notice.title,
        "again": kind["again"].format(until=_short(end, start)) if kind and end else "",
        "day": words.long_day(start) if start else "",
        "short_day": words.short_day(start) if start else "",
        "window": words.long_window(start, end) if start else "",
        "window_short": words.short_window(start, end) if start else "",
        "times_short": words.short_window(start, end).partition(", ")[2] if start else "",
        "end_known": end is not None,
        "until": until,
        "until_short": _short(end, start) if end else "",
        "on_day": _on_day(start, update.created_at) if start else "",
        "when": _when(start, update.created_at) if start else "",
        "weekday": words.long_day(start).rpartition(" ")[0] if start else "",
        "hours": _hours(start, end) if start else "",
        "from_short": words.short_time(start) if start else "",
        "was_day": words.long_day(was_start) if was_start else "",
        "was_short_day": words.short_day(was_start) if was_start else "",
        "was_window": f"{words.long_day(was_start)}, {words.long_window(was_start, was_end)}" if was_start else "",
        "was_window_short": words.short_window(was_start, was_end) if was_start else "",
        "was_until": _moment(was_end, start) if was_end else "",
        "was_until_short": _short(was_end, start) if was_end else "",
        "other_day": bool(start and was_start and words.local(start).date() != words.local(was_start).date()),
        "at": words.clock_time(update.created_at),
        "said_at": words.clock_time(said),
        "said_on": "von heute" if _is_same_day(said, update.created_at) else f"vom {words.long_day(said)}",
    }


def reminder(message: str, notice: Notice, said_at: datetime) -> Told:
    """A reminder of the notice as it stands; it has no update of its own. `said_at` decides between today and tomorrow."""
    times = {"starts_at": notice.starts_at, "ends_at": notice.ends_at, "was_starts_at": None, "was_ends_at": None}
    return Told(message, NoticeUpdate(id=notice.id, number=notice.revision, kind=UpdateKind.CHANGED, created_at=said_at, **times))


def paragraphs(text: str, word: str) -> list[str]:
    """The text of a follow-up in paragraphs, and the sentence staff added."""
    found = [" ".join(part.split()) for part in text.split("\n\n")]
    return [part for part in [*found, word] if part]


def _on_day(moment: datetime, now: datetime) -> str:
    return f"heute, {words.plain_day(moment).rpartition(' ')[0]}," if _is_same_day(moment, now) else f"am {words.long_day(moment)},"


def _when(start: datetime, now: datetime) -> str:
    """`Morgen`, `Heute`, or nothing where it is neither."""
    days = (words.local(start).date() - words.local(now).date()).days
    return {0: "Heute", 1: "Morgen"}.get(days, "")


def _hours(start: datetime, end: datetime | None) -> str:
    """`von 8:00 bis voraussichtlich 14:00 Uhr`; the end's day is named when it is another."""
    if end is None:
        return f"ab {words.clock_time(start)} Uhr (Ende noch offen)"
    if _is_same_day(start, end):
        return f"von {words.clock_time(start)} bis voraussichtlich {words.clock_time(end)} Uhr"
    return f"von {words.clock_time(start)} Uhr bis voraussichtlich {words.long_moment(end)}"


def _moment(moment: datetime, start: datetime | None) -> str:
    """`17:00 Uhr`; the day is named when it is not that of the start."""
    is_same = start is not None and _is_same_day(moment, start)
    return f"{words.clock_time(moment)} Uhr" if is_same else words.long_moment(moment)


def _short(moment: datetime | None, start: datetime | None) -> str:
    if moment is None:
        return ""
    time = f"{words.short_time(moment)} Uhr"
    return time if start is not None and _is_same_day(moment, start) else f"{words.short_day(moment)}, {time}"


def _is_same_day(one: datetime, other: datetime) -> bool:
    return words.local(one).date() == words.local(other).date()
