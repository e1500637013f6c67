"""The request log keeps secrets out (AL-03); proxies count where they are trusted (GQ-17)."""

import json
from typing import Any, cast

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from web import server
from web.auth import address_of

CANARY = "canary-7f3a"


async def hello(request: Request) -> Response:
    """Says where the request came from."""
    return PlainTextResponse(address_of(request))


async def broken(_: Request) -> Response:
    """A fault of ours."""
    raise RuntimeError("planted")


APP = server.RequestLog(Starlette(routes=[Route("/broken", broken), Route("/{rest:path}", hello, methods=["GET", "POST"])]))


async def logged(method: str, path: str, **more: Any) -> list[dict[str, Any]]:
    """What the log says about one request."""
    with structlog.testing.capture_logs() as lines:
        transport = httpx.ASGITransport(APP, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
            await client.request(method, path, **more)
    return [dict(line) for line in lines]


async def test_one_line_per_request() -> None:
    [line] = await logged("GET", "/aushaenge/17")
    assert isinstance(line.pop("ms"), int)
    assert line == {"event": "request", "log_level": "info", "method": "GET", "path": "/aushaenge/17", "status": 200}
    assert (await logged("GET", "/broken"))[0]["status"] == 500


@pytest.mark.parametrize("path", [f"/aktivieren/{CANARY}", f"/aktivieren/{CANARY}/neu", f"/?token={CANARY}", f"/aushaenge?suche={CANARY}"])
async def test_no_secret_stands_in_the_log(path: str) -> None:
    lines = await logged("POST", path, headers={"Authorization": f"Bearer {CANARY}", "Cookie": f"session={CANARY}"}, content=CANARY)
    assert len(lines) == 1
    assert CANARY not in json.dumps(lines)


def test_masking_keeps_the_page() -> None:
    assert server.masked("/aktivieren/abc") == "/aktivieren/…"
    assert server.masked("/aktivieren/abc/passwortmail") == "/aktivieren/…"
    assert server.masked("//abbestellen/abc\nabc") == "//abbestellen/…"
    assert server.masked("/Abbestellen/abc") == "/Abbestellen/…"
    assert server.masked("/passwort-vergessen") == "/passwort-vergessen"


@pytest.mark.parametrize(
    ("trusted", "expected"),
    [([], "127.0.0.1"), (["127.0.0.1"], "198.51.100.9"), (["127.0.0.0/8"], "198.51.100.9"), (["192.0.2.1"], "127.0.0.1")],
)
async def test_forwarded_addresses_count_from_trusted_proxies_only(trusted: list[str], expected: str) -> None:
    config = server.config(APP, host="127.0.0.1", port=0, trusted_proxies=trusted)
    config.lifespan = "off"
    config.load()
    loaded = cast("Any", config).loaded_app  # uvicorn types it as a union of its wrappers
    transport = httpx.ASGITransport(loaded, client=("127.0.0.1", 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        reply = await client.get("/", headers={"X-Forwarded-For": "198.51.100.9", "X-Forwarded-Proto": "https"})
    assert reply.text == expected


def test_the_measured_choices() -> None:
    """libraries were measured: deflate costs 108 KiB a socket, and a message has its size."""
    config = server.config(APP, host="127.0.0.1", port=0, trusted_proxies=[])
    assert (config.ws, config.ws_per_message_deflate, config.ws_max_size) == ("wsproto", False, 65_536)
    assert (config.loop, config.http, config.access_log, config.server_header) == ("uvloop", "httptools", False, False)
