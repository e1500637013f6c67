"""The app as files: its pages, its build, its icons, and what the cooperative's settings make of them (name, colour, logo)."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from settings import CooperativeSettings
from web import theme
from web.assets import DIST

NO_CACHE = {"Cache-Control": "no-cache"}
IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}
DAY = {"Cache-Control": "public, max-age=86400"}
LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}

APP_PATHS = (
    "anmelden",
    "aushaenge",
    "dokumente",
    "erstanmeldung",
    "fragen",
    "hausmeister",
    "hilfe",
    "mitlesen",
    "neue-e-mail",
    "neues-passwort",
    "passwort-vergessen",
    "passwort-waehlen",
    "profil",
    "verwaltung",
)
"""First parts of the addresses the app itself knows (web/pwa/src/app/routes.tsx, web/pwa/src/staff/routes.tsx)."""


class Files(StaticFiles):
    """Files of the build; where the app was not built there are none."""

    async def check_config(self) -> None:
        """Called at the first request; a missing folder is an answer (404), not a fault."""


class Build(Files):
    """Files whose names carry a hash of their content."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers.update(IMMUTABLE)
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"range"]
        return await super().get_response(path, scope)


def manifest(cooperative: CooperativeSettings) -> bytes:
    """The web app manifest (W3C), with the cooperative's name and colour."""
    purposes = [("icon-192", 192, "any"), ("icon-512", 512, "any"), ("maskable-192", 192, "maskable"), ("maskable-512", 512, "maskable")]
    icons = [
        {"src": f"/icons/{name}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in purposes
    ]
    return orjson.dumps(
        {
            "id": "/",
            "name": f"Mieterportal {cooperative.name}",
            "short_name": cooperative.short_name,
            "description": f"Aushänge und Dokumente der {cooperative.name}",
            "lang": "de",
            "dir": "ltr",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#f5f2ea",
            "theme_color": theme.light(cooperative.brand_color)["--brand-fill"],
            "icons": icons,
        }
    )


def routes(cooperative: CooperativeSettings, dist: Path = DIST) -> list[BaseRoute]:
    """Routes of the app; the last ones take every remaining path."""
    index = partial(_index, dist, 200)
    found: list[BaseRoute] = [
        Route("/manifest.webmanifest", partial(_text, manifest(cooperative), "application/manifest+json")),
        Route("/theme.css", partial(_text, theme.stylesheet(cooperative.brand_color).encode(), "text/css; charset=utf-8")),
        Route("/sw.js", partial(_file, dist / "sw.js", {**NO_CACHE, "Service-Worker-Allowed": "/"})),
        Mount("/assets", Build(directory=dist / "assets", check_dir=False)),
        Mount("/icons", Files(directory=dist / "icons", check_dir=False)),
        Route("/", index),
        Route("/index.html", index),
        Route("/favicon.ico", partial(_file, dist / "icons" / "icon-192.png", DAY)),
    ]
    if cooperative.logo is not None:
        kind = LOGO_TYPES[cooperative.logo.suffix.lower()]
        found.append(Route("/logo", partial(_file, cooperative.logo, {**DAY, "Content-Type": kind, **logo_policy(kind)})))
    for path in APP_PATHS:
        found += [Route(f"/{path}", index), Route(f"/{path}/{{rest:path}}", index)]
    found.append(Route("/{rest:path}", partial(_missing, dist), methods=["GET", "HEAD"]))
    return found


def logo_policy(kind: str) -> dict[str, str]:
    """No script, no request, no origin. Drawing programs write styles into the file, and Firefox obeys the policy within pictures too."""
    styles = " style-src 'unsafe-inline';" if kind == LOGO_TYPES[".svg"] else ""
    return {"Content-Security-Policy": f"default-src 'none';{styles} sandbox"}


async def _text(content: bytes, media_type: str, request: Request) -> Response:
    return Response(content, headers={"Content-Type": media_type, **NO_CACHE})


async def _file(path: Path, headers: dict[str, str], request: Request) -> Response:
    if not await asyncio.to_thread(path.is_file):
        return PlainTextResponse("Not found", 404)
    return FileResponse(path, headers=headers)


async def _index(dist: Path, status: int, request: Request) -> Response:
    """The app's one page; it looks at the address itself."""
    page = dist / "index.html"
    if not await asyncio.to_thread(page.is_file):
        return PlainTextResponse("The app has not been built: run `make install`.", 503)
    return FileResponse(page, status, headers=NO_CACHE)


async def _missing(dist: Path, request: Request) -> Response:
    """A browser gets the app, which says that there is nothing here; everybody else gets a word."""
    if "text/html" in request.headers.get("accept", ""):
        return await _index(dist, 404, request)
    return PlainTextResponse("Not found", 404)
