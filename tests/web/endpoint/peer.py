"""A peer on a WebSocket of the portal, and what it says and hears over graphql-transport-ws."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from models.account import Account
from models.audience import AudienceScope
from models.notice import NoticeKind
from models.session import SessionKind, SessionScope
from push import live
from resolvers import notice, session
from resolvers.audience import Rule
from resolvers.session import Issued
from tests.support.operations import ship
from tests.support.town import Town
from tests.support.waiting import eventually
from tests.web.endpoint.conftest import Served

NUMBER = "0012345"
COOKIE = "session"
PROTOCOL = Subprotocol("graphql-transport-ws")
BOARD = "subscription { boardChanged { id title state } }"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@asynccontextmanager
async def opened(
    served: Served,
    *,
    cookie: str | None = None,
    origin: str | None = "own",
    user_agent: str | None = BROWSER,
    protocols: tuple[Subprotocol, ...] = (PROTOCOL,),
) -> AsyncGenerator[ClientConnection]:
    """A socket after the handshake, as a browser on the portal's own page opens it."""
    wanted = Origin(served.http if origin == "own" else origin) if origin else None
    headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    async with connect(
        served.socket,
        origin=wanted,
        subprotocols=protocols,
        additional_headers=headers,
        user_agent_header=user_agent,
        compression=None,
        proxy=None,
    ) as found:
        yield found


async def say(peer: ClientConnection, **message: Any) -> None:
    """Send one message."""
    await peer.send(json.dumps(message))


async def hear(peer: ClientConnection) -> dict[str, Any]:
    """The next message."""
    async with asyncio.timeout(10):
        return json.loads(await peer.recv())


async def begin(peer: ClientConnection, payload: dict[str, Any] | None = None) -> None:
    """connection_init and its answer."""
    await say(peer, type="connection_init", **({"payload": payload} if payload is not None else {}))
    assert await hear(peer) == {"type": "connection_ack"}


async def end_of(peer: ClientConnection, seconds: float = 10) -> int:
    """The close code, once the server has closed."""
    async with asyncio.timeout(seconds):
        await peer.wait_closed()
    assert peer.close_code is not None
    return peer.close_code


async def subscribed(count: int) -> None:
    """Wait until so many listeners are there: the watch of each session, and each subscription."""
    subscribers = live._reader._subscribers  # pyright: ignore[reportPrivateUsage] - the protocol has no word for it
    await eventually(lambda: len(subscribers) >= count)


async def subscribe(peer: ClientConnection, key: str, query: str = BOARD) -> None:
    """Ask for events, with a document of the app."""
    await ship(query)
    await say(peer, type="subscribe", id=key, payload={"query": query})


async def entry_of(first_name: str, town: Town) -> Issued:
    """A session of somebody in the town."""
    tenant = await town.tenant(first_name)
    account = await Account.get(id=tenant.account_id)
    return await session.create_for_account(account, scope=SessionScope.FULL, kind=SessionKind.COOKIE)


def outage(town: Town, house: str = "Amselweg 2") -> notice.NoticeInput:
    """No water in a house: Anna's, where none is named."""
    rule = Rule(AudienceScope.HOUSE, id=town.houses[house].id)
    return notice.NoticeInput(kind=NoticeKind.WATER, title="Kein Wasser", audience=(rule,), starts_at=town.now)
