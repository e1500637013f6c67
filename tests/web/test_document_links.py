"""FI-06: an address that opens one file once, for programs with a bearer session; whatever else is tried looks like a missing document."""

import asyncio
import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect

from models import clock, keyring
from models.account import Account
from models.audit import AuditAction, AuditEntry
from models.document import Document, DocumentReceipt
from models.document_link import VALID, UsedDocumentLink
from models.keyring import Keyring
from models.reader import Reader
from models.session import Session, SessionKind
from resolvers import document, limits, session
from resolvers.access import Tenant
from resolvers.errors import Code, NotAllowed, NotFound
from resolvers.session import Issued
from tests.support import reading
from tests.support.clients import ORIGIN, client
from tests.support.files import PDF, published
from tests.support.graphql import answer
from tests.support.town import Town
from web import documents, server
from web.auth import RefuseTokensInUrls

pytestmark = pytest.mark.usefixtures("files", "keys")

CONTENT = PDF + bytes(range(256)) * 800
"""Longer than one piece of the storage."""
SIZE = len(CONTENT)
MINT = "mutation ($id: UUID!, $for: UUID) { createDocumentLink(id: $id, forMember: $for) { url expiresAt } }"


@pytest.fixture
def stranger() -> httpx.AsyncClient:
    """A download manager: no cookie, no header."""
    return client(documents.routes("__Host-session"))


@pytest.fixture
async def app(town: Town) -> Issued:
    """Anna's app."""
    account = await Account.get_or_none(member_id=town.members["Anna"].id) or await Account.create(
        member_id=town.members["Anna"].id, activated_at=town.now
    )
    return await session.create_for_account(account, scope=(await town.tenant("Anna")).scope, kind=SessionKind.BEARER)


@pytest.fixture
async def document_id(town: Town) -> UUID:
    """Anna's statement."""
    return await published(str(uuid4()), content=CONTENT, member_id=town.members["Anna"].id)


@pytest.fixture
async def path(app: Issued, document_id: UUID) -> str:
    """A fresh link to it."""
    return (await document.mint(app.viewer, document_id)).path


async def refusals() -> list[tuple[str, str, str]]:
    """Who tried which document, and why it opened nothing, oldest first."""
    found = await AuditEntry.filter(action=AuditAction.DOCUMENT_LINK_REFUSED).order_by("id")
    return [(entry.actor_kind.value, entry.object_id, str(entry.details["reason"])) for entry in found]


def same(*replies: httpx.Response) -> set[tuple[int, bytes, tuple[tuple[bytes, bytes], ...]]]:
    """What makes answers different; one element where nothing does."""
    return {(reply.status_code, reply.content, tuple(reply.headers.raw)) for reply in replies}


async def test_fi_06_the_field_mints_an_address_of_two_minutes_without_the_session_in_it(app: Issued, document_id: UUID) -> None:
    """FI-06: nothing but the path, the document and the link; not the bearer token."""
    before = await clock.now()
    made = (await answer(app.viewer, MINT, id=str(document_id)))["data"]["createDocumentLink"]
    head, _, secret = made["url"].partition("?link=")
    assert head.endswith(f"/documents/{document_id}")
    assert len(secret) == 118
    assert app.token not in made["url"]
    ends = (await document.mint(app.viewer, document_id)).expires_at
    assert before + timedelta(seconds=118) <= ends <= await clock.now() + timedelta(seconds=120)
    assert timedelta(seconds=120) == VALID
    assert await UsedDocumentLink.all().count() == 0


async def test_fi_06_it_opens_the_file_once(stranger: httpx.AsyncClient, path: str, town: Town, document_id: UUID) -> None:
    """FI-06: with the same headers as any download, written down as the tenant's reading."""
    async with stranger:
        first = await stranger.get(path)
        again = await stranger.get(path)
        missing = await stranger.get(f"/documents/{uuid4()}?link={path.partition('=')[2]}")
    assert (first.status_code, first.content) == (200, CONTENT)
    assert first.headers["cache-control"] == "private, no-store"
    assert first.headers["content-disposition"].startswith("attachment; ")
    assert again.status_code == 404
    assert len(same(again, missing)) == 1
    assert await AuditEntry.filter(action=AuditAction.DOCUMENT_OPENED, actor_id=str(town.members["Anna"].id)).count() == 1
    assert await DocumentReceipt.filter(document_id=document_id).count() == 1
    assert (await refusals())[0] == ("tenant", str(document_id), "used")


