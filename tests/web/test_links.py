"""The pages the server renders: link of the activation mail, legal texts, faults; over HTTP, without script."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from models import clock
from models.account import Account, MailedToken, Registration
from models.consent import LegalKind
from models.database import as_uuid
from models.delivery import Message
from models.member import MemberTask, MemberTaskKind
from resolvers import account, known_device, legal
from tests.support.accounts import (
    COOPERATIVE,
    PASSWORD,
    REQUEST,
    activated,
    activation_token,
    announced,
    invited,
    letter,
    register,
    settled,
)
from tests.web.conftest import ORIGIN, OWN, browsing
from web import links

pytestmark = pytest.mark.usefixtures("portal")


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    """A browser without script, which follows no redirect by itself."""

    async def breaks(request: Request) -> None:
        raise ZeroDivisionError("a secret of the inside")

    pages = links.Pages(COOPERATIVE, ORIGIN)
    app = Starlette(
        routes=[*links.routes(pages, "__Host-session"), Route("/breaks", breaks)], exception_handlers=links.exception_handlers(pages)
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


async def link(delivery: int = 1) -> str:
    """A link as it stands in an activation mail."""
    registered = await register(await invited())
    return f"/aktivieren/{await activation_token(registered.status.registration_id, delivery)}"


async def test_opening_the_link_only_shows_a_button(browser: httpx.AsyncClient) -> None:
    """AU-21: GET has no effect; no script, no cookie, no foreign host, not cached (DS-14)."""
    path = await link()
    first, page = await browser.get(path), await browser.get(path)
    assert first.text == page.text
    assert page.status_code == 200
    assert "Registrierung abschließen" in page.text
    assert f'action="{path}"' in page.text
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert "http" not in page.text.replace("https://portal.example.org", "")
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "same-origin")
    assert "set-cookie" not in page.headers
    assert (await Registration.get()).confirmed_at is None
    assert (await browser.head(path)).status_code == 200
    assert (await MailedToken.get()).used_at is None


async def test_confirming_leads_to_the_page_of_success(browser: httpx.AsyncClient) -> None:
    """AU-21: POST confirms once and sends the password mail; reloading the page repeats nothing."""
    path = await link()
    answer = await browser.post(path, headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?fertig=1")
    await browser.get(answer.headers["location"])
    page = await browser.get(answer.headers["location"])
    assert "Ihre Registrierung war erfolgreich." in page.text
    assert "zweite E-Mail" in page.text
    assert "Spam" in page.text
    assert 'href="/anmelden"' in page.text
    assert [message for message, _ in await announced()] == [Message.ACTIVATION, Message.ONE_TIME_PASSWORD]
    again = await browser.post(path, headers=OWN)
    page = await browser.get(again.headers["location"])
    assert "Ihre Registrierung ist schon abgeschlossen." in page.text
    assert len(await announced()) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_a_foreign_form_confirms_nothing(browser: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """GQ-09: only our own page's button counts."""
    path = await link()
    for address in (path, f"{path}/neu", f"{path}/passwortmail"):
        assert (await browser.post(address, headers=headers)).status_code == 403
    assert (await Registration.get()).confirmed_at is None
    assert await Account.all().count() == 0
    assert len(await announced()) == 1


