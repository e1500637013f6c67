"""The only source of "now": the database's clock (OB-08). One SQL expression per database; tests shift it by an offset."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tortoise.backends.base.client import BaseDBAsyncClient

from models.database import Dialect, as_datetime, dialect, rows

BERLIN = ZoneInfo("Europe/Berlin")

_offset = timedelta()


def shift(offset: timedelta) -> None:
    """Move this process's view of now by `offset` from the database's clock. For tests only."""
    global _offset  # noqa: PLW0603 - one clock per process is the point
    _offset = offset


def sql_now(client: BaseDBAsyncClient | None = None, *, plus_seconds: float = 0, plus: str = "") -> str:
    """SQL of now plus `plus_seconds`, and plus the seconds of the SQL expression `plus`; comparable with the datetime columns.

    On SQLite a datetime is the text `2026-11-24 07:00:00.000000+00:00`; on PostgreSQL a timestamptz. The value is constant
    within a statement, so an index on a compared column is used.
    """
    seconds = _offset.total_seconds() + plus_seconds
    if dialect(client) is Dialect.SQLITE:
        more = f", ({plus}) || ' seconds'" if plus else ""
        return f"strftime('%Y-%m-%d %H:%M:%f000+00:00', 'now', '{seconds:+.3f} seconds'{more})"
    more = f" + ({plus}) * interval '1 second'" if plus else ""
    return f"(statement_timestamp() + interval '{seconds:.3f} seconds'{more})"


def sql_after(moment: str, seconds: str, client: BaseDBAsyncClient | None = None) -> str:
    """SQL of so many seconds after a moment, both SQL expressions, but never later than now."""
    if dialect(client) is Dialect.SQLITE:
        return f"MIN(strftime('%Y-%m-%d %H:%M:%f000+00:00', {moment}, ({seconds}) || ' seconds'), {sql_now(client)})"
    return f"LEAST({moment} + ({seconds}) * interval '1 second', {sql_now(client)})"


async def now(client: BaseDBAsyncClient | None = None) -> datetime:
    """The database's time, aware, in UTC."""
    found = await rows(f"SELECT {sql_now(client)} AS now", client=client)
    return as_datetime(found[0]["now"])