async def test_fi_06_of_many_at_once_one_gets_it(path: str) -> None:
    """FI-06: the claim is one statement in the database, so it holds between processes too."""
    clients = [client(documents.routes("__Host-session")) for _ in range(5)]
    replies = await asyncio.gather(*(one.get(path) for one in clients))
    assert sorted(reply.status_code for reply in replies) == [200, 404, 404, 404, 404]
    assert len(await refusals()) == 4
    for one in clients:
        await one.aclose()


async def test_fi_06_another_process_knows_the_link(path: str, tmp_path: Path, stranger: httpx.AsyncClient) -> None:
    """FI-06: it is signed with the key of the data folder, not with one of the process."""
    keyring.use(Keyring.load(tmp_path / "secrets"))
    async with stranger:
        assert (await stranger.get(path)).status_code == 200


async def test_fi_06_what_broke_off_goes_on_where_it_ended(stranger: httpx.AsyncClient, path: str) -> None:
    """FI-06: forward only; when the last byte is out, nothing is left to go on with."""
    async with stranger:
        statuses = [
            (await stranger.get(path, headers={"Range": asked} if asked else {})).status_code
            for asked in ("bytes=0-99", "", "bytes=0-", "bytes=100-199", "bytes=100-", "bytes=50-60", "bytes=0-1,5-6")
        ]
        rest = await stranger.get(path, headers={"Range": "bytes=200-"})
        over = await stranger.get(path, headers={"Range": f"bytes={SIZE - 1}-"})
    assert statuses == [206, 404, 404, 206, 404, 404, 404]
    assert (rest.status_code, rest.content, over.status_code) == (206, CONTENT[200:], 404)
    assert await AuditEntry.filter(action=AuditAction.DOCUMENT_OPENED).count() == 1


async def test_fi_06_who_has_it_all_cannot_take_parts_again(stranger: httpx.AsyncClient, path: str) -> None:
    """FI-06: whoever finds the address in a history afterwards gets no byte of it."""
    async with stranger:
        assert (await stranger.get(path)).status_code == 200
        assert (await stranger.get(path, headers={"Range": "bytes=1-"})).status_code == 404


async def test_fi_06_a_download_that_broke_off_on_the_way_goes_on(path: str) -> None:
    """FI-06: the connection ended after some bytes; the link lives on for the others."""

    sent = bytearray()

    async def send(message: Any) -> None:
        sent.extend(message.get("body", b""))
        if sent:
            raise OSError

    async def receive() -> Any:
        await asyncio.Event().wait()

    query = path.partition("?")[2].encode()
    scope = {"type": "http", "asgi": {"spec_version": "2.4"}, "method": "GET", "path": path.partition("?")[0], "query_string": query}
    scope |= {"headers": [], "client": ("192.0.2.10", 4711), "server": ("portal", 443), "scheme": "https", "root_path": ""}
    with pytest.raises(ClientDisconnect):
        await Starlette(routes=documents.routes("__Host-session"))(scope, receive, send)
    async with client(documents.routes("__Host-session")) as later:
        reply = await later.get(path, headers={"Range": f"bytes={len(sent)}-"})
    assert 0 < len(sent) < SIZE
    assert bytes(sent) + reply.content == CONTENT


async def test_fi_06_asking_for_the_headers_uses_nothing_up(stranger: httpx.AsyncClient, path: str) -> None:
    """FI-06: download managers ask first."""
    async with stranger:
        head = await stranger.head(path)
        whole = await stranger.get(path)
        after = await stranger.head(path)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(SIZE))
    assert (whole.status_code, after.status_code) == (200, 404)


