"""Story 3 and the end of story 4 in Chromium: from the letter's QR code to the downloaded statement."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Windows
from tests.flows import people
from tests.flows.test_document import PDF, PUBLISH
from tests.support import accounts
from tests.support.running import RunningPortal


async def test_from_the_letter_to_the_download(running: RunningPortal, windows: Windows, tmp_path: Path) -> None:
    post = await accounts.invited("0012345")
    desk = await people.sign_in_staff(running)
    page = (await windows.open()).page

    await page.goto("/")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Willkommen im Mieterportal")
    assert await violations(page) == []
    await page.get_by_role("link", name="Erstanmeldung").click()
    await page.get_by_label("Mitgliedsnummer").fill("0012345")
    await page.get_by_label("Aktivierungspasswort").fill(post.code)
    await page.get_by_label("E-Mail-Adresse").fill(accounts.EMAIL)
    await page.get_by_role("checkbox", name="Datenschutzerklärung").check()
    await page.get_by_role("checkbox", name="Nutzungsbedingungen").check()
    assert await violations(page) == []
    await page.get_by_role("button", name="Registrierung").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Fast geschafft. Bitte öffnen Sie jetzt Ihre E-Mails.")
    await expect(page.get_by_text("Spam")).to_be_visible()
    assert await violations(page) == []

    (activation,) = await running.mail.wait_for(1, deadline=20, to=accounts.EMAIL)
    await page.goto(activation.link("/aktivieren/"))
    await page.get_by_role("button", name="Ja, Registrierung abschließen").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Registrierung war erfolgreich.")
    await expect(page.get_by_text("Spam")).to_be_visible()
    assert await violations(page) == []
    _, password_mail = await running.mail.wait_for(2, deadline=20, to=accounts.EMAIL)
    one_time = next(line.strip() for line in password_mail.text.splitlines() if line.strip().count("-") == 2 and len(line.strip()) == 17)

    await page.get_by_role("link", name="Zur Anmeldung").click()
    await sign_in(page, "0012345", one_time)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Bitte wählen Sie jetzt Ihr eigenes Passwort")
    await page.get_by_label("Neues Passwort", exact=True).fill(accounts.PASSWORD)
    await page.get_by_role("button", name="Passwort speichern").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Wie möchten Sie Ihre Dokumente bekommen?")
    assert await violations(page) == []
    await page.get_by_role("button", name="Weiter").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sollen wir Ihnen auch aufs Handy Bescheid geben?")
    await page.get_by_role("button", name="Nein, E-Mail genügt").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Guten Tag, Erika Beispiel")

    taken = await desk.http.put(
        "/uploads?purpose=document&filename=Abrechnung.pdf", content=PDF, headers={"GraphQL-Require-Preflight": "1"}
    )
    statement = {
        "uploadId": taken.json()["uploadId"],
        "category": "OPERATING_COSTS",
        "title": "Betriebskostenabrechnung 2025",
        "memberId": str(post.member.id),
    }
    await desk.ask(PUBLISH, input=statement, key="statement-1")
    await page.get_by_role("link", name="Dokumente").first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dokumente für Sie")
    assert await violations(page) == []
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Betriebskostenabrechnung 2025").click()
    download = await downloading.value
    assert urlsplit(download.url).path.startswith("/documents/")
    await download.save_as(tmp_path / "statement.pdf")
    assert (tmp_path / "statement.pdf").read_bytes() == PDF


async def test_a_refusal_is_seen_where_the_person_is(running: RunningPortal, windows: Windows) -> None:
    """AU-19: the sentence stands above a form that is longer than a phone, the button below. An address cut by a mail program leads on."""
    post = await accounts.invited("0012345")
    page = (await windows.open()).page
    await page.goto(f"/erstanmeldung#n=0099999&c={post.code}")
    await page.get_by_label("E-Mail-Adresse").fill(accounts.EMAIL)
    await page.get_by_role("checkbox", name="Datenschutzerklärung").check()
    await page.get_by_role("checkbox", name="Nutzungsbedingungen").check()
    await page.get_by_role("button", name="Registrierung").click()
    await expect(page.get_by_role("alert").filter(has_text="passen nicht zusammen")).to_be_in_viewport()
    await page.goto("/passwort-vergessen")
    await page.get_by_role("button", name="E-Mail schicken").click()
    await expect(page.get_by_label("Mitgliedsnummer")).to_be_focused()
    await page.goto("/aushaenge/%E0%A4")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def sign_in(page: Page, number: str, password: str) -> None:
    """Fill in the start page."""
    await page.get_by_label("Mitgliedsnummer").fill(number)
    await page.get_by_label("Passwort", exact=True).fill(password)
    await page.get_by_role("button", name="Anmelden", exact=True).click()
