"""GET /documents/{id}: whose it is gets every byte, everybody else gets what a missing id gets."""

from uuid import UUID, uuid4

import httpx
import pytest
from starlette.datastructures import Headers

from models.audit import AuditAction, AuditEntry
from models.document import Document, DocumentReceipt, StoredFile
from models.session import SessionKind, SessionScope
from models.staff import StaffRole
from models.token import TokenScope
from tests.support.clients import api_token, client, staff_secret, tenant_secret
from tests.support.files import PDF, published
from tests.support.town import Town
from web import documents
from web.documents import Part, UnsatisfiableRange, wanted_part

pytestmark = pytest.mark.usefixtures("files", "keys")

CONTENT = PDF + bytes(range(256)) * 800


def browser(cookie: str | None = None, *, bearer: str | None = None) -> httpx.AsyncClient:
    return client(documents.routes("__Host-session"), cookie=cookie, bearer=bearer)


async def statement(town: Town, name: str = "Anna", filename: str = "Abrechnung.pdf") -> UUID:
    return await published(str(uuid4()), content=CONTENT, filename=filename, member_id=town.members[name].id)


async def test_the_owner_gets_every_byte_with_headers_that_keep_it_private(town: Town) -> None:
    document_id = await statement(town)
    async with browser(await tenant_secret(town, "Anna")) as anna:
        reply = await anna.get(f"/documents/{document_id}", headers={"Sec-Fetch-Site": "same-origin"})
    assert (reply.status_code, reply.content) == (200, CONTENT)
    wanted = {
        "content-type": "application/pdf",
        "content-length": str(len(CONTENT)),
        "content-disposition": "attachment; filename=\"Abrechnung.pdf\"; filename*=UTF-8''Abrechnung.pdf",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
        "content-security-policy": "sandbox; default-src 'none'",
        "cross-origin-resource-policy": "same-origin",
        "accept-ranges": "bytes",
    }
    assert {name: reply.headers[name] for name in wanted} == wanted
    assert await DocumentReceipt.filter(document_id=document_id, member_id=town.members["Anna"].id).count() == 1
    assert await AuditEntry.filter(action=AuditAction.DOCUMENT_OPENED, object_id=str(document_id)).count() == 1


async def test_a_foreign_a_missing_a_withdrawn_and_a_malformed_id_get_the_same_bytes(town: Town) -> None:
    foreign, withdrawn = await statement(town), await statement(town, "Bert")
    await Document.filter(id=withdrawn).update(withdrawn_at=town.now)
    replies: list[tuple[int, bytes, list[tuple[bytes, bytes]]]] = []
    async with browser(await tenant_secret(town, "Bert")) as bert:
        for name in (foreign, uuid4(), withdrawn, "nonsense", "%00", "0" * 500):
            reply = await bert.get(f"/documents/{name}")
            replies.append((reply.status_code, reply.content, reply.headers.raw))
    assert replies[0][0] == 404
    assert replies[1:] == replies[:-1]
    assert await DocumentReceipt.all().count() == 0
    assert await AuditEntry.filter(action=AuditAction.DOCUMENT_OPENED).count() == 0


async def test_a_visitor_learns_nothing(town: Town) -> None:
    document_id = await statement(town)
    replies: list[tuple[int, bytes]] = []
    async with browser() as visitor:
        for name in (document_id, uuid4(), "nonsense"):
            reply = await visitor.get(f"/documents/{name}")
            replies.append((reply.status_code, reply.content))
    assert replies[0][0] == 401
    assert replies[1:] == replies[:-1]


async def test_sessions_that_may_not_read_are_refused(town: Town) -> None:
    document_id = await statement(town)
    cookie = await tenant_secret(town, "Anna", scope=SessionScope.CHANGE_PASSWORD)
    reader, _ = await staff_secret(town, StaffRole.CARETAKER)
    for visitor in (browser(cookie), browser(reader), browser(bearer=await api_token(*TokenScope))):
        async with visitor:
            assert (await visitor.get(f"/documents/{document_id}")).status_code == 403
    async with browser(bearer="mp_nonsense") as stranger:
        assert (await stranger.get(f"/documents/{document_id}")).status_code == 401
    assert await DocumentReceipt.all().count() == 0


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
async def test_another_sites_page_gets_nothing_by_the_cookie(town: Town, site: str) -> None:
    """FI-06: a browser says from where, and only the portal's own pages and the address bar may use the cookie."""
    document_id = await statement(town)
    cookie = await tenant_secret(town, "Anna")
    async with browser(cookie) as anna:
        assert (await anna.get(f"/documents/{document_id}", headers={"Sec-Fetch-Site": site})).status_code == 403
    assert await DocumentReceipt.all().count() == 0


async def test_an_apps_bearer_session_reads_too(town: Town) -> None:
    document_id = await statement(town)
    async with browser(bearer=await tenant_secret(town, "Anna", kind=SessionKind.BEARER)) as app:
        assert (await app.get(f"/documents/{document_id}")).content == CONTENT


async def test_reading_by_staff_is_logged(town: Town) -> None:
    document_id = await statement(town)
    cookie, viewer = await staff_secret(town, StaffRole.MEMBER_DESK)
    async with browser(cookie) as desk:
        assert (await desk.get(f"/documents/{document_id}")).content == CONTENT
    entry = await AuditEntry.get(action=AuditAction.DOCUMENT_READ_BY_STAFF)
    assert (entry.actor_id, entry.object_id) == (str(viewer.staff_id), str(document_id))
    assert await DocumentReceipt.all().count() == 0


