"""Raw SQL that both databases take: `$1` placeholders that may repeat, UUIDs and datetimes as each database keeps them."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from models.database import Dialect, dialect, records, rows

_PLACEHOLDER = re.compile(r"\$(\d+)")


class Kind(StrEnum):
    """PostgreSQL's names of the types that lists are made of."""

    NUMBER = "bigint"
    UUID = "uuid"


def is_postgresql() -> bool:
    """Where the two differ, the difference is behind this question."""
    return dialect() is Dialect.POSTGRESQL


async def run(sql: str, *values: Any) -> list[dict[str, Any]]:
    """Run one statement written with `$1`, `$2` ..; returns the rows as the driver gives them."""
    if is_postgresql():
        return await rows(sql, values)
    return await rows(_for_sqlite(sql), [sqlite_value(value) for value in values])


async def read(sql: str, *values: Any) -> Sequence[Mapping[str, Any]]:
    """As `run`, for a statement that begins with SELECT or WITH and has many rows, which are read by column name and no more."""
    if is_postgresql():
        return await records(sql, values)
    return await records(_for_sqlite(sql), [sqlite_value(value) for value in values])


@lru_cache(maxsize=512)
def _for_sqlite(sql: str) -> str:
    return _PLACEHOLDER.sub(r"?\1", sql)


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


def is_in(placeholder: str, kind: Kind) -> str:
    """Condition that a column is one of many values: `id {is_in("$1", Kind.NUMBER)}`, given `many(values)`.

    The statement stays the same for any number of values, so that it is prepared once.
    """
    return f"= ANY(({placeholder}::text)::{kind}[])" if is_postgresql() else f"IN (SELECT value FROM json_each({placeholder}))"  # noqa: S608 - a placeholder


def many(values: Collection[int] | Collection[UUID] | Collection[str]) -> str:
    """The values of `is_in` as the database takes them, always as text; a UUID may be text, in its usual form.

    PostgreSQL's own notation of an array (8.15.2 of its manual) needs no quotes for numbers and UUIDs. The driver's encoder of lists
    looks at each value six times, which costs as much as reading its row.
    """
    if is_postgresql():
        return "{" + ",".join(map(str, values)) + "}"
    return orjson.dumps([value if isinstance(value, int) else str(value) for value in values]).decode()


def skip_locked() -> str:
    """Ends a subselect of rows to take: on PostgreSQL rows another worker holds are passed over; SQLite has one writer."""
    return "FOR UPDATE SKIP LOCKED" if is_postgresql() else ""
