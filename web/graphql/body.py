"""Reading a GraphQL request strictly: what is not one JSON object with a query is refused with a 4xx (GQ-01a, GQ-03, GQ-04, GQ-08)."""

import re
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
from starlette.requests import Request

from schema.errors import EndpointCode
from web.auth import refuse_token_in

MISPLACED = "An API token goes into the Authorization header only; this one stood in the body: revoke it."
MAX_BODY_BYTES = 256 * 1024
MAX_VARIABLES_BYTES = 100 * 1024
_DOCUMENT_ID = re.compile(r"sha256:([0-9a-f]{64})")
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class Refused(Exception):
    """The request cannot be taken; `status` is the HTTP status (GraphQL over HTTP, section 6), `extensions` are those of its one error."""

    def __init__(
        self, status: int, message: str, code: str = EndpointCode.BAD_REQUEST, *, headers: dict[str, str] | None = None, **extensions: Any
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.headers = headers or {}
        self.extensions: dict[str, Any] = {"code": str(code), **extensions}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation to run: its text, or the hash of a text that was shipped with a build of the app."""

    query: str
    variables: dict[str, Any] = field(default_factory=dict[str, Any])
    name: str | None = None
    sha256: str | None = None


async def read(request: Request) -> Operation:
    """The operation of a POST. Raises Refused."""
    _check_content_type(request)
    return operation(_parse(await _bytes(request)))


def _check_content_type(request: Request) -> None:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != "application/json":
        raise Refused(415, "Send the operation as application/json.", headers={"Accept": "application/json"})
    charset = parameters.lower().partition("charset=")[2].strip(' "')
    if charset not in {"", "utf-8", "utf8"}:
        raise Refused(415, "Send the operation in UTF-8.")
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Refused(415, "Send the operation uncompressed.", headers={"Accept-Encoding": "identity"})


async def _bytes(request: Request) -> bytes:
    """Count while reading: a declared length is only a claim."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise Refused(
                413, f"The body is larger than {MAX_BODY_BYTES} bytes; files go through PUT /uploads.", headers={"Connection": "close"}
            )
        chunks.append(chunk)
    return b"".join(chunks)


def _parse(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refused(400, "The body is not JSON in UTF-8.") from None


def operation(parsed: Any) -> Operation:
    """Check the shape of a request; also of the payload of a `subscribe` message. Raises Refused."""
    if isinstance(parsed, list):
        raise Refused(400, "Batches are not taken; send one operation per request.")
    if not isinstance(parsed, dict):
        raise Refused(400, "The body must be a JSON object.")
    fields = cast("dict[str, Any]", parsed)
    query, sha256 = _document(fields.get("query"), fields.get("documentId"))
    variables, name = fields.get("variables"), fields.get("operationName")
    if refuse_token_in(query):
        raise Refused(400, MISPLACED, EndpointCode.TOKEN_MISPLACED)
    if variables is not None and not isinstance(variables, dict):
        raise Refused(400, "`variables` must be an object.")
    if name is not None and not isinstance(name, str):
        raise Refused(400, "`operationName` must be a text.")
    if not isinstance(fields.get("extensions"), dict | None):
        raise Refused(400, "`extensions` must be an object.")
    values = cast("dict[str, Any]", variables or {})
    _check_variables(values)
    return Operation(query, values, name or None, sha256)


def _document(query: Any, document_id: Any) -> tuple[str, str | None]:
    """Its text, or its hash. A subscribe message must have a `query` (graphql-transport-ws), so beside a hash it may be empty."""
    if document_id is None:
        if not isinstance(query, str) or not query.strip():
            raise Refused(400, "`query` must be a text.")
        return query, None
    found = _DOCUMENT_ID.fullmatch(document_id) if isinstance(document_id, str) else None
    if found is None:
        raise Refused(400, "`documentId` must be `sha256:` and 64 hexadecimal digits in lower case.")
    if query is not None and query != "":
        raise Refused(400, "Send either `query` or `documentId`.")
    return "", found[1]


def _check_variables(values: dict[str, Any]) -> None:
    """PostgreSQL holds no NUL in a text: one that got as far as a driver would be a fault of ours."""
    try:
        written = orjson.dumps(values)
    except orjson.JSONEncodeError:
        raise Refused(400, "The variables nest too deep.") from None
    if len(written) > MAX_VARIABLES_BYTES:
        raise Refused(413, f"The variables are larger than {MAX_VARIABLES_BYTES} bytes; files go through PUT /uploads.")
    if refuse_token_in(written.decode()):
        raise Refused(400, MISPLACED, EndpointCode.TOKEN_MISPLACED)
    if _NUL.search(written):
        raise Refused(400, "A text holds a NUL character.")
