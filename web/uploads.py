"""PUT /uploads?purpose=document&filename=Abrechnung.pdf: the body is the file, streamed; the reply names it for a mutation."""

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from models import storage
from models.document import UploadPurpose
from resolvers import upload
from resolvers.errors import Code, InvalidInput, NotAllowed, PortalError, TooLarge
from web.auth import BadToken, bearer_of, viewer_of
from web.graphql.origin import has_preflight_header, is_foreign
from web.refusals import NO_STORE, refusal


def routes(cookie_name: str, origin: str) -> list[BaseRoute]:
    """The route, for sessions in `cookie_name` of pages of `origin`, and for API tokens."""

    async def put(request: Request) -> Response:
        try:
            _check_sender(request, origin)
            taken = await _receive(request, cookie_name)
        except PortalError as error:
            return refusal(error)
        except BadToken:
            return refusal(NotAllowed("The token is not valid.", code=Code.NOT_SIGNED_IN))
        except ClientDisconnect:
            return Response(status_code=400)
        return JSONResponse({"uploadId": str(taken)}, 201, NO_STORE)

    return [Route("/uploads", put, methods=["PUT"])]


async def _receive(request: Request, cookie_name: str) -> object:
    viewer = await viewer_of(request, cookie_name)
    purpose = _purpose(request)
    limits = upload.require_uploader(viewer, purpose)
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise InvalidInput("The body must not be compressed.", field="content")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > limits.max_bytes:
        raise TooLarge(f"At most {limits.max_bytes} bytes.", field="content")
    filename = request.query_params.get("filename", "")
    taken = await upload.receive(viewer, storage.current(), request.stream(), purpose=purpose, filename=filename)
    return taken.id


def _check_sender(request: Request, origin: str) -> None:
    """A browser's own cookie is used by our own pages only (GQ-09); a bearer token is not sent by accident."""
    if bearer_of(request.headers) is not None:
        return
    if is_foreign(request.headers, origin) or not has_preflight_header(request.headers):
        raise NotAllowed("Send the header GraphQL-Require-Preflight from the portal's own page, or a bearer token.")


def _purpose(request: Request) -> UploadPurpose:
    try:
        return UploadPurpose(request.query_params.get("purpose", ""))
    except ValueError as error:
        raise InvalidInput("purpose must be document or stock.", field="purpose") from error
