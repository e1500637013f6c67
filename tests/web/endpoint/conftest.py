"""The endpoint as a browser or a program meets it: in process for HTTP, on a loopback port for WebSockets."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from models import passwords, storage
from settings import Settings
from tests.support.accounts import COOPERATIVE
from tests.support.waiting import eventually
from web import server
from web.app import create_app
from web.graphql.body import Operation

ORIGIN = "https://mieterportal.noris.example.org"


def settings_of(folder: Path, database_url: str, base_url: str = ORIGIN, **more: Any) -> Settings:
    """Production settings without a worker."""
    values: dict[str, Any] = {"data_dir": folder, "database_url": database_url, "base_url": base_url, "embedded_worker": False}
    return Settings(cooperative=COOPERATIVE, **(values | more))


@pytest.fixture
async def client(portal: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without cookies, on the portal's own page."""
    settings = settings_of(tmp_path, portal)
    storage.use(storage.Storage(settings.storage_url))
    transport = httpx.ASGITransport(create_app(settings), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as found:
        yield found
    storage.use(None)


@pytest.fixture
async def visitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without cookies, where no database is needed: what is refused at the door. It may send documents of its own."""

    async def text_of(wanted: Operation, *, has_token: bool) -> str:
        return wanted.query

    async def uncounted(*_: object) -> None:
        return None

    monkeypatch.setattr("web.graphql.trusted.text_of", text_of)
    monkeypatch.setattr("resolvers.traffic.request", uncounted)
    transport = httpx.ASGITransport(create_app(settings_of(tmp_path, "")), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as found:
        yield found


class _Server(uvicorn.Server):
    """uvicorn inside the test's event loop; pytest keeps its signal handlers."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@dataclass(frozen=True)
class Served:
    """Where the portal answers."""

    settings: Settings

    @property
    def http(self) -> str:
        return self.settings.base_url

    @property
    def socket(self) -> str:
        return self.settings.base_url.replace("http", "ws", 1) + "/graphql"


@pytest.fixture
async def served(database_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    """The portal as `mieterportal serve` runs it, without its worker."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        settings = settings_of(tmp_path, database_url, f"http://127.0.0.1:{listener.getsockname()[1]}")
        passwords.use(passwords.CHEAPEST)
        found = _Server(server.config(create_app(settings), host="127.0.0.1", port=0, trusted_proxies=[]))
        task = asyncio.create_task(found.serve(sockets=[listener]))
        await eventually(lambda: found.started or task.done(), 30)
        yield Served(settings)
        found.should_exit = True
        await task
        passwords.use(passwords.STRONG)
