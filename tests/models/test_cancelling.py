"""A task may be cancelled at any await (a request that took too long, a worker that stops): the database stays as it was, and free."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from models.database import rows, transaction
from models.operation import TrustedOperation

pytestmark = pytest.mark.usefixtures("database")

MOMENTS = 40
ROUNDS = 5
POOL = 10


async def write(name: str) -> None:
    """One transaction with one row."""
    async with transaction():
        await TrustedOperation.create(sha256=name, text="text")


async def write_many(name: str) -> None:
    """What Tortoise itself runs in a transaction."""
    await TrustedOperation.bulk_create([TrustedOperation(sha256=f"{name}-{row}", text="text") for row in range(3)])


async def undone() -> None:
    """One that fails at its end."""
    async with transaction():
        await TrustedOperation.create(sha256="undone", text="text")
        raise ZeroDivisionError


@pytest.mark.parametrize("task", [write, write_many])
async def test_whenever_it_is_cancelled_the_next_one_begins(task: Callable[[str], Awaitable[None]]) -> None:
    """Also in the middle of BEGIN, when Tortoise holds the connection already; more often than the pool has connections."""
    for moment in range(MOMENTS):
        for attempt in range(ROUNDS):
            running = asyncio.ensure_future(task(f"{moment}-{attempt}"))
            for _ in range(moment):
                await asyncio.sleep(0)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    async with asyncio.timeout(20):
        await asyncio.gather(*(write(f"last-{number}") for number in range(POOL)))
    assert await TrustedOperation.filter(sha256__startswith="last-").count() == POOL
    rest = [row.sha256 for row in await TrustedOperation.exclude(sha256__startswith="last-")]
    assert len(rest) % (3 if task is write_many else 1) == 0, "a part of a transaction was kept"


async def test_what_begins_after_a_cancelled_one_is_a_transaction_of_its_own() -> None:
    """Nothing of the cancelled one comes in with it, and what is undone is undone alone."""
    inside = asyncio.Event()

    async def hang() -> None:
        async with transaction():
            await TrustedOperation.create(sha256="cancelled", text="text")
            inside.set()
            await asyncio.Event().wait()

    running = asyncio.create_task(hang())
    await inside.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await write("kept")
    with pytest.raises(ZeroDivisionError):
        await undone()
    assert [str(row["sha256"]) for row in await rows("SELECT sha256 FROM trusted_operation")] == ["kept"]
