"""Pages the server renders itself, so that they work for everybody and without script: the link of the activation mail, and the law.

Looking at a link changes nothing; only the button's POST does (AU-21). The token stands in the path: these pages are not cached, send no
referrer to other hosts, and the request log masks the path.
"""

import math
from collections.abc import Awaitable, Callable
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from models.consent import LegalKind
from resolvers import account, known_device, legal
from resolvers.account import LinkState
from resolvers.errors import Code, CredentialsRefused, TooManyAttempts, WeakPassword
from settings import CooperativeSettings
from web import assets
from web.auth import request_info, set_device_cookie

LANGUAGES = ("de", "en")
FOLDER = Path(__file__).parent / "pages"
LEGAL_PATHS = {
    "/datenschutz": (LegalKind.PRIVACY, "privacy"),
    "/nutzungsbedingungen": (LegalKind.TERMS, "terms"),
    "/impressum": (LegalKind.IMPRINT, "imprint"),
    "/barrierefreiheit": (LegalKind.ACCESSIBILITY, "accessibility"),
}
# same-origin, not no-referrer: with the latter a browser sends "Origin: null" with the page's own form (Fetch, 3.2).
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}

LONGEST_FORM = 4096

Use = Callable[[account.RequestInfo, str], Awaitable[object]]


class Pages:
    """Templates and words, filled with the cooperative's settings."""

    def __init__(self, cooperative: CooperativeSettings, origin: str, dist: Path = assets.DIST) -> None:
        self.cooperative = cooperative
        self.origin = origin
        self.dist = dist
        self.words = {language: orjson.loads((FOLDER / f"{language}.json").read_bytes()) for language in LANGUAGES}

    @cached_property
    def environment(self) -> Environment:
        """Escapes everything; a missing value raises."""
        found = Environment(loader=FileSystemLoader(FOLDER), autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True)
        found.filters["dialled"] = dialled
        return found

    def render(self, request: Request, name: str, *, title: str, status: int = 200, has_other: bool = True, **values: Any) -> Response:
        """One page in the language of `?sprache=`, German without it."""
        language = language_of(request)
        html = self.environment.get_template(name).render(
            words=self.words[language],
            language=language,
            other=next(other for other in LANGUAGES if other != language) if has_other else "",
            query=f"?sprache={language}" if language != LANGUAGES[0] else "",
            title=title,
            cooperative=self.cooperative,
            stylesheets=assets.stylesheets(self.dist),
            **values,
        )
        return HTMLResponse(html, status, headers={**PRIVATE, "Content-Language": language})

    def message(self, request: Request, title: str, *, status: int, text: str, way_out: str = "/", label: str = "to_start") -> Response:
        """A page of one sentence and a way out; needs nothing but the settings."""
        return self.render(
            request, "message.html", title=title, status=status, has_other=False, text=text, way_out=way_out, way_out_label=label
        )

    def word(self, request: Request, name: str) -> str:
        """One entry of the words in the page's language."""
        return str(self.words[language_of(request)][name])


def language_of(request: Request) -> str:
    """The language the page is asked for in."""
    wanted = request.query_params.get("sprache", LANGUAGES[0])
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def dialled(number: str) -> str:
    """A telephone number as tel: takes it."""
    return "".join(symbol for symbol in number if symbol.isdigit() or symbol == "+")


def routes(pages: Pages, session_cookie: str) -> list[BaseRoute]:
    """To be mounted before the app's own routes, which take every path."""

    async def show(request: Request) -> Response:
        return await _show(pages, request)

    async def confirm(request: Request) -> Response:
        return await _confirm(pages, request, session_cookie)

    async def renew(request: Request) -> Response:
        return await _use(pages, request, account.renew, "?neu=1")

    async def password_mail(request: Request) -> Response:
        return await _use(pages, request, account.resend_password_mail, "?fertig=2")

    async def law(request: Request) -> Response:
        return await _law(pages, request)

    return [
        Route("/aktivieren/{token}", show, methods=["GET"]),
        Route("/aktivieren/{token}", confirm, methods=["POST"]),
        Route("/aktivieren/{token}/neu", renew, methods=["POST"]),
        Route("/aktivieren/{token}/passwortmail", password_mail, methods=["POST"]),
        *(Route(path, law, methods=["GET"]) for path in LEGAL_PATHS),
    ]


def exception_handlers(pages: Pages) -> dict[Any, Callable[[Request, Exception], Response]]:
    """Pages for what a browser asked for and did not get: nothing there, and a fault of ours (which the log explains)."""

    def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = error.headers if isinstance(error, HTTPException) else None
        name = "missing" if status < 500 else "broken"
        page = pages.message(request, f"{name}_title", status=status, text=pages.word(request, f"{name}_text"))
        page.headers.update(headers or {})
        return page

    return {HTTPException: http, Exception: http}


