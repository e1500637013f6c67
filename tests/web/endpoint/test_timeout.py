"""GQ-04: a request that takes too long ends, and with it what it asked of the database."""

import asyncio
import time

import httpx
import pytest

from models.database import Dialect, dialect, rows, transaction
from models.operation import TrustedOperation
from schema import limits
from tests.support.waiting import eventually
from tests.web.endpoint.test_http import ask, code

HOURS = {
    Dialect.SQLITE: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS found FROM n",
    Dialect.POSTGRESQL: "SELECT pg_sleep(3600)",
}


async def is_running() -> bool:
    """Whether PostgreSQL still works on it; SQLite, on its one connection, could not answer then."""
    if dialect() is Dialect.SQLITE:
        return False
    return bool(await rows("SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query = $1", [HOURS[Dialect.POSTGRESQL]]))


async def test_a_statement_that_takes_too_long_is_cancelled(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """503, the statement has ended in the database itself, and the next request finds it free."""

    async def slow(*_: object) -> None:
        await rows(HOURS[dialect()])

    monkeypatch.setattr("resolvers.legal.current", slow)
    monkeypatch.setattr(limits, "SECONDS", 0.3)
    limits.seconds_for.cache_clear()
    began = time.monotonic()
    reply = await ask(client, "{ legalText(kind: TERMS) { version } }")
    limits.seconds_for.cache_clear()
    assert (reply.status_code, code(reply)) == (503, "timeout")
    monkeypatch.undo()
    await eventually(ended)
    assert (await rows("SELECT 1 AS one"))[0]["one"] == 1
    assert time.monotonic() - began < 10


async def ended() -> bool:
    return not await is_running()


@pytest.mark.usefixtures("portal")
async def test_a_transaction_that_takes_too_long_leaves_nothing() -> None:
    """Cancelled in the middle of a write: all of it is undone, and the next transaction begins as if nothing had been."""

    async def write() -> None:
        async with transaction() as inside:
            await rows("INSERT INTO trusted_operation (sha256, text) VALUES ('a', 'b') RETURNING sha256", client=inside)
            await rows(HOURS[dialect()], client=inside)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await write()
    assert await TrustedOperation.filter(sha256="a").count() == 0
    async with transaction():
        await TrustedOperation.create(sha256="a", text="c")
    assert (await TrustedOperation.get(sha256="a")).text == "c"
