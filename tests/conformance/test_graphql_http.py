"""GraphQL over HTTP as the audits of the npm package graphql-http read it (GQ-07, GQ-08)."""

from datetime import timedelta

from models.token import TokenScope
from resolvers import token
from resolvers.access import Operator
from tests.conformance.node import run
from tests.web.endpoint.conftest import Served

BY_GET = {"5A70", "D6D5", "6A70"}
"""Audits of what a server MAY do: answer queries by GET. This one does not (GQ-07)."""


async def test_every_must_and_every_should_holds(served: Served) -> None:
    """With an integrator's token, as nobody else may send documents of their own."""
    made = await token.create(Operator(), name="ERP", scopes=[TokenScope.NOTICES_READ], valid_for=timedelta(days=1))
    verdicts = await run("audit.mjs", f"{served.http}/graphql", made.secret)
    assert len(verdicts) >= 60
    assert {verdict["name"].split()[0] for verdict in verdicts} == {"MUST", "SHOULD", "MAY"}
    assert {verdict["id"]: (verdict["name"], verdict["reason"]) for verdict in verdicts if verdict["status"] != "ok"}.keys() == BY_GET
