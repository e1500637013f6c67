"""POST /letters/{id}: the PDF of a run, once; GET /letters/unregistered.csv: who has not registered yet. For the member desk."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from resolvers import letter
from resolvers.errors import Code, NotAllowed, PortalError
from resolvers.letter import Printer
from web.auth import BadToken, bearer_of, request_info, viewer_of
from web.documents import disposition
from web.graphql.origin import has_preflight_header, is_foreign
from web.refusals import refusal

ATTACHED = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def routes(cookie_name: str, origin: str, printer: Printer) -> list[BaseRoute]:
    """The routes, for sessions in `cookie_name` of pages of `origin`."""

    async def post(request: Request) -> Response:
        if bearer_of(request.headers) is None and (is_foreign(request.headers, origin) or not has_preflight_header(request.headers)):
            return refusal(NotAllowed("Send the header GraphQL-Require-Preflight from the portal's own page."))
        viewer = await viewer_of(request, cookie_name)
        reissue = request.query_params.get("reissue") == "1"
        done = await letter.print_run(viewer, id_of(request.path_params["run_id"]), printer, reissue=reissue)
        return Response(done.pdf, 200, ATTACHED | {"Content-Disposition": disposition(done.filename)}, "application/pdf")

    async def get(request: Request) -> Response:
        if is_foreign(request.headers, origin):
            return refusal(NotAllowed("Only the portal's own pages may open this list."))
        content = await letter.as_csv(await viewer_of(request, cookie_name))
        # The mark of UTF-8 is what makes spreadsheets read umlauts.
        headers = ATTACHED | {"Content-Disposition": disposition("Nicht registriert.csv")}
        return Response(b"\xef\xbb\xbf" + content.encode(), 200, headers, "text/csv; charset=utf-8")

    return [
        Route("/letters/unregistered.csv", refusing(get), methods=["GET"]),
        Route("/letters/{run_id}", refusing(post), methods=["POST"]),
    ]


def refusing(answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """The same, with refusals as answers, and named in the log as a request of the portal."""

    async def handle(request: Request) -> Response:
        request_info(request)
        try:
            return await answer(request)
        except PortalError as error:
            return refusal(error)
        except BadToken:
            return refusal(NotAllowed("The token is not valid.", code=Code.NOT_SIGNED_IN))

    return handle


def id_of(value: str) -> UUID:
    """What is no id becomes one that nobody has, and takes the same way to the same answer."""
    try:
        return UUID(value)
    except ValueError:
        return uuid4()
