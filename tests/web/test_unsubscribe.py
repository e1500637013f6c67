"""SM-12: the one-click POST of mail services and the page for people; without login, cookie, script, Origin or redirect."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx
import pytest

from models import keyring
from models.audit import ActorKind, AuditAction, AuditEntry
from models.consent import Preference
from models.member import Member
from push import unsubscribe
from push.unsubscribe import Kind
from tests.support.accounts import person
from tests.web.conftest import browsing
from web import unsubscribe as web_unsubscribe

pytestmark = pytest.mark.usefixtures("portal")

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    async with browsing(web_unsubscribe.routes) as client:
        yield client


@pytest.fixture
async def member() -> Member:
    return await person("p-1")


def path(member_id: UUID, kind: Kind = Kind.NOTICES) -> str:
    return unsubscribe.path(keyring.current(), member_id, kind)


async def switches(member: Member) -> tuple[bool, bool, bool]:
    """Mails about notices, about outages, and about documents."""
    row = await Preference.get_or_none(member_id=member.id)
    return (True, True, True) if row is None else (row.notice_mail, row.outage_mail, row.document_mail)


@pytest.mark.parametrize(
    ("kind", "after"), [(Kind.NOTICES, (False, True, True)), (Kind.OUTAGES, (True, False, True)), (Kind.DOCUMENTS, (True, True, False))]
)
@pytest.mark.parametrize("form", ["urlencoded", "multipart"])
async def test_one_post_switches_off_one_kind(browser: httpx.AsyncClient, member: Member, kind: Kind, after: object, form: str) -> None:
    """SM-12, RFC 8058 3.1: either form encoding, from nowhere; the answer is a page, no redirect, and sets no cookie."""
    body = {"data": ONE_CLICK} if form == "urlencoded" else {"files": {name: (None, value) for name, value in ONE_CLICK.items()}}
    answer = await browser.post(path(member.id, kind), **body)  # pyright: ignore[reportArgumentType] - one of two ways to give a body
    assert answer.status_code == 200
    assert "sind abbestellt." in answer.text
    assert "set-cookie" not in answer.headers
    assert await switches(member) == after
    entry = await AuditEntry.get(action=AuditAction.UNSUBSCRIBED)
    assert (entry.actor_kind, entry.object_id, entry.details) == (ActorKind.TENANT, str(member.id), {"mails": kind.value})


async def test_a_repeated_post_is_answered_alike_and_noted_once(browser: httpx.AsyncClient, member: Member) -> None:
    """Mail services try again; what else the person chose stays."""
    await Preference.create(member=member, notice_push=False, documents_on_paper=False)
    for _ in range(3):
        assert (await browser.post(path(member.id), data=ONE_CLICK)).status_code == 200
    row = await Preference.get(member_id=member.id)
    assert (row.notice_mail, row.notice_push, row.document_mail, row.documents_on_paper) == (False, False, True, False)
    assert await AuditEntry.filter(action=AuditAction.UNSUBSCRIBED).count() == 1


async def test_looking_changes_nothing(browser: httpx.AsyncClient, member: Member) -> None:
    """SM-12: GET and HEAD show a button, also to mail scanners that follow every link; no script, not cached, no foreign host (DS-14)."""
    page = await browser.get(path(member.id))
    assert (await browser.head(path(member.id))).status_code == 200
    assert (await browser.get(path(member.id))).text == page.text
    assert page.status_code == 200
    assert "E-Mails zu neuen Aushängen abbestellen?" in page.text
    assert f'<form class="row" method="post" action="{path(member.id)}">' in page.text
    assert "<script" not in page.text
    assert " style=" not in page.text
    assert "http" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert await switches(member) == (True, True, True)
    assert await Preference.all().count() == 0
    assert await AuditEntry.filter(action=AuditAction.UNSUBSCRIBED).count() == 0


async def test_the_page_says_what_is_off_already_and_where_to_switch_it_on(browser: httpx.AsyncClient, member: Member) -> None:
    await browser.post(path(member.id, Kind.DOCUMENTS))
    page = await browser.get(path(member.id, Kind.DOCUMENTS))
    assert "E-Mails zu neuen Dokumenten sind abbestellt." in page.text
    assert "<form" not in page.text
    assert 'href="/profil"' in page.text
    assert "E-mails about new documents are off." in (await browser.get(f"{path(member.id, Kind.DOCUMENTS)}?sprache=en")).text


async def test_a_guessed_link_changes_nothing(browser: httpx.AsyncClient, member: Member) -> None:
    """SM-12: another member's signature, nonsense, and a member who is gone look the same."""
    other = await person("p-2")
    stolen = path(member.id)[:-24] + path(other.id)[-24:]
    gone = path(uuid4())
    for wrong in (stolen, gone, "/abbestellen/x", f"/abbestellen/{'A' * 44}", f"/abbestellen/{'%00' * 5}"):
        for answer in (await browser.get(wrong), await browser.post(wrong, data=ONE_CLICK)):
            assert answer.status_code == 404, wrong
            assert "Dieser Link gilt nicht mehr." in answer.text
    assert await Preference.all().count() == 0
    assert await AuditEntry.filter(action=AuditAction.UNSUBSCRIBED).count() == 0
