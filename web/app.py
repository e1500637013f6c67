"""The portal as an ASGI application."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from models import database
from resolvers import start
from schema.parts import Parts
from settings import Settings
from web import graphql, health, links, shell
from web.auth import RefuseTokensInUrls
from web.headers import SecurityHeaders
from web.server import RequestLog


def create_app(settings: Settings) -> Starlette:
    """Everything that speaks HTTP; what it needs is opened when it starts and closed when it ends."""
    return Starlette(
        routes=routes(settings),
        middleware=[Middleware(RequestLog), Middleware(SecurityHeaders, origin=settings.origin), Middleware(RefuseTokensInUrls)],
        exception_handlers=links.exception_handlers(pages(settings)),
        lifespan=lifespan(settings),
    )


def parts(settings: Settings) -> Parts:
    """What fields may need."""
    return Parts(
        cooperative=settings.cooperative,
        number_word=settings.number_word,
        is_demo=settings.demo,
        origin=settings.origin,
        cookie_name=settings.cookie_name,
    )


def pages(settings: Settings) -> links.Pages:
    """The pages the server renders itself."""
    return links.Pages(settings.cooperative, settings.origin)


def routes(settings: Settings) -> list[BaseRoute]:
    """Every address of the portal; the app's own come last, as they take whatever is left."""
    return [
        *graphql.routes(parts(settings)),
        *health.routes(settings.metrics_token),
        *links.routes(pages(settings)),
        *shell.routes(settings.cooperative),
    ]


def lifespan(settings: Settings) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Database, keys, legal texts."""

    @asynccontextmanager
    async def run(app: Starlette) -> AsyncGenerator[None]:
        async with database.connect(settings.database_url):
            await start.prepare(settings.data_dir, settings.cooperative, settings.legal_dir)
            yield

    return run
