"""POST /graphql: GraphQL over HTTP, and who may send it (GQ-01a, GQ-03 to GQ-09)."""

import asyncio
import gzip
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from prometheus_client import REGISTRY

from models.account import Account
from models.audit import AuditEntry
from models.session import Session, SessionKind
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import session, token
from resolvers.access import Operator, Tenant
from resolvers.staff import create_staff
from schema import limits
from tests.support.accounts import PASSWORD, settled, sign_in
from tests.support.operations import ship
from tests.web.endpoint.conftest import ORIGIN

NUMBER = "0012345"
COOKIE = "__Host-session"
RESPONSE_JSON = "application/graphql-response+json"
OURS = {"GraphQL-Require-Preflight": "1", "Origin": ORIGIN, "Accept": RESPONSE_JSON}
NAME = "{ cooperative { name } }"
VIEWER = "{ viewer { session { scope kind } tenant { name } staff { name } } }"


async def ask(client: httpx.AsyncClient, query: str, headers: dict[str, str] | None = None, **variables: Any) -> httpx.Response:
    """Send one operation of the app from the portal's own page."""
    await ship(query)
    return await knock(client, query, headers, **variables)


async def knock(client: httpx.AsyncClient, query: str, headers: dict[str, str] | None = None, **variables: Any) -> httpx.Response:
    """Send one document from the portal's own page."""
    return await client.post("/graphql", json={"query": query, "variables": variables}, headers=OURS | (headers or {}))


def code(reply: httpx.Response) -> str:
    """The code of the only error."""
    [error] = reply.json()["errors"]
    return str(error["extensions"]["code"])


async def cookie_of_staff(role: StaffRole = StaffRole.ADMIN) -> dict[str, str]:
    """A signed-in employee's cookie."""
    created = await create_staff(Operator(), email="anna.amt@example.org", name="Anna Amt", role=role)
    await created.row.filter(id=created.row.id).update(must_change_password=False)
    issued = await session.create_for_staff(created.row, scope=session.SessionScope.FULL)
    return {"Cookie": f"{COOKIE}={issued.token}"}


async def test_an_answer_in_both_media_types(visitor: httpx.AsyncClient) -> None:
    for accept, kind in (
        (RESPONSE_JSON, RESPONSE_JSON),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        (f"application/json, {RESPONSE_JSON};q=0.9", RESPONSE_JSON),
    ):
        reply = await knock(visitor, NAME, {"Accept": accept})
        assert reply.status_code == 200
        assert reply.headers["content-type"] == f"{kind}; charset=utf-8"
        assert reply.headers["cache-control"] == "no-store"
        assert reply.json() == {"data": {"cooperative": {"name": "Wohnungsgenossenschaft Noris eG"}}}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{", "syntax_error"),
        ("{ nothing }", "invalid_document"),
        ("query ($kind: LegalKind!) { legalText(kind: $kind) { version } }", "invalid_variables"),
        ("{ a: cooperative { name } " + " ".join(f"b{n}: cooperative {{ name }}" for n in range(15)) + " }", "limit_exceeded"),
        ("query a { cooperative { name } } query b { cooperative { city } }", "invalid_document"),
        ("fragment a on Query { cooperative { name } }", "invalid_document"),
        ("subscription { boardChanged { id } }", "invalid_document"),
        ("{ __schema { types { name } } }", "introspection_refused"),
        ('{ __type(name: "Query") { name } }', "introspection_refused"),
    ],
)
async def test_a_refused_document_by_media_type(visitor: httpx.AsyncClient, query: str, expected: str) -> None:
    """400 without `data` under the new media type, 200 under the old one."""
    reply = await knock(visitor, query)
    assert (reply.status_code, code(reply)) == (400, expected)
    assert "data" not in reply.json()
    legacy = await knock(visitor, query, {"Accept": "application/json"})
    assert (legacy.status_code, code(legacy)) == (200, expected)


async def test_one_of_several_operations(visitor: httpx.AsyncClient) -> None:
    two = "query a { cooperative { name } } query b { cooperative { shortName } }"
    reply = await visitor.post("/graphql", json={"query": two, "operationName": "b"}, headers=OURS)
    assert reply.json() == {"data": {"cooperative": {"shortName": "Noris eG"}}}
    reply = await visitor.post("/graphql", json={"query": two, "operationName": "c"}, headers=OURS)
    assert (reply.status_code, code(reply)) == (400, "invalid_document")


