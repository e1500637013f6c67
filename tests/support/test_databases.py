"""The fixtures keep their promise: fresh, migrated, both kinds, and nothing leaks from one test into the next."""

import asyncio
from urllib.parse import urlsplit

import asyncpg
import pytest

from models import database as portal_database
from models.place import District
from tests.support import postgres
from tests.support.databases import Databases


@pytest.mark.parametrize("turn", [1, 2])
async def test_each_test_gets_its_own_rows(database: str, turn: int) -> None:
    assert await District.all().count() == 0
    await District.create(name=f"Gartenstadt {turn}", external_id="D-1")
    assert await District.all().count() == 1


async def test_the_url_names_the_kind_that_is_open(database: str) -> None:
    assert portal_database.dialect().value == urlsplit(database).scheme


async def test_an_empty_database_takes_all_migrations(empty_database_url: str) -> None:
    await portal_database.migrate(empty_database_url)
    async with portal_database.connect(empty_database_url):
        assert await District.all().count() == 0


@pytest.fixture
def doomed_url(databases: Databases) -> str:
    """A database that the test watches being dropped."""
    return databases.empty_postgresql()


def test_dropping_needs_nobody_to_leave_first(databases: Databases, doomed_url: str) -> None:
    async def drop_while_connected() -> None:
        visitor = await postgres.connect(doomed_url)
        await asyncio.to_thread(databases.drop, doomed_url)
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            await visitor.fetchval("SELECT 1")
        with pytest.raises(asyncpg.InvalidCatalogNameError):
            await postgres.connect(doomed_url)

    asyncio.run(drop_while_connected())
