"""What an unsteady finger hits: every box and switch of a tenant's pages answers on 44 pixels, not on its letters alone."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PHONE, Windows
from tests.browser.test_pages import ANSWER
from tests.browser.test_registration import sign_in
from tests.flows import people
from tests.support import town as towns
from tests.support.accounts import PASSWORD
from tests.support.running import RunningPortal

MISSED = """(reach) => [...document.querySelectorAll(".choice, .switch")].flatMap((row) => {
  row.scrollIntoView({ block: "center" });
  return [...row.querySelectorAll("input, label")].filter((one) => {
    const { left, width, top, height } = one.getBoundingClientRect();
    return [-reach, reach].some((off) => {
      const hit = document.elementFromPoint(left + Math.min(width / 2, 20), top + height / 2 + off);
      return hit?.closest("input, label") === null || hit?.closest(".choice, .switch") !== row;
    });
  }).map((one) => `${one.tagName} of ${row.textContent}`);
})"""
REACH = 21


async def missed(page: Page) -> list[str]:
    """The boxes and switches that do not answer a finger that comes down a little above or below their middle."""
    return await page.evaluate(MISSED, REACH)


@pytest.mark.parametrize("path", ["/", "/erstanmeldung"])
async def test_boxes_before_the_sign_in(running: RunningPortal, windows: Windows, path: str) -> None:
    page = (await windows.open(PHONE)).page
    await page.goto(path)
    await expect(page.get_by_role("checkbox").first).to_be_visible()
    assert await missed(page) == []


async def test_switches_and_choices_of_the_profile(running: RunningPortal, windows: Windows) -> None:
    town = await towns.build()
    home = await people.sign_in(running, town, "Anna")
    await home.browser.ask(ANSWER)
    page = (await windows.open(PHONE)).page
    await page.goto("/profil")
    await sign_in(page, "0000000", PASSWORD + "Anna")
    await expect(page.get_by_role("switch").first).to_be_visible()
    assert await page.locator(".switch, .choice").count() > 8
    assert await missed(page) == []
