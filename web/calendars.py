"""GET /kalender/{token}.ics: a member's dates for the calendar program they gave the address to."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from resolvers import calendar_feed
from web.links import Pages


def routes(pages: Pages) -> list[BaseRoute]:
    """To be mounted before the app's own routes, which take every path."""

    async def show(request: Request) -> Response:
        token = request.path_params["token"]
        name = f"Mieterportal {pages.cooperative.short_name}"
        found = await calendar_feed.content(token, name=name, base_url=pages.origin)
        if found is None:
            return pages.message(request, "missing_title", status=404, text=pages.word(request, "missing_text"))
        content = found.encode()
        etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {"Cache-Control": "private, no-cache", "ETag": etag, "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
        if etag in [each.strip() for each in request.headers.get("if-none-match", "").split(",")]:
            return Response(status_code=304, headers=headers)
        headers["Content-Disposition"] = 'inline; filename="mieterportal.ics"'
        return Response(content, headers=headers, media_type="text/calendar; charset=utf-8")

    return [Route(f"{calendar_feed.PATH}/{{token}}.ics", show, methods=["GET"])]
