"""Signing in at the desk as people do: password, then the code of the app."""

from playwright.async_api import Page
from pyotp.totp import TOTP

from models import clock
from models.staff import StaffRole
from tests.support.accounts import PASSWORD
from tests.support.running import Person


async def sign_in(page: Page, desk: Person, path: str = "/verwaltung", role: StaffRole = StaffRole.ADMIN) -> None:
    """The employee of tests/flows/people.py with this role. The code is that of the next time step, as the present one set up the app."""
    await page.goto(path)
    await page.get_by_label("E-Mail").fill(f"{role.value}@noris.example.org")
    await page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Anmelden").click()
    await page.get_by_label("Sechs Ziffern aus dem Programm").fill(TOTP(desk.totp).at(await clock.now(), counter_offset=1))
    await page.get_by_role("button", name="Anmelden").click()
