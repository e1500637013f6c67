"""The calendar entry of an announced outage: one VEVENT (RFC 5545) that goes with the mail."""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from models.notice import Notice
from push.notice_words import Place

_LINE_OCTETS = 75


def entry(notice: Notice, places: Sequence[Place], summary: str, *, base_url: str, is_cancelled: bool = False) -> str:
    """An iCalendar file; the UID is the notice's, so that a later change, of a higher SEQUENCE, replaces the entry or takes it away."""
    start = notice.starts_at
    if start is None:
        raise ValueError("a calendar entry needs a start")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mieterportal//DE",
        f"METHOD:{'CANCEL' if is_cancelled else 'PUBLISH'}",
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
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


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
