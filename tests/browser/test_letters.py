"""Welcome letters in Chromium: chosen, looked at, prepared, printed once; the PDF is the only place a code is ever seen (AU-18)."""

import re
from pathlib import Path

from playwright.async_api import Page, expect

from models.account import ActivationCode
from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE, Windows
from tests.browser.desk import sign_in
from tests.flows import people
from tests.support import town as towns
from tests.support.letters import read
from tests.support.running import RunningPortal


async def looks_right(page: Page) -> None:
    """Accessible, and as wide as its window."""
    assert await violations(page) == []
    width = await page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]


async def test_letters_are_chosen_prepared_and_printed_once(running: RunningPortal, windows: Windows, tmp_path: Path) -> None:
    """One wave for everybody who is not registered; printing again is asked first, as it voids the sheets of before."""
    await towns.build()
    desk = await people.sign_in_staff(running)
    page = (await windows.open(DESK)).page
    shown = list[str]()
    page.on("response", lambda answer: shown.append(answer.url))
    await sign_in(page, desk, "/verwaltung/briefe")
    await expect(page.get_by_text("Noch kein Druck.")).to_be_visible()
    await page.get_by_role("button", name="Vorschau").click()
    await expect(page.get_by_text("wird gedruckt").or_(page.get_by_text("werden gedruckt"))).to_be_visible()
    await looks_right(page)
    await page.get_by_role("button", name=re.compile(r"Briefe? vorbereiten")).click()
    await expect(page.get_by_text("Vorbereitet. Der Druck steht unten")).to_be_visible()
    assert await ActivationCode.all().count() == 0, "no code before the print"

    async with page.expect_download() as loading:
        await page.get_by_role("button", name="Drucken", exact=True).click()
    target = tmp_path / "letters.pdf"
    await (await loading.value).save_as(target)
    assert target.read_bytes().startswith(b"%PDF-")
    letters = read(target.read_bytes())
    assert len(letters) == await ActivationCode.all().count() > 0
    await expect(page.get_by_role("button", name="Noch einmal drucken")).to_be_visible()
    text = await page.content()
    for letter in letters:
        code = letter.fragment["c"]
        assert len(code) == 14
        assert code not in text.replace("-", "")
        assert not any(code in url for url in shown)

    await page.get_by_role("button", name="Noch einmal drucken").click()
    await expect(page.get_by_role("dialog")).to_contain_text("gelten dann nicht mehr")
    await looks_right(page)
    await page.get_by_role("button", name="Abbrechen").click()
    assert await ActivationCode.filter(voided_at=None).count() == len(letters)


async def test_the_question_before_a_second_print_fits_a_small_window(running: RunningPortal, windows: Windows) -> None:
    """Its buttons are reached on a phone held sideways."""
    await towns.build()
    desk = await people.sign_in_staff(running)
    page = (await windows.open((PHONE[1], PHONE[0]))).page
    await sign_in(page, desk, "/verwaltung/briefe")
    await page.get_by_role("button", name="Vorschau").click()
    await page.get_by_role("button", name=re.compile(r"Briefe? vorbereiten")).click()
    await page.get_by_role("button", name="Verwerfen").click()
    box = await page.get_by_role("button", name="Behalten").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= PHONE[0]
    await page.get_by_role("button", name="Ja, verwerfen").click()
    await expect(page.get_by_text("Noch kein Druck.")).to_be_visible()
