"""The bar of areas at the foot of a phone covers nothing: neither what has the focus nor the end of a page."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PHONE, Windows
from tests.browser.test_pages import TENANT
from tests.browser.test_registration import sign_in
from tests.flows import people
from tests.flows.test_alert import PUBLISH, water_shutoff
from tests.support import town as towns
from tests.support.accounts import PASSWORD
from tests.support.running import RunningPortal

# An iPhone without a button keeps so many pixels of its foot.
HOME_INDICATOR = 34
BAR = 69
LEGAL_LINKS = 4
UNDER_THE_BAR = """() => {
    const { top: bar, height } = document.querySelector(".mainnav").getBoundingClientRect();
    const stops = [...document.querySelectorAll("main :is(a, button, input), footer a")];
    const covered = stops.filter((stop) => { stop.focus(); return stop.getBoundingClientRect().bottom > bar; });
    return { height, stops: stops.length, covered: covered.map((stop) => stop.outerHTML) };
}"""
END = """() => {
    window.scrollTo(0, document.body.scrollHeight);
    const links = [...document.querySelectorAll("footer a")].map((link) => link.getBoundingClientRect().bottom);
    return document.querySelector(".mainnav").getBoundingClientRect().top - Math.max(...links);
}"""


async def keep_the_foot(page: Page) -> None:
    """As a phone does that has a bar of its own."""
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setSafeAreaInsetsOverride", {"insets": {"bottom": HOME_INDICATOR}})  # pyright: ignore[reportUnknownMemberType] - Playwright types the parameters as a bare dict


@pytest.mark.parametrize("has_indicator", [False, True])
async def test_nothing_lies_under_the_bar(running: RunningPortal, windows: Windows, has_indicator: bool) -> None:
    town = await towns.build()
    desk = await people.sign_in_staff(running)
    anna = await people.sign_in(running, town, "Anna")
    await desk.ask(PUBLISH, input=water_shutoff(town), key="compose-1")
    page = (await windows.open(PHONE)).page
    if has_indicator:
        await keep_the_foot(page)
    await page.goto("/")
    await sign_in(page, "0000000", PASSWORD + "Anna")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Wie möchten Sie Ihre Dokumente bekommen?")
    await expect(page.get_by_role("navigation", name="Hauptbereiche")).to_have_count(0)
    await anna.browser.ask("mutation { answerPaperQuestion(electronicOnly: false) { id } }")
    await page.goto("/fragen")
    for words in ("Ja, bitte", "Nein, E-Mail genügt"):
        await expect(page.get_by_role("button", name=words)).to_be_in_viewport(ratio=1)
    await anna.browser.ask("mutation { answerPushQuestion { id } }")
    for path in (*TENANT, "/profil/mitteilungen"):
        await page.goto(path)
        await expect(page.get_by_role("heading", level=1).first).to_be_visible()
        await expect(page.locator("[aria-busy=true]")).to_have_count(0)
        found = await page.evaluate(UNDER_THE_BAR)
        assert found["covered"] == [], path
        assert found["stops"] > LEGAL_LINKS, path
        assert found["height"] == BAR + (HOME_INDICATOR if has_indicator else 0), path
        assert await page.evaluate(END) >= 0, path
