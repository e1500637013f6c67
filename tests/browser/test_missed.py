"""The desk after a run that did not reach everybody: the list of names, the list to print, and the decision on what was tried in vain."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from playwright.async_api import Page, expect

from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Lane, Reason
from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE, Windows
from tests.browser.desk import sign_in as desk_login
from tests.browser.test_pages import check
from tests.flows import people
from tests.flows.test_alert import PUBLISH, water_shutoff
from tests.support import town as towns
from tests.support.running import RunningPortal
from tests.support.town import Town


async def row(town: Town, notice_id: UUID, name: str, state: DeliveryState, reason: Reason) -> Delivery:
    """How a mail to somebody ended."""
    broadcast = await Broadcast.get(notice_id=notice_id)
    await Delivery.filter(broadcast=broadcast, member=town.members[name]).delete()
    return await Delivery.create(
        broadcast=broadcast,
        member=town.members[name],
        channel=Channel.MAIL,
        target=str(uuid4()),
        lane=Lane.BULK,
        state=state,
        is_open=False,
        reason=reason,
        last_status="451 4.7.1",
        created_at=town.now,
        due_at=town.now,
        valid_until=town.now + timedelta(days=1),
        settled_at=town.now,
    )


async def printed(page: Page, path: str) -> None:
    """As it comes out of the printer of somebody who works in the dark: readable on white, and nothing to press."""
    await page.emulate_media(media="print", color_scheme="dark")
    assert await violations(page) == [], f"{path} on paper"
    ground = await page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    await expect(page.locator("button:visible, .btn:visible")).to_have_count(0)
    await page.emulate_media(media="screen", color_scheme="light")


@pytest.mark.parametrize("size", [PHONE, DESK])
async def test_the_desk_sees_who_was_missed_and_decides(running: RunningPortal, windows: Windows, size: tuple[int, int]) -> None:
    """OB-12, OB-24."""
    town = await towns.build()
    desk = await people.sign_in_staff(running)
    published = (await desk.ask(PUBLISH, input=water_shutoff(town), key="compose-1"))["publishNotice"]
    notice_id = UUID(published["notice"]["id"])
    await Broadcast.filter(notice_id=notice_id).update(fanned_out_at=town.now)
    await row(town, notice_id, "Cora", DeliveryState.BOUNCED, Reason.ADDRESS_REFUSED)
    dead = await row(town, notice_id, "Anna", DeliveryState.DEAD, Reason.ATTEMPTS)
    page = (await windows.open(size)).page
    await desk_login(page, desk)
    await expect(page.get_by_text("…@example.org")).to_be_visible()
    await check(page, "/verwaltung")
    await page.goto(f"/verwaltung/aushaenge/{notice_id}")
    await page.get_by_text("Nicht erreicht", exact=True).click()
    await expect(page.get_by_role("cell", name="E-Mail kam zurück")).to_be_visible()
    await check(page, "the run")
    await printed(page, "the run")
    await page.get_by_role("button", name="Aufgeben").click()
    await page.get_by_role("button", name="Ja, aufgeben").click()
    await expect(page.get_by_role("heading", name="Mehrmals vergeblich versucht")).to_have_count(0)
    assert (await Delivery.get(id=dead.pk)).state is DeliveryState.CANCELLED
    await page.goto(f"/verwaltung/aushaenge/{notice_id}/papier")
    await expect(page.get_by_role("cell", name="Cora Condé")).to_be_visible()
    await check(page, "the list to print")
    await printed(page, "the list to print")