async def test_no_acceptable_media_type(visitor: httpx.AsyncClient) -> None:
    reply = await knock(visitor, NAME, {"Accept": "text/html"})
    assert (reply.status_code, code(reply)) == (406, "bad_request")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_post_only(visitor: httpx.AsyncClient, method: str) -> None:
    """GQ-07."""
    reply = await visitor.request(method, "/graphql", headers=OURS)
    assert (reply.status_code, reply.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", RESPONSE_JSON, "application/graphql"]
)
async def test_json_only(visitor: httpx.AsyncClient, kind: str) -> None:
    """GQ-08: what a form of a foreign page can send is never executed."""
    body = json.dumps({"query": NAME}).encode()
    reply = await visitor.post("/graphql", content=body, headers=OURS | {"Content-Type": kind})
    assert (reply.status_code, code(reply)) == (415, "bad_request")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"null", 400),
        (b'"query"', 400),
        (b"17", 400),
        (b'[{"query": "{ cooperative { name } }"}]', 400),
        (b'{"query": "{ cooperative { name } }", "variables": []}', 400),
        (b'{"query": 7}', 400),
        (b'{"query": " "}', 400),
        (b"{}", 400),
        (b'{"query": "{ cooperative { name } }", "operationName": 7}', 400),
        (b'{"query": "{ cooperative { name } }", "extensions": 7}', 400),
        (b'{"query": "\xff\xfe"}', 400),
        (b"[" * 100_000, 400),
        (b'{"query": "' + b"x" * 300_000 + b'"}', 413),
        (b'{"query": "{ cooperative { name } }", "variables": {"x": "' + b"y" * 110_000 + b'"}}', 413),
        (b'{"query": "{ cooperative { name } }", "variables": {"x": ' + b"[" * 300 + b"]" * 300 + b"}}", 400),
        (b'{"query": "{ cooperative { name } }", "variables": {"x": "a\\u0000b"}}', 400),
        (b'{"query": "{ cooperative { name } }", "variables": {"x": ["\\\\\\u0000"]}}', 400),
    ],
    ids=range(19),
)
async def test_bodies_that_are_no_operation(visitor: httpx.AsyncClient, body: bytes, status: int) -> None:
    """GQ-01a, GQ-03, GQ-04: refused with a 4xx under either media type, never a 500."""
    for accept in (RESPONSE_JSON, "application/json"):
        reply = await visitor.post("/graphql", content=body, headers=OURS | {"Content-Type": "application/json", "Accept": accept})
        assert (reply.status_code, code(reply)) == (status, "bad_request")


async def test_the_letters_of_a_nul_are_letters(visitor: httpx.AsyncClient) -> None:
    """Only the character itself is refused, not the six signs somebody types."""
    body = b'{"query": "{ cooperative { name } }", "variables": {"x": "a\\\\u0000b"}}'
    assert (await visitor.post("/graphql", content=body, headers=OURS | {"Content-Type": "application/json"})).status_code == 200


async def test_a_compressed_body(visitor: httpx.AsyncClient) -> None:
    body = gzip.compress(json.dumps({"query": NAME}).encode())
    headers = OURS | {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert (await visitor.post("/graphql", content=body, headers=headers)).status_code == 415


async def test_a_number_nobody_can_hold(visitor: httpx.AsyncClient) -> None:
    """GQ-01a: in the document and in the variables."""
    reply = await knock(visitor, f"{{ board(first: {'9' * 10_000}) {{ totalCount }} }}")
    assert (reply.status_code, code(reply)) == (400, "limit_exceeded")
    query = "query ($first: Int!) { board(first: $first) { totalCount } }"
    body = f'{{"query": "{query}", "variables": {{"first": {"9" * 10_000}}}}}'
    reply = await visitor.post("/graphql", content=body.encode(), headers=OURS | {"Content-Type": "application/json"})
    assert reply.status_code == 400
    assert code(reply) in {"bad_request", "invalid_variables"}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"GraphQL-Require-Preflight": ""}, "preflight_required"),
        ({"Origin": "https://evil.example.org"}, "foreign_origin"),
        ({"Origin": "null"}, "foreign_origin"),
        ({"Origin": ORIGIN + ":8443"}, "foreign_origin"),
        ({"Sec-Fetch-Site": "cross-site"}, "foreign_origin"),
        ({"Sec-Fetch-Site": "same-site"}, "foreign_origin"),
    ],
)
async def test_a_foreign_page_cannot_use_the_session(client: httpx.AsyncClient, headers: dict[str, str], expected: str) -> None:
    """GQ-09: refused before anything runs; the session lives on."""
    entry = await settled(NUMBER)
    reply = await ask(client, "mutation { logout }", headers | {"Cookie": f"{COOKIE}={entry.token}"})
    assert (reply.status_code, code(reply)) == (403, expected)
    assert await Session.filter(id=entry.session.id, revoked_at=None).exists()


