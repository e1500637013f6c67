"""An HTTP server on loopback in the event loop of the test: no thread, no process, gone when the test ends."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from tests.support.waiting import eventually

Application = Callable[[Any, Any, Any], Awaitable[None]]


class LoopbackServer:
    """Serves one ASGI application on a free port of 127.0.0.1, plain or over TLS."""

    def __init__(self, application: Application, tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self.port = 0
        self._state = ServerState()
        self._listener: asyncio.Server | None = None
        self._config = Config(application, lifespan="off", log_config=None, access_log=False, ws="none")

    @property
    def origin(self) -> str:
        """Scheme, host and port, as a browser would write them."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen; the port is known from here on."""
        if not self._config.loaded:
            self._config.load()
        self._state.default_headers = self._config.encoded_headers
        loop = asyncio.get_running_loop()

        def protocol() -> HttpToolsProtocol:
            return HttpToolsProtocol(config=self._config, server_state=self._state, app_state={}, _loop=loop)

        self._listener = await loop.create_server(protocol, "127.0.0.1", self.port, ssl=self.tls)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port and every connection, and wait for the requests still running. May be started again."""
        assert self._listener is not None
        self._listener.close()
        await eventually(self._is_cut)
        await self._listener.wait_closed()

    def _is_cut(self) -> bool:
        # Asked until nobody is left: a client may have been accepted just before the port closed.
        for connection in list(self._state.connections):
            connection.transport.abort()
        return not (self._state.tasks or self._state.connections)

    def drop(self, request: Request) -> None:
        """Cut the connection of a running request without another byte."""
        for connection in list(self._state.connections):
            if connection.transport.get_extra_info("peername") == (request.client and tuple(request.client)):
                connection.transport.abort()


async def wait_for_disconnect(request: Request) -> None:
    """Return when the client has gone away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
