"""A real Chromium against the built app and the running portal.

Any request to a foreign host fails the test (DS-14), anything that the Content-Security-Policy had to stop (GQ-18), and any GraphQL
document that the build was not shipped with.
"""

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import orjson
import pytest
from playwright.async_api import Browser, BrowserContext, Page, Request, async_playwright

from models import clock
from tests.servers.fcm_service import FcmService
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService
from tests.support.databases import Databases
from tests.support.running import RunningPortal, Servers, run
from web.graphql import trusted

PHONE = (390, 844)
DESK = (1280, 900)
OPERATIONS = trusted.read(trusted.SHIPPED)
DEADLINE_MS = 20_000
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) => {
  void tellViolation(`${event.violatedDirective} ${event.blockedURI} on ${event.documentURI}`);
});"""
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@dataclass
class Window:
    """One person's browser window, with what went wrong in it."""

    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list[str])
    documents: list[str] = field(default_factory=list[str])


@dataclass
class Windows:
    """Opens windows and gathers their faults."""

    browser: Browser
    url: str
    opened: list[Window] = field(default_factory=list[Window])

    async def open(self, size: tuple[int, int] = PHONE, *, dark: bool = False) -> Window:
        """A window of its own person: no cookie, no storage."""
        context = await self.browser.new_context(
            base_url=self.url,
            viewport={"width": size[0], "height": size[1]},
            locale="de-DE",
            timezone_id="Europe/Berlin",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(DEADLINE_MS)
        window = Window(context, await context.new_page())
        own = urlsplit(self.url).netloc
        context.on("request", lambda request: _note_foreign(window, own, request.url))
        context.on("request", lambda request: _note_document(window, request))
        context.on("console", lambda message: _note_policy(window, message.text))
        await context.expose_function("tellViolation", partial(_note_violation, window))  # pyright: ignore[reportUnknownMemberType] - untyped upstream
        await context.add_init_script(_TELL_VIOLATIONS)
        context.on("weberror", lambda error: window.faults.append(str(error.error)))
        self.opened.append(window)
        return window


def _note_foreign(window: Window, own: str, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != own:
        window.faults.append(f"request to a foreign host: {url}")


def _note_violation(window: Window, violation: str) -> None:
    """What the page's own listener saw."""
    window.faults.append(f"against the policy: {violation}")


def _note_policy(window: Window, said: str) -> None:
    """What the browser says of workers and frames, which run no script of ours."""
    if "Content Security Policy" in said or "Content-Security-Policy" in said:
        window.faults.append(f"against the policy: {said}")


def _note_document(window: Window, request: Request) -> None:
    """The app sends the hashes of its operations, and those of its own build alone."""
    if urlsplit(request.url).path == "/graphql" and request.method == "POST":
        sent = orjson.loads(request.post_data or "{}")
        window.documents.append(sent.get("documentId", ""))
        if sent.keys() - {"documentId", "variables"} or window.documents[-1].removeprefix("sha256:") not in OPERATIONS:
            window.faults.append(f"an operation that is none of the build's: {request.post_data}")


@pytest.fixture(autouse=True)
def database_clock() -> Iterator[None]:
    """Put the clock right again after a test that shifted it: the next one begins now."""
    yield
    clock.shift(timedelta())


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """SQLite only: what depends on the database is proven on both kinds by tests/flows."""
    url = databases.sqlite()
    yield url
    databases.drop(url)


@pytest.fixture
async def running(
    database_url: str, tmp_path: Path, mail_server: MailServer, push_service: PushService, fcm_service: FcmService
) -> AsyncIterator[RunningPortal]:
    """The portal with its worker."""
    async with run(database_url, tmp_path, Servers(mail_server, push_service, fcm_service)) as portal:
        yield portal


@pytest.fixture
async def windows(running: RunningPortal) -> AsyncIterator[Windows]:
    """Chromium; at the end no window may have had a fault."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    assert found, "The browser tests need Chromium: run `make browsers`."
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=list(_ARGUMENTS))
        opened = Windows(browser, running.url)
        yield opened
        faults = [fault for window in opened.opened for fault in window.faults]
        await browser.close()
    assert faults == []