async def test_our_own_page_and_programs_without_a_browser(client: httpx.AsyncClient) -> None:
    entry = await settled(NUMBER)
    cookie = {"Cookie": f"{COOKIE}={entry.token}"}
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {}):
        reply = await ask(client, VIEWER, headers | cookie)
        assert reply.json()["data"]["viewer"]["session"] == {"scope": "FULL", "kind": "COOKIE"}


async def test_a_bearer_token_needs_no_preflight_and_ignores_the_cookie(client: httpx.AsyncClient) -> None:
    """GQ-09."""
    cookie = await settled(NUMBER)
    app = await sign_in(NUMBER, PASSWORD, kind=SessionKind.BEARER)
    headers = {"Authorization": f"Bearer {app.token}", "Cookie": f"{COOKIE}={cookie.token}"}
    reply = await client.post("/graphql", json={"query": VIEWER}, headers=headers)
    assert reply.json()["data"]["viewer"]["session"]["kind"] == "BEARER"
    bad = await client.post("/graphql", json={"query": VIEWER}, headers=headers | {"Authorization": "Bearer wrong"})
    assert (bad.status_code, bad.headers["www-authenticate"], code(bad)) == (401, "Bearer", "not_signed_in")


async def test_a_token_in_the_address_is_refused(client: httpx.AsyncClient) -> None:
    """AU-12."""
    app = await settled(NUMBER)
    before = REGISTRY.get_sample_value("mieterportal_misplaced_tokens_total", {"place": "url"}) or 0
    reply = await client.post(f"/graphql?token={app.token}", json={"query": VIEWER}, headers=OURS)
    assert (reply.status_code, reply.json()["code"]) == (400, "token_in_url")
    assert REGISTRY.get_sample_value("mieterportal_misplaced_tokens_total", {"place": "url"}) == before + 1
    assert (await client.post("/graphql?x=1", json={"query": NAME}, headers=OURS)).status_code == 400


async def test_signing_in_and_out(client: httpx.AsyncClient) -> None:
    """AU-09: the cookie is Secure, HttpOnly, SameSite=Lax, for the whole host; the secret stands nowhere else in the reply."""
    await settled(NUMBER)
    login = "mutation ($input: LoginInput!) { login(input: $input) { token viewer { session { scope } tenant { name numbers } } } }"
    reply = await ask(client, login, input={"number": NUMBER, "password": PASSWORD})
    cookie, _ = reply.headers.get_list("set-cookie")
    secret = cookie.partition("=")[2].partition(";")[0]
    assert reply.json()["data"]["login"] == {
        "token": None,
        "viewer": {"session": {"scope": "FULL"}, "tenant": {"name": "Erika Beispiel", "numbers": [NUMBER]}},
    }
    assert secret not in reply.text
    assert set(cookie.lower().split("; ")[1:]) == {"httponly", "max-age=15552000", "path=/", "samesite=lax", "secure"}
    assert cookie.startswith(f"{COOKIE}=")
    assert (await ask(client, VIEWER)).json()["data"]["viewer"]["tenant"] == {"name": "Erika Beispiel"}
    ended = await ask(client, "mutation { logout }")
    assert ended.headers["clear-site-data"] == '"cache"'
    assert "max-age=0" in ended.headers["set-cookie"].lower()
    assert (await ask(client, VIEWER)).json() == {"data": {"viewer": None}}
    assert (await ask(client, VIEWER, {"Cookie": f"{COOKIE}={secret}"})).json() == {"data": {"viewer": None}}


async def test_before_an_own_password_nothing_but_the_name_is_shown(client: httpx.AsyncClient) -> None:
    """AU-24: whoever intercepted the one-time password learns neither address nor numbers nor homes."""
    viewer = (await settled(NUMBER)).viewer
    assert isinstance(viewer, Tenant)
    issued = await session.create_for_account(
        await Account.get(id=viewer.account_id), scope=session.SessionScope.CHANGE_PASSWORD, kind=SessionKind.BEARER
    )
    query = "{ viewer { tenant { name email emailState numbers homes { unitNumber } devices { id } unreadNotices unreadDocuments } } }"
    reply = await ask(client, query, {"Authorization": f"Bearer {issued.token}"})
    shown = reply.json()["data"]["viewer"]["tenant"]
    hidden: dict[str, object] = {
        "email": None,
        "emailState": "NONE",
        "numbers": [],
        "homes": [],
        "devices": [],
        "unreadNotices": 0,
        "unreadDocuments": 0,
    }
    assert shown == {"name": "Erika Beispiel", **hidden}


async def test_an_app_signs_in_with_a_token_and_no_cookie(client: httpx.AsyncClient) -> None:
    await settled(NUMBER)
    login = "mutation ($n: String!, $p: String!) { login(input: {number: $n, password: $p, session: BEARER}) { token } }"
    reply = await ask(client, login, n=NUMBER, p=PASSWORD)
    assert "set-cookie" not in reply.headers
    bearer = {"Authorization": f"Bearer {reply.json()['data']['login']['token']}"}
    assert (await ask(client, VIEWER, bearer)).json()["data"]["viewer"]["session"]["kind"] == "BEARER"