async def test_fetch_metadata_vouches_where_the_origin_is_hidden(browser: httpx.AsyncClient) -> None:
    """A page with a strict referrer policy sends "Origin: null" with its own form."""
    answer = await browser.post(await link(), headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303
    assert await Account.all().count() == 1


async def test_an_expired_link_offers_a_new_mail(browser: httpx.AsyncClient) -> None:
    """AU-21: renewable from the page."""
    path = await link()
    clock.shift(timedelta(days=7, seconds=1))
    refused = await browser.post(path, headers=OWN)
    page = await browser.get(refused.headers["location"])
    assert page.status_code == 410
    assert "Dieser Link gilt nicht mehr." in page.text
    assert "Neue Aktivierungsmail senden" in page.text
    assert (await Account.all().count(), len(await announced())) == (0, 1)
    answer = await browser.post(f"{path}/neu", headers=OWN)
    page = await browser.get(answer.headers["location"])
    assert "Wir haben Ihnen eine neue Aktivierungsmail geschickt." in page.text
    assert len(await announced()) == 2


async def test_an_invented_link_offers_nothing(browser: httpx.AsyncClient) -> None:
    """No mail can be asked for with a guessed link."""
    page = await browser.get("/aktivieren/invented")
    assert page.status_code == 410
    assert "/neu" not in page.text
    assert "/erstanmeldung" in page.text
    answer = await browser.post("/aktivieren/invented/neu", headers=OWN)
    assert answer.headers["location"] == "/aktivieren/invented"
    assert await announced() == []


async def test_the_password_mail_can_be_asked_for_again(browser: httpx.AsyncClient) -> None:
    """AU-25: five a day, then the page says how long to wait."""
    path = await link()
    await browser.post(path, headers=OWN)
    for _ in range(5):
        answer = await browser.post(f"{path}/passwortmail", headers=OWN)
        assert answer.headers["location"] == f"{path}?fertig=2"
    assert "neue E-Mail mit einem Einmal-Passwort" in (await browser.get(f"{path}?fertig=2")).text
    answer = await browser.post(f"{path}/passwortmail", headers=OWN)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 86000
    assert "in 1440 Minuten" in answer.text
    assert len(await announced()) == 7


async def test_the_pages_speak_english_when_asked(browser: httpx.AsyncClient) -> None:
    """And stay English through the form."""
    path = await link()
    page = await browser.get(f"{path}?sprache=en")
    assert "Finish your registration" in page.text
    assert '<html lang="en">' in page.text
    answer = await browser.post(f"{path}?sprache=en", headers=OWN)
    assert answer.headers["location"] == f"{path}?fertig=1&sprache=en"
    assert "You are registered." in (await browser.get(answer.headers["location"])).text


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("/datenschutz", LegalKind.PRIVACY, "Datenschutzerklärung für das Mieterportal"),
        ("/nutzungsbedingungen", LegalKind.TERMS, "Nutzungsbedingungen für das Mieterportal"),
        ("/impressum", LegalKind.IMPRINT, "Vorstand: Anna Beispiel, Bernd Beispiel"),
        ("/barrierefreiheit", LegalKind.ACCESSIBILITY, "Erklärung zur Barrierefreiheit"),
    ],
)
async def test_legal_pages_need_no_login(browser: httpx.AsyncClient, path: str, kind: LegalKind, words: str) -> None:
    """DS-19b: reachable by everybody, marked as samples, with the version people accept."""
    page = await browser.get(path)
    text = await legal.current(kind)
    assert words in page.text
    assert "MUSTER – bitte ersetzen." in page.text
    assert text.version in page.text
    english = await browser.get(f"{path}?sprache=en")
    assert "SAMPLE – please replace." in english.text


async def test_nothing_there_and_faults_are_pages_with_a_way_out(browser: httpx.AsyncClient) -> None:
    """GQ-06: a fault tells nothing of the inside."""
    missing = await browser.get("/nowhere")
    assert missing.status_code == 404
    assert "Diese Seite gibt es nicht." in missing.text
    broken = await browser.get("/breaks")
    assert broken.status_code == 500
    assert "Das hat gerade nicht geklappt." in broken.text
    assert "0911 0123-450" in broken.text
    assert "secret" not in broken.text


async def test_an_open_link_of_a_member_who_registered_again(browser: httpx.AsyncClient) -> None:
    """Once an own password is set, the earlier page sends no password mail any more."""
    post = await invited()
    await settled(post=post)
    registered = await register(await letter(post.member, post.number))
    token = await activation_token(registered.status.registration_id, 5)
    await account.activate(REQUEST, token)
    await Account.filter(member_id=post.member.id).update(password_hash="set")
    before = await announced()
    answer = await browser.post(f"/aktivieren/{token}/passwortmail", headers=OWN)
    assert "schon abgeschlossen" in (await browser.get(answer.headers["location"])).text
    assert await announced() == before


async def test_the_names_of_the_cooperative_are_escaped() -> None:
    """Settings are text, not HTML."""
    await activated(await invited())
    async with browsing(
        lambda pages: links.routes(pages, "__Host-session"), COOPERATIVE.model_copy(update={"short_name": "<b>Noris & Co</b>"})
    ) as client:
        page = await client.get("/impressum")
    assert "&lt;b&gt;Noris &amp; Co&lt;/b&gt;" in page.text


