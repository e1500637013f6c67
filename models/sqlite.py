"""Tortoise's SQLite engine where a task may be cancelled at any await: its statement ends with it, and the one connection is free again.

Tortoise takes the connection's lock before BEGIN and gives it back only in `__aexit__`, which a task that is cancelled in between never
reaches: from then on everybody waits for ever. aiosqlite leaves the statement of a cancelled task running in its thread (GQ-04).
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from tortoise.backends.base.client import ConnectionWrapper, TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections

Execute = Callable[..., Awaitable[Any]]
ENDS = frozenset({"commit", "rollback"})
LOOK_EVERY = 0.01
LOOKS = 500


class Statement(ConnectionWrapper[Any]):
    """Gives the lock back when the file cannot be opened."""

    async def __aenter__(self) -> Any:
        await self._lock.acquire()
        try:
            await self.ensure_connection()
        except BaseException:
            self._lock.release()
            raise
        return self.connection


class Transaction(SqliteTransactionContext):
    """Gives the lock back when it does not begin."""

    async def __aenter__(self) -> TransactionalDBClient:
        is_held = False
        try:
            await self._trxlock.acquire()
            is_held = True
            await self.ensure_connection()
            self.token = get_connections().set(self.connection_name, self.connection)
            await self.connection.begin()
        except BaseException as error:
            if hasattr(self, "token"):
                await self.__aexit__(type(error), error, error.__traceback__)
            elif is_held:
                self._trxlock.release()
            raise
        return self.connection


class CancellableClient(SqliteClient):
    """One connection. Tortoise's lock lets one task at a time use it, so what runs when a task is cancelled is that task's statement."""

    async def create_connection(self, with_db: bool) -> None:
        """Open it, as Tortoise does."""
        await super().create_connection(with_db)
        opened: Any = self._connection
        opened._execute = interrupting(cast("Execute", opened._execute), cast("Execute", opened.interrupt))

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        return Statement(self._lock, self)

    def _in_transaction(self) -> TransactionContext:
        return Transaction(SqliteTransactionWrapper(self), self._lock)

    async def execute_many(self, query: str, values: list[Any]) -> None:
        """In a transaction that also a cancelled task ends."""
        async with self._in_transaction() as inside:
            await inside.execute_many(query, values)  # pyright: ignore[reportUnknownMemberType] - untyped upstream


def interrupting(execute: Execute, interrupt: Execute) -> Execute:
    """`execute`, which interrupts its statement when its task is cancelled, and waits until that has ended (five seconds at most).

    The ends of a transaction are left alone: an interrupted COMMIT would leave it open for whoever comes next.
    """

    async def run(function: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        if function.__name__ in ENDS:
            return await execute(function, *arguments, **more)
        has_ended = False

        def watched() -> Any:
            nonlocal has_ended
            try:
                return function(*arguments, **more)
            finally:
                has_ended = True

        try:
            return await execute(watched)
        except asyncio.CancelledError:
            # The thread may not have begun with it: an interrupt that comes too early is lost.
            for _ in range(LOOKS):
                if has_ended:
                    break
                await interrupt()
                await asyncio.sleep(LOOK_EVERY)
            raise

    return run


client_class = CancellableClient
