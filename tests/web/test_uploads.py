"""PUT /uploads: streamed in by staff and tokens, refused with a code, and never by another site's page."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from models.document import StoredFile, Upload, UploadPurpose
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import upload
from tests.support.clients import ORIGIN, api_token, client, staff_secret, tenant_secret
from tests.support.files import PDF
from tests.support.town import Town
from web import uploads

pytestmark = pytest.mark.usefixtures("keys")

ADDRESS = "/uploads?purpose=document&filename=Abrechnung%202025.pdf"
OWN_PAGE = {"GraphQL-Require-Preflight": "1", "Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}


def browser(cookie: str | None = None, *, bearer: str | None = None) -> httpx.AsyncClient:
    return client(uploads.routes("__Host-session", ORIGIN), cookie=cookie, bearer=bearer)


def kept(files: Path) -> list[bytes]:
    """What the storage holds."""
    return [path.read_bytes() for path in files.rglob("*") if path.is_file()]


async def nothing_came(files: Path) -> bool:
    return not kept(files) and await Upload.all().count() == await StoredFile.all().count() == 0


async def test_staff_put_a_file_in_and_get_its_name(town: Town, files: Path) -> None:
    cookie, viewer = await staff_secret(town, StaffRole.EDITOR)
    async with browser(cookie) as desk:
        reply = await desk.put(ADDRESS, content=PDF, headers=OWN_PAGE)
    assert (reply.status_code, list(reply.json()), reply.headers["cache-control"]) == (201, ["uploadId"], "no-store")
    file = await upload.find(viewer, UUID(reply.json()["uploadId"]), UploadPurpose.DOCUMENT)
    assert (file.filename, file.size) == ("Abrechnung 2025.pdf", len(PDF))
    assert kept(files) == [PDF]


async def test_a_token_puts_a_stock_file_in_without_a_length(town: Town, files: Path) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"Haus;Wohnung\n"
        yield b"1;2\n"

    async with browser(bearer=await api_token(TokenScope.STOCK_WRITE)) as erp:
        reply = await erp.put("/uploads?purpose=stock&filename=bestand.csv", content=chunks())
    assert reply.status_code == 201
    assert kept(files) == [b"Haus;Wohnung\n1;2\n"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"GraphQL-Require-Preflight": "1", "Sec-Fetch-Site": "cross-site"},
        {"GraphQL-Require-Preflight": "1", "Origin": "https://evil.example"},
        {"GraphQL-Require-Preflight": "1", "Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN},
    ],
)
async def test_another_sites_page_puts_nothing_in_by_the_cookie(town: Town, files: Path, headers: dict[str, str]) -> None:
    cookie, _ = await staff_secret(town, StaffRole.ADMIN)
    async with browser(cookie) as desk:
        reply = await desk.put(ADDRESS, content=PDF, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (403, "not_allowed")
    assert await nothing_came(files)


async def test_visitors_tenants_and_other_roles_put_nothing_in(town: Town, files: Path) -> None:
    reader, _ = await staff_secret(town, StaffRole.READER)
    for caller, status, code in [
        (browser(), 401, "not_signed_in"),
        (browser("nonsense"), 401, "not_signed_in"),
        (browser(bearer="nonsense"), 401, "not_signed_in"),
        (browser(await tenant_secret(town, "Anna")), 403, "not_allowed"),
        (browser(reader), 403, "not_allowed"),
        (browser(bearer=await api_token(TokenScope.MEMBERS_READ)), 403, "not_allowed"),
    ]:
        async with caller:
            reply = await caller.put(ADDRESS, content=PDF, headers=OWN_PAGE)
        assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert await nothing_came(files)


@pytest.mark.parametrize(
    ("address", "content", "field"),
    [
        ("/uploads", PDF, "purpose"),
        ("/uploads?purpose=virus&filename=a.pdf", PDF, "purpose"),
        ("/uploads?purpose=document", PDF, "filename"),
        ("/uploads?purpose=document&filename=a.html", PDF, "filename"),
        (ADDRESS, b"<html>", "content"),
        (ADDRESS, b"", "content"),
    ],
)
async def test_what_is_wrong_is_named(town: Town, files: Path, address: str, content: bytes, field: str) -> None:
    cookie, _ = await staff_secret(town, StaffRole.ADMIN)
    async with browser(cookie) as desk:
        reply = await desk.put(address, content=content, headers=OWN_PAGE)
    assert (reply.status_code, reply.json()["code"], reply.json()["field"]) == (400, "invalid_input", field)
    assert await nothing_came(files)


async def test_a_compressed_body_is_refused(town: Town, files: Path) -> None:
    cookie, _ = await staff_secret(town, StaffRole.ADMIN)
    async with browser(cookie) as desk:
        reply = await desk.put(ADDRESS, content=PDF, headers=OWN_PAGE | {"Content-Encoding": "gzip"})
    assert reply.status_code == 400
    assert await nothing_came(files)


async def test_too_much_is_refused_by_its_length_and_while_it_streams(town: Town, files: Path) -> None:
    cookie, _ = await staff_secret(town, StaffRole.ADMIN)
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield PDF
        while True:
            sent += 1
            yield bytes(1024 * 1024)

    async with browser(cookie) as desk:
        declared = await desk.put(ADDRESS, content=b"", headers=OWN_PAGE | {"Content-Length": str(25 * 1024**2 + 1)})
        streamed = await desk.put(ADDRESS, content=endless(), headers=OWN_PAGE)
    for reply in (declared, streamed):
        assert (reply.status_code, reply.json()["code"]) == (413, "too_large")
    assert sent < 40
    assert await nothing_came(files)


async def test_only_put_is_taken(town: Town, files: Path) -> None:
    cookie, _ = await staff_secret(town, StaffRole.ADMIN)
    async with browser(cookie) as desk:
        for method in ("GET", "POST", "PATCH", "DELETE"):
            assert (await desk.request(method, ADDRESS, content=PDF, headers=OWN_PAGE)).status_code == 405
    assert await nothing_came(files)
