"""The whole life of one outage in Chromium, from the first word typed to the archive: staff at the desk, and a tenant's phone beside it."""

from datetime import timedelta

from playwright.async_api import Page, expect

from models import clock
from models.draft import NoticeDraft
from models.notice import Notice, NoticeState
from tests.browser.axe import violations
from tests.browser.conftest import DESK, Windows
from tests.browser.desk import sign_in as desk_login
from tests.browser.test_pages import ANSWER
from tests.browser.test_registration import sign_in
from tests.flows import people
from tests.support import town as towns
from tests.support.accounts import PASSWORD
from tests.support.running import RunningPortal
from tests.support.waiting import eventually

TITLE = "Kein Wasser im Amselweg"


async def looks_right(*pages: Page) -> None:
    """Accessible, and as wide as its window."""
    for page in pages:
        assert await violations(page) == []
        width = await page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1]


def subjects(running: RunningPortal) -> list[str]:
    """Of the mails that Anna got about the outage; she gets one about a new device of hers beside it."""
    mine = [mail for mail in running.mail.mails if mail.recipient == "anna@example.org"]
    return [mail.subject for mail in mine if "Wasser" in mail.subject]


async def draft(desk: Page) -> None:
    """Begin to write, go away, and go on from the list of drafts: nothing typed is lost, and nobody was told."""
    await desk.get_by_role("link", name="Aushang schreiben").first.click()
    await desk.get_by_role("button", name="Wasser").click()
    await desk.get_by_label("Notfall: ungeplant, gilt ab sofort").check()
    await desk.get_by_label("Grund").fill("Rohrbruch im Keller")
    await desk.get_by_label("Titel").fill(TITLE)
    await eventually(lambda: NoticeDraft.filter(title=TITLE).exists(), deadline=20)
    await desk.get_by_role("link", name="Aushänge", exact=True).first.click()
    await desk.get_by_role("link", name="Entwürfe").click()
    await desk.get_by_role("link", name=TITLE).click()
    await expect(desk.get_by_label("Grund")).to_have_value("Rohrbruch im Keller")


async def publish(desk: Page) -> None:
    """It goes at once, after the last look at how many it tells."""
    await desk.get_by_role("checkbox", name="Quartier Gartenstadt").check()
    await expect(desk.get_by_text("3 Haushalte").first).to_be_visible()
    await desk.get_by_role("button", name="Prüfen und senden").click()
    dialog = desk.get_by_role("dialog")
    await expect(dialog).to_contain_text("3 Haushalte")
    await looks_right(desk)
    await dialog.get_by_role("button", name="Jetzt senden, es ist dringend").click()
    await expect(desk.get_by_role("heading", level=1)).to_contain_text(TITLE)


async def test_from_the_draft_to_the_archive(running: RunningPortal, windows: Windows) -> None:
    """Written, sent, read, changed, given the all-clear, archived; each step stands on the open phone without a reload."""
    town = await towns.build()
    admin = await people.sign_in_staff(running)
    anna = await people.sign_in(running, town, "Anna", web_push=True)
    await anna.browser.ask(ANSWER)
    phone, desk = (await windows.open()).page, (await windows.open(DESK)).page
    await phone.goto("/")
    await sign_in(phone, "0000000", PASSWORD + "Anna")
    await expect(phone.get_by_role("heading", level=1)).to_contain_text("Guten Tag")
    await desk_login(desk, admin)

    await draft(desk)
    assert (await Notice.all().count(), subjects(running)) == (0, [])
    await publish(desk)

    # Her house first: it runs, on the page that is open, and in her mailbox.
    await expect(phone.get_by_text(TITLE).first).to_be_visible(timeout=30_000)
    await eventually(lambda: len(subjects(running)) == 1, deadline=20)
    await looks_right(phone)
    await phone.locator("a", has_text=TITLE).first.click()
    await expect(phone.get_by_role("heading", level=1)).to_contain_text(TITLE)
    await expect(phone.get_by_text("Rohrbruch im Keller").first).to_be_visible()
    await phone.get_by_role("button", name="Gelesen").click()
    await expect(phone.get_by_text("Gelesen – danke")).to_be_visible()

    # The desk sees it live, and whose door it is.
    confirmed = desk.locator(".legend a[href*='stand=confirmed']")
    await expect(confirmed).to_contain_text("1", timeout=30_000)
    await confirmed.click()
    await expect(desk.get_by_text("Anna Amsel, Bert Amsel")).to_be_visible()
    await looks_right(desk)

    # A change: its end is known by now.
    await desk.get_by_role("button", name="Dauert länger").click()
    dialog = desk.get_by_role("dialog")
    await dialog.get_by_label("Ende noch offen").uncheck()
    await dialog.get_by_label("Ende am").fill((town.today + timedelta(days=2)).isoformat())
    await dialog.get_by_label("Ende ca.").fill("18:00")
    await dialog.get_by_label("Satz").fill("Wir tauschen das Rohr.")
    await dialog.get_by_role("button", name="Prüfen").click()
    await expect(dialog).to_contain_text("erfährt die Änderung")
    await dialog.get_by_role("button", name="Jetzt mitteilen").click()
    await expect(phone.get_by_text("Wir tauschen das Rohr.").first).to_be_visible(timeout=30_000)
    await eventually(lambda: len(subjects(running)) == 2, deadline=20)
    await looks_right(phone, desk)

    # The all-clear, by staff alone.
    await desk.get_by_role("button", name="Wasser ist wieder da").click()
    await desk.get_by_role("button", name="Ja, Entwarnung geben").click()
    await expect(phone.get_by_text("Das Wasser ist wieder da").first).to_be_visible(timeout=30_000)
    await eventually(lambda: len(subjects(running)) == 3, deadline=20)
    assert (await Notice.get()).state is NoticeState.ENDED
    await looks_right(phone, desk)

    # Eight days later it is in the archive, and danger nowhere.
    clock.shift(timedelta(days=8))
    await phone.goto("/aushaenge")
    await expect(phone.get_by_role("heading", level=1)).to_be_visible()
    await expect(phone.get_by_text("Zurzeit hängt für Ihr Haus nichts aus.").first).to_be_visible()
    await phone.get_by_role("link", name="Archiv").first.click()
    await expect(phone.locator("main li a", has_text="Das Wasser ist wieder da")).to_be_visible()
    await looks_right(phone)
    assert len(subjects(running)) == 3
    assert len([push for push in running.push.messages if push.subscription == anna.subscription]) == 3
