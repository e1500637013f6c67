"""German dates, times and salutations as texts-de.md section 0 settles them."""

from datetime import date, datetime

from babel.dates import format_date

from models.clock import BERLIN
from models.member import Member, Salutation

LOCALE = "de"
_SHORT_DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


class NoSalutationError(ValueError):
    """The last name is missing: not sent, but reported."""


def salutation(member: Member) -> str:
    """`Sehr geehrte Frau Dr. Muster,`; the ERP's own Briefanrede goes first.

    Raises:
        NoSalutationError: there is neither a Briefanrede nor a last name.
    """
    given = " ".join(member.letter_salutation.split())
    if given:
        return given if given.endswith((",", "!", ".")) else f"{given},"
    last_name = " ".join(member.last_name.split())
    if not last_name:
        raise NoSalutationError(f"member {member.id} has no last name")
    titled = " ".join(f"{member.title} {last_name}".split())
    match member.salutation:
        case Salutation.MRS:
            return f"Sehr geehrte Frau {titled},"
        case Salutation.MR:
            return f"Sehr geehrter Herr {titled},"
        case Salutation.NEUTRAL:
            return f"Guten Tag {' '.join(f'{member.first_name} {last_name}'.split())},"
        case Salutation.COMPANY:
            return "Sehr geehrte Damen und Herren,"


def reading_line(name: str) -> str:
    """What stands below the salutation of who reads for somebody else (texts-de.md section 0)."""
    return f"Sie erhalten diese E-Mail für {' '.join(name.split())}."


def masked(email: str) -> str:
    """`m…@…de`: enough for its owner, too little for anybody else (texts-de.md section 4.4)."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}…@…{domain.rpartition('.')[2]}"


def local(moment: datetime) -> datetime:
    """In Europe/Berlin."""
    return moment.astimezone(BERLIN)


def long_day(moment: datetime | date) -> str:
    """`Dienstag, 24. November 2026`."""
    return format_date(_day(moment), "EEEE, d. MMMM y", locale=LOCALE)


def plain_day(moment: datetime | date) -> str:
    """`24. November 2026`."""
    return format_date(_day(moment), "d. MMMM y", locale=LOCALE)


def short_day(moment: datetime | date) -> str:
    """`Di 24.11.`."""
    day = _day(moment)
    return f"{_SHORT_DAYS[day.weekday()]} {day.day}.{day.month}."


def clock_time(moment: datetime) -> str:
    """`8:00`."""
    there = local(moment)
    return f"{there.hour}:{there.minute:02}"


def short_time(moment: datetime) -> str:
    """`8`, or `8:30`."""
    there = local(moment)
    return clock_time(moment) if there.minute else str(there.hour)


def long_moment(moment: datetime) -> str:
    """`Dienstag, 24. November 2026, 8:00 Uhr`."""
    return f"{long_day(moment)}, {clock_time(moment)} Uhr"


def short_window(start: datetime, end: datetime | None) -> str:
    """`Di 24.11., 8–14 Uhr`, `Di 24.11., ab 8 Uhr`, `Di 24.11., 22 Uhr, bis Mi 25.11., 6 Uhr`."""
    if end is None:
        return f"{short_day(start)}, ab {short_time(start)} Uhr"
    if _day(start) == _day(end):
        return f"{short_day(start)}, {short_time(start)}–{short_time(end)} Uhr"
    return f"{short_day(start)}, {short_time(start)} Uhr, bis {short_day(end)}, {short_time(end)} Uhr"


def long_window(start: datetime, end: datetime | None) -> str:
    """`8:00 Uhr bis voraussichtlich 14:00 Uhr`; the end's day is named when it is another, "Ende noch offen" when unknown."""
    if end is None:
        return f"ab {clock_time(start)} Uhr, Ende noch offen"
    until = f"{clock_time(end)} Uhr" if _day(start) == _day(end) else long_moment(end)
    return f"{clock_time(start)} Uhr bis voraussichtlich {until}"


def listed(words: list[str]) -> str:
    """`a`, `a und b`, `a, b und c`."""
    return " und ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _day(moment: datetime | date) -> date:
    return local(moment).date() if isinstance(moment, datetime) else moment
