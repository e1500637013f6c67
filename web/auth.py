"""Who is it: the cookie or the bearer token of a connection (AU-09, AU-12, GQ-09). What they may is decided elsewhere.

A bearer token makes the cookie meaningless. A token in the URL, in a body or in the list of subprotocols is refused and counted: it would
stand in logs and histories (AU-12).
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl

from prometheus_client import Counter
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from models import audit
from resolvers import known_device, session, token
from resolvers.access import Viewer
from resolvers.account import RequestInfo

_TOKEN_NAMES = frozenset({"access_token", "api_key", "apikey", "auth", "authorization", "bearer", "jwt", "session", "token"})

_LONGEST_PROTOCOL = 32


class Place(StrEnum):
    """Where a token must not be."""

    URL = "url"
    BODY = "body"
    SUBPROTOCOL = "subprotocol"


misplaced_tokens = Counter("mieterportal_misplaced_tokens", "Requests refused because a token stood where it must not", ["place"])


class BadToken(Exception):
    """A bearer token was given, and it is not, or no longer, good: HTTP 401."""


def bearer_of(headers: Mapping[str, Any]) -> str | None:
    """The bearer token of the Authorization header, or of the payload of connection_init; nothing else carries one (AU-12)."""
    given = next((value for name, value in headers.items() if name.lower() == "authorization"), None)
    if not isinstance(given, str):
        return None
    scheme, _, secret = given.partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


async def viewer_of(connection: HTTPConnection, cookie_name: str, bearer: str | None = None) -> Viewer:
    """Who sends this request, or None for a visitor. With a bearer token the cookie is ignored completely (GQ-09).

    Raises:
        BadToken: the bearer token is unknown, ended or revoked.
    """
    bearer = bearer if bearer is not None else bearer_of(connection.headers)
    if bearer is not None:
        viewer = await session.authenticate(bearer)
        if viewer is None:
            raise BadToken
        return viewer
    cookie = connection.cookies.get(cookie_name)
    # An API token is no cookie: it would make a browser act with an integrator's rights.
    return await session.authenticate(cookie) if cookie and not token.is_api_token(cookie) else None


def request_info(connection: HTTPConnection, cookie_name: str = "") -> RequestInfo:
    """What resolvers need to know of a request, with a new correlation id; with the session cookie's name also its known devices."""
    known = connection.cookies.get(_device_cookie(cookie_name), "") if cookie_name else ""
    return RequestInfo(address_of(connection), audit.begin(audit.Way.PORTAL), known)


def address_of(connection: HTTPConnection) -> str:
    """The client's address; uvicorn has taken it from X-Forwarded-For where MIETERPORTAL_TRUSTED_PROXIES names the proxy (GQ-17)."""
    return connection.client.host if connection.client else ""


def set_session_cookie(response: Response, name: str, secret: str, max_age: int) -> None:
    """HttpOnly, SameSite=Lax, for the whole host and no other; Secure but for the plain name on http (AU-09). "" removes it."""
    response.set_cookie(
        name, secret, max_age=max_age if secret else 0, path="/", secure=name.startswith("__Host-"), httponly=True, samesite="lax"
    )


def set_device_cookie(response: Response, session_cookie: str, known_devices: str) -> None:
    """For a year, beside the session's cookie and as closed as that one; a logout leaves it (AU-05)."""
    response.set_cookie(
        _device_cookie(session_cookie),
        known_devices,
        max_age=int(known_device.VALID.total_seconds()),
        path="/",
        secure=session_cookie.startswith("__Host-"),
        httponly=True,
        samesite="strict",
    )


def _device_cookie(session_cookie: str) -> str:
    return "__Host-device" if session_cookie.startswith("__Host-") else "device"


class RefuseTokensInUrls:
    """Answers 400 to a request whose address or subprotocols carry a credential, before anything else sees it (AU-12)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _has_token(scope["query_string"].decode("latin-1")):
            misplaced_tokens.labels(Place.URL).inc()
            refusal = JSONResponse({"code": "token_in_url", "message": "Send tokens in the Authorization header only."}, 400)
            return await refusal(scope, receive, send)
        if scope["type"] == "websocket" and _has_token(scope["query_string"].decode("latin-1")):
            misplaced_tokens.labels(Place.URL).inc()
            return await send({"type": "websocket.close", "code": 4400, "reason": "token_in_url"})
        if scope["type"] == "websocket" and any(_is_credential(name) for name in scope.get("subprotocols", [])):
            misplaced_tokens.labels(Place.SUBPROTOCOL).inc()
            return await send({"type": "websocket.close", "code": 4400, "reason": "token_in_subprotocol"})
        return await self.app(scope, receive, send)


def refuse_token_in(content: str) -> bool:
    """Whether an API token stands in what a client sent as content; counted where it does."""
    if not token.is_in(content):
        return False
    misplaced_tokens.labels(Place.BODY).inc()
    return True


def _is_credential(protocol: str) -> bool:
    """No protocol has so long a name, or one that says what it is."""
    first = re.split(r"[^a-z]", protocol.lower(), maxsplit=1)[0]
    return len(protocol) > _LONGEST_PROTOCOL or first in _TOKEN_NAMES


def _has_token(query: str) -> bool:
    if not query:
        return False
    pairs = parse_qsl(query, keep_blank_values=True)
    return any(name.lower().replace("-", "_") in _TOKEN_NAMES or token.is_api_token(value) for name, value in pairs)
