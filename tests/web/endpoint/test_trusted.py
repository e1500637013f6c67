"""Trusted documents: what a browser may send, by hash, and that nobody without a token may send anything else."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from models import clock
from models.session import Session, SessionKind, SessionScope
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import operation, session, token
from resolvers.access import Operator
from resolvers.staff import create_staff
from schema import schema
from schema.limits import validated
from tests.rules.tracked import ROOT
from tests.support.accounts import PASSWORD, settled, sign_in
from tests.support.operations import ship
from tests.web.endpoint.conftest import Served
from tests.web.endpoint.peer import begin, hear, opened, say
from tests.web.endpoint.test_http import COOKIE, NAME, NUMBER, OURS, VIEWER, code
from web.graphql import trusted

LOGOUT = "mutation{logout}"
SHIPPED = trusted.read(trusted.WRITTEN)


async def send(client: httpx.AsyncClient, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
    """Post a body from the portal's own page."""
    return await client.post("/graphql", json=body, headers=OURS | (headers or {}))


def shipped(name: str) -> str:
    """The documentId of an operation of the app."""
    [found] = [key for key, text in SHIPPED.items() if text.split("(")[0].split("{")[0].split()[-1] == name]
    return f"sha256:{found}"


async def cookie_of_a_tenant() -> tuple[dict[str, str], Session]:
    entry = await settled(NUMBER)
    return {"Cookie": f"{COOKIE}={entry.token}"}, entry.session


async def cookie_of_an_administrator() -> tuple[dict[str, str], Session]:
    created = await create_staff(Operator(), email="anna.amt@example.org", name="Anna Amt", role=StaffRole.ADMIN)
    issued = await session.create_for_staff(created.row, scope=SessionScope.FULL)
    return {"Cookie": f"{COOKIE}={issued.token}"}, issued.session


def test_every_operation_of_the_app_is_in_the_manifest_and_fits_the_schema() -> None:
    """What the codegen wrote; hash and text belong together, and each is within the limits. Integrators are told the one for them."""
    assert shipped("appLogin") in (ROOT / "docs/integrators.md").read_text(encoding="utf-8")
    core = schema._schema  # pyright: ignore[reportPrivateUsage] - Strawberry has no public name for it
    assert len(SHIPPED) > 40
    for key, text in SHIPPED.items():
        assert operation.sha256(text) == key
        assert validated(core, text, ()).errors == ()


def test_a_build_without_a_manifest_has_no_operations(tmp_path: Path) -> None:
    assert trusted.read(tmp_path / "operations.json") == {}
    (tmp_path / "operations.json").write_text('{"abc": "{x}"}')
    assert trusted.read(tmp_path / "operations.json") == {"abc": "{x}"}


async def test_the_app_by_hash(client: httpx.AsyncClient) -> None:
    """Anonymous: signing in is an operation of the app, too."""
    await settled(NUMBER)
    reply = await send(client, documentId=shipped("login"), variables={"input": {"number": NUMBER, "password": PASSWORD}})
    assert reply.json()["data"]["login"]["viewer"]["tenant"]["name"] == "Erika Beispiel"
    reply = await send(client, documentId=shipped("who"))
    assert reply.json()["data"]["viewer"]["tenant"]["name"] == "Erika Beispiel"


@pytest.mark.parametrize("cookie_of", [cookie_of_a_tenant, cookie_of_an_administrator])
async def test_a_document_of_their_own_is_refused_to_a_session(client: httpx.AsyncClient, cookie_of: Any) -> None:
    """Nothing ran: the session lives on."""
    headers, row = await cookie_of()
    for query in (LOGOUT, VIEWER, "{", "{ __schema { queryType { name } } }"):
        reply = await send(client, headers, query=query)
        assert (reply.status_code, code(reply)) == (403, "document_not_trusted")
        assert "data" not in reply.json()
    assert await Session.filter(id=row.id, revoked_at=None).exists()


async def test_a_document_of_their_own_is_refused_to_a_visitor(client: httpx.AsyncClient) -> None:
    assert code(await send(client, query=NAME)) == "document_not_trusted"
    for query in ("{ __typename }", "query { __typename }", "{__typename}"):
        assert (await send(client, query=query)).json() == {"data": {"__typename": "Query"}}
    for query in ("{ __typename cooperative { name } }", "mutation { __typename }", "{ a: __typename }", "{ __typename } " + "#" * 100):
        assert code(await send(client, query=query)) == "document_not_trusted"


