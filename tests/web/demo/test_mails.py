"""The demo's mail server keeps every mail, and its pages show them without letting them do anything."""

from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import httpx
import pytest
from starlette.applications import Starlette

from settings import CooperativeSettings
from tests.web.doctor.test_doctor import COOPERATIVE
from web.demo import mailbox, mails
from web.demo.catcher import HOST, catching
from web.demo.mailbox import Mailbox


def written(subject: str, to: str, text: str, html: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Noris eG <service@noris.example>"
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the demo's mail pages; the mails lie in `tmp_path`."""
    app = Starlette(routes=mails.routes(tmp_path, CooperativeSettings.model_validate(COOPERATIVE)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8000") as client:
        yield client


async def test_a_sent_mail_can_be_read_and_its_link_followed(tmp_path: Path, browser: httpx.AsyncClient) -> None:
    box = Mailbox(mails.folder(tmp_path))
    link = "http://localhost:8000/aktivieren/abc"
    async with catching(box) as port:
        text = f"Öffnen Sie diesen Link:\n\n{link}.\n"
        await aiosmtplib.send(written("Über den Zugang", "erika@mail.example", text, "<p>Öffnen</p>"), hostname=HOST, port=port)
    caught = box.newest()
    assert [(mail.subject, mail.recipient) for mail in caught] == [("Über den Zugang", "erika@mail.example")]

    listed = await browser.get("/demo/mails")
    assert "Über den Zugang" in listed.text
    assert f'href="/demo/mails/{caught[0].id}"' in listed.text
    page = await browser.get(f"/demo/mails/{caught[0].id}")
    assert f'<a href="{link}">{link}</a>.' in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_the_html_part_is_shown_where_it_can_do_nothing(tmp_path: Path, browser: httpx.AsyncClient) -> None:
    box = Mailbox(mails.folder(tmp_path))
    name = box.keep(written("<script>1</script>", "a@mail.example", "<b>Text</b>", "<script>alert(1)</script>").as_bytes())
    page = await browser.get(f"/demo/mails/{name}")
    assert "<script>" not in page.text
    assert "&lt;b&gt;Text&lt;/b&gt;" in page.text
    assert 'sandbox="allow-top-navigation-by-user-activation"' in page.text
    framed = await browser.get(f"/demo/mails/{name}/html")
    policy = framed.headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "script-src" not in policy
    assert policy.endswith("sandbox allow-top-navigation-by-user-activation")


async def test_mails_of_one_address(tmp_path: Path, browser: httpx.AsyncClient) -> None:
    box = Mailbox(mails.folder(tmp_path))
    box.keep(written("Eins", "erika@mail.example", "1").as_bytes())
    box.keep(written("Zwei", "hans@mail.example", "2").as_bytes())
    shown = (await browser.get("/demo/mails", params={"an": "HANS@mail.example"})).text
    assert ("Zwei" in shown, "Eins" in shown) == (True, False)


@pytest.mark.parametrize("name", ["unknown", "..%2f..%2fserver", "0" * 20 + "-00000000"])
async def test_what_is_not_there_is_not_found(name: str, tmp_path: Path, browser: httpx.AsyncClient) -> None:
    Mailbox(mails.folder(tmp_path)).keep(written("Eins", "a@mail.example", "1").as_bytes())
    assert (await browser.get(f"/demo/mails/{name}")).status_code == 404
    assert (await browser.get(f"/demo/mails/{name}/html")).status_code == 404


async def test_a_mail_without_html_has_no_frame(tmp_path: Path, browser: httpx.AsyncClient) -> None:
    name = Mailbox(mails.folder(tmp_path)).keep(written("Eins", "a@mail.example", "1").as_bytes())
    assert "<iframe" not in (await browser.get(f"/demo/mails/{name}")).text
    assert (await browser.get(f"/demo/mails/{name}/html")).status_code == 404


def test_the_newest_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "KEPT", 2)
    box = Mailbox(tmp_path)
    for number in range(4):
        box.keep(written(f"Nummer {number}", "a@mail.example", "x").as_bytes())
    assert [mail.subject for mail in box.newest()] == ["Nummer 3", "Nummer 2"]
