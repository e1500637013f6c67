"""GET /graphql as a WebSocket: subscriptions over graphql-transport-ws, and no other protocol (GQ-10 to GQ-13).

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md names the messages and close codes.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from enum import IntEnum
from typing import Any, cast

import orjson
import structlog
from graphql import GraphQLError
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from models.database import is_fault
from push import live
from resolvers import session, traffic
from resolvers.access import Staff, Tenant, Viewer, session_or_token
from resolvers.errors import TooManyAttempts
from schema import schema
from schema.context import Context
from schema.errors import EndpointCode, formatted, portal_extensions
from schema.limits import check_name
from schema.parts import Parts
from web.auth import BadToken, address_of, bearer_of, viewer_of
from web.graphql import origin, trusted
from web.graphql.body import Operation, Refused, operation
from web.graphql.caller import session_ends, socket_context

PROTOCOL = "graphql-transport-ws"
MAX_MESSAGE_BYTES = 64 * 1024
MAX_SUBSCRIPTIONS = 20
MAX_ID_CHARACTERS = 128
INIT_SECONDS = 10.0
RECHECK_SECONDS = 240.0

log = structlog.get_logger("graphql")


class Close(IntEnum):
    """Close codes of the protocol."""

    TOO_LARGE = 1009
    TRY_AGAIN_LATER = 1013
    BAD_MESSAGE = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    INIT_TIMEOUT = 4408
    DUPLICATE_ID = 4409
    TOO_MANY_INITS = 4429
    INTERNAL = 4500


class Closed(Exception):
    """The connection ends with this code."""

    def __init__(self, code: Close, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def endpoint(parts: Parts) -> Callable[[WebSocket], Awaitable[None]]:
    """The route's function."""

    async def graphql(websocket: WebSocket) -> None:
        if not is_welcome(websocket, parts):
            await websocket.close()  # before accept: the handshake is answered 403
            return
        await websocket.accept(subprotocol=PROTOCOL)
        await Connection(websocket, parts).serve()

    return graphql


def is_welcome(websocket: WebSocket, parts: Parts) -> bool:
    """Our protocol, and our own page or a program that brings a token instead of a browser's cookie."""
    if PROTOCOL not in websocket.scope.get("subprotocols", []) or websocket.url.query:
        return False
    if websocket.headers.get("origin") is not None:
        return not origin.is_foreign(websocket.headers, parts.origin)
    is_browser = "mozilla" in websocket.headers.get("user-agent", "").lower()
    return not is_browser and parts.cookie_name not in websocket.cookies


def is_passing(error: BaseException | None) -> bool:
    """Not the client's fault and not ours: the database is away, or this client did not keep up with what it was told."""
    return isinstance(error, live.Missed) or (isinstance(error, Exception) and is_fault(error))


