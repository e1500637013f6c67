"""GET /documents/{id}: a document's file, authorised anew at every request (FI-05..07). A foreign id gets what a missing one gets.

`?for={member}`: for whom somebody reads (DS-19a). `?link=`: an address made for one download of a program that cannot send a header
(resolvers/document/link.py); cookie and Authorization mean nothing beside it.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID, uuid4

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from models import storage
from models.document import StoredFile
from resolvers import document, reader
from resolvers.access import Viewer
from resolvers.document import LinkedFile, link
from resolvers.errors import Code, NotAllowed, PortalError
from web.auth import BadToken, bearer_of, request_info, viewer_of
from web.refusals import refusal

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes from `start` to before `end`."""

    start: int
    end: int


class UnsatisfiableRange(Exception):
    """The file ends before the range begins (RFC 9110 14.4): HTTP 416."""


def routes(cookie_name: str) -> list[BaseRoute]:
    """The route, for sessions in `cookie_name` and for bearer sessions of apps."""

    async def get(request: Request) -> Response:
        try:
            return await _reply(request, await _wanted(request, cookie_name))
        except PortalError as error:
            return refusal(error)
        except BadToken:
            return refusal(NotAllowed("The token is not valid.", code=Code.NOT_SIGNED_IN))

    return [Route("/documents/{document_id}", get, methods=["GET"])]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Who wants which file; `link` where that is all they came with."""

    document_id: UUID
    viewer: Viewer
    file: StoredFile
    address: str
    link: LinkedFile | None = None


async def _wanted(request: Request, cookie_name: str) -> _Wanted:
    address = request_info(request).address
    document_id = _id(request.path_params["document_id"])
    if (text := request.query_params.get(link.NAME)) is not None:
        found = await link.find_by_link(text, document_id, address)
        return _Wanted(document_id, found.viewer, found.file, address, found)
    _check_sender(request)
    viewer = await viewer_of(request, cookie_name)
    if for_member := request.query_params.get("for"):
        viewer = await reader.for_whom(viewer, _id(for_member))
    return _Wanted(document_id, viewer, await document.find_for_download(viewer, document_id), address)


async def _reply(request: Request, wanted: _Wanted) -> Response:
    file = wanted.file
    headers = _headers(file)
    try:
        part = wanted_part(request.headers, file.size, headers["ETag"])
    except UnsatisfiableRange:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{file.size}"})
    shown = part or Part(0, file.size)
    headers["Content-Length"] = str(shown.end - shown.start)
    if part is not None:
        headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{file.size}"
    status = 200 if part is None else 206
    if request.method == "HEAD":
        if wanted.link is not None:
            await link.require_unused(wanted.link, wanted.address)
        return Response(status_code=status, headers=headers, media_type=file.content_type)
    content = await storage.current().get(file.key, start=shown.start, end=shown.end)
    if wanted.link is not None:
        await link.use(wanted.link, wanted.address, start=shown.start)
        if shown.end == file.size:
            content = _ending(content, shown.end - shown.start, wanted.link)
    await document.note_opening(wanted.viewer, wanted.document_id, goes_on=shown.start > 0)
    return StreamingResponse(content, status, headers, file.content_type)


async def _ending(content: AsyncIterator[bytes], left: int, used: LinkedFile) -> AsyncGenerator[bytes]:
    """The same bytes; before the last of them goes out the link is over, so that who has it all can ask for nothing again."""
    async for chunk in content:
        left -= len(chunk)
        if left <= 0:
            await link.end(used)
        yield chunk


def wanted_part(headers: Headers, size: int, etag: str) -> Part | None:
    """The one range a request asks for; None for the whole: no range, several, or a form we do not know (RFC 9110 14.2).

    Several ranges are answered with the whole at once, so that a storm of them costs nothing (FI-07).

    Raises:
        UnsatisfiableRange: it begins behind the end.
    """
    found = _RANGE.fullmatch(headers.get("range", "").strip().lower())
    if found is None or headers.get("if-range", etag) != etag:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        if not int(last) or not size:
            raise UnsatisfiableRange
        return Part(max(0, size - int(last)), size)
    start = int(first)
    end = min(size, int(last) + 1) if last else size
    if last and int(last) < start:
        return None
    if start >= size:
        raise UnsatisfiableRange
    return Part(start, end)


def disposition(filename: str) -> str:
    """`attachment` with the name in ASCII for old clients and in full for all others (RFC 6266 4.3, RFC 8187)."""
    plain = "".join(character if character.isascii() and (character.isalnum() or character in " .-_()") else "_" for character in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def _headers(file: StoredFile) -> dict[str, str]:
    return {
        "Content-Disposition": disposition(file.filename),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Accept-Ranges": "bytes",
        "ETag": f'"{file.sha256}"',
    }


def _check_sender(request: Request) -> None:
    """A browser says where a request comes from: only the portal's own pages and the address bar may use the cookie (FI-06)."""
    if bearer_of(request.headers) is None and request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        raise NotAllowed("Only the portal's own pages may open documents.")


def _id(value: str) -> UUID:
    """What is no id becomes one that nobody has, and takes the same way to the same answer."""
    try:
        return UUID(value)
    except ValueError:
        return uuid4()
