"""Tortoise's engine of asyncpg where a task may be cancelled at any await.

Tortoise takes a connection from the pool before BEGIN and gives it back only in `__aexit__`, which a task that is cancelled in between
never reaches: each such task costs the pool a connection, until it is empty and everybody waits for ever.
"""

from contextlib import suppress

from asyncpg import InterfaceError
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionalDBClient, TransactionContext, TransactionContextPooled


class Transaction(TransactionContextPooled):
    """Gives the connection back when it does not begin."""

    async def __aenter__(self) -> TransactionalDBClient:
        try:
            return await super().__aenter__()
        except BaseException as error:
            if hasattr(self, "token"):
                with suppress(InterfaceError):  # what did not begin cannot be rolled back; the pool resets the connection
                    await self.__aexit__(type(error), error, error.__traceback__)
            raise


class CancellableClient(AsyncpgDBClient):
    """A pool of connections."""

    def _in_transaction(self) -> TransactionContext:
        return Transaction(TransactionWrapper(self), self._pool_init_lock)


client_class = CancellableClient