async def test_head_shows_the_headers_and_is_no_reading(town: Town) -> None:
    document_id = await statement(town)
    async with browser(await tenant_secret(town, "Anna")) as anna:
        reply = await anna.head(f"/documents/{document_id}")
    assert (reply.status_code, reply.content, reply.headers["content-length"]) == (200, b"", str(len(CONTENT)))
    assert await DocumentReceipt.all().count() == 0


async def test_no_part_is_read_unseen(town: Town) -> None:
    """AL-01, FI-07: whoever asks for all but the first byte has opened it too; the parts of one reading are one."""
    document_id = await statement(town)
    async with browser((await staff_secret(town, StaffRole.MEMBER_DESK))[0]) as desk, browser(await tenant_secret(town, "Anna")) as anna:
        for reader in (desk, anna):
            for part in ("bytes=1-", "bytes=100-199", "bytes=200-299"):
                assert (await reader.get(f"/documents/{document_id}", headers={"Range": part})).status_code == 206
    for action in (AuditAction.DOCUMENT_READ_BY_STAFF, AuditAction.DOCUMENT_OPENED):
        assert await AuditEntry.filter(action=action, object_id=str(document_id)).count() == 1
    assert await DocumentReceipt.filter(document_id=document_id, member_id=town.members["Anna"].id).count() == 1


async def test_one_range_at_a_time(town: Town) -> None:
    """FI-07: 206 for one, 416 behind the end; of fifty that overlap none is cut out, the file comes once."""
    document_id = await statement(town)
    size = len(CONTENT)
    async with browser(await tenant_secret(town, "Anna")) as anna:
        part = await anna.get(f"/documents/{document_id}", headers={"Range": "bytes=100-199"})
        rest = await anna.get(f"/documents/{document_id}", headers={"Range": f"bytes={size - 5}-"})
        beyond = await anna.get(f"/documents/{document_id}", headers={"Range": f"bytes={size}-"})
        storm = await anna.get(f"/documents/{document_id}", headers={"Range": "bytes=" + ",".join(f"{one}-" for one in range(50))})
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, CONTENT[100:200], f"bytes 100-199/{size}")
    assert part.headers["content-length"] == "100"
    assert (rest.status_code, rest.content) == (206, CONTENT[-5:])
    assert (beyond.status_code, beyond.headers["content-range"], beyond.content) == (416, f"bytes */{size}", b"")
    assert (storm.status_code, storm.content) == (200, CONTENT)
    assert await AuditEntry.filter(action=AuditAction.DOCUMENT_OPENED).count() == 2, "the parts are one opening, the whole is another"


async def test_lost_bytes_are_a_fault_and_no_reading(town: Town) -> None:
    document_id = await statement(town)
    await StoredFile.all().update(key="00/gone")
    async with browser(await tenant_secret(town, "Anna")) as anna:
        with pytest.raises(Exception, match="00/gone"):
            await anna.get(f"/documents/{document_id}")
    assert await DocumentReceipt.all().count() == 0


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", Part(0, 1)),
        ("bytes=0-", Part(0, 10)),
        ("bytes=9-9", Part(9, 10)),
        ("bytes=5-999", Part(5, 10)),
        ("bytes=-3", Part(7, 10)),
        ("bytes=-999", Part(0, 10)),
        ("BYTES=1-2", Part(1, 3)),
        ("", None),
        ("bytes=-", None),
        ("bytes=3-2", None),
        ("bytes=0-1,3-4", None),
        ("bytes=a-b", None),
        ("items=0-1", None),
        ("bytes=" + "9" * 30 + "-", None),
    ],
)
def test_ranges_are_read_as_rfc_9110_says(asked: str, part: Part | None) -> None:
    """FI-07."""
    assert wanted_part(Headers({"range": asked}), 10, '"x"') == part


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=10-12", "bytes=-0"])
def test_a_range_behind_the_end_cannot_be_satisfied(asked: str) -> None:
    with pytest.raises(UnsatisfiableRange):
        wanted_part(Headers({"range": asked}), 10, '"x"')


def test_if_range_of_another_version_gets_the_whole() -> None:
    assert wanted_part(Headers({"range": "bytes=1-2", "if-range": '"x"'}), 10, '"x"') == Part(1, 3)
    assert wanted_part(Headers({"range": "bytes=1-2", "if-range": '"y"'}), 10, '"x"') is None


@pytest.mark.parametrize(
    ("filename", "header"),
    [
        ("Übersicht 2025.pdf", "attachment; filename=\"_bersicht 2025.pdf\"; filename*=UTF-8''%C3%9Cbersicht%202025.pdf"),
        ('a"b;c\\d.pdf', "attachment; filename=\"a_b_c_d.pdf\"; filename*=UTF-8''a%22b%3Bc%5Cd.pdf"),
        ("a\r\nX: y.pdf", "attachment; filename=\"a__X_ y.pdf\"; filename*=UTF-8''a%0D%0AX%3A%20y.pdf"),
    ],
)
def test_names_cannot_break_out_of_their_header(filename: str, header: str) -> None:
    assert documents.disposition(filename) == header
