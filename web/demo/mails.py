"""/demo/mails: the caught mails in the browser. Exists in demo mode only."""

import asyncio
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from settings import CooperativeSettings
from web.assets import stylesheets
from web.demo.mailbox import CaughtMail, Mailbox

PAGES = Path(__file__).parent / "pages"
NO_STORE = {"Cache-Control": "no-store"}
# Mails carry their styles in themselves, as mail programs read no others. Here they can do nothing else: no script, no request, no origin.
FRAMED = {
    **NO_STORE,
    "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self';"
    " sandbox allow-top-navigation-by-user-activation",
    "X-Frame-Options": "SAMEORIGIN",
}


def folder(data_dir: Path) -> Path:
    """Where the mails of a demo lie."""
    return data_dir / "mails"


def routes(data_dir: Path, cooperative: CooperativeSettings) -> list[BaseRoute]:
    """List, one mail, its HTML part for a sandboxed frame, and the stylesheet."""
    pages = Pages(Mailbox(folder(data_dir)), cooperative)
    return [
        Route("/demo/mails", pages.listed),
        Route("/demo/mails.css", stylesheet),
        Route("/demo/mails/{name}", pages.one),
        Route("/demo/mails/{name}/html", pages.html),
    ]


async def stylesheet(request: Request) -> Response:
    """The few rules the portal's own stylesheet lacks."""
    return FileResponse(PAGES / "mails.css", headers={"Cache-Control": "no-cache"})


class Pages:
    """The three pages over one mailbox."""

    def __init__(self, mailbox: Mailbox, cooperative: CooperativeSettings) -> None:
        self._mailbox = mailbox
        self._words = {"cooperative": cooperative}
        loader = FileSystemLoader(PAGES)
        self._templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)

    async def listed(self, request: Request) -> Response:
        """The newest mails, to everybody or to the address in `?an=`."""
        recipient = request.query_params.get("an", "").strip()
        mails = await asyncio.to_thread(self._mailbox.newest, recipient=recipient)
        return self._page("mails.html", mails=mails, recipient=recipient)

    async def one(self, request: Request) -> Response:
        """One mail as text with its links, and as HTML in a frame."""
        return self._page("mail.html", mail=await self._mail(request))

    async def html(self, request: Request) -> Response:
        """The HTML part alone; it may neither run scripts nor load anything, its links open in the whole window."""
        mail = await self._mail(request)
        if mail.html is None:
            raise HTTPException(404)
        return HTMLResponse(f'<base target="_top">{mail.html}', headers=FRAMED)

    async def _mail(self, request: Request) -> CaughtMail:
        mail = await asyncio.to_thread(self._mailbox.get, request.path_params["name"])
        if mail is None:
            raise HTTPException(404)
        return mail

    def _page(self, template: str, **words: object) -> Response:
        styles = [*stylesheets(), "/demo/mails.css"]
        text = self._templates.get_template(template).render(styles=styles, **self._words, **words)
        return HTMLResponse(text, headers=NO_STORE)
