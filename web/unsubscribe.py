"""The page behind "Welche E-Mails Sie bekommen" of an optional mail, and RFC 8058's one-click POST to the same address (SM-12).

Mail services send that POST without cookie, login or Origin: the link itself is the permission, and all it can do is switch mails off.
Looking at the page changes nothing.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from push.unsubscribe import PATH
from resolvers import unsubscribe
from resolvers.errors import NotFound
from web.auth import request_info
from web.links import Pages


def routes(pages: Pages) -> list[BaseRoute]:
    """To be mounted before the app's own routes, which take every path."""

    async def show(request: Request) -> Response:
        choice = await unsubscribe.look(request.path_params["token"])
        return _missing(pages, request) if choice is None else _page(pages, request, choice)

    async def use(request: Request) -> Response:
        try:
            return _page(pages, request, await unsubscribe.use(request_info(request), request.path_params["token"]))
        except NotFound:
            return _missing(pages, request)

    return [
        Route(f"{PATH}/{{token}}", show, methods=["GET"]),
        Route(f"{PATH}/{{token}}", use, methods=["POST"]),
    ]


def _page(pages: Pages, request: Request, choice: unsubscribe.Choice) -> Response:
    kind = choice.kind.value
    title = f"unsubscribed_{kind}_title" if choice.is_off else f"unsubscribe_{kind}_title"
    return pages.render(
        request,
        "unsubscribed.html" if choice.is_off else "unsubscribe.html",
        title=title,
        path=request.url.path,
        kind=kind,
    )


def _missing(pages: Pages, request: Request) -> Response:
    text = pages.word(request, "unsubscribe_missing_text")
    return pages.message(request, "expired_title", status=404, text=text, way_out="/profil", label="to_profile")
