"""SM-12, SM-19 in Chromium: the banner, the mail that proves the address, its page; the desk's list and lift; the page to unsubscribe."""

import pytest
from playwright.async_api import expect

from models.audit import AuditAction, AuditEntry
from models.keyring import Keyring
from models.member import EmailState, Member
from models.suppression import SuppressionCause
from push import unsubscribe
from push.bounces import addresses
from push.bounces.addresses import Bounce, address_hash
from push.unsubscribe import Kind
from tests.browser.conftest import DESK, PHONE, Windows
from tests.browser.desk import sign_in as desk_login
from tests.browser.test_pages import ANSWER, check
from tests.browser.test_registration import sign_in
from tests.flows import people
from tests.support import town as towns
from tests.support.accounts import PASSWORD
from tests.support.running import RunningPortal
from tests.support.town import Town

ANNA = "anna@example.org"


def keys(running: RunningPortal) -> Keyring:
    """The running portal's own."""
    return Keyring.load(running.settings.data_dir / "secrets")


@pytest.fixture
async def town(running: RunningPortal) -> Town:
    """Anna's address does not exist any more."""
    found = await towns.build()
    await addresses.suppress([Bounce(address_hash(keys(running), ANNA), "550 5.1.1")], SuppressionCause.HARD_BOUNCE)
    await addresses.mark([ANNA])
    return found


@pytest.mark.parametrize("size", [PHONE, DESK])
async def test_a_member_proves_the_address(running: RunningPortal, windows: Windows, town: Town, size: tuple[int, int]) -> None:
    """SM-19: from the banner to the mail, from the mail to its page, from there back to mails that arrive."""
    anna = await people.sign_in(running, town, "Anna")
    await anna.browser.ask(ANSWER)
    page = (await windows.open(size)).page
    await page.goto("/")
    await sign_in(page, "0000000", PASSWORD + "Anna")
    await expect(page.get_by_text(f"Unsere E-Mails an {ANNA} kommen nicht an.")).to_be_visible()
    await check(page, "/")
    await page.get_by_role("link", name="Adresse prüfen").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Mein Profil")
    await check(page, "/profil")
    await page.get_by_role("button", name="E-Mail zum Bestätigen senden").click()
    await expect(page.get_by_text("E-Mail unterwegs.")).to_be_visible()
    await check(page, "/profil")
    (mail,) = await running.mail.wait_for(1, to=ANNA, deadline=20)
    await page.goto(mail.link("/e-mail-bestaetigen/"))
    await check(page, "/e-mail-bestaetigen")
    await page.get_by_role("button", name="Ja, Adresse bestätigen").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ihre E-Mail-Adresse ist bestätigt.")
    await check(page, "/e-mail-bestaetigen")
    await page.get_by_role("link", name="Zur Startseite").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Guten Tag")
    await expect(page.get_by_text("kommen nicht an")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESK])
async def test_the_desk_finds_and_lifts_it(running: RunningPortal, windows: Windows, town: Town, size: tuple[int, int]) -> None:
    """SM-02, SM-19: the list narrowed to whom mails do not reach; a reason before anything happens."""
    desk = await people.sign_in_staff(running)
    page = (await windows.open(size)).page
    await desk_login(page, desk, "/verwaltung/mitglieder")
    await expect(page.get_by_text("8 Mitglieder")).to_be_visible()
    await page.get_by_role("button", name="E-Mails kommen nicht an").click()
    await expect(page.get_by_text("1 Mitglied", exact=True)).to_be_visible()
    await check(page, "/verwaltung/mitglieder")
    await page.get_by_role("link", name="Anna Amsel").click()
    await expect(page.get_by_role("heading", name="E-Mails kommen nicht an")).to_be_visible()
    await expect(page.get_by_text("550 5.1.1")).to_be_visible()
    await check(page, "/verwaltung/mitglieder/anna")
    await page.get_by_role("button", name="Wieder anschreiben").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Ja, wieder anschreiben").click()
    await expect(dialog.get_by_text("Bitte schreiben Sie kurz, warum.")).to_be_visible()
    await check(page, "the question")
    assert (await Member.get(id=town.members["Anna"].id)).email_state is EmailState.SUPPRESSED
    await dialog.get_by_label("Grund").fill("Frau Amsel hat angerufen.")
    await dialog.get_by_role("button", name="Ja, wieder anschreiben").click()
    await expect(page.get_by_role("heading", name="E-Mails kommen nicht an")).to_have_count(0)
    assert (await AuditEntry.get(action=AuditAction.SUPPRESSION_LIFTED)).details == {"reason": "Frau Amsel hat angerufen."}


@pytest.mark.parametrize(("size", "dark"), [(PHONE, False), (DESK, True)])
async def test_the_page_to_unsubscribe(running: RunningPortal, windows: Windows, town: Town, size: tuple[int, int], dark: bool) -> None:
    """SM-12: a person gets there by the foot of a mail; no script is needed, so none runs."""
    page = (await windows.open(size, dark=dark)).page
    await page.goto(unsubscribe.path(keys(running), town.members["Cora"].id, Kind.NOTICES))
    await check(page, "/abbestellen")
    await page.get_by_role("button", name="Ja, abbestellen").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("E-Mails zu neuen Aushängen sind abbestellt.")
    await check(page, "/abbestellen")
