"""Opening the database, its dialect, transactions and migrations. Where SQLite and PostgreSQL differ, the difference starts here."""

import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import asyncpg
from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.context import TortoiseContext, require_context
from tortoise.exceptions import DBConnectionError, IntegrityError, OperationalError, TransactionManagementError
from tortoise.migrations.api import migrate as run_migrations
from tortoise.transactions import in_transaction

MODULES = [
    "models.account",
    "models.approval",
    "models.draft",
    "models.template",
    "models.caretaker",
    "models.audience",
    "models.audit",
    "models.calendar_feed",
    "models.consent",
    "models.contract",
    "models.delivery",
    "models.device",
    "models.document",
    "models.document_link",
    "models.event",
    "models.evidence",
    "models.imports",
    "models.letter",
    "models.limit",
    "models.login_code",
    "models.member",
    "models.notice",
    "models.operation",
    "models.passkey",
    "models.place",
    "models.reader",
    "models.schedule",
    "models.second_factor",
    "models.session",
    "models.staff",
    "models.staff_mail",
    "models.suppression",
    "models.token",
]


class Dialect(StrEnum):
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


def config(url: str, *, pool: int = 10) -> dict[str, Any]:
    """Tortoise's configuration of `sqlite:///path`, `sqlite://path` or `postgresql://user:password@host/name?host=/socket/dir`.

    Raises:
        ValueError: the scheme is neither.
    """
    return {
        "connections": {"default": _connection(url, pool)},
        "apps": {"models": {"models": MODULES, "default_connection": "default", "migrations": "models.migrations"}},
        "use_tz": True,
        "timezone": "UTC",
    }


def _connection(url: str, pool: int) -> dict[str, Any]:
    if url.startswith("sqlite://"):
        path = url.removeprefix("sqlite://").partition("?")[0]
        # FULL: a published notice survives a power cut (K13). busy_timeout: a second process on the same file waits (OB-26).
        return {
            "engine": "models.sqlite",
            "credentials": {"file_path": path, "synchronous": "FULL", "busy_timeout": 5000},
        }
    if url.startswith(("postgresql://", "postgres://")):
        parts = urlsplit(url)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        return {
            "engine": "models.postgresql",
            "credentials": {
                "host": query.get("host") or parts.hostname or "localhost",
                "port": parts.port or int(query.get("port", "5432")),
                "user": unquote(parts.username or "postgres"),
                "password": unquote(parts.password or "") or None,
                "database": unquote(parts.path.lstrip("/")),
                "minsize": 1,
                "maxsize": pool,
                # A plan that was made while a table was small must not be kept when an alert has filled it.
                "server_settings": {"plan_cache_mode": "force_custom_plan"},
            },
        }
    raise ValueError("MIETERPORTAL_DATABASE_URL must start with sqlite:// or postgresql://")


@asynccontextmanager
async def connect(url: str, *, pool: int = 10) -> AsyncGenerator[TortoiseContext]:
    """Open the database for this process until the context ends; every task of the process sees it."""
    if url.startswith("sqlite://"):
        Path(url.removeprefix("sqlite://").partition("?")[0]).parent.mkdir(parents=True, exist_ok=True)
    async with TortoiseContext() as context:
        await context.init(config=config(url, pool=pool), _enable_global_fallback=True)
        yield context


async def migrate(url: str) -> None:
    """Bring the schema of the database at `url` up to date; safe to repeat."""
    if url.startswith("sqlite://"):
        Path(url.removeprefix("sqlite://").partition("?")[0]).parent.mkdir(parents=True, exist_ok=True)
    try:
        await run_migrations(config=config(url, pool=2))
    finally:
        await Tortoise.close_connections()


async def pending_migrations() -> list[str]:
    """Names of the program's migrations that the open database has not had, oldest first."""
    on_disk = sorted(path.stem for path in (Path(__file__).parent / "migrations").glob("[0-9]*.py"))
    try:
        found = await rows("SELECT name FROM tortoise_migrations WHERE app = 'models'")
    except OperationalError:
        return on_disk
    applied = {str(row["name"]) for row in found}
    return [name for name in on_disk if name not in applied]


def connection() -> BaseDBAsyncClient:
    """The connection in use: inside `transaction()` that of the transaction."""
    return require_context().db("default")


def dialect(client: BaseDBAsyncClient | None = None) -> Dialect:
    """Which database this is."""
    name = (client or connection()).capabilities.dialect
    return Dialect.SQLITE if name == "sqlite" else Dialect.POSTGRESQL


def transaction() -> AbstractAsyncContextManager[TransactionalDBClient]:
    """One use case = one transaction. Never await the network inside; on SQLite write first (BEGIN is deferred)."""
    return in_transaction("default")


_FAULTS = (
    OSError,
    sqlite3.Error,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OperationalError,
    DBConnectionError,
    TransactionManagementError,
)


def is_fault(error: Exception) -> bool:
    """Whether the database is at fault: away, closing, locked, out of something. The same may work later.

    False for values that it cannot take, and for every error of our own. Tortoise translates only some of asyncpg's errors.
    """
    cause = error.__cause__ or error
    return isinstance(error, _FAULTS) and not isinstance(error, IntegrityError) and not isinstance(cause, asyncpg.DataError)


def placeholders(count: int, *, start: int = 1, client: BaseDBAsyncClient | None = None) -> list[str]:
    """`?` for SQLite, `$1`, `$2` .. for PostgreSQL."""
    if dialect(client) is Dialect.SQLITE:
        return ["?"] * count
    return [f"${index}" for index in range(start, start + count)]


async def rows(sql: str, values: Sequence[Any] = (), *, client: BaseDBAsyncClient | None = None) -> list[dict[str, Any]]:
    """Run one statement and return its rows (also those of RETURNING); raw values as the driver gives them."""
    # Tortoise leaves the rows' type open; here it is closed once for everybody.
    run = cast("Callable[[str, list[Any]], Awaitable[list[dict[str, Any]]]]", (client or connection()).execute_query_dict)  # pyright: ignore[reportUnknownMemberType] - untyped upstream
    return await run(sql, list(values))


async def records(sql: str, values: Sequence[Any] = (), *, client: BaseDBAsyncClient | None = None) -> Sequence[Mapping[str, Any]]:
    """As `rows`, with the driver's own rows, which are cheaper: to be read by column name and no more.

    The statement begins with SELECT or WITH: of one that begins with a write Tortoise gives no rows on PostgreSQL.
    """
    run = cast("Callable[[str, list[Any]], Awaitable[tuple[int, Sequence[Mapping[str, Any]]]]]", (client or connection()).execute_query)  # pyright: ignore[reportUnknownMemberType] - untyped upstream
    return (await run(sql, list(values)))[1]


def as_datetime(value: Any) -> datetime:
    """A datetime column read by `rows`: text on SQLite, a datetime on PostgreSQL."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def as_uuid(value: Any) -> UUID:
    """A UUID column read by `rows`: text on SQLite, a UUID on PostgreSQL."""
    return UUID(value) if isinstance(value, str) else value


# What `tortoise makemigrations` reads; it compares models with migrations and needs no database of ours.
TORTOISE_ORM = config("sqlite://:memory:")
