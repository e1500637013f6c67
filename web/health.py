"""Is it alive, is it ready, and its figures."""

import hmac
import ipaddress
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest, start_http_server
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from models.database import rows
from push.figures import Figures

log: structlog.stdlib.BoundLogger = structlog.get_logger("health")

NO_STORE = {"Cache-Control": "no-store"}
# What proxies add: whoever came through one on this machine is not this machine. Not all of them say for whom they ask.
_PROXY_HEADERS = frozenset({"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"})


def routes(metrics_token: SecretStr | None) -> list[BaseRoute]:
    """/health/live, /health/ready, /metrics."""
    return [
        Route("/health", ready),
        Route("/health/live", live),
        Route("/health/ready", ready),
        Route("/metrics", metrics(metrics_token)),
    ]


async def live(request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"}, headers=NO_STORE)


async def ready(request: Request) -> Response:
    """The process answers and reaches its database."""
    try:
        await rows("SELECT 1 AS one")
    except Exception:
        # Whatever the driver calls it: without its database the portal is not ready.
        return JSONResponse({"status": "database unreachable"}, 503, headers=NO_STORE)
    return JSONResponse({"status": "ok"}, headers=NO_STORE)


def metrics(token: SecretStr | None) -> Callable[[Request], Any]:
    """Prometheus figures, for this machine and for whoever has the token; those of the queue are the database's, for all processes."""
    figures = Figures()

    async def answer(request: Request) -> Response:
        if not (_is_local(request) or _has_token(request, token)):
            return PlainTextResponse("Not found", 404)
        await figures.refresh()
        return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST, **NO_STORE})

    return answer


@contextmanager
def worker_figures(port: int | None) -> Generator[None]:
    """The figures of a process without HTTP, on loopback only, until the body ends. A port that is taken keeps nobody from sending."""
    if port is None:
        yield
        return
    try:
        listener, thread = start_http_server(port, addr="127.0.0.1")
    except OSError as error:
        log.error("metrics.no_listener", port=port, error=type(error).__name__)
        yield
        return
    try:
        yield
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


def _is_local(request: Request) -> bool:
    """Asked from this machine itself, not through a proxy that runs on it."""
    if request.client is None or any(name in request.headers for name in _PROXY_HEADERS):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _has_token(request: Request, token: SecretStr | None) -> bool:
    if token is None:
        return False
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    return kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.get_secret_value().encode())
