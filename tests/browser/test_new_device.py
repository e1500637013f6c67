"""A member signs in with a browser nobody knows: six digits from a mail, once (AU-29); and renews a one-time password (AU-25)."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from models import clock
from resolvers import account
from resolvers.account import Options
from tests.browser.axe import violations
from tests.browser.conftest import Windows
from tests.browser.test_registration import sign_in
from tests.servers.mail import Mail
from tests.support import accounts
from tests.support.running import RunningPortal
from tests.support.waiting import eventually

NUMBER = "0012345"
PASSWORD_MAIL = f"Passwort für den Zugang zum Mieterportal der {accounts.COOPERATIVE.name}"


@pytest.fixture
async def digits_asked(running: RunningPortal) -> AsyncIterator[None]:
    """MIETERPORTAL_CODE_ON_NEW_DEVICE=true, after a member has settled elsewhere."""
    await accounts.settled(NUMBER)
    account.use_options(Options(code_on_new_device=True))
    yield
    account.use_options(Options())


async def settle_questions(page: Page) -> None:
    """The two questions after the first time."""
    await page.get_by_role("button", name="Weiter").click()
    await page.get_by_role("button", name="Nein, E-Mail genügt").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Guten Tag, Erika Beispiel")


@pytest.mark.usefixtures("digits_asked")
async def test_a_new_browser_opens_with_the_digits_of_a_mail(running: RunningPortal, windows: Windows) -> None:
    page = (await windows.open()).page
    await page.goto("/dokumente")
    await sign_in(page, NUMBER, accounts.PASSWORD)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Bitte geben Sie die Ziffern aus unserer E-Mail ein")
    assert await violations(page) == []
    mail = await mailed(running, "Ihre Ziffern für die Anmeldung im Mieterportal")
    found = re.search(r"^    (\d{3} \d{3})$", mail.text, re.MULTILINE)
    assert found is not None
    await page.reload()
    wrong = f"{(int(found[1].replace(' ', '')) + 1) % 10**6:06}"
    await page.get_by_label("Sechs Ziffern").fill(wrong)
    await page.get_by_role("button", name="Anmelden", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("Diese Ziffern passen nicht.")
    await page.get_by_label("Sechs Ziffern").fill(found[1])
    await page.get_by_role("button", name="Anmelden", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dokumente für Sie")
    cookies = {cookie.get("name"): cookie for cookie in await page.context.cookies()}
    known = cookies["device"]
    assert (known.get("httpOnly"), known.get("sameSite"), known.get("path")) == (True, "Strict", "/")
    assert await page.evaluate("document.cookie") == ""
    await page.context.clear_cookies(name="session")
    await page.goto("/dokumente")
    await sign_in(page, NUMBER, accounts.PASSWORD)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dokumente für Sie")


async def test_a_one_time_password_that_ran_out_is_renewed_at_the_login(running: RunningPortal, windows: Windows) -> None:
    """AU-25: with one tap, and the new one opens."""
    await accounts.activated(await accounts.invited(NUMBER))
    mail = await mailed(running, PASSWORD_MAIL)
    clock.shift(timedelta(hours=72, seconds=1))
    page = (await windows.open()).page
    await page.goto("/")
    await sign_in(page, NUMBER, one_time_of(mail.text))
    await expect(page.get_by_role("alert")).to_contain_text("Dieses Einmal-Passwort ist abgelaufen.")
    assert await violations(page) == []
    await page.get_by_role("button", name="Neues Einmal-Passwort schicken").click()
    await expect(page.get_by_text("Wir haben Ihnen ein neues Einmal-Passwort geschickt.")).to_be_visible()
    newer = await mailed(running, PASSWORD_MAIL, count=2)
    await sign_in(page, NUMBER, one_time_of(newer.text))
    await expect(page.get_by_role("heading", level=1)).to_have_text("Bitte wählen Sie jetzt Ihr eigenes Passwort")
    await page.get_by_label("Neues Passwort", exact=True).fill(accounts.PASSWORD)
    await page.get_by_role("button", name="Passwort speichern").click()
    await settle_questions(page)


async def mailed(running: RunningPortal, subject: str, *, count: int = 1) -> Mail:
    """The newest mail with this subject, once there are `count`."""
    found: list[Mail] = []

    def arrived() -> bool:
        found[:] = [mail for mail in running.mail.mails if mail.subject == subject]
        return len(found) == count

    await eventually(arrived, deadline=20)
    return found[-1]


def one_time_of(text: str) -> str:
    """The one-time password of a mail."""
    return next(line.strip() for line in text.splitlines() if re.fullmatch(r"\s+\w{5}-\d{5}-\w{5}", line))
