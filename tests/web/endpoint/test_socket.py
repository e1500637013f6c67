"""GET /graphql as a WebSocket: graphql-transport-ws, its close codes, who may open one, and when it ends (GQ-10 to GQ-13)."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from models.database import transaction
from models.session import Session, SessionKind, SessionScope
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import account, notice, session, token
from resolvers.access import Operator, Staff, Tenant
from resolvers.staff import create_staff
from tests.support.accounts import PASSWORD, settled, sign_in, tenant
from tests.support.town import build
from tests.web.endpoint.conftest import Served
from tests.web.endpoint.peer import BOARD, NUMBER, begin, end_of, entry_of, hear, opened, outage, say, subscribe, subscribed
from web.graphql import socket


async def test_a_board_changes_for_its_readers_only(served: Served) -> None:
    """Each event is authorised for each viewer again: Gerda lives elsewhere and hears nothing."""
    town = await build()
    anna, gerda = await entry_of("Anna", town), await entry_of("Gerda", town)
    async with opened(served, cookie=anna.token) as hers, opened(served, cookie=gerda.token) as foreign:
        for peer in (hers, foreign):
            await begin(peer)
            await subscribe(peer, "1")
        await subscribed(4)
        posted = await notice.publish(Operator(), outage(town), "first")
        assert await hear(hers) == {
            "id": "1",
            "type": "next",
            "payload": {"data": {"boardChanged": {"id": str(posted.notice.id), "title": "Kein Wasser", "state": "PUBLISHED"}}},
        }
        await notice.cancel(Operator(), posted.notice.id)
        assert (await hear(hers))["payload"]["data"]["boardChanged"]["state"] == "CANCELLED"
        await say(foreign, type="ping")
        assert await hear(foreign) == {"type": "pong"}
        await say(hers, type="complete", id="1")
        await say(hers, type="ping")
        assert await hear(hers) == {"type": "pong"}


async def test_a_bearer_token_in_connection_init(served: Served) -> None:
    """AU-12: an app has no cookie; its token comes in the payload, or in the header of the handshake."""
    await settled(NUMBER)
    app = await sign_in(NUMBER, PASSWORD, kind=SessionKind.BEARER)
    async with opened(served, origin=None, user_agent=None) as peer:
        await begin(peer, {"Authorization": f"Bearer {app.token}"})
        await subscribe(peer, "1", "subscription { documentPublished { id } }")
        await subscribed(2)
    async with opened(served, origin=None, user_agent=None) as peer:
        await say(peer, type="connection_init", payload={"Authorization": "Bearer wrong"})
        assert await end_of(peer) == 4403


async def test_a_visitor_may_connect_and_hears_nothing(served: Served) -> None:
    async with opened(served) as peer:
        await begin(peer, {})
        await subscribe(peer, "1")
        answer = await hear(peer)
        assert (answer["id"], answer["type"]) == ("1", "error")
        assert [error["extensions"]["code"] for error in answer["payload"]] == ["not_signed_in"]


@pytest.mark.parametrize(
    "handshake",
    [
        {"origin": "https://evil.example.org"},
        {"origin": "null"},
        {"origin": None},
        {"protocols": (Subprotocol("graphql-ws"),)},
        {"protocols": ()},
    ],
    ids=["foreign", "null", "missing", "legacy protocol", "no protocol"],
)
async def test_a_handshake_is_refused(served: Served, handshake: dict[str, Any]) -> None:
    """GQ-10, GQ-12: before accept, for a browser with its cookie."""
    entry = await settled(NUMBER)
    with pytest.raises(InvalidStatus) as refused:
        async with opened(served, cookie=entry.token, **handshake):
            pass
    assert refused.value.response.status_code == 403


async def test_a_cookie_without_origin_is_refused_whatever_the_client(served: Served) -> None:
    entry = await settled(NUMBER)
    with pytest.raises(InvalidStatus):
        async with opened(served, cookie=entry.token, origin=None, user_agent="curl/8"):
            pass


PING: dict[str, Any] = {"type": "ping"}
SUBSCRIBE: dict[str, Any] = {"type": "subscribe", "id": "1", "payload": {"query": BOARD}}
BROKEN: list[tuple[list[str | bytes], int]] = [
    (["{"], 4400),
    (["[]"], 4400),
    (["7"], 4400),
    ([b"{}"], 4400),
    (['{"type": "start"}'], 4400),
    (['{"type": 7}'], 4400),
    (['{"type": "connection_init", "payload": []}'], 4400),
    ([json.dumps(SUBSCRIBE)], 4401),
    (['{"type": "connection_init"}', '{"type": "connection_init"}'], 4429),
    (['{"type": "connection_init"}', '{"type": "subscribe", "payload": {"query": "{ x }"}}'], 4400),
    (['{"type": "connection_init"}', '{"type": "subscribe", "id": 1, "payload": {"query": "{ x }"}}'], 4400),
    (['{"type": "connection_init"}', '{"type": "subscribe", "id": "1", "payload": []}'], 4400),
    (['{"type": "connection_init"}', '{"type": "complete"}'], 4400),
    (['{"type": "connection_init"}', '{"type": "subscribe", "id": "1", "payload": {}}'], 4400),
    (['{"type": "connection_init"}', '{"type": "subscribe", "id": "1", "payload": {"query": "{ x }", "variables": []}}'], 4400),
    (['{"type": "connection_init"}', '{"type": "subscribe", "id": "1", "payload": {"query": "{ x }", "operationName": 1}}'], 4400),
    (['{"type": "connection_init"}', '{"type": "subscribe", "id": "1", "payload": {"query": "{ x }", "extensions": 1}}'], 4400),
    (['{"type": "connection_init"}', '{"type": "next", "id": "1", "payload": {}}'], 4400),
    (['{"type": "ping", "payload": 1}'], 4400),
    (['{"type": "pong", "payload": "1"}'], 4400),
    (['{"type": "connection_init"}', '{"type": "subscribe", "id": "", "payload": {"query": "{ x }"}}'], 4400),
    (['{"type": "connection_init"}', '{"type": "subscribe", "id": "' + "x" * 129 + '", "payload": {"query": "{ x }"}}'], 4400),
    (['{"type": "ping", "payload": "' + "x" * 70_000 + '"}'], 1009),
]


@pytest.mark.parametrize(("messages", "code"), BROKEN, ids=range(len(BROKEN)))
async def test_a_broken_rule_closes(served: Served, messages: list[str | bytes], code: int) -> None:
    """GQ-11."""
    async with opened(served) as peer:
        for message in messages:
            await peer.send(message)
        assert await end_of(peer) == code


async def test_an_id_in_use_closes(served: Served) -> None:
    """GQ-11: 4409, and an id is free again after `complete`."""
    entry = await settled(NUMBER)
    async with opened(served, cookie=entry.token) as peer:
        await begin(peer)
        await subscribe(peer, "1")
        await say(peer, type="complete", id="1")
        await subscribe(peer, "1")
        await say(peer, type="ping")
        assert await hear(peer) == {"type": "pong"}
        await subscribe(peer, "1")
        assert await end_of(peer) == 4409


async def test_the_twenty_first_subscription_is_refused_and_the_others_live(served: Served) -> None:
    entry = await settled(NUMBER)
    async with opened(served, cookie=entry.token) as peer:
        await begin(peer)
        for number in range(21):
            await subscribe(peer, str(number))
        answer = await hear(peer)
        assert (answer["id"], answer["type"]) == ("20", "error")
        assert [error["extensions"]["code"] for error in answer["payload"]] == ["limit_exceeded"]
        await subscribed(21)


async def test_only_subscriptions_run(served: Served) -> None:
    """A login over the socket could set no cookie; queries and mutations go over HTTP."""
    async with opened(served) as peer:
        await begin(peer)
        for number, query in enumerate(("{ cooperative { name } }", "mutation { logout }", "{", "subscription { nothing }")):
            await subscribe(peer, str(number), query)
            answer = await hear(peer)
            assert (answer["id"], answer["type"]) == (str(number), "error")
            assert [error["extensions"]["code"] for error in answer["payload"]] in (["invalid_document"], ["syntax_error"])


async def test_silence_closes(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """GQ-11: no connection_init in time."""
    monkeypatch.setattr(socket, "INIT_SECONDS", 0.05)
    async with opened(served) as peer:
        await say(peer, **PING)
        assert await end_of(peer) == 4408


@pytest.mark.parametrize("end", ["logout", "revoke_account"])
async def test_the_end_of_the_session_closes(served: Served, end: str) -> None:
    """GQ-13: within five seconds, told by an event; the other session of the same person stays."""
    entry = await settled(NUMBER)
    other = await sign_in(NUMBER, PASSWORD)
    assert isinstance(entry.viewer, Tenant)
    async with opened(served, cookie=entry.token) as peer, opened(served, cookie=other.token) as second:
        await begin(peer)
        await begin(second)
        await subscribed(2)
        if end == "logout":
            await account.logout(entry.viewer)
        else:
            async with transaction():
                await session.revoke_account(entry.viewer.account_id)
        assert await end_of(peer, seconds=5) == 4403
        if end == "logout":
            await say(second, **PING)
            assert await hear(second) == {"type": "pong"}
        else:
            assert await end_of(second, seconds=5) == 4403


async def test_a_session_that_ends_without_a_word_is_noticed(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """GQ-13: asked again every few minutes, so also idle ends and ended tokens close."""
    monkeypatch.setattr(socket, "RECHECK_SECONDS", 0.05)
    entry = await settled(NUMBER)
    async with opened(served, cookie=entry.token) as peer:
        await begin(peer)
        await Session.filter(id=entry.session.id).update(expires_at=entry.session.created_at)
        assert await end_of(peer) == 4403


async def test_a_socket_stays_open_when_its_cookie_gets_another_secret(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """AU-09: who confirms who they are goes on; asked again, the session is still there, and ends like any other."""
    monkeypatch.setattr(socket, "RECHECK_SECONDS", 0.05)
    entry = await settled(NUMBER)
    async with opened(served, cookie=entry.token) as peer:
        await begin(peer)
        asked, done = 0, asyncio.Event()
        ask = session.viewer_of

        async def counted(session_id: UUID) -> Tenant | Staff | None:
            nonlocal asked
            asked += 1
            if asked >= 3:
                done.set()
            return await ask(session_id)

        renewed = await account.confirm_password(tenant(entry), password=PASSWORD)
        assert renewed is not None
        assert await session.authenticate(entry.token) is None
        monkeypatch.setattr(session, "viewer_of", counted)
        await asyncio.wait_for(done.wait(), 10)
        await say(peer, **PING)
        assert await hear(peer) == {"type": "pong"}
        async with opened(served, cookie=renewed.secret) as second:
            await begin(second)
        async with transaction():
            await session.revoke(entry.session.id)
        assert await end_of(peer) == 4403


async def test_an_ended_token_is_noticed(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "RECHECK_SECONDS", 0.05)
    made = await token.create(Operator(), name="ERP", scopes=[TokenScope.NOTICES_READ], valid_for=timedelta(days=1))
    async with opened(served, origin=None, user_agent=None) as peer:
        await begin(peer, {"Authorization": f"Bearer {made.secret}"})
        await made.row.filter(id=made.row.id).update(revoked_at=made.row.created_at)
        assert await end_of(peer) == 4403


async def test_staff_watch_a_delivery_run(served: Served) -> None:
    """The counts at once, then again at a change."""
    town = await build()
    posted = await notice.publish(Operator(), outage(town), "first")
    created = await create_staff(Operator(), email="anna.amt@example.org", name="Anna Amt", role=StaffRole.READER)
    entry = await session.create_for_staff(created.row, scope=SessionScope.FULL)
    query = f'subscription {{ deliveryProgress(noticeId: "{posted.notice.id}") {{ totalHouseholds households {{ confirmed }} }} }}'
    async with opened(served, cookie=entry.token) as peer:
        await begin(peer)
        await subscribe(peer, "run", query)
        first = await hear(peer)
        assert first["payload"] == {"data": {"deliveryProgress": {"totalHouseholds": 2, "households": {"confirmed": 0}}}}
        await notice.confirm(await town.tenant("Anna"), posted.notice.id)
        assert (await hear(peer))["payload"]["data"]["deliveryProgress"]["households"] == {"confirmed": 1}
        await subscribe(peer, "foreign", query.replace(str(posted.notice.id), str(posted.notice.id)[::-1].replace("-", "0")[:32]))
        assert [error["extensions"]["code"] for error in (await hear(peer))["payload"]] == ["not_found"]
