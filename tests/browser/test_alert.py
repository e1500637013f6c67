"""Stories 1 and 2 in Chromium: staff write, look, send and watch; the tenant's open board shows the notice without a reload."""

from datetime import timedelta

from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, Windows
from tests.browser.desk import sign_in as desk_login
from tests.browser.test_pages import ANSWER
from tests.browser.test_registration import sign_in
from tests.flows import people
from tests.servers.mail_server import Mail
from tests.support import town as towns
from tests.support.accounts import PASSWORD
from tests.support.running import RunningPortal
from tests.support.waiting import eventually


def about_water(running: RunningPortal) -> list[Mail]:
    """What the alert sent; people get mails about new devices of theirs beside it."""
    return [mail for mail in running.mail.mails if mail.subject.startswith("Wasserabschaltung")]


async def test_staff_publish_and_the_open_board_shows_it(running: RunningPortal, windows: Windows) -> None:
    town = await towns.build()
    admin = await people.sign_in_staff(running)
    anna = await people.sign_in(running, town, "Anna", web_push=True)
    await anna.browser.ask(ANSWER)
    await people.sign_in(running, town, "Emil", web_push=True)
    phone = (await windows.open()).page
    await phone.goto("/")
    await sign_in(phone, "0000000", PASSWORD + "Anna")
    await expect(phone.get_by_role("heading", level=1)).to_contain_text("Guten Tag")
    await phone.goto("/aushaenge")
    await expect(phone.get_by_text("Zurzeit hängt für Ihr Haus nichts aus.").first).to_be_visible()

    desk = (await windows.open(DESK)).page
    await desk_login(desk, admin)
    await desk.get_by_role("link", name="Aushang schreiben").first.click()
    await expect(desk.get_by_role("heading", level=1)).to_have_text("Aushang schreiben")
    await desk.get_by_role("button", name="Wasser").click()
    await desk.get_by_label("Tag", exact=True).fill((town.today + timedelta(days=7)).isoformat())
    await desk.get_by_label("Beginn").fill("08:00")
    await desk.get_by_label("Ende ca.").fill("14:00")
    await desk.get_by_label("Grund").fill("Wir tauschen ein Absperrventil aus.")
    await desk.get_by_role("checkbox", name="Quartier Gartenstadt").check()
    await desk.get_by_label("Titel").fill("Wasserabschaltung Quartier Gartenstadt")
    await expect(desk.get_by_text("Kein Wasser: ").first).to_be_visible()
    assert await violations(desk) == []
    await desk.get_by_role("button", name="Prüfen und senden").click()
    dialog = desk.get_by_role("dialog")
    await expect(dialog).to_contain_text("3 Haushalte")
    await expect(dialog).to_contain_text("4 Personen")
    assert await violations(desk) == []
    assert about_water(running) == []
    await dialog.get_by_role("button", name="Jetzt senden").click()
    await expect(desk.get_by_text("Sekunden gesendet.")).to_be_visible()
    assert await violations(desk) == []
    await desk.get_by_role("button", name="Anhalten").click()
    await expect(desk.get_by_text("Es wurde nichts gesendet.")).to_be_visible()
    await desk.get_by_role("link", name="Weiter bearbeiten").click()
    await expect(desk.get_by_label("Titel")).to_have_value("Wasserabschaltung Quartier Gartenstadt")
    await desk.get_by_role("button", name="Prüfen und senden").click()
    await dialog.get_by_role("button", name="Jetzt senden").click()
    await expect(desk.get_by_text("Sekunden gesendet.")).to_be_visible()
    assert about_water(running) == []

    await expect(phone.get_by_text("Wasserabschaltung Quartier Gartenstadt").first).to_be_visible(timeout=30_000)
    await eventually(lambda: len(about_water(running)) == 1, deadline=20)
    assert [mail.recipient for mail in about_water(running)] == ["anna@example.org"]
    await expect(desk.get_by_role("heading", level=1)).to_contain_text("Wasserabschaltung Quartier Gartenstadt")
    await expect(desk.get_by_text("nur Papier").first).to_be_visible()
    assert await violations(desk) == []
    assert [message.subscription for message in running.push.messages] == [anna.subscription]
