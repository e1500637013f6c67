"""Every page there is: the app's from its tables of routes, the server's own from the application. A new one is visited from then on."""

import re
from pathlib import Path

from starlette.routing import Route

from settings import Settings
from web import app
from web.shell import APP_PATHS

_PWA = Path(__file__).parents[2] / "web/pwa/src"
_PATH = re.compile(r"\bpath: (?:\"(?P<text>[^\"]+)\"|(?P<name>[A-Z_]+))")
# What the server answers to a GET that is no page: for programs, or a file beside a page.
NO_PAGES = {
    "/graphql",
    "/health",
    "/health/live",
    "/health/ready",
    "/metrics",
    "/documents/{document_id}",
    "/letters/unregistered.csv",
    "/manifest.webmanifest",
    "/theme.css",
    "/sw.js",
    "/favicon.ico",
    "/demo/mails.css",
}


def app_routes(table: str) -> list[str]:
    """The patterns of one exported table of routes, `OPEN_ROUTES` and so on, in its order.

    Raises:
        ValueError: a route was found whose path this cannot read.
    """
    for source in (_PWA / "app/routes.tsx", _PWA / "staff/routes.tsx"):
        text = source.read_text("utf-8")
        constants = dict(re.findall(r"const ([A-Z_]+) = \"([^\"]+)\"", text))
        block = re.search(rf"\b{table}: [^=]+= \[(.*?)\n\];", text, re.DOTALL)
        if block is None:
            continue
        found = [match["text"] or constants[match["name"]] for match in _PATH.finditer(block[1])]
        if len(found) != len(re.findall(r"\bpath:", block[1])) or len(found) != len(re.findall(r"\bpage:", block[1])):
            raise ValueError(f"{table} in {source} has a route whose path cannot be read")
        return found
    raise ValueError(f"there is no table {table}")


def server_pages(settings: Settings) -> list[str]:
    """The patterns of pages that the server renders itself, a token written as `{token}`."""
    own = {f"/{path}" for path in APP_PATHS} | {"/", "/index.html"}
    found = [route.path for route in app.routes(settings) if isinstance(route, Route) and "GET" in (route.methods or ())]
    return [path for path in found if path not in NO_PAGES | own and not path.endswith("/{rest:path}")]
