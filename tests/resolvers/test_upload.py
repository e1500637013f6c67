"""Uploads: only what is allowed comes in, nothing of what is refused stays, and each is used once by its owner."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from models import clock, storage
from models.database import transaction
from models.document import StoredFile, Upload, UploadPurpose
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import upload
from resolvers.access import Operator, Viewer
from resolvers.errors import InvalidInput, NotAllowed, NotFound, PortalError, TooLarge, TooManyAttempts
from tests.support.files import JPEG, PDF, PNG, published, stream, uploaded
from tests.support.town import Town, integrator

pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture(autouse=True)
def straight_clock() -> Iterator[None]:
    """Tests may move the clock; afterwards it tells the time again."""
    yield
    clock.shift(timedelta())


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "filename", "content_type"),
    [
        (PDF, "Abrechnung.pdf", "application/pdf"),
        (PDF, "A.PDF", "application/pdf"),
        (JPEG, "a.jpg", "image/jpeg"),
        (JPEG, "a.JPEG", "image/jpeg"),
        (PNG, "a.png", "image/png"),
    ],
)
async def test_an_allowed_file_is_kept_byte_for_byte(town: Town, content: bytes, filename: str, content_type: str) -> None:
    upload_id = await uploaded(await town.staff(StaffRole.EDITOR), content, filename)
    row = await Upload.get(id=upload_id).select_related("file")
    assert (row.file.filename, row.file.content_type, row.file.size) == (filename, content_type, len(content))
    assert b"".join([chunk async for chunk in await storage.current().get(row.file.key)]) == content
    assert row.expires_at - row.created_at == timedelta(days=1)


@pytest.mark.parametrize(
    ("content", "filename", "field"),
    [
        (b"", "a.pdf", "content"),
        (b"<html>", "a.pdf", "content"),
        (b" %PDF-1.7", "a.pdf", "content"),
        (PNG, "a.pdf", "content"),
        (PDF, "a.png", "content"),
        (PDF, "a.jpg", "content"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "filename"),
        (b"<html>", "a.html", "filename"),
        (PDF, "a.pdf.exe", "filename"),
        (PDF, "pdf", "filename"),
        (PDF, "", "filename"),
        (PDF, ".pdf", "filename"),
    ],
)
@pytest.mark.usefixtures("database")
async def test_type_and_extension_must_agree(files: Path, content: bytes, filename: str, field: str) -> None:
    await refused(files, Operator(), content, filename, InvalidInput, field=field)


async def test_stock_is_text(files: Path, town: Town) -> None:
    admin = await town.staff(StaffRole.ADMIN)
    for content in (b"a;b\x00;c", PDF, b""):
        await refused(files, admin, content, "stock.csv", InvalidInput, field="content", purpose=UploadPurpose.STOCK)
    await refused(files, admin, b"a;b", "stock.pdf", InvalidInput, field="filename", purpose=UploadPurpose.STOCK)
    content = stream("Straße;1\n".encode("cp1252"))
    taken = await upload.receive(admin, storage.current(), content, purpose=UploadPurpose.STOCK, filename="stock.csv")
    assert (await upload.find(admin, taken.id, UploadPurpose.STOCK)).size == 9


async def test_the_limit_is_enforced_while_streaming(files: Path, database: str) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        yield PDF
        while True:
            taken += 1
            yield bytes(1024 * 1024)

    with pytest.raises(TooLarge):
        await upload.receive(Operator(), storage.current(), endless(), purpose=UploadPurpose.DOCUMENT, filename="a.pdf")
    assert taken == 25
    assert (kept(files), await Upload.all().count(), await StoredFile.all().count()) == ([], 0, 0)


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.CARETAKER, StaffRole.AUDITOR, StaffRole.ALERT_SENDER])
async def test_other_roles_put_nothing_in(files: Path, town: Town, role: StaffRole) -> None:
    await refused(files, await town.staff(role), PDF, "a.pdf", NotAllowed)


async def test_tenants_visitors_and_tokens_without_the_scope_put_nothing_in(files: Path, town: Town) -> None:
    for viewer in (None, await town.tenant("Anna"), integrator(TokenScope.STOCK_WRITE)):
        await refused(files, viewer, PDF, "a.pdf", NotAllowed)
    await refused(files, integrator(TokenScope.DOCUMENTS_WRITE), b"a;b", "a.csv", NotAllowed, purpose=UploadPurpose.STOCK)
    await refused(files, await town.staff(StaffRole.EDITOR), b"a;b", "a.csv", NotAllowed, purpose=UploadPurpose.STOCK)
    await uploaded(integrator(TokenScope.DOCUMENTS_WRITE))


async def test_an_upload_is_used_once_by_its_owner_for_its_purpose(town: Town) -> None:
    staff, colleague = await town.staff(StaffRole.EDITOR), await town.staff(StaffRole.EDITOR)
    upload_id = await uploaded(staff)
    for viewer, wanted, purpose in [
        (colleague, upload_id, UploadPurpose.DOCUMENT),
        (staff, uuid4(), UploadPurpose.DOCUMENT),
        (staff, upload_id, UploadPurpose.STOCK),
        (None, upload_id, UploadPurpose.DOCUMENT),
    ]:
        for use in (upload.find, upload.take):
            with pytest.raises(NotFound):
                await use(viewer, wanted, purpose)
    assert (await upload.find(staff, upload_id, UploadPurpose.DOCUMENT)).filename == "Abrechnung.pdf"
    async with transaction():
        await upload.take(staff, upload_id, UploadPurpose.DOCUMENT)
    for use in (upload.find, upload.take):
        with pytest.raises(NotFound):
            await use(staff, upload_id, UploadPurpose.DOCUMENT)


async def test_an_upload_runs_out_and_goes_but_a_documents_file_stays(files: Path, town: Town) -> None:
    staff = await town.staff(StaffRole.EDITOR)
    forgotten = await uploaded(staff)
    used = await published("mutation-1", member_id=town.members["Anna"].id)
    clock.shift(timedelta(hours=23))
    assert await upload.remove_expired(storage.current()) == 0
    fresh = await uploaded(staff)
    clock.shift(timedelta(hours=25))
    with pytest.raises(NotFound):
        await upload.find(staff, forgotten, UploadPurpose.DOCUMENT)
    assert await upload.remove_expired(storage.current()) == 1
    assert [row.id for row in await Upload.all()] == [fresh]
    assert len(kept(files)) == await StoredFile.all().count() == 2
    assert await StoredFile.filter(documents__id=used).exists()


async def test_too_many_waiting_uploads_are_refused(files: Path, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MOST_OPEN_UPLOADS", 2)
    staff = await town.staff(StaffRole.EDITOR)
    await uploaded(staff)
    await uploaded(staff)
    with pytest.raises(TooManyAttempts):
        await uploaded(staff)
    assert len(kept(files)) == 2
    await uploaded(await town.staff(StaffRole.EDITOR))


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("Abrechnung 2025.pdf", "Abrechnung 2025.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\vera\\Brief.pdf", "Brief.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ('a"b<c>d|e?f*g.pdf', "abcdefg.pdf"),
        ("Stra\u0308ße\u202efdp.pdf", "Sträßefdp.pdf"),
        ("..versteckt.pdf", "versteckt.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("", ""),
    ],
)
def test_names_are_names_and_nothing_else(given: str, clean: str) -> None:
    assert upload.clean_filename(given) == clean


async def refused(
    files: Path,
    viewer: Viewer,
    content: bytes,
    filename: str,
    error: type[PortalError],
    *,
    field: str | None = None,
    purpose: UploadPurpose = UploadPurpose.DOCUMENT,
) -> None:
    """Nothing stays, neither row nor byte."""
    with pytest.raises(error) as refusal:
        await upload.receive(viewer, storage.current(), stream(content), purpose=purpose, filename=filename)
    if field:
        assert refusal.value.field == field
    assert (kept(files), await Upload.all().count(), await StoredFile.all().count()) == ([], 0, 0)
