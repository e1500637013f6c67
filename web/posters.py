"""GET /notices/{id}/posters.pdf: the paper for the stairwell, one page a house; `?house=` for one of them alone."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from resolvers import notice
from resolvers.errors import NotAllowed
from resolvers.letter import Printer
from web.auth import viewer_of
from web.documents import disposition
from web.graphql.origin import is_foreign
from web.letters import ATTACHED, id_of, refusing
from web.refusals import refusal


def routes(cookie_name: str, origin: str, printer: Printer) -> list[BaseRoute]:
    """The route, for sessions in `cookie_name` of pages of `origin`, and for tokens that read notices."""

    async def get(request: Request) -> Response:
        if is_foreign(request.headers, origin):
            return refusal(NotAllowed("Only the portal's own pages may print."))
        viewer = await viewer_of(request, cookie_name)
        house = request.query_params.get("house")
        done = await notice.posters(
            viewer, id_of(request.path_params["notice_id"]), printer.cooperative, printer.base_url, house_id=id_of(house) if house else None
        )
        return Response(done.pdf, 200, ATTACHED | {"Content-Disposition": disposition(done.filename)}, "application/pdf")

    return [Route("/notices/{notice_id}/posters.pdf", refusing(get), methods=["GET"])]