async def test_fi_06_it_ends_with_its_two_minutes(
    stranger: httpx.AsyncClient, path: str, document_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FI-06: also for going on; what is remembered of used ones goes."""
    async with stranger:
        assert (await stranger.get(path, headers={"Range": "bytes=0-9"})).status_code == 206
        monkeypatch.setattr(clock, "_offset", VALID)
        assert (await stranger.get(path, headers={"Range": "bytes=10-"})).status_code == 404
        assert (await stranger.get(path)).status_code == 404
    assert [reason for _, _, reason in await refusals()] == ["expired", "expired"]


async def test_fi_06_used_ones_are_forgotten_when_they_open_nothing_any_more(
    app: Issued, stranger: httpx.AsyncClient, path: str, document_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FI-06: the table holds two minutes."""
    async with stranger:
        await stranger.get(path)
        monkeypatch.setattr(clock, "_offset", VALID + timedelta(seconds=1))
        newer = (await document.mint(app.viewer, document_id)).path
        assert (await stranger.get(newer)).status_code == 200
    assert await UsedDocumentLink.all().count() == 1


def forged(path: str, document_id: UUID) -> list[str]:
    """The link for another document, with each of its fields changed, cut, padded, and none at all."""
    head, _, secret = path.partition("=")
    content = base64.urlsafe_b64decode(secret + "==")
    changed = [bytearray(content) for _ in range(5)]
    for one, at in zip(changed, (0, 16, 32, 55, 87), strict=True):
        one[at] ^= 1
    texts = [base64.urlsafe_b64encode(one).decode().rstrip("=") for one in changed]
    own = keyring.current().sign("api-token", document_id.bytes + content[:56])
    texts.append(base64.urlsafe_b64encode(content[:56] + own).decode().rstrip("="))
    return [f"{head}={text}" for text in (*texts, secret[:-4], secret + "AAAA", "", "ä", "=", "A" * 4000)]


async def test_fi_06_forged_foreign_and_ended_ones_are_told_the_same(
    stranger: httpx.AsyncClient, path: str, app: Issued, document_id: UUID, town: Town
) -> None:
    """FI-06: byte for byte what a missing document's is; nothing is opened; each try is written down."""
    other = await published(str(uuid4()), content=CONTENT, member_id=town.members["Anna"].id)
    tried = [*forged(path, document_id), path.replace(str(document_id), str(other))]
    async with stranger:
        replies = [await stranger.get(one) for one in tried]
        await Session.filter(id=app.session.id).update(revoked_at=town.now)
        replies.append(await stranger.get(path))
        replies.append(await stranger.head(path))
        nothing = await client(documents.routes("__Host-session"), bearer=(await another(town))).get(f"/documents/{uuid4()}")
    told = same(*replies[:-1], nothing)
    assert {reply.status_code for reply in replies} == {404}
    assert len(told) == 1
    assert await UsedDocumentLink.all().count() == 0
    assert await DocumentReceipt.all().count() == 0
    assert await AuditEntry.filter(action=AuditAction.DOCUMENT_OPENED).count() == 0
    assert [reason for _, _, reason in await refusals()] == ["forged"] * len(tried) + ["not_allowed"] * 2


async def another(town: Town) -> str:
    """Bert's app."""
    account = await Account.get_or_none(member_id=town.members["Bert"].id) or await Account.create(
        member_id=town.members["Bert"].id, activated_at=town.now
    )
    return (await session.create_for_account(account, scope=(await town.tenant("Bert")).scope, kind=SessionKind.BEARER)).token


async def test_fi_06_rights_are_asked_when_it_is_opened(stranger: httpx.AsyncClient, path: str, document_id: UUID, town: Town) -> None:
    """FI-06: withdrawn in between; the account locked in between."""
    async with stranger:
        await Document.filter(id=document_id).update(withdrawn_at=town.now)
        assert (await stranger.get(path)).status_code == 404
        await Document.filter(id=document_id).update(withdrawn_at=None)
        await Account.filter(member_id=town.members["Anna"].id).update(locked_at=town.now)
        assert (await stranger.get(path)).status_code == 404
        await Account.filter(member_id=town.members["Anna"].id).update(locked_at=None)
        assert (await stranger.get(path)).status_code == 200


async def test_fi_06_who_reads_for_a_member_gets_one_too_while_that_lasts(
    town: Town, stranger: httpx.AsyncClient, document_id: UUID
) -> None:
    """FI-06, DS-19a: bound to whom it is read for; another's session in the same words opens nothing."""
    rita = await reading.reader_of(town, "Anna", "Rita Ruf", documents=True)
    account = await Account.get(id=rita.account_id)
    viewer = (await session.create_for_account(account, scope=rita.scope, kind=SessionKind.BEARER)).viewer
    anna = town.members["Anna"].id
    made, unused = [(await document.mint(viewer, document_id, for_member=anna)).path for _ in range(2)]
    async with stranger:
        assert (await stranger.get(made)).content == CONTENT
        await Reader.filter(member_id=anna).delete()
        assert (await stranger.get(unused)).status_code == 404
    assert await AuditEntry.filter(action=AuditAction.DOCUMENT_READ_BY_READER).count() == 1
    with pytest.raises(NotFound):
        await document.mint(viewer, document_id)


async def test_fi_06_a_browser_and_an_api_token_get_none(town: Town, app: Issued, document_id: UUID) -> None:
    """FI-06: an address with a secret would stand in the browser's history; a foreign document's link is not made either."""
    browser = await town.tenant("Anna")
    await Session.create(
        id=browser.session_id,
        token_hash="browser",
        account_id=browser.account_id,
        created_at=town.now,
        authenticated_at=town.now,
        last_seen_at=town.now,
        idle_expires_at=town.now + timedelta(hours=1),
        expires_at=town.now + timedelta(hours=1),
    )
    with pytest.raises(NotAllowed):
        await document.mint(browser, document_id)
    assert isinstance(app.viewer, Tenant)
    emils = await published(str(uuid4()), content=CONTENT, member_id=town.members["Emil"].id)
    with pytest.raises(NotFound):
        await document.mint(app.viewer, emils)
    await Session.filter(id=app.session.id).update(authenticated_at=town.now - timedelta(days=15))
    with pytest.raises(NotAllowed) as refused:
        await document.mint(app.viewer, document_id)
    assert refused.value.code is Code.REAUTHENTICATION_REQUIRED


async def test_fi_06_neither_cookie_nor_header_counts_beside_it(app: Issued, document_id: UUID) -> None:
    """FI-06: a bad link is not saved by who sends it."""
    async with client(documents.routes("__Host-session"), bearer=app.token) as own:
        assert (await own.get(f"/documents/{document_id}")).status_code == 200
        assert (await own.get(f"/documents/{document_id}?link=AAAA")).status_code == 404


async def test_fi_06_the_audit_log_takes_no_flood(stranger: httpx.AsyncClient, document_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """FI-06, GQ-17: of one network so many an hour; the answer stays the same, and a good link opens."""
    monkeypatch.setattr(limits, "DOCUMENT_LINK", limits.Limit(limits.Kind.DOCUMENT_LINK, 3, 3600))
    async with stranger:
        replies = [await stranger.get(f"/documents/{document_id}?link=AAAA") for _ in range(6)]
    assert len(same(*replies)) == 1
    assert len(await refusals()) == 3


async def test_fi_06_the_link_stands_in_no_log(path: str, capfd: pytest.CaptureFixture[str]) -> None:
    """FI-06, AL-03: the request log has the path without its query; nothing else writes one."""
    secret = path.partition("=")[2]
    app = server.RequestLog(RefuseTokensInUrls(Starlette(routes=documents.routes("__Host-session"))))
    with structlog.testing.capture_logs() as lines:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as one:
            assert [(await one.get(path)).status_code for _ in range(2)] == [200, 404]
    written = json.dumps([dict(line) for line in lines], default=str) + "".join(capfd.readouterr())
    assert (len(lines), secret in written, path.partition("?")[0] in written) == (2, False, True)
    assert secret not in str(await AuditEntry.all().values())
    assert server.config(app, host="127.0.0.1", port=0, trusted_proxies=[]).access_log is False
