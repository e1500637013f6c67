"""Tortoise's SQLite engine, where whoever stops waiting stops the statement, too (GQ-04).

asyncpg tells PostgreSQL to cancel when its task is cancelled. aiosqlite leaves the statement running in its thread, and every other request
behind it on the one connection.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from tortoise.backends.sqlite.client import SqliteClient

Execute = Callable[..., Awaitable[Any]]


class InterruptingClient(SqliteClient):
    """One connection. Tortoise's lock lets one task at a time use it, so what runs when a task is cancelled is that task's statement."""

    async def create_connection(self, with_db: bool) -> None:
        """Open it, as Tortoise does."""
        await super().create_connection(with_db)
        opened: Any = self._connection
        opened._execute = interrupting(cast("Execute", opened._execute), opened.interrupt)


def interrupting(execute: Execute, interrupt: Callable[[], Awaitable[None]]) -> Execute:
    """`execute`, which calls `interrupt` when its task is cancelled."""

    async def run(*arguments: Any, **more: Any) -> Any:
        try:
            return await execute(*arguments, **more)
        except asyncio.CancelledError:
            await interrupt()
            raise

    return run


client_class = InterruptingClient