async def test_the_text_of_an_operation_is_as_good_as_its_hash(client: httpx.AsyncClient) -> None:
    """Letter by letter: what differs by a space is somebody else's."""
    text = SHIPPED[shipped("who").removeprefix("sha256:")]
    assert (await send(client, query=text)).json() == {"data": {"viewer": None}}
    assert code(await send(client, query=text + " ")) == "document_not_trusted"


async def test_token_holders_send_what_they_like(client: httpx.AsyncClient) -> None:
    await settled(NUMBER)
    app = await sign_in(NUMBER, PASSWORD, kind=SessionKind.BEARER)
    made = await token.create(Operator(), name="ERP", scopes=[TokenScope.NOTICES_READ], valid_for=timedelta(days=1))
    for secret in (app.token, made.secret):
        reply = await client.post("/graphql", json={"query": "{ cooperative { city } }"}, headers={"Authorization": f"Bearer {secret}"})
        assert reply.json() == {"data": {"cooperative": {"city": "90402 Nürnberg"}}}


async def test_an_app_signs_in_by_hash_and_goes_on_with_its_token(client: httpx.AsyncClient) -> None:
    await settled(NUMBER)
    credentials = {"number": NUMBER, "password": PASSWORD, "session": "BEARER"}
    reply = await send(client, documentId=shipped("appLogin"), variables={"input": credentials})
    bearer = {"Authorization": f"Bearer {reply.json()['data']['login']['token']}"}
    own = await client.post("/graphql", json={"query": VIEWER}, headers=bearer)
    assert own.json()["data"]["viewer"]["tenant"] == {"name": "Erika Beispiel"}


async def test_the_hash_of_an_earlier_build(client: httpx.AsyncClient) -> None:
    """Good for 90 days after the build has gone, then not."""
    document = await ship(NAME)
    await operation.ship(SHIPPED)
    assert (await send(client, documentId=document)).json()["data"] == {"cooperative": {"name": "Wohnungsgenossenschaft Noris eG"}}
    clock.shift(timedelta(days=89))
    assert (await send(client, documentId=document)).status_code == 200
    clock.shift(timedelta(days=91))
    reply = await send(client, documentId=document)
    assert (reply.status_code, code(reply)) == (400, "persisted_query_not_found")


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": 7},
        {"documentId": ""},
        {"documentId": "sha256:" + "A" * 64},
        {"documentId": "md5:" + "a" * 64},
        {"documentId": "sha256:" + "a" * 64, "query": NAME},
        {"documentId": "sha256:" + "a" * 64, "query": []},
    ],
)
async def test_a_hash_that_is_none(visitor: httpx.AsyncClient, body: dict[str, Any]) -> None:
    reply = await send(visitor, **body)
    assert (reply.status_code, code(reply)) == (400, "bad_request")


async def test_a_hash_nobody_knows(client: httpx.AsyncClient) -> None:
    """Also for a token: a hash is not a text."""
    for accept in ("application/json", "application/graphql-response+json"):
        reply = await send(client, {"Accept": accept}, documentId="sha256:" + "a" * 64)
        assert (reply.status_code, code(reply)) == (400, "persisted_query_not_found")


async def test_subscriptions_by_hash_alone(served: Served) -> None:
    """The same on the WebSocket; the protocol wants a `query`, which may be empty there."""
    entry = await settled(NUMBER)
    async with opened(served, cookie=entry.token) as peer:
        await begin(peer)
        for number, payload in enumerate(
            ({"query": "subscription { boardChanged { id } }"}, {"query": "", "documentId": "sha256:" + "a" * 64})
        ):
            await say(peer, type="subscribe", id=str(number), payload=payload)
        answers = [await hear(peer) for _ in range(2)]
        assert {answer["id"]: answer["payload"][0]["extensions"]["code"] for answer in answers} == {
            "0": "document_not_trusted",
            "1": "persisted_query_not_found",
        }
        await say(peer, type="subscribe", id="2", payload={"query": "", "documentId": shipped("boardChanged")})
        await say(peer, type="ping")
        assert await hear(peer) == {"type": "pong"}
