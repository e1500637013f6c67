"""graphql-transport-ws as the npm package graphql-ws speaks it: its client against the portal, and its close codes (GQ-11, GQ-12)."""

from datetime import timedelta

from models.token import TokenScope
from resolvers import token
from resolvers.access import Operator
from tests.conformance.node import run
from tests.support.town import build
from tests.web.endpoint.conftest import Served


async def test_the_client_of_graphql_ws(served: Served) -> None:
    """Subscriptions, pings, completion and refusals; raw sockets where the client itself would keep the rule."""
    town = await build()
    scopes = [TokenScope.NOTICES_READ, TokenScope.NOTICES_WRITE]
    made = await token.create(Operator(), name="ERP", scopes=scopes, valid_for=timedelta(days=1))
    house = town.houses["Amselweg 2"].id
    report = await run("subscribe.mjs", f"{served.http}/graphql", made.secret, str(house))
    water, power = [{"title": title, "state": "PUBLISHED"} for title in ("Kein Wasser", "Kein Strom")]
    assert report == {
        "subscriptions": {"heard": [water, water, power], "ended": True, "sockets": 1},
        "wrongToken": {"code": 4403},
        "query": ["invalid_document"],
        "noField": ["invalid_document"],
        "closes": {str(code): code for code in (1009, 4400, 4401, 4403, 4409, 4429)},
        "legacy": 1006,
    }