class Connection:
    """One socket: one viewer, up to twenty subscriptions."""

    def __init__(self, websocket: WebSocket, parts: Parts) -> None:
        self.websocket = websocket
        self.parts = parts
        self.viewer: Viewer = None
        self.token: str | None = None
        self.is_acknowledged = False
        self.running: dict[str, asyncio.Task[None]] = {}

    async def serve(self) -> None:
        """Read until the peer goes, the session ends or a rule is broken."""
        watch: asyncio.Task[None] | None = None
        try:
            await self._initialise()
            watch = asyncio.create_task(self._watch_session())
            while True:
                await self._handle(await self._receive())
        except WebSocketDisconnect:
            return
        except Closed as closed:
            await self._close(closed)
        except Exception as error:
            await self._close(_fault(error))
        finally:
            tasks = [*self.running.values(), *([watch] if watch else [])]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _initialise(self) -> None:
        try:
            async with asyncio.timeout(INIT_SECONDS):
                while not self.is_acknowledged:
                    await self._handle(await self._receive())
        except TimeoutError:
            raise Closed(Close.INIT_TIMEOUT, "Connection initialisation timeout") from None

    async def _receive(self) -> dict[str, Any]:
        message = await self.websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        text = message.get("text")
        if text is None:
            raise Closed(Close.BAD_MESSAGE, "Messages are texts")
        if len(text.encode()) > MAX_MESSAGE_BYTES:
            raise Closed(Close.TOO_LARGE, "Message too large")
        try:
            parsed = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise Closed(Close.BAD_MESSAGE, "Messages are JSON") from None
        if not isinstance(parsed, dict):
            raise Closed(Close.BAD_MESSAGE, "Messages are JSON objects")
        return cast("dict[str, Any]", parsed)

    async def _handle(self, message: dict[str, Any]) -> None:
        payload = message.get("payload")
        match message.get("type"):
            case "connection_init":
                await self._acknowledge(payload)
            case "ping":
                _check_object(payload)
                await self._send({"type": "pong"})
            case "pong":
                _check_object(payload)
            case "subscribe":
                self._subscribe(_id_of(message), payload)
            case "complete":
                task = self.running.pop(_id_of(message), None)
                if task:
                    task.cancel()
            case _:
                raise Closed(Close.BAD_MESSAGE, "Unknown message type")

    async def _acknowledge(self, payload: Any) -> None:
        if self.is_acknowledged:
            raise Closed(Close.TOO_MANY_INITS, "Too many initialisation requests")
        _check_object(payload)
        self.token = bearer_of(cast("dict[str, Any]", payload or {})) or bearer_of(self.websocket.headers)
        await self._authenticate()
        self.is_acknowledged = True
        await self._send({"type": "connection_ack"})

    async def _authenticate(self) -> None:
        try:
            self.viewer = await viewer_of(self.websocket, self.parts.cookie_name, self.token)
            await traffic.request(self.viewer, address_of(self.websocket))
        except BadToken:
            raise Closed(Close.FORBIDDEN, "Forbidden") from None
        except TooManyAttempts:
            raise Closed(Close.TRY_AGAIN_LATER, "Try again later") from None

    def _subscribe(self, key: str, payload: Any) -> None:
        _check_request(payload)
        if not self.is_acknowledged:
            raise Closed(Close.UNAUTHORIZED, "Unauthorized")
        if key in self.running:
            raise Closed(Close.DUPLICATE_ID, f"Subscriber for {key} already exists")
        if len(self.running) >= MAX_SUBSCRIPTIONS:
            work = self._refuse(key, f"More than {MAX_SUBSCRIPTIONS} subscriptions on one connection.")
        else:
            work = self._stream(key, cast("dict[str, Any]", payload))
        self.running[key] = asyncio.create_task(work)

    async def _refuse(self, key: str, message: str) -> None:
        await self._send_errors(key, [{"message": message, "extensions": {"code": EndpointCode.LIMIT_EXCEEDED.value}}])

    async def _stream(self, key: str, payload: dict[str, Any]) -> None:
        """Run one subscription; a fault in it does not end the others."""
        context = socket_context(self.websocket, self.parts, self.viewer)
        try:
            wanted = operation(payload)
            await traffic.request(self.viewer, context.request.address)
            wanted = replace(wanted, query=await trusted.text_of(wanted, has_token=self.token is not None))
            check_name(wanted.query, wanted.name)
            await self._run(key, wanted, context)
        except Closed as closed:
            await self._close(closed)
        except Refused as refused:
            await self._send_errors(key, [{"message": refused.message, "extensions": refused.extensions}])
        except TooManyAttempts as error:
            await self._send_errors(key, [{"message": str(error), "extensions": portal_extensions(error)}])
        except GraphQLError as error:
            await self._send_errors(key, formatted([error], context.correlation_id))
        except (WebSocketDisconnect, RuntimeError) as error:
            log.info("socket_gone", correlation_id=context.correlation_id, error=type(error).__name__)
        except Exception as error:
            if not is_passing(error):
                raise
            await self._close(Closed(Close.TRY_AGAIN_LATER, "Try again later"))

    async def _run(self, key: str, wanted: Operation, context: Context) -> None:
        results = await schema.subscribe(wanted.query, variable_values=wanted.variables, context_value=context, operation_name=wanted.name)
        has_begun = False
        async for result in results:
            if any(is_passing(error.original_error) for error in result.errors or ()):
                # The client comes back, subscribes anew and asks for everything: nothing it was not told stays unseen.
                raise Closed(Close.TRY_AGAIN_LATER, "Try again later")
            errors = formatted(result.errors or (), context.correlation_id)
            if not has_begun and errors and result.data is None:
                await self._send_errors(key, errors)
                return
            has_begun = True
            content = {"data": result.data, **({"errors": errors} if errors else {})}
            await self._send({"id": key, "type": "next", "payload": content})
        if self.running.pop(key, None):
            await self._send({"id": key, "type": "complete"})

    async def _send_errors(self, key: str, errors: list[dict[str, Any]]) -> None:
        if self.running.pop(key, None):
            await self._send({"id": key, "type": "error", "payload": errors})

    async def _send(self, message: dict[str, Any]) -> None:
        if self.websocket.application_state is WebSocketState.CONNECTED:
            await self.websocket.send_text(orjson.dumps(message, default=str).decode())

    async def _watch_session(self) -> None:
        """Close as soon as the viewer's session or token is over: told by an event, and asked again every few minutes (GQ-13)."""
        if self.viewer is None:
            return
        await session_ends(session_or_token(self.viewer), self._asked_again, RECHECK_SECONDS)
        await self._close(Closed(Close.FORBIDDEN, "Forbidden"))

    async def _asked_again(self) -> Viewer:
        """Who is here now. A session is known by its row: its cookie's secret changes when the person confirms who they are (AU-09).

        An open page alone is no use of a session and keeps none alive.
        """
        if isinstance(self.viewer, Tenant | Staff):
            return await session.viewer_of(self.viewer.session_id)
        return await viewer_of(self.websocket, self.parts.cookie_name, self.token)

    async def _close(self, closed: Closed) -> None:
        if self.websocket.application_state is WebSocketState.CONNECTED:
            await self.websocket.close(closed.code, closed.reason)


def _fault(error: Exception) -> Closed:
    """What a client is told when something breaks outside its subscriptions; it comes back or it tells us, but learns nothing."""
    if is_passing(error):
        return Closed(Close.TRY_AGAIN_LATER, "Try again later")
    log.error("unexpected_error", exc_info=error)
    return Closed(Close.INTERNAL, "Internal server error")


def _check_object(value: Any) -> None:
    if value is not None and not isinstance(value, dict):
        raise Closed(Close.BAD_MESSAGE, "The payload must be an object")


def _check_request(payload: Any) -> None:
    """Of what the protocol says about the payload of `subscribe`, nothing may differ; what a document may be is another question."""
    if not isinstance(payload, dict):
        raise Closed(Close.BAD_MESSAGE, "The payload must be an object")
    fields = cast("dict[str, Any]", payload)
    if not isinstance(fields.get("query"), str) or not isinstance(fields.get("operationName"), str | None):
        raise Closed(Close.BAD_MESSAGE, "`query` must be a text, `operationName` a text or nothing")
    _check_object(fields.get("variables"))
    _check_object(fields.get("extensions"))


def _id_of(message: dict[str, Any]) -> str:
    key = message.get("id")
    if not isinstance(key, str) or not 0 < len(key) <= MAX_ID_CHARACTERS:
        raise Closed(Close.BAD_MESSAGE, "`id` must be a text")
    return key
