"""GQ-17 at the door: 429 with the time to wait, for requests, for each mutation and on the WebSocket."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from models.token import TokenScope
from resolvers import token, traffic
from resolvers.access import Operator
from tests.support.accounts import settled
from tests.support.operations import ship
from tests.web.endpoint.conftest import Served
from tests.web.endpoint.peer import begin, end_of, hear, opened, say
from tests.web.endpoint.test_http import COOKIE, NUMBER, RESPONSE_JSON, ask, code, knock

PING = "{ __typename }"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two a minute, of which this process lets one more through."""
    for name in ("ADDRESS", "ACCOUNT", "TOKEN", "MUTATION"):
        monkeypatch.setattr(traffic, name, replace(getattr(traffic, name), count=2))


def assert_too_many(reply: httpx.Response) -> None:
    assert (reply.status_code, code(reply)) == (429, "too_many_attempts")
    [error] = reply.json()["errors"]
    assert reply.headers["retry-after"] == str(error["extensions"]["retryAfter"])
    assert 1 <= int(reply.headers["retry-after"]) <= 60
    assert "data" not in reply.json() or reply.json()["data"] is None


async def test_a_visitor(client: httpx.AsyncClient) -> None:
    """429 under either media type; whoever is signed in is not held responsible for the address."""
    entry = await settled(NUMBER)
    assert [(await knock(client, PING)).status_code for _ in range(3)] == [200, 200, 200]
    for accept in (RESPONSE_JSON, "application/json"):
        assert_too_many(await knock(client, PING, {"Accept": accept}))
    assert (await knock(client, PING, {"Cookie": f"{COOKIE}={entry.token}"})).status_code == 200


async def test_forwarded_addresses_are_not_believed(client: httpx.AsyncClient) -> None:
    """Without a configured proxy X-Forwarded-For is what anybody may write (tests/web/test_server.py has those that are trusted)."""
    replies = [await knock(client, PING, {"X-Forwarded-For": f"192.0.2.{number}"}) for number in range(4)]
    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]


async def test_guessing_tokens_counts_as_a_visitor(client: httpx.AsyncClient) -> None:
    """A wrong token costs a look into the database."""
    headers = {"Authorization": "Bearer wrong"}
    assert [(await knock(client, PING, headers)).status_code for _ in range(4)] == [401, 401, 401, 429]


async def test_a_token(client: httpx.AsyncClient) -> None:
    first, second = [
        await token.create(Operator(), name=name, scopes=[TokenScope.NOTICES_READ], valid_for=timedelta(days=1)) for name in ("ERP", "App")
    ]
    headers = {"Authorization": f"Bearer {first.secret}"}
    assert [(await knock(client, PING, headers)).status_code for _ in range(3)] == [200, 200, 200]
    assert_too_many(await knock(client, PING, headers))
    assert (await knock(client, PING, {"Authorization": f"Bearer {second.secret}"})).status_code == 200


async def test_a_mutation_counts_each_of_its_fields(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """GQ-02: aliases are fields, too. What came after the limit has changed nothing."""
    monkeypatch.setattr(traffic, "ACCOUNT", replace(traffic.ACCOUNT, count=100))
    entry = await settled(NUMBER)
    cookie = {"Cookie": f"{COOKIE}={entry.token}"}
    aliases = " ".join(f"a{number}: answerPushQuestion {{ id }}" for number in range(4))
    reply = await ask(client, f"mutation {{ {aliases} }}", cookie)
    assert reply.json()["data"] is None
    assert [(error["path"], error["extensions"]["code"]) for error in reply.json()["errors"]] == [(["a3"], "too_many_attempts")]
    assert (reply.status_code, "retry-after" in reply.headers) == (429, True)


async def test_on_the_socket(served: Served) -> None:
    """A connection and each subscription count as a request."""
    entry = await settled(NUMBER)
    await ship("subscription { boardChanged { id } }")
    async with opened(served, cookie=entry.token) as peer:
        await begin(peer)
        for number in range(3):
            await say(peer, type="subscribe", id=str(number), payload={"query": "subscription { boardChanged { id } }"})
        answer = await hear(peer)
        # Which of the three is counted last is not said: they begin side by side.
        assert answer["type"] == "error"
        assert answer["payload"][0]["extensions"]["code"] == "too_many_attempts"
        assert 1 <= answer["payload"][0]["extensions"]["retryAfter"] <= 60
        async with opened(served, cookie=entry.token) as another:
            await say(another, type="connection_init")
            assert await end_of(another) == 1013
