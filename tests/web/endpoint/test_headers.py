"""GQ-18: the security headers on every kind of answer of the whole application, whoever made it and whatever went wrong."""

import re
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from settings import Settings
from tests.web.endpoint.conftest import ORIGIN, settings_of
from tests.web.endpoint.test_http import OURS
from web import shell
from web.app import create_app
from web.demo import mails
from web.headers import HSTS_SECONDS

YEAR = 365 * 24 * 60 * 60
PAGES = ("/", "/verwaltung", "/impressum", "/aktivieren/unknown", "/abbestellen/unknown", "/nirgends")
FILES = ("/sw.js", "/theme.css", "/manifest.webmanifest", "/favicon.ico", "/assets/none.js", "/icons/icon-192.png")
OTHERS = ("/health", "/metrics", "/documents/6f1f64a6-7f0e-4cf2-8a70-2b7b6b1d6a10", "/documents/x", "/?token=abc")
METHODS = (("GET", "/graphql"), ("POST", "/graphql"), ("PUT", "/uploads"), ("DELETE", "/uploads"), ("POST", "/"), ("OPTIONS", "/impressum"))


def policy_of(headers: Mapping[str, str]) -> dict[str, str]:
    """The directives of the Content-Security-Policy."""
    parts = (part.partition(" ") for part in headers["content-security-policy"].split("; "))
    return {name: value for name, _, value in parts}


def assert_guarded(reply: httpx.Response) -> None:
    """What the row asks of every reply; a file's own policy may be stricter, never weaker."""
    headers, policy = reply.headers, policy_of(reply.headers)
    assert policy["default-src"] in {"'self'", "'none'"}
    assert "'unsafe" not in headers["content-security-policy"]
    if policy["default-src"] == "'self'":
        assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'", "'none'", "'none'")
    assert int(headers["strict-transport-security"].removeprefix("max-age=")) >= YEAR
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert headers["referrer-policy"] in {"no-referrer", "same-origin"}
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers


async def test_what_is_fetched(client: httpx.AsyncClient) -> None:
    """Also by another site's page, and where there is nothing."""
    for path in (*PAGES, *FILES, *OTHERS):
        assert_guarded(await client.get(path, headers={"Accept": "text/html", "Origin": "https://evil.example.org"}))


async def test_what_is_sent_and_refused(client: httpx.AsyncClient) -> None:
    """Wrong methods, no session, a body that is none."""
    for method, path in METHODS:
        reply = await client.request(method, path, content=b"{", headers={"Content-Type": "application/json"})
        assert 400 <= reply.status_code < 500
        assert_guarded(reply)


async def test_what_the_endpoint_answers(client: httpx.AsyncClient) -> None:
    """200, 400, 401, 403, 429 and 503 alike are made by one function; here are three of them. Answers are never kept."""
    for headers, status in ((OURS, 200), ({}, 403), ({"Authorization": "Bearer wrong"}, 401)):
        reply = await client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
        assert (reply.status_code, reply.headers["cache-control"]) == (status, "no-store")
        assert_guarded(reply)


GRAPHQL = {**OURS, "Content-Type": "application/json"}
OWN = {"Origin": ORIGIN}
ASKED = b'{"query": "{ __typename }"}'
KINDS: dict[str, tuple[str, str, dict[str, str], bytes, int]] = {
    "page": ("GET", "/", {"Accept": "text/html"}, b"", 200),
    "asset": ("GET", "/theme.css", {}, b"", 200),
    "GraphQL": ("POST", "/graphql", GRAPHQL, ASKED, 200),
    "GraphQL refused": ("POST", "/graphql", {"Content-Type": "application/json"}, b"{}", 403),
    "GraphQL no JSON": ("POST", "/graphql", GRAPHQL, b"{", 400),
    "GraphQL bad token": ("POST", "/graphql", {"Authorization": "Bearer wrong", "Content-Type": "application/json"}, ASKED, 401),
    "GraphQL wrong kind": ("POST", "/graphql", {**OURS, "Content-Type": "text/plain"}, b"{}", 415),
    "GraphQL nothing it can answer": ("POST", "/graphql", {**GRAPHQL, "Accept": "text/html"}, b"{}", 406),
    "GraphQL too large": ("POST", "/graphql", GRAPHQL, b" " * 300_000, 413),
    "wrong method": ("GET", "/graphql", {}, b"", 405),
    "wrong method of a page": ("PUT", "/impressum", {}, b"", 405),
    "no such page": ("GET", "/nirgends", {"Accept": "text/html"}, b"", 404),
    "no such file": ("GET", "/assets/none.js", {}, b"", 404),
    "redirect": ("POST", "/aktivieren/unknown/neu", OWN, b"", 303),
    "foreign form": ("POST", "/aktivieren/unknown/neu", {"Origin": "https://evil.example"}, b"", 403),
    "metrics": ("GET", "/metrics", {}, b"", 200),
    "health": ("GET", "/health", {}, b"", 200),
    "document": ("GET", "/documents/x", {}, b"", 401),
    "document by link": ("GET", "/documents/x?link=AAAA", {}, b"", 404),
    "token in the address": ("GET", "/?token=abc", {}, b"", 400),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_gq_18_every_kind_of_reply(client: httpx.AsyncClient, kind: str) -> None:
    """GQ-18: pages, files, refusals, redirects and figures; a fault of ours stands below."""
    method, path, headers, content, status = KINDS[kind]
    reply = await client.request(method, path, headers=headers, content=content)
    assert reply.status_code == status
    assert_guarded(reply)


def test_gq_18_inline_style_stands_in_two_sandboxes_alone() -> None:
    """GQ-18: a drawing that is the operator's logo, and the demo's mails; neither may run, load or be anything else. Script nowhere."""
    web = Path(shell.__file__).parent
    sources = [*web.glob("*.py"), *web.glob("*/*.py"), *web.glob("*/pages/*.html"), web / "pwa/index.html"]
    allowed = {path.relative_to(web).as_posix(): re.findall(r"[\w-]+ 'unsafe-[a-z]+'", path.read_text("utf-8")) for path in sources}
    assert {path: found for path, found in allowed.items() if found} == {
        "demo/mails.py": ["style-src 'unsafe-inline'"],
        "shell.py": ["style-src 'unsafe-inline'"],
    }
    for policy in (mails.FRAMED["Content-Security-Policy"], *shell.logo_policy("image/svg+xml").values()):
        assert policy.startswith("default-src 'none';")
        assert re.search(r"(^|; )sandbox( allow-top-navigation-by-user-activation)?$", policy)


async def test_gq_18_the_demos_mails_are_in_no_production(client: httpx.AsyncClient) -> None:
    """GQ-18: their sandbox is not even there."""
    assert [(await client.get(path)).status_code for path in ("/demo/mails", "/demo/mails/x/html")] == [404, 404]


async def test_a_fault_of_ours(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("SELECT secret FROM account")

    monkeypatch.setattr("resolvers.legal.current", broken)
    reply = await client.get("/impressum")
    assert (reply.status_code, "secret" in reply.text) == (500, False)
    assert_guarded(reply)


def test_a_promise_of_tls_for_two_years_and_only_under_tls() -> None:
    assert HSTS_SECONDS >= YEAR


async def test_plain_http_on_loopback_promises_no_tls(portal: str, tmp_path: Path) -> None:
    settings: Settings = settings_of(tmp_path, portal, "http://localhost:8000")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(settings)), base_url=settings.base_url) as client:
        for path in ("/health", "/theme.css", "/graphql"):
            assert "strict-transport-security" not in (await client.get(path)).headers
