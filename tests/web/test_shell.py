"""The app as files: pages, build, icons, manifest, logo; and the security headers of every reply (GQ-18)."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.rules.tracked import ROOT
from tests.support.accounts import COOPERATIVE
from web import shell
from web.headers import SecurityHeaders

ORIGIN = "https://mieterportal.noris.example.org"
BROWSER = {"Accept": "text/html,application/xhtml+xml"}
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


async def broken(_: Request) -> Response:
    """A fault of ours."""
    raise RuntimeError("planted")


def application(folder: Path, origin: str = ORIGIN) -> SecurityHeaders:
    """The shell over a build of five files."""
    dist = folder / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "icons").mkdir()
    (dist / "index.html").write_text("<!doctype html><title>Mieterportal</title>")
    (dist / "sw.js").write_text("self")
    (dist / "assets/app-1a2b3c.js").write_text("app()")
    (dist / "icons/icon-192.png").write_bytes(b"png")
    (folder / "logo.svg").write_bytes(LOGO)
    cooperative = COOPERATIVE.model_copy(update={"logo": folder / "logo.svg", "brand_color": "#e2001a"})
    return SecurityHeaders(Starlette(routes=[Route("/broken", broken), *shell.routes(cooperative, dist)]), origin)


def client_of(app: SecurityHeaders) -> httpx.AsyncClient:
    """A browser."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=ORIGIN)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(application(tmp_path)) as found:
        yield found


@pytest.mark.parametrize("path", ["/", "/index.html", "/aushaenge", "/aushaenge/17", "/verwaltung/mitglieder/17"])
async def test_the_app_answers_its_addresses(client: httpx.AsyncClient, path: str) -> None:
    reply = await client.get(path, headers=BROWSER)
    assert (reply.status_code, reply.headers["cache-control"]) == (200, "no-cache")
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "<title>Mieterportal</title>" in reply.text


async def test_what_is_not_there(client: httpx.AsyncClient) -> None:
    """A browser gets the app, which says so; the status says it to everybody else."""
    page = await client.get("/nirgends", headers=BROWSER)
    assert (page.status_code, "<title>Mieterportal</title>" in page.text) == (404, True)
    for path in ("/nirgends", "/assets/gone.js", "/icons/gone.png", "/assets/%2e%2e/sw.js"):
        found = await client.get(path)
        assert (path, found.status_code, "<title>" in found.text) == (path, 404, False)


async def test_the_build_is_kept_for_ever_and_the_worker_is_not(client: httpx.AsyncClient) -> None:
    asset = await client.get("/assets/app-1a2b3c.js")
    assert (asset.text, asset.headers["cache-control"]) == ("app()", "public, max-age=31536000, immutable")
    assert "javascript" in asset.headers["content-type"]
    worker = await client.get("/sw.js")
    assert (worker.text, worker.headers["cache-control"], worker.headers["service-worker-allowed"]) == ("self", "no-cache", "/")


async def test_ranges_of_the_build_are_not_served(client: httpx.AsyncClient) -> None:
    """F7: many ranges cost a server much; nobody needs one here."""
    ranges = ",".join(f"{start}-" for start in range(200))
    assert (await client.get("/assets/app-1a2b3c.js", headers={"Range": f"bytes={ranges}"})).status_code == 200


async def test_the_manifest_carries_name_and_colour(client: httpx.AsyncClient) -> None:
    reply = await client.get("/manifest.webmanifest")
    assert reply.headers["content-type"] == "application/manifest+json"
    found = reply.json()
    assert (found["name"], found["short_name"], found["lang"]) == ("Mieterportal Wohnungsgenossenschaft Noris eG", "Noris eG", "de")
    assert (found["start_url"], found["scope"], found["id"], found["display"]) == ("/", "/", "/", "standalone")
    assert found["theme_color"] == re.findall(r"--brand-fill: (#[0-9a-f]{6})", (await client.get("/theme.css")).text)[0]
    assert {(icon["sizes"], icon["purpose"]) for icon in found["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("192x192", "maskable"),
        ("512x512", "maskable"),
    }
    assert all((ROOT / "web/pwa/public" / icon["src"].lstrip("/")).is_file() for icon in found["icons"])


async def test_the_logo_cannot_run_anything(client: httpx.AsyncClient) -> None:
    """An SVG may hold script; the page's own policy forbids it."""
    reply = await client.get("/logo")
    assert (reply.content, reply.headers["content-type"]) == (LOGO, "image/svg+xml")
    assert reply.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


async def test_the_policy_of_a_logo_of_pixels_allows_no_style(tmp_path: Path) -> None:
    """GQ-18: inline style is for drawings alone."""
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"\x89PNG\r\n\x1a\n")
    app = SecurityHeaders(Starlette(routes=shell.routes(COOPERATIVE.model_copy(update={"logo": logo}), tmp_path)), ORIGIN)
    async with client_of(app) as client:
        reply = await client.get("/logo")
    assert (reply.headers["content-type"], reply.headers["content-security-policy"]) == ("image/png", "default-src 'none'; sandbox")


async def test_an_app_that_was_not_built_says_so(tmp_path: Path) -> None:
    app = SecurityHeaders(Starlette(routes=shell.routes(COOPERATIVE, tmp_path / "nowhere")), ORIGIN)
    async with client_of(app) as client:
        reply = await client.get("/", headers=BROWSER)
        assert (reply.status_code, reply.text) == (503, "The app has not been built: run `make install`.")
        assert (await client.get("/assets/app.js")).status_code == 404
        assert (await client.get("/logo")).status_code == 404


@pytest.mark.parametrize("path", ["/", "/theme.css", "/assets/app-1a2b3c.js", "/nirgends", "/broken"])
async def test_every_reply_has_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    """GQ-18, also on a fault of ours."""
    headers = (await client.get(path, headers=BROWSER)).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy == {
        "default-src": "'self'",
        "connect-src": "'self' wss://mieterportal.noris.example.org",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert headers["strict-transport-security"] == "max-age=63072000"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["permissions-policy"] == "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    assert headers["referrer-policy"] == "no-referrer"


async def test_no_promise_of_tls_without_it(tmp_path: Path) -> None:
    async with client_of(application(tmp_path, "http://localhost:8000")) as client:
        headers = (await client.get("/")).headers
    assert "strict-transport-security" not in headers
    assert "connect-src 'self' ws://localhost:8000;" in headers["content-security-policy"]


def first_parts(sources: list[str]) -> set[str]:
    """The first part of each address the app's routes name."""
    patterns = (r'path: "/([^/":]+)', r'_PATH = "/([^/":]+)"')
    return {part for source in sources for pattern in patterns for part in re.findall(pattern, source)}


def test_the_server_knows_the_addresses_of_the_app() -> None:
    """A page of the app that the server does not know would be answered 404 at a reload."""
    folder = ROOT / "web/pwa/src"
    sources = [path.read_text(encoding="utf-8") for path in [*folder.glob("*/routes.tsx"), *folder.glob("*/staff.tsx")]]
    assert first_parts(sources) == set(shell.APP_PATHS)


def test_a_planted_address_is_found() -> None:
    source = '[{ path: "/", page: A }, { path: "/neu/:id", page: B }]; export const LOGIN_PATH = "/rein";'
    assert first_parts([source]) == {"neu", "rein"}
