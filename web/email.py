"""The page behind the link of the mail that confirms an address anew (SM-19): it works for everybody and without script."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from resolvers import email_confirmation
from resolvers.email_confirmation import LinkState
from resolvers.errors import CredentialsRefused, TooManyAttempts
from web.auth import request_info
from web.links import LANGUAGES, PRIVATE, Pages, is_own, language_of, wait

PATH = "/e-mail-bestaetigen"


def routes(pages: Pages) -> list[BaseRoute]:
    """To be mounted before the app's own routes, which take every path."""

    async def show(request: Request) -> Response:
        link = await email_confirmation.look(request.path_params["token"])
        if link.state is LinkState.OPEN:
            return pages.render(request, "email_confirm.html", title="email_title", path=request.url.path, email=link.email)
        if link.state is LinkState.USED:
            return pages.render(request, "email_confirmed.html", title="email_done_title")
        text = pages.word(request, "email_expired_text")
        return pages.message(request, "expired_title", status=410, text=text, way_out="/profil", label="to_profile")

    async def confirm(request: Request) -> Response:
        if not is_own(request, pages.origin):
            return pages.message(request, "foreign_title", status=403, text=pages.word(request, "foreign_text"))
        try:
            await email_confirmation.confirm(request_info(request), request.path_params["token"])
        except CredentialsRefused:
            pass  # The page of the link says what became of it.
        except TooManyAttempts as error:
            return wait(pages, request, error.retry_after_seconds)
        language = language_of(request)
        query = f"?sprache={language}" if language != LANGUAGES[0] else ""
        return RedirectResponse(f"{request.url.path}{query}", 303, headers=PRIVATE)

    return [
        Route(f"{PATH}/{{token}}", show, methods=["GET"]),
        Route(f"{PATH}/{{token}}", confirm, methods=["POST"]),
    ]
