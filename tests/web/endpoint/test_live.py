"""What open screens hear: each event once for all, nothing that is not theirs, and never a silent gap (GQ-13, OB-21)."""

import asyncio
from collections.abc import Collection
from contextlib import AsyncExitStack
from datetime import datetime
from uuid import UUID

import pytest

from models import clock
from models.account import Account
from models.audience import AudienceMember
from models.event import Topic
from models.member import Member
from models.reader import Reader
from models.session import Session, SessionKind, SessionScope
from push import live
from resolvers import notice, reader, session
from resolvers.access import Operator, Tenant
from resolvers.session import Issued
from schema.notice import fields as notice_fields
from tests.support import reading
from tests.support.town import Town, build
from tests.support.waiting import eventually
from tests.web.endpoint.conftest import Served
from tests.web.endpoint.peer import (
    begin,
    end_of,
    entry_of,
    hear,
    opened,
    outage,
    say,
    subscribe,
    subscribed,
)
from web.graphql import caller, socket


async def test_a_reader_who_does_not_keep_up_is_sent_back_to_ask_for_everything(served: Served) -> None:
    """1013: the client subscribes anew and refetches, so that a gap is never silent. The session goes on, and so do the other sockets."""
    town = await build()
    anna, cora = await entry_of("Anna", town), await entry_of("Cora", town)
    async with opened(served, cookie=anna.token) as hers, opened(served, cookie=cora.token) as other:
        for peer in (hers, other):
            await begin(peer)
        await subscribe(hers, "1")
        await subscribed(3)
        [lagging] = [one for one in live._reader._subscribers if Topic.NOTICE in one.topics]  # pyright: ignore[reportPrivateUsage] - as above
        lagging.end()
        assert await end_of(hers) == socket.Close.TRY_AGAIN_LATER
        await say(other, type="ping")
        assert await hear(other) == {"type": "pong"}


