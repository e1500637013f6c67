"""A caretaker's morning in Chromium: the link of the mail, the digits, the doors, and the desk that sees it (AU-13)."""

from playwright.async_api import expect

from models.staff import StaffRole
from resolvers import caretaker, staff_management
from resolvers.access import Operator
from resolvers.staff_management import Places
from tests.browser.conftest import DESK, PHONE, Windows
from tests.browser.desk import sign_in as desk_login
from tests.browser.test_pages import check
from tests.flows import people
from tests.flows.test_alert import PUBLISH, water_shutoff
from tests.support import town as towns
from tests.support.running import RunningPortal

EMAIL = "hausmeister@noris.example.org"


async def test_from_the_mail_to_the_door(running: RunningPortal, windows: Windows) -> None:
    """AU-13: nothing but the list opens, and what is told at the door stands at the desk."""
    town = await towns.build()
    places = Places(houses=frozenset({town.houses["Amselweg 2"].id}))
    row = (await staff_management.invite(Operator(), email=EMAIL, name="Karl Wölfel", role=StaffRole.CARETAKER, places=places)).row
    number = await caretaker.renew_number(Operator(), row.id)
    desk = await people.sign_in_staff(running)
    published = await desk.ask(PUBLISH, input=water_shutoff(town), key="alert")
    notice_id = published["publishNotice"]["notice"]["id"]
    page = (await windows.open(PHONE)).page

    await page.goto("/hausmeister")
    await check(page, "/hausmeister")
    await page.get_by_label("Ihre E-Mail-Adresse").fill(EMAIL)
    await page.get_by_role("button", name="Link anfordern").click()
    await expect(page.get_by_text("ist der Link unterwegs")).to_be_visible()
    (mail,) = await running.mail.wait_for(1, deadline=20, to=EMAIL)
    assert number not in mail.text

    await page.goto(mail.link("/hausmeister#"))
    await page.get_by_label("Ihre sechs Ziffern").fill("12")
    await page.get_by_role("button", name="Heute öffnen").click()
    await expect(page.get_by_text("Bitte geben Sie alle sechs Ziffern ein.")).to_be_visible()
    await check(page, "/hausmeister")
    await page.get_by_label("Ihre sechs Ziffern").fill(number)
    await page.get_by_role("button", name="Heute öffnen").click()
    await expect(page.get_by_role("heading", name="Amselweg 2")).to_be_visible(timeout=15_000)
    await expect(page.get_by_text("Condé")).to_be_visible()
    await expect(page.get_by_text("Dahl")).to_have_count(0)
    await check(page, "/hausmeister")
    door = page.get_by_role("listitem").filter(has_text="Condé")
    await door.get_by_role("button", name="Bescheid gesagt").click()
    await expect(door.get_by_text("Bescheid gesagt um")).to_be_visible()
    await expect(door.get_by_role("button", name="Zurücknehmen")).to_be_visible()

    await page.goto("/verwaltung")
    await expect(page.get_by_role("heading", name="Amselweg 2")).to_be_visible()
    assert page.url.endswith("/hausmeister")

    office = (await windows.open(DESK)).page
    await desk_login(office, desk, f"/verwaltung/aushaenge/{notice_id}")
    await office.get_by_text("Nicht erreicht", exact=True).click()
    await expect(office.get_by_text("Hausmeister hat Bescheid gesagt").first).to_be_visible(timeout=15_000)
