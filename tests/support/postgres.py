"""A typed door to asyncpg, which carries no types of its own."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, cast

import asyncpg


class Connection(Protocol):
    """The part of an asyncpg connection that tests use."""

    async def execute(self, query: str, *args: Any) -> str: ...

    async def fetchval(self, query: str, *args: Any) -> Any: ...

    async def fetch(self, query: str, *args: Any) -> list[Any]: ...

    async def close(self) -> None: ...


connect = cast(
    "Callable[[str], Awaitable[Connection]]",
    asyncpg.connect,  # pyright: ignore[reportUnknownMemberType] # asyncpg is untyped; the cast says what we rely on
)
"""Open a connection of one's own, beside the portal's. Raises asyncpg.PostgresError."""
