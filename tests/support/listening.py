"""A graphql-transport-ws client for tests: one subscription on one socket."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.support.operations import ship
from tests.support.running import Person, RunningPortal


class Listener:
    """What a subscription has been told so far."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def next(self, deadline: float = 10.0) -> dict[str, Any]:
        """The data of the next event."""
        async with asyncio.timeout(deadline):
            while True:
                message: dict[str, Any] = json.loads(await self._socket.recv())
                if message["type"] == "ping":
                    await self._socket.send(json.dumps({"type": "pong"}))
                    continue
                assert message["type"] == "next", message
                assert not message["payload"].get("errors"), message
                return message["payload"]["data"]

    async def hears_nothing(self, seconds: float) -> bool:
        """Whether no event came for `seconds`."""
        try:
            await self.next(seconds)
        except TimeoutError:
            return True
        return False


@asynccontextmanager
async def listen(portal: RunningPortal, person: Person, document: str, **variables: Any) -> AsyncGenerator[Listener]:
    """Subscribe as a browser does: cookie and Origin in the handshake; ready when the context begins."""
    address = portal.url.replace("http", "ws", 1) + "/graphql"
    async with connect(
        address,
        subprotocols=[Subprotocol("graphql-transport-ws")],
        origin=Origin(portal.url),
        additional_headers={"Cookie": person.cookie_header},
        proxy=None,
    ) as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        payload = {"query": "", "documentId": await ship(document), "variables": variables}
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        # A ping is answered after the subscribe before it was read.
        await socket.send(json.dumps({"type": "ping"}))
        assert json.loads(await socket.recv())["type"] == "pong"
        yield Listener(socket)