async def test_a_database_away_while_reading_sends_back_too(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """OB-21: the event was told, the notice could not be read: whoever waits for it must ask again."""
    town = await build()
    anna = await entry_of("Anna", town)
    real = clock.now

    async def away(*_: object) -> datetime:
        if asyncio.current_task() in publishing:
            return await real()
        raise ConnectionRefusedError

    async with opened(served, cookie=anna.token) as hers:
        await begin(hers)
        await subscribe(hers, "1")
        await subscribed(2)
        publishing = {asyncio.current_task()}
        monkeypatch.setattr(clock, "now", away)
        await notice.publish(Operator(), outage(town), "first")
        assert await end_of(hers) == socket.Close.TRY_AGAIN_LATER
        monkeypatch.setattr(clock, "now", real)


async def test_the_watch_of_a_session_outlives_the_database_and_a_flood(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """GQ-13, OB-21: after either it asks whether the session is still there; here it is, until it is not."""
    monkeypatch.setattr(caller, "AGAIN_SECONDS", 0.01)
    town = await build()
    anna = await entry_of("Anna", town)
    async with opened(served, cookie=anna.token) as hers:
        await begin(hers)
        await subscribed(1)
        for _ in range(2):
            [watch] = live._reader._subscribers  # pyright: ignore[reportPrivateUsage] - as above
            watch.end()
            await eventually(lambda watch=watch: live._reader._subscribers and watch not in live._reader._subscribers)  # pyright: ignore[reportPrivateUsage] - as above
        await say(hers, type="ping")
        assert await hear(hers) == {"type": "pong"}
        [watch] = live._reader._subscribers  # pyright: ignore[reportPrivateUsage] - as above
        await Session.all().delete()
        watch.end()
        assert await end_of(hers) == socket.Close.FORBIDDEN


async def test_many_boards_are_read_for_at_once(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """One set of queries per event, not per subscriber; who it does not concern hears nothing."""
    asked = list[int]()
    told = notice_fields._told  # pyright: ignore[reportPrivateUsage] - where the subscriptions of the process meet
    real = told._each  # pyright: ignore[reportPrivateUsage] - as above

    async def counted(tenants: Collection[Tenant], notice_id: UUID) -> dict[Tenant, notice.NoticeView]:
        asked.append(len(tenants))
        return await real(tenants, notice_id)

    monkeypatch.setattr(told, "_each", counted)
    town = await build()
    entries = [await entry_of(name, town) for name in ("Anna", "Cora", "Gerda") for _ in range(4)]
    async with AsyncExitStack() as stack:
        boards = [await stack.enter_async_context(opened(served, cookie=entry.token)) for entry in entries]
        for board in boards:
            await begin(board)
            await subscribe(board, "1")
        await subscribed(24)
        for number, key in enumerate(("first", "second"), 1):
            posted = await notice.publish(Operator(), outage(town), key)
            for board in boards[:8]:
                assert (await hear(board))["payload"]["data"]["boardChanged"]["id"] == str(posted.notice.id)
            for board in boards[8:]:
                await say(board, type="ping")
                assert await hear(board) == {"type": "pong"}
            assert asked == [12] * number


async def test_each_event_is_authorised_again(served: Served) -> None:
    """GQ-13: who may no longer read a notice hears nothing more of it on the same subscription; the neighbour does."""
    town = await build()
    anna, cora = await entry_of("Anna", town), await entry_of("Cora", town)
    async with opened(served, cookie=anna.token) as hers, opened(served, cookie=cora.token) as neighbour:
        for peer in (hers, neighbour):
            await begin(peer)
            await subscribe(peer, "1")
        await subscribed(4)
        posted = await notice.publish(Operator(), outage(town), "first")
        for peer in (hers, neighbour):
            assert (await hear(peer))["payload"]["data"]["boardChanged"]["state"] == "PUBLISHED"
        await AudienceMember.filter(notice_id=posted.notice.id, member_id=town.members["Anna"].id).delete()
        await notice.cancel(Operator(), posted.notice.id)
        assert (await hear(neighbour))["payload"]["data"]["boardChanged"]["state"] == "CANCELLED"
        await say(hers, type="ping")
        assert await hear(hers) == {"type": "pong"}


async def reads_for_anna(town: Town, who: Member) -> tuple[Reader, Issued]:
    """Whom Anna invited, and a session of theirs."""
    account = await Account.get(id=(await reading.viewer(who)).account_id)
    entry = await session.create_for_account(account, scope=SessionScope.FULL, kind=SessionKind.COOKIE)
    return await reading.reads(town, "Anna", who), entry


async def test_who_read_for_a_member_hears_no_more_once_the_member_ends_it(served: Served) -> None:
    """GQ-13, DS-19a: who only reads is closed out; who is a member too goes on hearing of their own board, and of nothing else."""
    town = await build()
    carer, hers = await reads_for_anna(town, await reading.person("Petra Helfer"))
    neighbour, his = await reads_for_anna(town, town.members["Gerda"])
    anna = await town.tenant("Anna")
    query = f'subscription {{ boardChanged(forMember: "{anna.member_id}") {{ id title state }} }}'
    async with opened(served, cookie=hers.token) as petra, opened(served, cookie=his.token) as gerda:
        for peer in (petra, gerda):
            await begin(peer)
            await subscribe(peer, "1", query)
        await subscribe(gerda, "2")
        await subscribed(5)
        posted = await notice.publish(Operator(), outage(town), "first")
        for peer in (petra, gerda):
            assert (await hear(peer))["payload"]["data"]["boardChanged"]["id"] == str(posted.notice.id)
        await reader.end_own(anna, carer.id)
        assert await end_of(petra, seconds=5) == socket.Close.FORBIDDEN
        await reader.end_own(anna, neighbour.id)
        await notice.cancel(Operator(), posted.notice.id)
        own = await notice.publish(Operator(), outage(town, "Seegasse 5"), "second")
        told = await hear(gerda)
        assert (told["id"], told["payload"]["data"]["boardChanged"]["id"]) == ("2", str(own.notice.id))
        await say(gerda, type="ping")
        assert await hear(gerda) == {"type": "pong"}
