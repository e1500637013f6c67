"""The portal as an ASGI application."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from models import database, storage
from push import pressure
from push.render import Renderer
from resolvers import account, operation, second_factor, start
from resolvers.letter import Printer
from schema.parts import Parts
from settings import Settings
from web import calendars, documents, email, graphql, health, letters, links, outages, posters, reach, sending, shell, unsubscribe, uploads
from web.auth import RefuseTokensInUrls
from web.demo import mails
from web.graphql import trusted
from web.headers import SecurityHeaders
from web.server import RequestLog


def create_app(settings: Settings) -> ASGIApp:
    """Everything that speaks HTTP; what it needs is opened when it starts and closed when it ends.

    Log and headers stand outside Starlette, so that they see its answer to a fault of ours too.
    """
    inner = Starlette(
        routes=routes(settings),
        middleware=[Middleware(RefuseTokensInUrls)],
        exception_handlers=links.exception_handlers(pages(settings)),
        lifespan=lifespan(settings),
    )
    return RequestLog(SecurityHeaders(inner, settings.origin))


def parts(settings: Settings) -> Parts:
    """What fields may need."""
    return Parts(
        cooperative=settings.cooperative,
        number_word=settings.number_word,
        is_demo=settings.demo,
        origin=settings.origin,
        cookie_name=settings.cookie_name,
        renderer=Renderer(settings.cooperative, settings.base_url, settings.number_word),
        push_origins=tuple(settings.push.origins),
    )


def pages(settings: Settings) -> links.Pages:
    """The pages the server renders itself."""
    return links.Pages(settings.cooperative, settings.origin)


def printer(settings: Settings) -> Printer:
    """What stands on every letter."""
    return Printer(settings.cooperative, settings.base_url, settings.number_word)


def routes(settings: Settings) -> list[BaseRoute]:
    """Every address of the portal; the app's own come last, as they take whatever is left."""
    return [
        *graphql.routes(parts(settings)),
        *health.routes(settings.metrics_token),
        *uploads.routes(settings.cookie_name, settings.origin),
        *documents.routes(settings.cookie_name),
        *letters.routes(settings.cookie_name, settings.origin, printer(settings)),
        *posters.routes(settings.cookie_name, settings.origin, printer(settings)),
        *reach.routes(settings.cookie_name, settings.origin),
        *links.routes(pages(settings), settings.cookie_name),
        *email.routes(pages(settings)),
        *unsubscribe.routes(pages(settings)),
        *outages.routes(pages(settings)),
        *calendars.routes(pages(settings)),
        *(mails.routes(settings.data_dir, settings.cooperative) if settings.demo else []),
        *shell.routes(settings.cooperative),
    ]


def lifespan(settings: Settings) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Database, storage, keys, legal texts, and the worker where it is embedded."""

    @asynccontextmanager
    async def run(app: Starlette) -> AsyncGenerator[None]:
        storage.use(storage.Storage(settings.storage_url))
        pressure.use(settings.push.most_waiting)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(database.connect(settings.database_url))
            keyring = await start.prepare(settings.data_dir, settings.cooperative, settings.legal_dir)
            second_factor.use(is_mandatory=not settings.demo)
            account.use_options(account.Options(settings.own_password_at_activation, settings.code_on_new_device))
            await operation.ship(trusted.shipped())
            if settings.embedded_worker:
                await stack.enter_async_context(sending.running(sending.engine(settings, keyring)))
            yield

    return run