async def test_whoever_confirms_is_on_a_known_device(browser: httpx.AsyncClient) -> None:
    """AU-05, AU-29: the device that registered is known; a refused link makes nothing known."""
    path = await link()
    foreign = await browser.post(path, headers={"Origin": "https://evil.example"})
    assert "set-cookie" not in foreign.headers
    answer = await browser.post(path, headers=OWN)
    header = answer.headers["set-cookie"]
    assert set(header.lower().split("; ")[1:]) == {"httponly", "max-age=31536000", "path=/", "samesite=strict", "secure"}
    name, _, value = header.partition(";")[0].partition("=")
    opened = await Account.get()
    assert name == "__Host-device"
    assert [device.account_id for device in await known_device.recognise(value, [as_uuid(opened.member_id)])] == [opened.id]
    assert "set-cookie" not in (await browser.post(path, headers=OWN)).headers


@pytest.fixture
async def asks_password(portal: str) -> AsyncIterator[None]:
    """MIETERPORTAL_OWN_PASSWORD_AT_ACTIVATION=true."""
    account.use_options(account.Options(own_password_at_activation=True))
    yield
    account.use_options(account.Options())


@pytest.mark.usefixtures("asks_password")
async def test_the_page_takes_the_own_password(browser: httpx.AsyncClient) -> None:
    """AU-27: two fields without script; afterwards no second mail is promised."""
    path = await link()
    page = await browser.get(path)
    assert page.text.count('type="password"') == 2
    assert page.text.count('autocomplete="new-password"') == 2
    assert "<script" not in page.text
    answer = await browser.post(path, headers=OWN, data={"password": PASSWORD, "again": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?fertig=1")
    page = await browser.get(answer.headers["location"])
    assert "Ab jetzt melden Sie sich mit Ihrem eigenen Passwort an." in page.text
    assert "Einmal-Passwort" not in page.text
    assert "passwortmail" not in page.text
    assert [message for message, _ in await announced()] == [Message.ACTIVATION]
    assert (await Account.get()).password_hash is not None


@pytest.mark.usefixtures("asks_password")
@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Bitte wählen Sie ein Passwort."),
        ({"password": "", "again": ""}, "Bitte wählen Sie ein Passwort."),
        ({"password": "passwort1", "again": "passwort1"}, "Dieses Passwort ist leicht zu erraten."),
        ({"password": PASSWORD, "again": "Amsel"}, "Die beiden Passwörter sind verschieden."),
        ({"password": PASSWORD}, "Die beiden Passwörter sind verschieden."),
        ({"password": "x" * 5000, "again": "x" * 5000}, "Bitte wählen Sie ein Passwort."),
        ({f"a{number}": "1" for number in range(20)}, "Bitte wählen Sie ein Passwort."),
    ],
)
async def test_the_page_says_what_is_wrong_with_a_password(browser: httpx.AsyncClient, form: dict[str, str], words: str) -> None:
    """AU-27, AU-21: nothing is confirmed, nothing typed comes back, and the page can be sent again."""
    path = await link()
    answer = await browser.post(path, headers=OWN, data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'role="alert"' in answer.text
    assert PASSWORD not in answer.text
    assert "set-cookie" not in answer.headers
    assert (await Account.all().count(), (await Registration.get()).confirmed_at) == (0, None)
    again = await browser.post(path, headers=OWN, data={"password": PASSWORD, "again": PASSWORD})
    assert again.status_code == 303


@pytest.mark.usefixtures("asks_password")
async def test_a_dead_link_asks_for_no_password(browser: httpx.AsyncClient) -> None:
    """AU-27: its page says what became of it, whatever was typed."""
    path = await link()
    clock.shift(timedelta(days=7, seconds=1))
    answer = await browser.post(path, headers=OWN, data={"password": PASSWORD, "again": "other"})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    page = await browser.get(path)
    assert (page.status_code, page.text.count('type="password"')) == (410, 0)


async def test_the_page_says_that_a_letter_comes(browser: httpx.AsyncClient) -> None:
    """AU-25: after three one-time passwords that ran out; the desk is asked for it."""
    path = await link()
    await browser.post(path, headers=OWN)
    await Account.all().update(unused_passwords=3)
    answer = await browser.post(f"{path}/passwortmail", headers=OWN)
    assert answer.status_code == 410
    assert "Wir schicken Ihnen einen neuen Begrüßungsbrief mit der Post." in answer.text
    assert (await MemberTask.get()).kind is MemberTaskKind.NEW_LETTER
    assert len(await announced()) == 2
