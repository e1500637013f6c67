"""Every page of the tenant and every page without a login: WCAG 2.2 AA in both widths and both themes, nothing wider than the window."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE, Windows
from tests.browser.desk import sign_in as desk_login
from tests.browser.test_registration import sign_in
from tests.flows import people
from tests.flows.test_alert import PUBLISH, water_shutoff
from tests.support import town as towns
from tests.support.accounts import PASSWORD
from tests.support.running import RunningPortal

PUBLIC = ("/", "/erstanmeldung", "/passwort-vergessen", "/hilfe", "/datenschutz", "/nutzungsbedingungen", "/impressum", "/gibt-es-nicht")
TENANT = ("/", "/aushaenge", "/dokumente", "/profil", "/hilfe")
STAFF = (
    "/verwaltung",
    "/verwaltung/aushaenge",
    "/verwaltung/aushaenge/neu",
    "/verwaltung/mitglieder",
    "/verwaltung/dokumente/neu",
    "/verwaltung/bestand",
    "/verwaltung/bestand/einlesen",
    "/verwaltung/protokoll",
)
ANSWER = "mutation { answerPaperQuestion(electronicOnly: false) { id } answerPushQuestion { id } }"
LOOKS = [(PHONE, False), (PHONE, True), (DESK, False), (DESK, True)]


async def check(page: Page, path: str) -> None:
    """The page as a person waits for it: loaded, with its heading."""
    await expect(page.get_by_role("heading", level=1).first).to_be_visible()
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    assert await violations(page) == [], path
    width = await page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], f"{path} scrolls sideways"


@pytest.mark.parametrize(("size", "dark"), LOOKS)
async def test_pages_without_login(running: RunningPortal, windows: Windows, size: tuple[int, int], dark: bool) -> None:
    page = (await windows.open(size, dark=dark)).page
    for path in PUBLIC:
        await page.goto(path)
        await check(page, path)


@pytest.mark.parametrize(("size", "dark"), LOOKS)
async def test_pages_of_a_tenant(running: RunningPortal, windows: Windows, size: tuple[int, int], dark: bool) -> None:
    town = await towns.build()
    desk = await people.sign_in_staff(running)
    await people.sign_in(running, town, "Anna")
    published = (await desk.ask(PUBLISH, input=water_shutoff(town), key="compose-1"))["publishNotice"]
    page = (await windows.open(size, dark=dark)).page
    await page.goto("/")
    await sign_in(page, "0000000", PASSWORD + "Anna")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Wie möchten Sie Ihre Dokumente bekommen?")
    for path in (*TENANT, f"/aushaenge/{published['notice']['id']}"):
        await page.goto(path)
        await check(page, path)


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESK, False)])
async def test_pages_of_the_desk(running: RunningPortal, windows: Windows, size: tuple[int, int], dark: bool) -> None:
    town = await towns.build()
    desk = await people.sign_in_staff(running)
    published = (await desk.ask(PUBLISH, input=water_shutoff(town), key="compose-1"))["publishNotice"]
    page = (await windows.open(size, dark=dark)).page
    await desk_login(page, desk)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Heute")
    anna = town.members["Anna"].id
    for path in (*STAFF, f"/verwaltung/aushaenge/{published['notice']['id']}", f"/verwaltung/mitglieder/{anna}"):
        await page.goto(path)
        await check(page, path)


async def test_without_network_the_start_page_says_how_old_it_is(running: RunningPortal, windows: Windows) -> None:
    town = await towns.build()
    desk = await people.sign_in_staff(running)
    anna = await people.sign_in(running, town, "Anna")
    await anna.browser.ask(ANSWER)
    await desk.ask(PUBLISH, input=water_shutoff(town), key="compose-1")
    window = await windows.open()
    page = window.page
    await page.goto("/")
    await sign_in(page, "0000000", PASSWORD + "Anna")
    await expect(page.get_by_text("Wasserabschaltung Quartier Gartenstadt").first).to_be_visible()
    await page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    await page.reload()
    await window.context.set_offline(True)
    await page.goto("/")
    await expect(page.get_by_text("Keine Verbindung").first).to_be_visible()
    await expect(page.get_by_text("0911 0123-999").first).to_be_visible()
    await expect(page.get_by_text("Wasserabschaltung Quartier Gartenstadt").first).to_be_visible()
