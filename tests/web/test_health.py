"""Alive, ready, and its figures for those who may have them."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from structlog.testing import capture_logs

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
        ("127.0.0.1", {"X-Real-IP": "192.0.2.7"}, 404),
        ("127.0.0.1", {"X-Forwarded-Proto": "https"}, 404),
        ("127.0.0.1", {"X-Forwarded-Host": "portal.test"}, 404),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 404),
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


@pytest.mark.usefixtures("town")
async def test_the_figures_of_the_queue_are_the_databases() -> None:
    """OB-19: right in this process too, which sends nothing itself."""
    async with client_of("127.0.0.1") as client:
        text = (await client.get("/metrics")).text
    assert 'mieterportal_queue_depth{channel="mail",lane="urgent"} 0.0' in text
    assert "mieterportal_database_up 1.0" in text


async def test_the_figures_answer_without_the_database() -> None:
    """OB-21: and say that it is missing."""
    async with client_of("127.0.0.1") as client:
        reply = await client.get("/metrics")
    assert reply.status_code == 200
    assert "mieterportal_database_up 0.0" in reply.text
    assert "mieterportal_queue_depth{" not in reply.text


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def ask(port: int, address: str = "127.0.0.1") -> str:
    """What a scraper reads there."""
    return httpx.get(f"http://{address}:{port}/metrics", timeout=5, trust_env=False).text


def test_a_worker_shows_its_figures_on_loopback_until_it_ends() -> None:
    """OB-19: its own counters; when it ends, port and thread are free again."""
    port, before = free_port(), threading.active_count()
    with health.worker_figures(port):
        assert "mieterportal_zombie_results_total" in ask(port)
        (listening,) = [
            line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines() if f":{port:04X} 00000000:0000 0A" in line
        ]
        assert listening.startswith("0100007F:"), "127.0.0.1 and nothing else"
    with pytest.raises(httpx.ConnectError):
        ask(port)
    assert threading.active_count() == before


def test_a_port_that_is_taken_keeps_nobody_from_sending() -> None:
    """The operator reads about it in the log."""
    with socket.socket() as other, capture_logs() as logs:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with health.worker_figures(other.getsockname()[1]):
            pass
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [("metrics.no_listener", "error")]


def test_without_a_port_nothing_listens() -> None:
    """The default."""
    before = threading.active_count()
    with health.worker_figures(None):
        assert threading.active_count() == before
