"""Raw SQL that both databases take: `$1` placeholders that may repeat, UUIDs and datetimes as each database keeps them."""

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from models.database import Dialect, dialect, rows

_PLACEHOLDER = re.compile(r"\$(\d+)")


def is_postgresql() -> bool:
    """Where the two differ, the difference is behind this question."""
    return dialect() is Dialect.POSTGRESQL


async def run(sql: str, *values: Any) -> list[dict[str, Any]]:
    """Run one statement written with `$1`, `$2` ..; returns the rows as the driver gives them."""
    if is_postgresql():
        return await rows(sql, values)
    return await rows(_PLACEHOLDER.sub(r"?\1", sql), [sqlite_value(value) for value in values])


def sqlite_value(value: Any) -> Any:
    """How a value stands in a column on SQLite: UUIDs as text, datetimes as text in UTC, comparable with `clock.sql_now()`."""
    match value:
        case UUID():
            return str(value)
        case datetime():
            return stamp(value)
        case date():
            return value.isoformat()
        case _:
            return value


def stamp(moment: datetime) -> str:
    """`2026-11-24 07:00:00.000000+00:00`: a datetime as text that sorts by time."""
    return moment.astimezone(UTC).isoformat(" ", "microseconds")


def skip_locked() -> str:
    """Ends a subselect of rows to take: on PostgreSQL rows another worker holds are passed over; SQLite has one writer."""
    return "FOR UPDATE SKIP LOCKED" if is_postgresql() else ""
