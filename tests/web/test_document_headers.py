"""FI-05: what every answer with bytes of a document says about them, whatever part was asked for and however."""

from urllib.parse import unquote
from uuid import UUID, uuid4

import httpx
import pytest

from models.account import Account
from models.document import StoredFile
from models.session import SessionKind, SessionScope
from resolvers import document, session
from tests.support.clients import client, tenant_secret
from tests.support.files import PDF, PNG, published
from tests.support.town import Town
from web import documents
from web.headers import HSTS_SECONDS

pytestmark = pytest.mark.usefixtures("files", "keys")

KEPT_PRIVATE = {
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-store",
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "same-origin",
    "accept-ranges": "bytes",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "strict-transport-security": f"max-age={HSTS_SECONDS}",
}
SIZE = len(PDF)


async def statement(town: Town, *, content: bytes = PDF, filename: str = "Abrechnung.pdf") -> UUID:
    """Anna's."""
    return await published(str(uuid4()), content=content, filename=filename, member_id=town.members["Anna"].id)


async def browser(town: Town) -> httpx.AsyncClient:
    """Anna's."""
    return client(documents.routes("__Host-session"), cookie=await tenant_secret(town, "Anna"))


async def address(town: Town, document_id: UUID) -> str:
    """Made for Anna's app."""
    account = await Account.get_or_none(member_id=town.members["Anna"].id) or await Account.create(
        member_id=town.members["Anna"].id, activated_at=town.now
    )
    app = await session.create_for_account(account, scope=SessionScope.FULL, kind=SessionKind.BEARER)
    return (await document.mint(app.viewer, document_id)).path


@pytest.mark.parametrize(
    ("method", "asked", "status", "length"),
    [
        ("GET", "", 200, SIZE),
        ("HEAD", "", 200, SIZE),
        ("GET", "bytes=1-", 206, SIZE - 1),
        ("GET", "bytes=0-0", 206, 1),
        ("HEAD", "bytes=1-", 206, SIZE - 1),
        ("GET", f"bytes={SIZE}-", 416, 0),
        ("GET", "bytes=0-1,2-3", 200, SIZE),
    ],
)
@pytest.mark.parametrize("by_link", [False, True], ids=["cookie", "link"])
async def test_fi_05_every_header_of_every_download(
    town: Town, method: str, asked: str, status: int, length: int, *, by_link: bool
) -> None:
    """FI-05, FI-07: exactly these, and of the rest only what says what and how long it is; no cookie is set."""
    document_id = await statement(town)
    path = await address(town, document_id) if by_link else f"/documents/{document_id}"
    async with await browser(town) as anna:
        reply = await anna.request(method, path, headers={"Range": asked, "Sec-Fetch-Site": "same-origin"} if asked else {})
    etag = (await StoredFile.get()).sha256
    wanted = {
        **KEPT_PRIVATE,
        "content-disposition": "attachment; filename=\"Abrechnung.pdf\"; filename*=UTF-8''Abrechnung.pdf",
        "etag": f'"{etag}"',
        "content-length": str(length),
    }
    if status == 416:
        wanted["content-range"] = f"bytes */{SIZE}"
    else:
        wanted["content-type"] = "application/pdf"
    if status == 206:
        wanted["content-range"] = f"bytes {SIZE - length if length > 1 else 0}-{SIZE - 1 if length > 1 else 0}/{SIZE}"
    assert reply.status_code == status
    assert dict(reply.headers) == wanted
    assert len(reply.content) == (0 if method == "HEAD" else length)


async def test_fi_05_pictures_are_saved_too_never_shown_in_the_portals_place(town: Town) -> None:
    """FI-05: a type the browser could show comes as an attachment of that type, without guessing."""
    document_id = await statement(town, content=PNG, filename="Lageplan.png")
    async with await browser(town) as anna:
        reply = await anna.get(f"/documents/{document_id}")
    assert (reply.headers["content-type"], reply.headers["x-content-type-options"]) == ("image/png", "nosniff")
    assert reply.headers["content-disposition"].startswith("attachment; ")


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Übersicht für März €5.pdf", "_bersicht f_r M_rz _5.pdf"),
        ('Herr "Meier"; und\\oder.pdf', "Herr _Meier__ und_oder.pdf"),
        ("a.pdf\r\nSet-Cookie: session=evil\r\n\r\n<script>.pdf", "a.pdf__Set-Cookie_ session_evil_____script_.pdf"),
        ("100% & mehr's'.pdf", "100_ _ mehr_s_.pdf"),
        ("\u202egpj.exe.pdf", "_gpj.exe.pdf"),
        ("家族.pdf", "__.pdf"),
        ("\x01\x1f\x7f.pdf", "___.pdf"),
    ],
)
async def test_fi_05_no_name_breaks_out_of_its_header(town: Town, name: str, plain: str) -> None:
    """FI-05: RFC 6266 4.3 and RFC 8187, over HTTP: one header, the ASCII name harmless, the full name as it was."""
    document_id = await statement(town)
    await StoredFile.all().update(filename=name)
    async with await browser(town) as anna:
        reply = await anna.get(f"/documents/{document_id}")
    assert reply.headers.get_list("content-disposition") == [reply.headers["content-disposition"]]
    head, _, full = reply.headers["content-disposition"].partition("; filename*=UTF-8''")
    assert head == f'attachment; filename="{plain}"'
    assert unquote(full) == name
    assert not set(full) & set("\"';\r\n ,")
    assert "set-cookie" not in reply.headers
