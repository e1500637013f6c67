"""From a connection to a viewer: cookie, bearer token, and tokens where they must not be."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from prometheus_client import REGISTRY
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from models.session import SessionKind
from models.token import TokenScope
from resolvers import token
from resolvers.access import Integrator, Operator, Tenant
from tests.support.accounts import PASSWORD, settled, sign_in
from web import auth

NUMBER = "0012345"
COOKIE = "__Host-session"


def misplaced(place: str) -> float:
    """How many tokens stood there so far."""
    return REGISTRY.get_sample_value("mieterportal_misplaced_tokens_total", {"place": place}) or 0


async def whoami(request: Request) -> Response:
    """The kind of viewer, or 401."""
    try:
        viewer = await auth.viewer_of(request, COOKIE)
    except auth.BadToken:
        return JSONResponse({"code": "bad_token"}, 401)
    return JSONResponse({"viewer": type(viewer).__name__, "session": str(viewer.session_id) if isinstance(viewer, Tenant) else ""})


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that says who asks."""
    app = Starlette(routes=[Route("/", whoami, methods=["GET", "POST"])], middleware=[Middleware(auth.RefuseTokensInUrls)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://portal.example.org") as found:
        yield found


@pytest.mark.usefixtures("portal")
async def test_a_cookie_is_a_session(client: httpx.AsyncClient) -> None:
    """AU-09: only the named cookie counts."""
    entry = await settled(NUMBER)
    answer = await client.get("/", headers={"Cookie": f"{COOKIE}={entry.token}"})
    assert answer.json() == {"viewer": "Tenant", "session": str(entry.session.id)}
    assert (await client.get("/", headers={"Cookie": f"session={entry.token}"})).json()["viewer"] == "NoneType"
    assert (await client.get("/", headers={"Cookie": f"{COOKIE}=guess"})).json()["viewer"] == "NoneType"
    assert (await client.get("/")).json()["viewer"] == "NoneType"


@pytest.mark.usefixtures("portal")
async def test_a_bearer_token_makes_the_cookie_meaningless(client: httpx.AsyncClient) -> None:
    """GQ-09: a bad token is refused even beside a good cookie."""
    cookie = await settled(NUMBER)
    app = await sign_in(NUMBER, PASSWORD, kind=SessionKind.BEARER)
    both = {"Cookie": f"{COOKIE}={cookie.token}", "Authorization": f"bearer {app.token}"}
    assert (await client.get("/", headers=both)).json()["session"] == str(app.session.id)
    assert (await client.get("/", headers={**both, "Authorization": "Bearer guess"})).status_code == 401
    assert (await client.get("/", headers={**both, "Authorization": "Bearer "})).status_code == 401
    basic = await client.get("/", headers={**both, "Authorization": "Basic Zm9vOmJhcg=="})
    assert basic.json()["session"] == str(cookie.session.id)


@pytest.mark.usefixtures("portal")
async def test_an_api_token_is_a_bearer_token_only(client: httpx.AsyncClient) -> None:
    """AU-12: in a cookie it is nobody's."""
    made = await token.create(Operator(), name="ERP", scopes=[TokenScope.STOCK_WRITE], valid_for=timedelta(days=30))
    assert (await client.get("/", headers={"Authorization": f"Bearer {made.secret}"})).json()["viewer"] == Integrator.__name__
    assert (await client.get("/", headers={"Cookie": f"{COOKIE}={made.secret}"})).json()["viewer"] == "NoneType"


@pytest.mark.parametrize("query", ["access_token=x", "Token=x", "api-key=x", "q=mp_" + "a" * 43])
async def test_a_token_in_the_url_is_refused_and_counted(client: httpx.AsyncClient, query: str) -> None:
    """AU-12: whatever it is worth."""
    before = REGISTRY.get_sample_value("mieterportal_misplaced_tokens_total", {"place": "url"}) or 0
    answer = await client.post(f"/?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "token_in_url")
    assert REGISTRY.get_sample_value("mieterportal_misplaced_tokens_total", {"place": "url"}) == before + 1


async def test_a_token_in_the_url_of_a_socket_is_refused() -> None:
    """AU-12: before the handshake."""

    sent: list[Message] = []

    async def accepts(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    for query in (b"", b"access_token=x"):
        await auth.RefuseTokensInUrls(accepts)({"type": "websocket", "query_string": query}, receive, send)
    assert sent == [{"type": "websocket.accept"}, {"type": "websocket.close", "code": 4400, "reason": "token_in_url"}]


@pytest.mark.parametrize(
    ("offered", "is_refused"),
    [
        (["graphql-transport-ws"], False),
        (["graphql-ws", "graphql-transport-ws"], False),
        (["graphql-transport-ws", "mp_" + "a" * 43], True),
        (["bearer.abc", "graphql-transport-ws"], True),
        (["graphql-transport-ws", "authorization-abc"], True),
        (["graphql-transport-ws", "k" * 43], True),
    ],
)
async def test_a_token_among_the_subprotocols_is_refused_and_counted(offered: list[str], *, is_refused: bool) -> None:
    """AU-12: before the handshake, whatever it is worth; proxies log that header."""
    sent: list[Message] = []

    async def accepts(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    before = misplaced("subprotocol")
    await auth.RefuseTokensInUrls(accepts)({"type": "websocket", "query_string": b"", "subprotocols": offered}, receive, send)
    refusal: Message = {"type": "websocket.close", "code": 4400, "reason": "token_in_subprotocol"}
    assert sent == [refusal if is_refused else {"type": "websocket.accept"}]
    assert misplaced("subprotocol") == before + is_refused


async def test_a_token_in_a_body_is_known_by_its_checksum(portal: str) -> None:
    """AU-12: what only looks like a token is somebody's text."""
    made = await token.create(Operator(), name="ERP", scopes=[TokenScope.STOCK_WRITE], valid_for=timedelta(days=30))
    before = misplaced("body")
    assert auth.refuse_token_in(f'{{"token": "{made.secret}"}}')
    assert auth.refuse_token_in(made.secret)
    assert misplaced("body") == before + 2
    for text in ("mp_" + "a" * 43, made.secret[:-1], made.secret + "x", "mp_"):
        assert not auth.refuse_token_in(text)
    assert misplaced("body") == before + 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("__Host-session", "__Host-session=value; HttpOnly; Max-Age=60; Path=/; SameSite=lax; Secure"),
        ("session", "session=value; HttpOnly; Max-Age=60; Path=/; SameSite=lax"),
    ],
)
def test_the_cookie_is_for_this_host_alone(name: str, expected: str) -> None:
    """AU-09: `__Host-` with Secure; the plain name on http://localhost only (settings.py)."""
    response = Response()
    auth.set_session_cookie(response, name, "value", 60)
    assert response.headers["set-cookie"] == expected
    response = Response()
    auth.set_session_cookie(response, name, "", 60)
    assert response.headers["set-cookie"] == expected.replace("value", '""').replace("Max-Age=60", "Max-Age=0")


def test_what_resolvers_learn_of_a_request() -> None:
    """GQ-17: the address the server saw (uvicorn asks trusted proxies), and an id to find the request by."""
    scope: dict[str, Any] = {"type": "http", "headers": [(b"x-forwarded-for", b"198.51.100.1")], "client": ("192.0.2.7", 1)}
    one, other = auth.request_info(Request(scope)), auth.request_info(Request(scope))
    assert one.address == "192.0.2.7"
    assert len(one.correlation_id) == 36
    assert one.correlation_id != other.correlation_id
    assert auth.request_info(Request({**scope, "client": None})).address == ""
