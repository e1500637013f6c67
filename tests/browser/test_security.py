"""Second factors in Chromium: an app is set up and asked for, passkeys are made by the browser's own authenticator (AU-14)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from pyotp.totp import TOTP

from models import clock, passwords
from models.passkey import Passkey
from models.session import Session
from models.staff import Staff, StaffRole
from tests.browser.axe import violations
from tests.browser.conftest import DESK, Window, Windows
from tests.servers.fcm_service import FcmService
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService
from tests.support import accounts
from tests.support.running import RunningPortal, Servers, run

EMAIL = "vera@noris.example.org"


@pytest.fixture
async def running(
    database_url: str, tmp_path: Path, mail_server: MailServer, push_service: PushService, fcm_service: FcmService
) -> AsyncIterator[RunningPortal]:
    """Under the name localhost: an address of numbers can have no passkeys."""
    async with run(database_url, tmp_path, Servers(mail_server, push_service, fcm_service), host="localhost") as portal:
        yield portal


async def authenticator(window: Window) -> None:
    """A device in this window that keeps passkeys and has seen its user's finger."""
    session = await window.context.new_cdp_session(window.page)
    await session.send("WebAuthn.enable")  # pyright: ignore[reportUnknownMemberType] - untyped upstream
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": options})  # pyright: ignore[reportUnknownMemberType] - untyped upstream


async def employ() -> None:
    """An employee with an own password and no second factor."""
    secret = await passwords.make_hash(accounts.PASSWORD)
    await Staff.create(email=EMAIL, name="Vera Verwaltung", role=StaffRole.ADMIN, password_hash=secret, created_at=await clock.now())


async def sign_in_staff(page: Page) -> None:
    """The first step."""
    await page.goto("/verwaltung")
    await page.get_by_label("E-Mail").fill(EMAIL)
    await page.get_by_label("Passwort", exact=True).fill(accounts.PASSWORD)
    await page.get_by_role("button", name="Anmelden").click()


async def test_an_employee_sets_up_an_app_and_signs_in_with_it(running: RunningPortal, windows: Windows) -> None:
    """AU-14: nothing opens before; codes are shown once; the next login asks for the second step, which a printed code also opens."""
    await employ()
    page = (await windows.open(DESK)).page
    await sign_in_staff(page)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Richten Sie den zweiten Schritt ein")
    await page.goto("/verwaltung/mitglieder")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Richten Sie den zweiten Schritt ein")
    await page.get_by_role("button", name="Programm einrichten").click()
    secret = (await page.locator("code").inner_text()).replace(" ", "")
    await expect(page.get_by_role("img", name="Bild zum Scannen")).to_be_visible()
    assert await violations(page) == []
    await page.get_by_label("Sechs Ziffern aus dem Programm").fill(TOTP(secret).at(await clock.now()))
    await page.get_by_role("button", name="Ziffern prüfen").click()
    codes = page.locator("ol code")
    await expect(codes).to_have_count(10)
    recovery = await codes.first.inner_text()
    assert await violations(page) == []
    await page.get_by_role("button", name="Ich habe sie aufbewahrt").click()
    await expect(page.get_by_role("link", name="Mein Zugang")).to_be_visible()

    other = (await windows.open(DESK)).page
    await sign_in_staff(other)
    await expect(other.get_by_role("heading", level=1)).to_have_text("Zweiter Schritt der Anmeldung")
    assert await violations(other) == []
    await other.get_by_label("Sechs Ziffern aus dem Programm").fill("000000")
    await other.get_by_role("button", name="Anmelden").click()
    await expect(other.get_by_role("alert")).to_contain_text("Diese Ziffern stimmen nicht")
    await other.get_by_role("button", name="Ersatzcode benutzen").click()
    await other.get_by_label("Ersatzcode").fill(recovery)
    await other.get_by_role("button", name="Anmelden").click()
    await other.get_by_role("link", name="Mein Zugang").click()
    await expect(other.get_by_text("Noch 9 Ersatzcodes.")).to_be_visible()
    assert await violations(other) == []
    await other.get_by_role("button", name="Alle anderen Geräte abmelden").click()
    await expect(other.get_by_text("Abgemeldet.")).to_be_visible()
    await page.reload()
    await expect(page.get_by_label("Passwort", exact=True)).to_be_visible()


async def test_an_employees_passkey_is_the_second_step(running: RunningPortal, windows: Windows) -> None:
    """AU-14: set up instead of an app, asked for at the next login."""
    await employ()
    window = await windows.open(DESK)
    page = window.page
    await authenticator(window)
    await sign_in_staff(page)
    await page.get_by_role("button", name="Passkey einrichten").click()
    await page.get_by_role("button", name="Ich habe sie aufbewahrt").click()
    await page.get_by_role("button", name="Abmelden").click()
    await expect(page.get_by_label("E-Mail")).to_be_visible()
    await sign_in_staff(page)
    await page.get_by_role("button", name="Mit Passkey fortfahren").click()
    await expect(page.get_by_role("link", name="Mein Zugang")).to_be_visible()
    assert (await Passkey.get()).sign_count > 0


async def test_a_member_makes_a_passkey_and_signs_in_with_it(running: RunningPortal, windows: Windows) -> None:
    """AU-09, AU-10, AU-14: the password is asked for again before; the question comes over the page and the page goes on by itself."""
    await accounts.settled("0012345")
    window = await windows.open()
    page = window.page
    await authenticator(window)
    await page.goto("/anmelden")
    await page.get_by_label("Mitgliedsnummer").fill("0012345")
    await page.get_by_label("Passwort", exact=True).fill(accounts.PASSWORD)
    await page.get_by_role("button", name="Anmelden", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).not_to_have_text("Willkommen im Mieterportal")
    await Session.all().update(authenticated_at=await clock.now() - timedelta(hours=1))
    await page.goto("/profil/sicherheit")
    await expect(page.get_by_text("Dieses Gerät")).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("button", name="Passkey einrichten").click()
    question = page.get_by_role("dialog", name="Sind Sie es noch?")
    await question.get_by_label("Ihr Passwort").fill("falsch")
    await question.get_by_role("button", name="Weiter").click()
    await expect(question.get_by_role("alert")).to_contain_text("Dieses Passwort stimmt nicht.")
    assert await violations(page) == []
    await question.get_by_label("Ihr Passwort").fill(accounts.PASSWORD)
    await question.get_by_role("button", name="Weiter").click()
    await expect(question).to_be_hidden()
    await expect(page.get_by_role("button", name="Umbenennen")).to_be_visible()
    row = await Passkey.get()

    await page.goto("/profil")
    await page.get_by_role("button", name="Abmelden").click()
    await page.get_by_role("button", name="Mit Passkey anmelden").click()
    await expect(page.get_by_role("heading", level=1)).not_to_have_text("Willkommen im Mieterportal")
    assert (await Passkey.get(id=row.id)).sign_count > row.sign_count

    await Session.all().update(authenticated_at=await clock.now() - timedelta(hours=1))
    await page.goto("/profil/sicherheit")
    await page.get_by_role("button", name="Entfernen").click()
    await page.get_by_role("dialog").get_by_role("button", name="Mit Passkey bestätigen").click()
    await expect(page.get_by_text("Sie haben noch keinen Passkey.")).to_be_visible()
    assert await Passkey.all().count() == 0
