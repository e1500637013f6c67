"""SM-19: the page behind the link of the confirmation mail; without script, looking changes nothing."""

from collections.abc import AsyncIterator

import httpx
import pytest

from models import codes
from models.account import EmailConfirmation
from models.member import EmailState, Member
from resolvers import email_confirmation
from tests.support.accounts import EMAIL, settled, tenant
from tests.web.conftest import OWN, browsing
from web import email
from web.server import masked

pytestmark = pytest.mark.usefixtures("portal")


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    async with browsing(email.routes) as client:
        yield client


@pytest.fixture
async def path() -> str:
    """The link of a suppressed member's mail."""
    viewer = tenant(await settled())
    await Member.all().update(email_state=EmailState.SUPPRESSED)
    await email_confirmation.request(viewer)
    row = await EmailConfirmation.get()
    return f"/e-mail-bestaetigen/{(await codes.mint_confirmation_token(delivery_id=1, confirmation_id=row.id)).secret}"


async def state() -> EmailState:
    return (await Member.get()).email_state


async def test_looking_shows_the_address_and_a_button(browser: httpx.AsyncClient, path: str) -> None:
    """AU-07: GET has no effect; not cached, no referrer to others, no script."""
    page = await browser.get(path)
    assert (page.status_code, (await browser.head(path)).status_code) == (200, 200)
    assert EMAIL in page.text
    assert f'action="{path}"' in page.text
    assert "<script" not in page.text
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "same-origin")
    assert await state() is EmailState.SUPPRESSED


async def test_the_button_confirms_and_reloading_repeats_nothing(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.post(f"{path}?sprache=en", headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?sprache=en")
    assert await state() is EmailState.VERIFIED
    assert "Your e-mail address is confirmed." in (await browser.get(answer.headers["location"])).text
    assert "Ihre E-Mail-Adresse ist bestätigt." in (await browser.get(path)).text
    assert (await browser.post(path, headers=OWN)).status_code == 303


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}])
async def test_a_foreign_form_confirms_nothing(browser: httpx.AsyncClient, path: str, headers: dict[str, str]) -> None:
    """GQ-09."""
    assert (await browser.post(path, headers=headers)).status_code == 403
    assert await state() is EmailState.SUPPRESSED


async def test_an_old_link_says_where_to_get_a_new_one(browser: httpx.AsyncClient, path: str) -> None:
    page = await browser.get("/e-mail-bestaetigen/invented")
    assert page.status_code == 410
    assert "Dieser Link gilt nicht mehr." in page.text
    assert 'href="/profil"' in page.text
    assert (await browser.post("/e-mail-bestaetigen/invented", headers=OWN)).status_code == 303
    assert await state() is EmailState.SUPPRESSED


async def test_too_many_links_are_made_to_wait(browser: httpx.AsyncClient, path: str) -> None:
    """AU-20: sixty an hour from one network."""
    for _ in range(60):
        await browser.post("/e-mail-bestaetigen/invented", headers=OWN)
    answer = await browser.post(path, headers=OWN)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 3000
    assert await state() is EmailState.SUPPRESSED


def test_the_log_holds_no_token() -> None:
    """AL-03."""
    assert [masked(path) for path in ("/e-mail-bestaetigen/TOKEN", "/abbestellen/TOKEN", "/profil")] == [
        "/e-mail-bestaetigen/…",
        "/abbestellen/…",
        "/profil",
    ]
