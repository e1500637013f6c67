"""From a connection to the context of an operation: who calls, from where, and the cookies of the reply."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import UUID

from starlette.requests import HTTPConnection
from starlette.responses import Response

from models.database import is_fault
from models.event import Topic
from push import live
from resolvers.access import Viewer
from schema.context import Context, Reply
from schema.loaders import Loaders
from schema.parts import Parts
from web.auth import BadToken, bearer_of, request_info, set_device_cookie, set_session_cookie, viewer_of

AGAIN_SECONDS = 2.0


async def context_of(connection: HTTPConnection, parts: Parts) -> Context:
    """The context of one HTTP request. Raises BadToken."""
    bearer = bearer_of(connection.headers)
    viewer = await viewer_of(connection, parts.cookie_name, bearer)
    is_bearer = bearer is not None
    request = request_info(connection, "" if is_bearer else parts.cookie_name)
    return Context(viewer=viewer, parts=parts, request=request, loaders=Loaders(viewer), is_bearer=is_bearer)


def socket_context(connection: HTTPConnection, parts: Parts, viewer: Viewer) -> Context:
    """The context of one operation on a WebSocket: nothing is remembered from one event to the next."""
    return Context(viewer=viewer, parts=parts, request=request_info(connection), loaders=Loaders(viewer, remembers=False))


def apply(reply: Reply, response: Response, cookie_name: str) -> None:
    """Set what the fields asked for."""
    for cookie in reply.cookies:
        set_session_cookie(response, cookie_name, cookie.secret, cookie.max_age)
    if reply.known_devices is not None:
        set_device_cookie(response, cookie_name, reply.known_devices)
    if reply.clears_site_data:
        response.headers["Clear-Site-Data"] = '"cache"'


async def session_ends(session_id: UUID | None, ask: Callable[[], Awaitable[Viewer]], every_seconds: float) -> None:
    """Return when the session is over: at its event, or when asking again finds nobody (GQ-13); a token likewise.

    What may have been missed, because the database was away or too much came at once, is asked for.
    """
    while True:
        try:
            async with live.subscribe([Topic.SESSION]) as changes:
                while await _is_valid(ask):
                    if await _is_told(changes, session_id, every_seconds):
                        return
                return
        except Exception as error:
            if not isinstance(error, live.Missed) and not is_fault(error):
                raise
            await asyncio.sleep(random.uniform(0.5, 1) * AGAIN_SECONDS)  # noqa: S311 - spreads load


async def _is_valid(ask: Callable[[], Awaitable[Viewer]]) -> bool:
    try:
        return await ask() is not None
    except BadToken:
        return False


async def _is_told(changes: live.Subscription, session_id: UUID | None, within_seconds: float) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(within_seconds):
            async for event in changes:
                if event.subject_id == session_id:
                    return True
    return False
