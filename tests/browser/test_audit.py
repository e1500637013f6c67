"""The audit log at the desk in Chromium: from all entries to one person's and one thing's, on a phone and on a screen (AL-01)."""

import pytest
from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE, Windows
from tests.browser.desk import sign_in
from tests.flows import people
from tests.flows.test_alert import PUBLISH, water_shutoff
from tests.support import town as towns
from tests.support.running import RunningPortal


@pytest.mark.parametrize(("size", "dark"), [(PHONE, False), (PHONE, True), (DESK, False), (DESK, True)])
async def test_an_auditor_follows_a_person_and_a_thing(running: RunningPortal, windows: Windows, size: tuple[int, int], dark: bool) -> None:
    """AL-01: who, what, when, how and with which result; names and things are one press from all that is known of them."""
    town = await towns.build()
    desk = await people.sign_in_staff(running)
    await people.sign_in(running, town, "Anna")
    await desk.ask(PUBLISH, input=water_shutoff(town), key="compose-1")
    page = (await windows.open(size, dark=dark)).page
    await sign_in(page, desk, "/verwaltung/protokoll")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Protokoll")
    posted = page.locator("tbody tr", has_text="Aushang veröffentlicht")
    await expect(posted).to_contain_text("Haushalte: ")
    await posted.locator("td:nth-child(3) button").click()
    await expect(page.locator(".chip")).to_have_count(1)
    await expect(page.locator("tbody tr", has_text="Mitglied")).to_have_count(0)
    await posted.locator("summary").click()
    await posted.get_by_role("button", name="Alles dazu zeigen: Aushang").click()
    await expect(page.locator("tbody tr")).to_have_count(1)
    assert await violations(page) == []
    width = await page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]
    await page.locator(".chip").first.click()
    await page.locator(".chip").first.click()
    await expect(page.locator("tbody tr", has_text="Angemeldet").first).to_be_visible()
