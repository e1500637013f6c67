"""Files that come by PUT /uploads, before a mutation says what they are for."""

import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath
from uuid import UUID, uuid4

from tortoise.functions import Count, Sum

from models import clock
from models.database import as_uuid, transaction
from models.document import Document, StoredFile, Upload, UploadPurpose
from models.staff import StaffRole
from models.storage import ContentTooLarge, Storage
from models.token import TokenScope
from push.statement import run
from resolvers.access import ROLES, Task, Viewer, actor, require_staff, visible_uploads
from resolvers.errors import InvalidInput, NotFound, TooLarge, TooManyAttempts

LIFETIME = timedelta(days=1)
MOST_OPEN_UPLOADS = 100
MOST_OPEN_BYTES = 2 * 1024**3
LONGEST_NAME = 200
HEAD = 512


@dataclass(frozen=True, slots=True)
class Limits:
    """What one purpose takes: roles, token scope, size, and content type by extension."""

    roles: frozenset[StaffRole]
    scope: TokenScope
    max_bytes: int
    types: dict[str, str]


PURPOSES = {
    UploadPurpose.DOCUMENT: Limits(
        roles=ROLES[Task.PUBLISH_DOCUMENTS],
        scope=TokenScope.DOCUMENTS_WRITE,
        max_bytes=25 * 1024**2,
        types={".pdf": "application/pdf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"},
    ),
    UploadPurpose.STOCK: Limits(
        roles=ROLES[Task.IMPORT_STOCK],
        scope=TokenScope.STOCK_WRITE,
        max_bytes=64 * 1024**2,
        types={".csv": "text/csv", ".txt": "text/csv"},
    ),
}

_MAGIC = {"application/pdf": b"%PDF-", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}


def require_uploader(viewer: Viewer, purpose: UploadPurpose) -> Limits:
    """What the viewer may put in for this purpose.

    Raises:
        NotAllowed: the role or the token does not.
    """
    limits = PURPOSES[purpose]
    require_staff(viewer, limits.roles, scope=limits.scope)
    return limits


async def receive(viewer: Viewer, storage: Storage, content: AsyncIterator[bytes], *, purpose: UploadPurpose, filename: str) -> Upload:
    """Store a stream; its type must be allowed by extension and by its first bytes (FI-01). What is refused leaves nothing behind.

    Raises:
        NotAllowed: the role or the token does not.
        InvalidInput: name or content.
        TooLarge: more bytes than the purpose takes (FI-02).
        TooManyAttempts: too many uploads of this viewer wait to be used.
    """
    limits = require_uploader(viewer, purpose)
    kind, who = actor(viewer)
    owner = f"{kind}:{who}"
    await _check_quota(owner)
    name = clean_filename(filename)
    content_type = limits.types.get(PurePosixPath(name).suffix.lower())
    if content_type is None:
        raise InvalidInput(f"The file's extension must be one of {', '.join(limits.types)}.", field="filename")
    try:
        stored = await storage.put(_checked(content, content_type), max_bytes=limits.max_bytes)
    except ContentTooLarge as error:
        raise TooLarge(f"At most {limits.max_bytes} bytes.", field="content") from error
    now = await clock.now()
    try:
        async with transaction():
            file = await StoredFile.create(
                key=stored.key, filename=name, content_type=content_type, size=stored.size, sha256=stored.sha256, created_at=now
            )
            return await Upload.create(id=uuid4(), purpose=purpose, file_id=file.id, owner=owner, created_at=now, expires_at=now + LIFETIME)
    except BaseException:
        await storage.delete(stored.key)
        raise


async def find(viewer: Viewer, upload_id: UUID, purpose: UploadPurpose) -> StoredFile:
    """Look at an upload without using it up: a dry run, or a stock file, whose batch key makes a second run harmless.

    Raises:
        NotFound: it is not there, was used, ran out or belongs to somebody else.
    """
    open_uploads = visible_uploads(viewer).filter(purpose=purpose, expires_at__gt=await clock.now())
    upload = await open_uploads.select_related("file").get_or_none(id=upload_id)
    if upload is None:
        raise NotFound("There is no such upload.", field="uploadId")
    return upload.file


async def take(viewer: Viewer, upload_id: UUID, purpose: UploadPurpose) -> StoredFile:
    """Use an upload, once, in the caller's transaction; its first statement there.

    Raises:
        NotFound: it is not there, was used, ran out or belongs to somebody else.
    """
    kind, who = actor(viewer)
    taken = await run(
        f"""
        UPDATE upload SET used_at = {clock.sql_now()}
        WHERE id = $1 AND owner = $2 AND purpose = $3 AND used_at IS NULL AND expires_at > {clock.sql_now()} RETURNING file_id
        """,  # noqa: S608 - the clock's expression only
        upload_id,
        f"{kind}:{who}",
        purpose.value,
    )
    if not taken:
        raise NotFound("There is no such upload.", field="uploadId")
    return await StoredFile.get(id=as_uuid(taken[0]["file_id"]))


async def remove_expired(storage: Storage) -> int:
    """Delete uploads nobody used within a day, and the files of used ones that no document holds; returns how many files went."""
    removed = 0
    for upload in await Upload.filter(expires_at__lte=await clock.now()).select_related("file"):
        is_held = await Document.filter(file_id=upload.file.id).exists()
        if not is_held:
            # Bytes first: whoever is interrupted here finds the rows again and goes on.
            await storage.delete(upload.file.key)
            removed += 1
        async with transaction():
            await Upload.filter(id=upload.id).delete()
            if not is_held:
                await StoredFile.filter(id=upload.file.id).delete()
    return removed


def clean_filename(name: str) -> str:
    """The last part of a path, without control characters and what file systems refuse, cut to the column with its extension kept."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(character for character in name if unicodedata.category(character)[0] != "C" and character not in '<>:"|?*')
    kept = " ".join(kept.split()).lstrip(".")
    stem, dot, extension = kept.rpartition(".")
    if dot and len(kept) > LONGEST_NAME:
        kept = f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}"
    return kept[:LONGEST_NAME]


async def _check_quota(owner: str) -> None:
    open_uploads = Upload.filter(owner=owner, used_at__isnull=True, expires_at__gt=await clock.now())
    counted = await open_uploads.annotate(number=Count("id"), size=Sum("file__size")).values("number", "size")
    number = sum(row["number"] for row in counted)
    size = sum(row["size"] or 0 for row in counted)
    if number >= MOST_OPEN_UPLOADS or size >= MOST_OPEN_BYTES:
        raise TooManyAttempts(int(LIFETIME.total_seconds()))


async def _checked(content: AsyncIterator[bytes], content_type: str) -> AsyncIterator[bytes]:
    """Pass the stream on once its first bytes are what the extension says."""
    head = b""
    async for chunk in content:
        head += chunk
        if len(head) >= HEAD:
            break
    if not head:
        raise InvalidInput("The file is empty.", field="content")
    magic = _MAGIC.get(content_type)
    if magic is not None and not head.startswith(magic):
        raise InvalidInput(f"The content is not {content_type}.", field="content")
    if magic is None and (b"\x00" in head or any(head.startswith(known) for known in _MAGIC.values())):
        raise InvalidInput("The content is not text.", field="content")
    yield head
    async for chunk in content:
        yield chunk
