"""Small real files, and streams of them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from uuid import UUID

from models import storage
from models.document import DocumentCategory, UploadPurpose
from resolvers import document, upload
from resolvers.access import Operator, Viewer
from resolvers.document import DocumentInput

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(600)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(600)


async def stream(content: bytes, *, size: int = 16) -> AsyncIterator[bytes]:
    """The content in small chunks, as a network may bring it."""
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def uploaded(viewer: Viewer, content: bytes = PDF, filename: str = "Abrechnung.pdf") -> UUID:
    """An upload of the viewer that waits to be used."""
    taken = await upload.receive(viewer, storage.current(), stream(content), purpose=UploadPurpose.DOCUMENT, filename=filename)
    return taken.id


async def published(key: str, *, content: bytes = PDF, filename: str = "Abrechnung.pdf", **target: UUID | date) -> UUID:
    """A published statement of operating costs for the target."""
    blank = DocumentInput(
        upload_id=await uploaded(Operator(), content, filename),
        category=DocumentCategory.OPERATING_COSTS,
        title="Betriebskostenabrechnung 2025",
    )
    form = replace(blank, **target)
    done = await document.publish(Operator(), form, key)
    assert done.document is not None
    return done.document.document.id
