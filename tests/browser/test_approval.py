"""Four eyes in Chromium: one asks, the other sends it back, it is changed, looked at, and goes out once (AU-16, AU-17)."""

from datetime import timedelta

from playwright.async_api import Page, expect

from models.approval import Approval
from models.delivery import Broadcast
from models.staff import StaffRole
from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE, Windows
from tests.browser.desk import sign_in
from tests.flows import people
from tests.servers.mail_server import Mail
from tests.support import town as towns
from tests.support.running import RunningPortal
from tests.support.waiting import eventually

AUTHOR, SECOND = "admin@noris.example.org", "alert_sender@noris.example.org"


def mails(running: RunningPortal, subject: str) -> list[Mail]:
    """Those about this; employees get others about their own access."""
    return [mail for mail in running.mail.mails if mail.subject.startswith(subject)]


async def looks_right(page: Page) -> None:
    """Accessible, and as wide as its window."""
    assert await violations(page) == []
    width = await page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]


async def write(page: Page, town: towns.Town) -> None:
    """Water off in the whole stock, put to a second person."""
    await page.get_by_role("button", name="Wasser").click()
    await page.get_by_label("Tag", exact=True).fill((town.today + timedelta(days=7)).isoformat())
    await page.get_by_label("Grund").fill("Wir tauschen ein Absperrventil aus.")
    await page.get_by_role("button", name="Alle Haushalte").click()
    await page.get_by_label("Titel").fill("Wasserabschaltung überall")
    await page.get_by_role("button", name="Prüfen und senden").click()
    await page.get_by_role("button", name="Zur Freigabe geben").click()
    await expect(page.get_by_text("Eine zweite Person muss diesen Aushang freigeben.")).to_be_visible()


async def test_a_wide_notice_goes_out_once_as_a_second_person_saw_it(running: RunningPortal, windows: Windows) -> None:
    """AU-16, AU-17: nothing is sent before, the reason reaches the author, and the changed words go out."""
    town = await towns.build()
    await people.sign_in(running, town, "Anna")
    author, second = await people.sign_in_staff(running), await people.sign_in_staff(running, StaffRole.ALERT_SENDER)
    hers, his = (await windows.open(PHONE)).page, (await windows.open(DESK)).page
    await sign_in(hers, author, "/verwaltung/aushaenge/neu")
    await write(hers, town)
    await looks_right(hers)
    await eventually(lambda: [mail.recipient for mail in mails(running, "Bitte freigeben")] == [SECOND], deadline=20)

    await sign_in(his, second, "/verwaltung/freigaben", StaffRole.ALERT_SENDER)
    waiting = his.locator("section.pane", has_text="Wasserabschaltung überall")
    for words in ("alle Haushalte", "5 Haushalte, 6 Personen, 2 Quartiere", "Wir tauschen ein Absperrventil aus.", "Zum Beispiel an:"):
        await expect(waiting).to_contain_text(words)
    await looks_right(his)
    await waiting.get_by_role("button", name="Zurückgeben").click()
    await his.get_by_label("Begründung").fill("Bitte mit Ende um 16 Uhr.")
    await looks_right(his)
    await his.get_by_role("dialog").get_by_role("button", name="Zurückgeben").click()
    await expect(his.get_by_text("Nichts wartet auf eine Freigabe.")).to_be_visible()
    await eventually(lambda: [mail.recipient for mail in mails(running, "Zurückgegeben")] == [AUTHOR], deadline=20)

    await hers.reload()
    await expect(hers.get_by_text("Bitte mit Ende um 16 Uhr.")).to_be_visible()
    await looks_right(hers)
    await hers.get_by_role("link", name="Ändern").click()
    await expect(hers.get_by_label("Grund")).to_have_value("Wir tauschen ein Absperrventil aus.")
    await hers.get_by_label("Ende ca.").fill("16:00")
    await hers.get_by_role("button", name="Prüfen und speichern").click()
    await hers.get_by_role("button", name="Speichern und zur Freigabe geben").click()
    await expect(hers.get_by_text("Eine zweite Person muss diesen Aushang freigeben.")).to_be_visible()

    await his.reload()
    await expect(waiting).to_contain_text("16:00")
    await waiting.get_by_role("button", name="Freigeben und senden").click()
    assert await Broadcast.all().count() == 0
    await his.get_by_role("button", name="Ja, senden").dblclick()
    await expect(his.get_by_role("heading", level=1)).to_contain_text("Wasserabschaltung überall")
    await eventually(lambda: len(mails(running, "Wasserabschaltung")) == 1, deadline=20)
    [mail] = mails(running, "Wasserabschaltung")
    assert (mail.recipient, "16:00" in mail.text) == ("anna@example.org", True)
    assert (await Broadcast.all().count(), (await Approval.get()).state) == (1, "approved")
