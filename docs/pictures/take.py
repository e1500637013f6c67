"""Takes the pictures of the README: a demo of its own on a free port, a real browser, one PNG for each page.

Run `make pictures`. Chromium must be on the PATH.
"""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 1.5, "is_mobile": True, "has_touch": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
START_SECONDS = 180
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

Step: TypeAlias = Callable[[Page, str], None]


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo and its logins."""

    address: str
    guide: dict[str, list[dict[str, str]]]


@contextmanager
def demo() -> Any:
    """Start a demo in a folder of its own, and end it and the folder afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="mieterportal-pictures-"))
    command = [sys.executable, "-c", "from web.cli import main; main()", "demo", "--port", str(port), "--data-dir", str(folder / "demo")]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    try:
        address = f"http://localhost:{port}"
        wait_for(address + "/health", process)
        yield Demo(address, json.loads((folder / "demo" / "demo.json").read_text(encoding="utf-8")))
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Return as soon as the portal answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit("the demo ended by itself; run `make demo` to see why")
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own address
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"the demo did not answer within {START_SECONDS} seconds")


def browser_path() -> str:
    """The browser on this machine."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("there is no Chromium; `make browsers` says what to do")
    return found


def sign_in_tenant(page: Page, running: Demo) -> None:
    """As Erika Muster."""
    login = running.guide["tenants"][0]
    page.goto(running.address + "/")
    page.get_by_label("Mitgliedsnummer").fill(login["login"])
    page.get_by_label("Passwort", exact=True).fill(login["password"])
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_role("heading", level=1).filter(has_not_text="Willkommen").wait_for()


def sign_in_staff(page: Page, running: Demo) -> None:
    """As the administrator."""
    login = running.guide["staff"][0]
    page.goto(running.address + "/verwaltung")
    page.get_by_label("E-Mail").fill(login["login"])
    page.get_by_label("Passwort", exact=True).fill(login["password"])
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_role("navigation").first.wait_for()


def take(page: Page, name: str) -> None:
    """Write one picture when the page has come to rest."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")
    print(f"{name}.png  {(FOLDER / f'{name}.png').stat().st_size // 1024} KiB")  # noqa: T201 - a script's output


def tenant_pictures(browser: Browser, running: Demo) -> None:
    """Sign-in, registration, start, notice and documents on a phone."""
    page = browser.new_context(**PHONE, locale="de-DE").new_page()
    page.goto(running.address + "/")
    page.get_by_role("button", name="Anmelden", exact=True).wait_for()
    take(page, "login")
    letter = running.guide["letters"][0]
    page.goto(f"{running.address}/erstanmeldung#n={letter['login']}&c={letter['password']}")
    page.get_by_role("button", name="Registrierung").wait_for()
    take(page, "registration")
    sign_in_tenant(page, running)
    page.get_by_role("heading", name="Wie möchten Sie Ihre Dokumente bekommen?").wait_for()
    take(page, "question")
    page.get_by_role("button", name="Weiter", exact=True).click()
    page.get_by_role("button", name="Nein, E-Mail genügt").click()
    page.get_by_role("heading", level=1, name="Guten Tag").wait_for()
    take(page, "home")
    page.goto(running.address + "/aushaenge")
    page.get_by_text("Heizung ausgefallen").first.click()
    page.get_by_role("heading", level=1, name="Heizung").wait_for()
    take(page, "notice")
    page.goto(running.address + "/dokumente")
    page.get_by_text("Betriebskosten").first.wait_for()
    take(page, "documents")


def staff_pictures(browser: Browser, running: Demo) -> None:
    """The desk of the staff, and a caught mail."""
    page = browser.new_context(**DESK, locale="de-DE").new_page()
    sign_in_staff(page, running)
    take(page, "desk")
    page.goto(running.address + "/demo/mails?an=erika.muster")
    page.get_by_text("Heizung").first.click()
    take(page, "mail")


def main() -> None:
    """All pictures."""
    with demo() as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=ARGUMENTS)
        tenant_pictures(browser, running)
        staff_pictures(browser, running)
        browser.close()


if __name__ == "__main__":
    main()
