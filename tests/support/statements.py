"""What a use case asks of the database, for tests of equal work."""

import re
from collections import Counter
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.sqlite.client import SqliteClient

_VALUE = re.compile(r"'[^']*'|\$?\b\d+\b|\?")
_LIST = re.compile(r"<>(?:\s*,\s*<>)+")


@contextmanager
def counted() -> Generator[Counter[str]]:
    """Every statement without its values, and how often it was sent."""
    heard: Counter[str] = Counter()

    def wrap(original: Any) -> Any:
        async def hear(self: BaseDBAsyncClient, query: str, *values: Any, **named: Any) -> Any:
            heard[_LIST.sub("<>", _VALUE.sub("<>", query))] += 1
            return await original(self, query, *values, **named)

        return hear

    with ExitStack() as patches:
        for client in (SqliteClient, AsyncpgDBClient):
            for method in ("execute_query", "execute_query_dict", "execute_insert"):
                patches.enter_context(patch.object(client, method, wrap(getattr(client, method))))
        yield heard
