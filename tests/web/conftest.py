"""What the tests of web/ share: a town to live in, a storage, the portal's keys, a browser without script."""

from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from models import keyring, storage
from models.keyring import Keyring
from settings import CooperativeSettings
from tests.support import town as towns
from tests.support.accounts import COOPERATIVE
from tests.support.town import Town
from web import links

ORIGIN = "https://portal.example.org"
OWN = {"Origin": ORIGIN}


@asynccontextmanager
async def browsing(
    routes: Callable[[links.Pages], Sequence[BaseRoute]], cooperative: CooperativeSettings = COOPERATIVE
) -> AsyncGenerator[httpx.AsyncClient]:
    """A browser before these pages of the server; it sends no cookie and no Origin of its own, and follows no redirect."""
    app = Starlette(routes=routes(links.Pages(cooperative, ORIGIN)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
        yield client


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
