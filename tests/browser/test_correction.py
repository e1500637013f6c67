"""The desk corrects a member's address in Chromium, after a while: who sits there is asked on top, and what was typed stays (AU-10)."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from models import clock
from models.account import EmailChange
from models.member import Member
from models.session import Session
from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE, Windows
from tests.browser.desk import sign_in as desk_login
from tests.flows import people
from tests.support import town as towns
from tests.support.accounts import PASSWORD
from tests.support.running import RunningPortal

NEW = "anna.neu@example.org"


@pytest.mark.parametrize("size", [PHONE, DESK])
async def test_the_desk_corrects_an_address(running: RunningPortal, windows: Windows, size: tuple[int, int]) -> None:
    """AU-10, AU-15: given up nothing changes; with the password it goes on by itself, and the old address is told."""
    town = await towns.build()
    anna = await people.sign_in(running, town, "Anna")
    desk = await people.sign_in_staff(running)
    page = (await windows.open(size)).page
    await desk_login(page, desk)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Heute")
    await page.goto(f"/verwaltung/mitglieder/{anna.member.id}")
    await Session.filter(staff_id__isnull=False).update(authenticated_at=await clock.now() - timedelta(minutes=10))
    await page.get_by_role("button", name="E-Mail berichtigen").click()
    form = page.get_by_role("dialog", name="E-Mail-Adresse berichtigen")
    await form.get_by_label("Neue E-Mail-Adresse").fill(NEW)
    await form.get_by_label("Grund").fill("Sie rief an, wir riefen zurück.")
    question = page.get_by_role("dialog", name="Sind Sie es noch?")

    await form.get_by_role("button", name="Berichtigen").click()
    await expect(question).to_be_visible()
    assert await violations(page) == []
    await question.get_by_role("button", name="Abbrechen").click()
    await expect(form.get_by_role("alert")).to_be_visible()
    assert (await Member.get(id=anna.member.id)).email == "anna@example.org"
    assert await EmailChange.all().count() == 0

    await form.get_by_role("button", name="Berichtigen").click()
    await question.get_by_label("Ihr Passwort").fill(PASSWORD)
    await question.get_by_role("button", name="Weiter").click()
    await expect(question).to_be_hidden()
    await expect(form).to_be_hidden()
    assert (await Member.get(id=anna.member.id)).email == NEW
    assert (await EmailChange.get()).old_email == "anna@example.org"


async def test_a_long_question_in_a_low_window_begins_with_its_title_and_keeps_its_answers_in_sight(
    running: RunningPortal, windows: Windows
) -> None:
    """AU-15: a notebook with bars and tool rows has little height left."""
    town = await towns.build()
    anna = await people.sign_in(running, town, "Anna")
    desk = await people.sign_in_staff(running)
    page = (await windows.open((1280, 500))).page
    await desk_login(page, desk)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Heute")
    await page.goto(f"/verwaltung/mitglieder/{anna.member.id}")
    await page.get_by_role("button", name="Betreuung oder Vollmacht eintragen").click()
    form = page.get_by_role("dialog", name="Betreuung oder Vollmacht eintragen")
    for part in (form.get_by_role("heading"), form.get_by_role("button", name="Eintragen"), form.get_by_role("button", name="Abbrechen")):
        await expect(part).to_be_in_viewport(ratio=1)
    await form.get_by_role("heading").hover()
    await page.mouse.wheel(0, 2000)
    await expect(form.get_by_label("Gilt bis")).to_be_in_viewport(ratio=1)
    await form.get_by_label("Name der Person").focus()
    await form.get_by_label("Gilt bis").focus()
    field, answers = await form.get_by_label("Gilt bis").bounding_box(), await form.locator(".dialog__foot").bounding_box()
    assert field is not None
    assert answers is not None
    assert field["y"] + field["height"] <= answers["y"]
