"""Dated notices for calendars (RFC 5545): one VEVENT that goes with the mail, and all of a member's to subscribe to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from models.notice import Notice
from push.notice_words import Place

_LINE_OCTETS = 75


def entry(notice: Notice, places: Sequence[Place], summary: str, *, base_url: str, is_cancelled: bool = False) -> str:
    """An iCalendar file; the UID is the notice's, so that a later change, of a higher SEQUENCE, replaces the entry or takes it away."""
    event = _event(notice, places, summary, base_url=base_url, is_cancelled=is_cancelled)
    return _calendar([f"METHOD:{'CANCEL' if is_cancelled else 'PUBLISH'}", *event])


@dataclass(frozen=True, slots=True)
class Date:
    """A dated notice as one person's calendar shows it."""

    notice: Notice
    places: Sequence[Place]
    summary: str
    is_cancelled: bool


def feed(dates: Sequence[Date], name: str, *, base_url: str) -> str:
    """A calendar to subscribe to; what was called off stays in it as CANCELLED, so that no program goes on showing it (RFC 5545 3.8.1.11).

    Programs are asked to come again after a quarter of an hour (RFC 7986 5.7); how often they do is theirs.
    """
    head = [f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT15M", "X-PUBLISHED-TTL:PT15M"]
    events = [_event(one.notice, one.places, one.summary, base_url=base_url, is_cancelled=one.is_cancelled) for one in dates]
    return _calendar([*head, *(line for event in events for line in event)])


def _calendar(lines: Sequence[str]) -> str:
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mieterportal//DE", *lines, "END:VCALENDAR"]
    return "".join(f"{_folded(line)}\r\n" for line in whole)


def _event(notice: Notice, places: Sequence[Place], summary: str, *, base_url: str, is_cancelled: bool) -> list[str]:
    start = notice.starts_at
    if start is None:
        raise ValueError("a calendar entry needs a start")
    return [
        "BEGIN:VEVENT",
        f"UID:{notice.id}@{urlsplit(base_url).hostname}",
        f"DTSTAMP:{_utc(notice.ended_at or notice.changed_at or notice.published_at or notice.created_at)}",
        f"DTSTART:{_utc(start)}",
        *([f"DTEND:{_utc(notice.ends_at)}"] if notice.ends_at else []),
        f"SEQUENCE:{notice.revision}",
        f"STATUS:{'CANCELLED' if is_cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        f"SUMMARY:{_text(summary)}",
        f"LOCATION:{_text(', '.join(place.address for place in places))}",
        f"URL:{base_url}/aushaenge/{notice.id}",
        "END:VEVENT",
    ]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """Escaped as RFC 5545 3.3.11 asks."""
    for raw, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        value = value.replace(raw, escaped)
    return value


def _folded(line: str) -> str:
    """Lines of at most 75 octets (RFC 5545 3.1), never cut inside a character."""
    pieces, current = list[str](), ""
    for character in line:
        if len((current + character).encode()) > _LINE_OCTETS - (1 if pieces else 0):
            pieces.append(current)
            current = ""
        current += character
    return "\r\n ".join([*pieces, current])
