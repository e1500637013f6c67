"""Alive, ready, and its figures for those who may have them."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette

from models import database as portal_database
from tests.support import postgres
from tests.support.databases import Databases
from web import health

TOKEN = SecretStr("a-token-for-figures")


def client_of(address: str, token: SecretStr | None = None) -> httpx.AsyncClient:
    """Somebody at this address."""
    transport = httpx.ASGITransport(Starlette(routes=health.routes(token)), client=(address, 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://portal.test")


@pytest.mark.usefixtures("database")
async def test_ready_with_its_database() -> None:
    async with client_of("192.0.2.7") as client:
        for path in ("/health", "/health/live", "/health/ready"):
            reply = await client.get(path)
            assert (reply.status_code, reply.json(), reply.headers["cache-control"]) == (200, {"status": "ok"}, "no-store")


@pytest.fixture
def server_url(databases: Databases) -> Iterator[str]:
    """A database on a server, which can close its door."""
    url = databases.postgresql()
    yield url
    databases.drop(url)


async def test_alive_but_not_ready_without_it(server_url: str) -> None:
    """A database that went away is an answer, not a fault."""
    parts = urlsplit(server_url)
    name = parts.path.removeprefix("/")
    async with portal_database.connect(server_url), client_of("192.0.2.7") as client:
        assert (await client.get("/health/ready")).status_code == 200
        admin = await postgres.connect(parts._replace(path="/postgres").geturl())
        await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        await admin.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608 - our own name
        await admin.close()
        reply = await client.get("/health/ready")
        assert (reply.status_code, reply.json()) == (503, {"status": "database unreachable"})
        assert (await client.get("/health/live")).status_code == 200


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 404),
        ("192.0.2.7", {"Authorization": "Bearer a-token-for-figures"}, 200),
        ("192.0.2.7", {"Authorization": "Bearer a-token-for-figure"}, 404),
        ("192.0.2.7", {"Authorization": "Basic a-token-for-figures"}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 404),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 404),
    ],
)
async def test_who_may_read_the_figures(address: str, headers: dict[str, str], status: int) -> None:
    async with client_of(address, TOKEN) as client:
        reply = await client.get("/metrics", headers=headers)
    assert reply.status_code == status
    assert ("process_cpu_seconds_total" in reply.text) == (status == 200)


async def test_no_token_opens_nothing() -> None:
    async with client_of("192.0.2.7") as client:
        for header in ("Bearer ", "Bearer None", ""):
            assert (await client.get("/metrics", headers={"Authorization": header})).status_code == 404
