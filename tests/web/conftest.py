"""What the tests of web/ share: a town to live in, a storage, the portal's keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models import keyring, storage
from models.keyring import Keyring
from tests.support import town as towns
from tests.support.town import Town


@pytest.fixture
async def town(database: str) -> Town:
    """Two districts, four houses, eight people, in the open database of either kind."""
    return await towns.build()


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Path]:
    """The folder of a fresh storage, which is that of this process until the test ends."""
    folder = tmp_path / "files"
    storage.use(storage.Storage(f"file://{folder}"))
    yield folder
    storage.use(None)


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Keyring]:
    """This test's own keys, which are those of this process until the test ends."""
    ring = Keyring.load(tmp_path / "secrets")
    keyring.use(ring)
    yield ring
    keyring.use(None)