async def _show(pages: Pages, request: Request) -> Response:
    link = await account.look(request.path_params["token"])
    path = f"/aktivieren/{request.path_params['token']}"
    done = request.query_params.get("fertig")
    if link.state is LinkState.OPEN:
        return _ask(pages, request)
    if link.state is LinkState.USED:
        if done:
            own = _asks_password()
            return pages.render(request, "done.html", title="done_title", path=path, is_sent_again=done == "2", has_own_password=own)
        return pages.render(request, "used.html", title="used_title")
    if link.state is LinkState.EXPIRED and request.query_params.get("neu"):
        return pages.render(request, "renewed.html", title="renewed_title")
    is_renewable = link.state is LinkState.EXPIRED
    return pages.render(request, "expired.html", title="expired_title", status=410, path=path, is_renewable=is_renewable)


async def _use(pages: Pages, request: Request, use: Use, after: str) -> Response:
    """Run a use case with the link's token and show its page by a redirect, so that reloading repeats nothing."""
    if not is_own(request, pages.origin):
        return pages.message(request, "foreign_title", status=403, text=pages.word(request, "foreign_text"))
    token = request.path_params["token"]
    try:
        await use(request_info(request), token)
    except CredentialsRefused as error:
        if error.code is Code.LETTER_REQUIRED:
            return pages.message(request, "letter_title", status=410, text=pages.word(request, "letter_text"))
        after = ""  # The page of the link says what became of it.
    except TooManyAttempts as error:
        return wait(pages, request, error.retry_after_seconds)
    return _next(request, after)


async def _confirm(pages: Pages, request: Request, session_cookie: str) -> Response:
    """The button of the page, with the own password where it asks for one (AU-27). Who confirms is on a device the account knows then."""
    if not is_own(request, pages.origin):
        return pages.message(request, "foreign_title", status=403, text=pages.word(request, "foreign_text"))
    token, given = request.path_params["token"], request_info(request, session_cookie)
    fields = await _fields(request) if _asks_password() else {}
    if fields.get("password") != fields.get("again") and (await account.look(token)).state is LinkState.OPEN:
        return _ask(pages, request, error="password_differs")
    try:
        opened = await account.activate(given, token, own_password=fields.get("password"))
    except WeakPassword:
        return _ask(pages, request, error="password_weak" if fields.get("password") else "password_missing")
    except CredentialsRefused:
        return _next(request, "")
    except TooManyAttempts as error:
        return wait(pages, request, error.retry_after_seconds)
    answer = _next(request, "?fertig=1")
    set_device_cookie(answer, session_cookie, await known_device.remember(given.known_devices, opened.id))
    return answer


def _ask(pages: Pages, request: Request, *, error: str = "") -> Response:
    path = f"/aktivieren/{request.path_params['token']}"
    status = 422 if error else 200
    return pages.render(
        request, "confirm.html", title="confirm_title", status=status, path=path, asks_password=_asks_password(), error=error
    )


def _asks_password() -> bool:
    return account.current_options().own_password_at_activation


async def _fields(request: Request) -> dict[str, str]:
    """What the form of the page sent; of anything larger or stranger nothing."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            return {}
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=10))
    except ValueError:
        return {}


def _next(request: Request, after: str) -> Response:
    language = language_of(request)
    sprache = f"{'&' if after else '?'}sprache={language}" if language != LANGUAGES[0] else ""
    return RedirectResponse(f"/aktivieren/{request.path_params['token']}{after}{sprache}", 303, headers=PRIVATE)


async def _law(pages: Pages, request: Request) -> Response:
    kind, title = LEGAL_PATHS[request.url.path]
    text = await legal.current(kind, language_of(request))
    page = pages.render(request, "legal.html", title=title, html=legal.html(text.body), version=text.version, text_language=text.language)
    page.headers["Cache-Control"] = "no-cache"
    return page


def is_own(request: Request, origin: str) -> bool:
    """Whether a form of our own pages sent this: by Origin, or where that is hidden by Fetch Metadata (GQ-09)."""
    given = request.headers.get("origin")
    if given is not None and given != "null":
        return given == origin
    return request.headers.get("sec-fetch-site") == "same-origin"


def wait(pages: Pages, request: Request, seconds: int) -> Response:
    """The page of somebody who tried too often."""
    minutes = math.ceil(seconds / 60)
    text = pages.word(request, "wait_text_one") if minutes == 1 else pages.word(request, "wait_text").format(minutes=minutes)
    page = pages.message(request, "wait_title", status=429, text=text)
    page.headers["Retry-After"] = str(seconds)
    return page
