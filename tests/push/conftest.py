"""What the tests of push/ share."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from models import clock
from models.keyring import Keyring
from tests.push.world import World


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    """Keys of this test's portal."""
    return Keyring.load(tmp_path / "secrets")


@pytest.fixture
async def world(database: str, keyring: Keyring) -> World:
    """An empty stock in a fresh database."""
    return await World(keyring).build()


@pytest.fixture(autouse=True)
def database_clock() -> Iterator[None]:
    """Put the clock right again after a test that shifted it."""
    yield
    clock.shift(timedelta())