async def test_a_refused_login_says_code_and_nothing_else(client: httpx.AsyncClient) -> None:
    await settled(NUMBER)
    login = "mutation ($input: LoginInput!) { login(input: $input) { token } }"
    for number in (NUMBER, "9999999"):
        reply = await ask(client, login, input={"number": number, "password": "wrong"})
        assert reply.status_code == 200
        assert reply.json() == {
            "errors": [
                {
                    "message": "Number and password do not belong together.",
                    "extensions": {"code": "credentials_refused"},
                    "locations": [{"line": 1, "column": 34}],
                    "path": ["login"],
                }
            ],
            "data": None,
        }
        assert "set-cookie" not in reply.headers


async def test_too_many_attempts_are_429_with_the_time_to_wait(client: httpx.AsyncClient) -> None:
    """GQ-17."""
    login = "mutation ($input: LoginInput!) { login(input: $input) { token } }"
    statuses = [(await ask(client, login, input={"number": NUMBER, "password": "wrong"})).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 200]
    reply = await ask(client, login, input={"number": NUMBER, "password": "wrong"})
    assert reply.status_code == 429
    [error] = reply.json()["errors"]
    assert error["extensions"]["code"] == "too_many_attempts"
    assert reply.headers["retry-after"] == str(error["extensions"]["retryAfter"])
    legacy = await ask(client, login, {"Accept": "application/json"}, input={"number": NUMBER, "password": "wrong"})
    assert (legacy.status_code, code(legacy)) == (200, "too_many_attempts")


async def test_a_visitor_is_told_to_sign_in(client: httpx.AsyncClient) -> None:
    """A refused field, and nothing was written."""
    before = await AuditEntry.all().count()
    for query in (
        "{ board(first: 1) { totalCount } }",
        "{ members(first: 1) { totalCount } }",
        'mutation { endNotice(id: "6f1f64a6-7f0e-4cf2-8a70-2b7b6b1d6a10") { id } }',
    ):
        assert code(await ask(client, query)) == "not_signed_in"
    assert await AuditEntry.all().count() == before


async def test_a_tenant_is_no_staff(client: httpx.AsyncClient) -> None:
    entry = await settled(NUMBER)
    for query in ("{ members(first: 1) { totalCount } }", "{ districts(first: 1) { totalCount } }"):
        assert code(await ask(client, query, {"Cookie": f"{COOKIE}={entry.token}"})) == "not_allowed"


async def test_introspection_is_for_staff_and_integrators(client: httpx.AsyncClient) -> None:
    """GQ-05."""
    query = "{ __schema { queryType { name } } }"
    made = await token.create(Operator(), name="ERP", scopes=[TokenScope.NOTICES_READ], valid_for=timedelta(days=1))
    tenant = await settled(NUMBER)
    assert code(await ask(client, query, {"Cookie": f"{COOKIE}={tenant.token}"})) == "introspection_refused"
    for headers in (await cookie_of_staff(), {"Authorization": f"Bearer {made.secret}"}):
        assert (await ask(client, query, headers)).json() == {"data": {"__schema": {"queryType": {"name": "Query"}}}}


async def test_a_fault_is_masked(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """GQ-06: no text of the exception in the reply, its id in the log."""

    async def broken(*_: object) -> None:
        raise RuntimeError("SELECT secret FROM account")

    monkeypatch.setattr("resolvers.legal.current", broken)
    reply = await ask(client, "{ legalText(kind: TERMS) { version } }")
    [error] = reply.json()["errors"]
    assert reply.status_code == 200
    assert error["message"] == "Something went wrong; the operator finds it by the correlation id."
    assert set(error["extensions"]) == {"code", "correlationId"}
    assert error["extensions"]["code"] == "internal"
    assert "SELECT" not in reply.text
    output = capsys.readouterr()
    assert error["extensions"]["correlationId"] in output.out + output.err


async def test_a_slow_request_ends(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """GQ-04: cancelled, not left running."""
    was_cancelled = asyncio.Event()

    async def slow(*_: object) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            was_cancelled.set()

    monkeypatch.setattr("resolvers.legal.current", slow)
    monkeypatch.setattr(limits, "SECONDS", 0.05)
    limits.seconds_for.cache_clear()
    reply = await ask(client, "{ legalText(kind: TERMS) { version } }")
    limits.seconds_for.cache_clear()
    assert (reply.status_code, code(reply)) == (503, "timeout")
    assert was_cancelled.is_set()
