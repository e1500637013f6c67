"""Somebody reads for a member, in Chromium: from the invitation in the profile to the downloaded document, and the end (DS-19, DS-19a)."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from models import passwords
from models.account import Account
from tests.browser.conftest import DESK, PHONE, Windows
from tests.browser.desk import sign_in as desk_login
from tests.browser.test_pages import ANSWER, LOOKS, check
from tests.browser.test_registration import sign_in
from tests.flows import people
from tests.flows.test_alert import PUBLISH, water_shutoff
from tests.support import files, reading
from tests.support import town as towns
from tests.support.accounts import PASSWORD
from tests.support.running import RunningPortal

ADDRESS = "petra.helfer@example.net"
NOTICE = "Wasserabschaltung Quartier Gartenstadt"
TITLE = "Betriebskostenabrechnung 2025"


async def test_from_the_invitation_to_the_end(running: RunningPortal, windows: Windows, tmp_path: Path) -> None:
    """DS-19a: the member invites, the carer accepts by the link of the mail, reads both, and is gone when the member says so."""
    town = await towns.build()
    home = await people.sign_in(running, town, "Anna")
    await home.browser.ask(ANSWER)
    await files.published("anna", content=files.PDF, filename="Abrechnung.pdf", member_id=home.member.id)
    desk = await people.sign_in_staff(running)
    await desk.ask(PUBLISH, input=water_shutoff(town), key="compose-1")
    anna, petra = (await windows.open(PHONE)).page, (await windows.open(PHONE)).page

    await anna.goto("/profil")
    await sign_in(anna, "0000000", PASSWORD + "Anna")
    await anna.get_by_role("button", name="Jemanden einladen").click()
    await anna.get_by_label("Vor- und Nachname").fill("Petra Helfer")
    await anna.get_by_label("E-Mail-Adresse der Person").fill(ADDRESS)
    await anna.get_by_role("switch", name="Auch Dokumente").check()
    await check(anna, "/profil")
    await anna.get_by_role("button", name="Einladung senden").click()
    await expect(anna.get_by_text(f"Die Einladung an {ADDRESS} ist unterwegs.")).to_be_visible()
    (mail,) = await running.mail.wait_for(1, deadline=20, to=ADDRESS)

    await petra.goto(mail.link("/mitlesen#"))
    await expect(petra.get_by_text("lädt Sie ein, im Mieterportal mitzulesen.")).to_be_visible()
    await check(petra, "/mitlesen")
    await petra.get_by_label("Ihr eigenes Passwort", exact=True).fill(PASSWORD + "Petra")
    await petra.get_by_role("checkbox", name="Datenschutzerklärung").check()
    await petra.get_by_role("checkbox", name="Nutzungsbedingungen").check()
    await petra.get_by_role("button", name="Annehmen und mitlesen").click()
    await expect(petra.get_by_text("Fertig.")).to_be_visible()
    await check(petra, "/mitlesen")
    await petra.get_by_role("link", name="Zur Anmeldung").click()
    await sign_in(petra, ADDRESS, PASSWORD + "Petra")
    # The page of the login has a heading, too: going on before its answer would take the question back.
    await expect(petra.get_by_label("Mitgliedsnummer")).to_have_count(0)
    await expect(petra.get_by_role("heading", level=1)).to_be_visible()

    await petra.goto("/aushaenge")
    await expect(petra.get_by_text(f"Sie lesen für {home.member.name}.")).to_be_visible()
    await check(petra, "/aushaenge?fuer")
    await petra.get_by_role("link", name=NOTICE).click()
    await expect(petra.get_by_role("heading", level=1)).to_have_text(NOTICE)
    await check(petra, "/aushaenge/id?fuer")
    await petra.get_by_role("navigation", name="Hauptbereiche").get_by_role("link", name="Dokumente").click()
    async with petra.expect_download() as download:
        await petra.get_by_role("link", name=TITLE).click()
    await (await download.value).save_as(tmp_path / "found.pdf")
    assert (tmp_path / "found.pdf").read_bytes() == files.PDF
    await check(petra, "/dokumente?fuer")

    await anna.reload()
    await anna.get_by_role("button", name="Petra Helfer: beenden").click()
    await anna.get_by_role("button", name="Ja, beenden").click()
    await expect(anna.get_by_text("Zurzeit liest niemand für Sie mit.")).to_be_visible()
    # Her open page goes by itself, without a click (GQ-13).
    await expect(petra.get_by_role("heading", level=1)).to_have_text("Willkommen im Mieterportal")
    await expect(petra.get_by_text("Ihre Anmeldung auf diesem Gerät ist beendet.")).to_be_visible()


@pytest.mark.parametrize(("size", "dark"), LOOKS)
async def test_pages_for_who_reads_for_others(running: RunningPortal, windows: Windows, size: tuple[int, int], dark: bool) -> None:
    """DS-19a: the switch, the banner and both cards of the profile, in both widths and both themes."""
    town = await towns.build()
    home = await people.sign_in(running, town, "Anna")
    await home.browser.ask(ANSWER)
    await reading.reads(town, "Dora", home.member)
    await reading.reads(town, "Anna", await reading.person("Petra Helfer"))
    await reading.registered(town, "Anna", await reading.person("Paul Pfleger"))
    page = (await windows.open(size, dark=dark)).page
    dora = town.members["Dora"]
    await page.goto(f"/aushaenge?fuer={dora.id}")
    await sign_in(page, "0000000", PASSWORD + "Anna")
    await expect(page.get_by_text(f"Sie lesen für {dora.name}.")).to_be_visible()
    for path in (f"/aushaenge?fuer={dora.id}", f"/dokumente?fuer={dora.id}", f"/aushaenge?fuer={home.member.id}", "/", "/profil"):
        await page.goto(path)
        await check(page, path)
    await expect(page.get_by_text("Beenden kann das nur unser Service")).to_be_visible()
    await page.get_by_role("button", name="Petra Helfer: beenden").click()
    await check(page, "/profil, asked")


async def test_the_start_page_of_a_carer(running: RunningPortal, windows: Windows) -> None:
    """DS-19a: who is no member finds whom they read for, and nothing of a member's."""
    town = await towns.build()
    carer = await reading.person("Petra Helfer", ADDRESS)
    await Account.filter(member_id=carer.id).update(password_hash=await passwords.make_hash(PASSWORD))
    await reading.reads(town, "Anna", carer)
    page = (await windows.open(PHONE)).page
    await page.goto("/profil")
    await sign_in(page, ADDRESS, PASSWORD)
    await expect(page.get_by_text("Für wen Sie mitlesen")).to_be_visible()
    await expect(page.get_by_text("Jemand liest für mich mit")).to_have_count(0)
    await check(page, "/profil")


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESK, False)])
async def test_the_desk_registers_a_deed(running: RunningPortal, windows: Windows, size: tuple[int, int], dark: bool) -> None:
    """DS-19a: a guardian with the paper that was seen; the invitation goes out."""
    town = await towns.build()
    desk = await people.sign_in_staff(running)
    page = (await windows.open(size, dark=dark)).page
    await desk_login(page, desk)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Heute")
    await page.goto(f"/verwaltung/mitglieder/{town.members['Anna'].id}")
    await page.get_by_role("button", name="Betreuung oder Vollmacht eintragen").click()
    await page.get_by_label("Name der Person oder des Vereins").fill("Betreuungsverein Noris")
    await page.get_by_label("E-Mail-Adresse", exact=True).fill(ADDRESS)
    await page.get_by_label("Welchen Nachweis haben Sie gesehen?").fill("Betreuerausweis, Amtsgericht Nürnberg")
    await check(page, "the deed")
    await page.get_by_role("button", name="Eintragen und einladen").click()
    await expect(page.get_by_text("Betreuerausweis, Amtsgericht Nürnberg")).to_be_visible()
    await check(page, "/verwaltung/mitglieder/id")
    (mail,) = await running.mail.wait_for(1, deadline=20, to=ADDRESS)
    assert "wir haben Sie für" in mail.text
