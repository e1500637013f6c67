"""GET /notices/{id}/reach.csv: which household was reached by what and when, for a spreadsheet."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from resolvers import delivery
from resolvers.errors import NotAllowed
from web.auth import viewer_of
from web.documents import disposition
from web.graphql.origin import is_foreign
from web.letters import ATTACHED, id_of, refusing
from web.refusals import refusal


def routes(cookie_name: str, origin: str) -> list[BaseRoute]:
    """The route, for sessions in `cookie_name` of pages of `origin`."""

    async def get(request: Request) -> Response:
        if is_foreign(request.headers, origin):
            return refusal(NotAllowed("Only the portal's own pages may open this list."))
        done = await delivery.as_csv(await viewer_of(request, cookie_name), id_of(request.path_params["notice_id"]))
        # The mark of UTF-8 is what makes spreadsheets read umlauts.
        headers = ATTACHED | {"Content-Disposition": disposition(done.filename)}
        return Response(b"\xef\xbb\xbf" + done.text.encode(), 200, headers, "text/csv; charset=utf-8")

    return [Route("/notices/{notice_id}/reach.csv", refusing(get), methods=["GET"])]
