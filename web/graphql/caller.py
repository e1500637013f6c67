"""From a connection to the context of an operation: who calls, from where, and the cookies of the reply."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import UUID

from starlette.requests import HTTPConnection
from starlette.responses import Response

from models.event import Topic
from push import live
from resolvers.access import Viewer
from schema.context import Context, Reply
from schema.loaders import Loaders
from schema.parts import Parts
from web.auth import BadToken, bearer_of, request_info, set_session_cookie, viewer_of


async def context_of(connection: HTTPConnection, parts: Parts) -> Context:
    """The context of one HTTP request. Raises BadToken."""
    bearer = bearer_of(connection.headers)
    viewer = await viewer_of(connection, parts.cookie_name, bearer)
    return Context(viewer=viewer, parts=parts, request=request_info(connection), loaders=Loaders(viewer), is_bearer=bearer is not None)


def socket_context(connection: HTTPConnection, parts: Parts, viewer: Viewer) -> Context:
    """The context of one operation on a WebSocket: nothing is remembered from one event to the next."""
    return Context(viewer=viewer, parts=parts, request=request_info(connection), loaders=Loaders(viewer, remembers=False))


def apply(reply: Reply, response: Response, cookie_name: str) -> None:
    """Set what the fields asked for."""
    for cookie in reply.cookies:
        set_session_cookie(response, cookie_name, cookie.secret, cookie.max_age)
    if reply.clears_site_data:
        response.headers["Clear-Site-Data"] = '"cache"'


async def session_ends(session_id: UUID | None, ask: Callable[[], Awaitable[Viewer]], every_seconds: float) -> None:
    """Return when the session is over: at its event, or when asking again finds nobody (GQ-13). A token has no event."""
    told = asyncio.create_task(_told(session_id))
    try:
        while not (await asyncio.wait({told}, timeout=every_seconds))[0]:
            with suppress(BadToken):
                if await ask() is not None:
                    continue
            return
    finally:
        told.cancel()
        with suppress(asyncio.CancelledError):
            await told


async def _told(session_id: UUID | None) -> None:
    async for event in live.subscribe([Topic.SESSION]):
        if event.subject_id == session_id:
            return
