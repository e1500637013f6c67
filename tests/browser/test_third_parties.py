"""DS-14, GQ-18: every page there is, in a demo full of people and things, asks nobody but the portal and breaks no rule of its own policy.

Windows note foreign requests and whatever the policy stops as faults, which fail the test when it ends (tests/browser/conftest.py).
"""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from models import database, storage
from tests.browser.conftest import DESK, Windows
from tests.browser.routes import app_routes, server_pages
from tests.browser.test_registration import sign_in
from tests.servers.fcm_service import FcmService
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService
from tests.support.running import RunningPortal, Servers, loopback, serve
from web.demo import mails, people
from web.demo.catcher import catching
from web.demo.configuration import demo_settings
from web.demo.mailbox import Mailbox
from web.demo.seed import begin, read_guide, seed

MAILS_SHOWN = 12


@pytest.fixture
async def running(
    tmp_path: Path, mail_server: MailServer, push_service: PushService, fcm_service: FcmService, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[RunningPortal]:
    """The demo, with fewer people."""
    for name in ("IN_MAIN_HOUSE", "IN_MAIN_DISTRICT", "IN_OTHER_DISTRICTS"):
        monkeypatch.setattr(people, name, 1)
    begin(tmp_path)
    with loopback() as listener:
        async with catching(Mailbox(mails.folder(tmp_path))) as mail_port:
            settings = demo_settings(tmp_path, port=listener.getsockname()[1], mail_port=mail_port)
            # In a task of its own, as the database's connection is a context variable.
            await asyncio.create_task(seed(settings, lambda _: None))
            async with serve(settings, listener):
                await asyncio.create_task(database.migrate(settings.database_url))
                portal = RunningPortal(settings, Servers(mail_server, push_service, fcm_service))
                yield portal
                await portal.close()
    storage.use(None)


async def settled(page: Page, path: str) -> None:
    """The page as a person sees it in the end, and none that says there is nothing here."""
    await page.goto(path)
    heading = page.get_by_role("heading", level=1).first
    await expect(heading, path).to_be_visible()
    await expect(page.locator("[aria-busy=true]"), path).to_have_count(0)
    assert await heading.inner_text() not in {"Diese Seite gibt es nicht", "Das finden wir nicht"}, path


async def first_link(page: Page, pattern: str) -> str:
    """A real address for `/aushaenge/:id`: the first link of its kind on the page of all, found as people find it."""
    parent, _, rest = pattern.partition("/:")
    below = rest.partition("/")[2]
    await settled(page, parent)
    links = page.locator(f'a[href^="{parent}/"]')
    found: list[str] = await links.evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    ids = [match for link in found if (match := re.fullmatch(rf"{parent}/([0-9a-f-]{{36}})", link))]
    assert ids, f"{parent} leads to no {pattern}"
    return f"{ids[0][0]}/{below}".rstrip("/")


async def walk(page: Page, table: str) -> list[str]:
    """Every route of the table, with real ids; the addresses that were visited."""
    found: list[str] = []
    for pattern in app_routes(table):
        path = await first_link(page, pattern) if "/:" in pattern else pattern
        await settled(page, path)
        found.append(path)
    return found


async def test_no_page_asks_anybody_else_or_breaks_its_policy(running: RunningPortal, windows: Windows) -> None:
    """DS-14, GQ-18: the visitor's, the tenant's, the administration's and the server's own; a new route is visited by itself."""
    guide = read_guide(running.settings.data_dir)
    assert guide is not None
    assert len(await walk((await windows.open()).page, "OPEN_ROUTES")) >= 8

    tenant = (await windows.open()).page
    await tenant.goto("/")
    await sign_in(tenant, guide.tenants[0].login, guide.tenants[0].password)
    await expect(tenant.get_by_role("heading", level=1)).not_to_have_text("Willkommen im Mieterportal")
    assert len(await walk(tenant, "TENANT_ROUTES")) >= 9

    desk = (await windows.open(DESK)).page
    await desk.goto("/verwaltung")
    await desk.get_by_label("E-Mail").fill(guide.staff[0].login)
    await desk.get_by_label("Passwort", exact=True).fill(guide.staff[0].password)
    await desk.get_by_role("button", name="Anmelden").click()
    await expect(desk.get_by_role("heading", level=1)).to_have_text("Heute")
    assert len(await walk(desk, "STAFF_ROUTES")) >= 18
    await visit_server_pages((await windows.open()).page, running)


async def visit_server_pages(page: Page, running: RunningPortal) -> None:
    """Activation, unsubscribing, legal texts and the demo's mails, with the addresses of real mails and with made-up ones."""
    caught = Mailbox(mails.folder(running.settings.data_dir)).newest(1000)
    words = "\n".join(piece for mail in caught for piece, is_link in mail.pieces if is_link)
    names = [mail.id for mail in caught if mail.html is not None][:MAILS_SHOWN]
    for pattern in server_pages(running.settings):
        kept = re.escape(pattern).replace(r"\{token\}", r"[\w.-]+")
        real = re.search(rf"{kept}(?!\S)", words)
        shown = [pattern.replace("{token}", "made-up"), *([real[0]] if real else [])] if "{token}" in pattern else [pattern]
        for path in [one.replace("{name}", name) for one in shown for name in (names if "{name}" in one else [""])]:
            await page.goto(path)
            await expect(page.locator("body")).not_to_be_empty()
