"""When something recurring is due next. Times of day are Berlin's wall clock, whatever season it is."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from models.clock import BERLIN

Next = Callable[[datetime], datetime]
"""From a moment to the next occurrence strictly after it, both aware."""


def daily(at: time) -> Next:
    """Every day at this time of day. Once on the day that has it twice (the first time); where it is skipped, an hour later."""

    def following(after: datetime) -> datetime:
        today = after.astimezone(BERLIN).date()
        days = (today + timedelta(days=number) for number in range(-1, 3))
        moments = (datetime.combine(day, at, BERLIN).astimezone(UTC) for day in days)
        return next(moment for moment in moments if moment > after)

    return following


def hourly(minute: int) -> Next:
    """Every hour at this minute."""

    def following(after: datetime) -> datetime:
        found = after.astimezone(UTC).replace(minute=minute, second=0, microsecond=0)
        return found if found > after else found + timedelta(hours=1)

    return following


def each(minutes: int) -> Next:
    """Every so many minutes of the hour; `minutes` divides 60."""

    def following(after: datetime) -> datetime:
        whole = after.astimezone(UTC).replace(second=0, microsecond=0)
        return whole + timedelta(minutes=minutes - whole.minute % minutes)

    return following
