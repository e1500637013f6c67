"""Operations on the schema itself, with any viewer: what the endpoint does after it knows who calls."""

from typing import Any

import orjson

from push.render import Renderer
from resolvers.access import Viewer
from resolvers.account.request import RequestInfo
from schema import schema
from schema.context import Context
from schema.errors import formatted
from schema.loaders import Loaders
from schema.parts import Parts
from tests.support.accounts import COOPERATIVE

ORIGIN = "https://portal.noris.example"


def parts() -> Parts:
    """The parts of a portal in production."""
    return Parts(
        cooperative=COOPERATIVE,
        number_word="Mitgliedsnummer",
        is_demo=False,
        origin=ORIGIN,
        cookie_name="__Host-session",
        renderer=Renderer(COOPERATIVE, ORIGIN),
        push_origins=("https://push.example.org",),
    )


def context(viewer: Viewer, *, remembers: bool = True) -> Context:
    """The context of one request; the correlation id is the same in all of them."""
    request = RequestInfo(address="192.0.2.10", correlation_id="test")
    return Context(viewer=viewer, parts=parts(), request=request, loaders=Loaders(viewer, remembers=remembers))


async def answer(viewer: Viewer, query: str, **variables: Any) -> dict[str, Any]:
    """The reply as a client would read it."""
    result = await schema.execute(query, variable_values=variables, context_value=context(viewer))
    return as_read(result.data, formatted(result.errors or (), "test"))


def as_read(data: Any, errors: Any) -> dict[str, Any]:
    """Through JSON and back."""
    return orjson.loads(orjson.dumps({"data": data, **({"errors": errors} if errors else {})}, default=str))
