"""API tokens at the endpoint: shown once, where they must not stand, and how fast they end."""

from datetime import timedelta

import httpx
import pytest

from models.audit import AuditAction, AuditEntry
from models.staff import StaffRole
from models.token import ApiToken, TokenScope
from resolvers import token
from resolvers.access import Operator
from tests.support.graphql import answer
from tests.support.town import build
from tests.web.endpoint.conftest import Served
from tests.web.endpoint.peer import begin, end_of, opened, subscribed

CREATE = """mutation ($input: ApiTokenInput!) {
    createApiToken(input: $input) { secret token { id name scopes districts { name } lastUsedOn revokedAt } } }"""
LIST = "{ apiTokens(first: 10) { totalCount edges { node { id name scopes lastUsedOn revokedAt districts { name } } } } }"
NAME = "{ __typename }"


async def test_a_token_is_made_used_and_ended(client: httpx.AsyncClient) -> None:
    """AU-11: shown once, bound to districts, the day of its last use, ended at once; the log has it all but the secret."""
    town = await build()
    admin = await town.staff(StaffRole.ADMIN)
    await town.sign_in(admin)
    given = {"name": "ERP", "scopes": ["MEMBERS_READ"], "validDays": 30, "districtIds": [str(town.districts["Nordend"].id)]}
    made = (await answer(admin, CREATE, input=given))["data"]["createApiToken"]
    assert (made["token"]["districts"], made["token"]["lastUsedOn"], made["token"]["revokedAt"]) == ([{"name": "Nordend"}], None, None)
    bearer = {"Authorization": f"Bearer {made['secret']}"}
    seen = (await client.post("/graphql", json={"query": "{ members(first: 10) { edges { node { name } } } }"}, headers=bearer)).json()[
        "data"
    ]
    assert [edge["node"]["name"] for edge in seen["members"]["edges"]] == ["Emil Ernst", "Felix Fuchs"]
    listed = await answer(admin, LIST)
    assert made["secret"] not in str(listed)
    assert listed["data"]["apiTokens"]["edges"][0]["node"]["lastUsedOn"] == str(town.today)
    ended = await answer(admin, f'mutation {{ revokeApiToken(id: "{made["token"]["id"]}") {{ id }} }}')
    assert ended == {"data": {"revokeApiToken": {"id": made["token"]["id"]}}}
    assert (await client.post("/graphql", json={"query": NAME}, headers=bearer)).status_code == 401
    entries = await AuditEntry.filter(object_kind="token").order_by("id")
    assert [entry.action for entry in entries] == [AuditAction.TOKEN_CREATED, AuditAction.TOKEN_REVOKED]
    assert made["secret"] not in str([entry.details for entry in entries])


async def test_revoking_closes_the_sockets(served: Served) -> None:
    """AU-11, GQ-13: within five seconds, told by an event; the other program's socket stays."""
    first, second = [
        await token.create(Operator(), name=name, scopes=[TokenScope.NOTICES_READ], valid_for=timedelta(days=1)) for name in ("ERP", "App")
    ]
    async with opened(served, origin=None, user_agent=None) as one, opened(served, origin=None, user_agent=None) as other:
        await begin(one, {"Authorization": f"Bearer {first.secret}"})
        await begin(other, {"Authorization": f"Bearer {second.secret}"})
        await subscribed(2)
        await token.revoke(Operator(), first.row.id)
        assert await end_of(one, seconds=5) == 4403
        await token.revoke(Operator(), second.row.id)
        assert await end_of(other, seconds=5) == 4403


@pytest.mark.parametrize("place", ["query", "variables"])
async def test_a_token_in_the_body_is_refused(client: httpx.AsyncClient, place: str) -> None:
    """AU-12: nothing is run, and the token works on in the header alone."""
    made = await token.create(Operator(), name="ERP", scopes=[TokenScope.NOTICES_READ], valid_for=timedelta(days=1))
    bodies = {
        "query": {"query": f'{{ notice(id: "{made.secret}") {{ id }} }}'},
        "variables": {"query": "query ($token: String) { __typename }", "variables": {"token": made.secret}},
    }
    reply = await client.post("/graphql", json=bodies[place], headers={"Authorization": f"Bearer {made.secret}"})
    assert (reply.status_code, reply.json()["errors"][0]["extensions"]["code"]) == (400, "token_misplaced")
    assert (await ApiToken.get()).last_used_on is None
