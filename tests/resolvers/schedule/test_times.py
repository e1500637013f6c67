"""Times of day are Berlin's, whatever season it is; both days on which the clocks change have each of them once."""

from datetime import UTC, datetime, time

import pytest

from resolvers.schedule.times import daily, hourly


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "after", "expected"),
    [
        ("03:10", "2026-01-10 02:09:59", "2026-01-10 02:10"),
        ("03:10", "2026-01-10 02:10", "2026-01-11 02:10"),
        ("03:10", "2026-07-10 02:10", "2026-07-11 01:10"),
        ("00:15", "2026-07-10 22:14", "2026-07-10 22:15"),
        # 29 March 2026: 2:00 becomes 3:00. 2:30 does not exist and is an hour later; the days around it are as ever.
        ("02:30", "2026-03-28 01:30", "2026-03-29 01:30"),
        ("02:30", "2026-03-29 01:30", "2026-03-30 00:30"),
        ("03:10", "2026-03-28 02:10", "2026-03-29 01:10"),
        # 25 October 2026: 3:00 becomes 2:00. 2:30 exists twice; the first one counts, and the second is no other.
        ("02:30", "2026-10-24 00:30", "2026-10-25 00:30"),
        ("02:30", "2026-10-25 00:30", "2026-10-26 01:30"),
        ("02:30", "2026-10-25 01:00", "2026-10-26 01:30"),
        ("03:10", "2026-10-25 01:30", "2026-10-25 02:10"),
    ],
)
def test_every_day_at_a_time_of_day(at: str, after: str, expected: str) -> None:
    assert daily(time.fromisoformat(at))(utc(after)) == utc(expected)


@pytest.mark.parametrize("at", ["02:30", "03:10", "00:00"])
def test_a_year_has_each_time_of_day_once_a_day(at: str) -> None:
    following, moment, number = daily(time.fromisoformat(at)), utc("2025-12-31 12:00"), 0
    while (moment := following(moment)) < utc("2026-12-31 12:00"):
        number += 1
    assert number == 365


def test_every_hour() -> None:
    assert hourly(7)(utc("2026-03-29 00:06:59")) == utc("2026-03-29 00:07")
    assert hourly(7)(utc("2026-03-29 00:07")) == utc("2026-03-29 01:07")
    assert hourly(7)(utc("2026-12-31 23:30")) == utc("2027-01-01 00:07")
