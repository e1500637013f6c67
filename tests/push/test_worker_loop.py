"""The worker as it runs in production: wakes at once, stops cleanly, survives what happens around it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from tortoise.exceptions import OperationalError

from models.delivery import Channel, Delivery, DeliveryState, Lane
from models.keyring import Keyring
from models.notice import Urgency
from push import fanout, outbox, wakeup
from push import queue as queue_module
from push.outbox import Result
from push.worker import Worker
from tests.push.world import World, ledger, worker
from tests.servers.answers import Manner
from tests.servers.mail_server import MailServer, Stage
from tests.servers.push_service import PushService
from tests.support.waiting import eventually


@asynccontextmanager
async def running(work: Worker) -> AsyncGenerator[asyncio.Task[None]]:
    """Run the worker until the block ends; it must then stop by itself."""
    task = asyncio.create_task(work.run())
    try:
        yield task
    finally:
        work.stop()
        await asyncio.wait_for(task, 30)


async def test_an_alert_goes_out_at_once_while_the_worker_runs(
    world: World, keyring: Keyring, mail_server: MailServer, push_service: PushService
) -> None:
    """OB-22: the bell wakes it, on both databases; the staff page is told as well."""
    reader = await world.member("Muster", email="erika@muster.example")
    browser = await world.browser(reader, push_service)
    async with running(worker(keyring, mail=mail_server, push=push_service)):
        for number in range(1, 4):
            await world.publish([reader], urgency=Urgency.URGENT)
            await eventually(lambda number=number: len(push_service.received(browser)) == len(mail_server.mails) == number)
    assert await Delivery.filter(state=DeliveryState.ACCEPTED).count() == 6


async def test_a_lost_bell_delays_an_alert_by_a_second_at_most(
    world: World, keyring: Keyring, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OB-22: another process wrote it and no wake-up came."""

    async def silence(bell: wakeup.Bell) -> None:
        """The notification is lost."""

    reader = await world.member("Muster", email="erika@muster.example")
    async with running(worker(keyring, mail=mail_server)):
        await asyncio.sleep(0)
        monkeypatch.setattr(wakeup, "ring", silence)
        await world.publish([reader], urgency=Urgency.URGENT)
        await mail_server.wait_for(1, 4)


async def test_two_workers_send_every_row_once(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """OB-05: any number may run."""
    members = [await world.member(f"M{number}", email=f"m{number}@muster.example") for number in range(30)]
    async with running(worker(keyring, mail=mail_server)), running(worker(keyring, mail=mail_server)):
        notice = await world.publish(members, urgency=Urgency.URGENT)
        await eventually(lambda: len(mail_server.mails) >= 30, 20)
        await eventually(lambda: all_accepted(30), 20)
    assert sorted(mail.recipient for mail in mail_server.mails) == sorted(f"m{number}@muster.example" for number in range(30))
    assert {row[2] for row in await ledger(notice)} == {"accepted"}


async def all_accepted(count: int) -> bool:
    """Every row is settled."""
    return await Delivery.filter(state=DeliveryState.ACCEPTED).count() == count


async def test_a_hanging_relay_holds_up_no_push(world: World, keyring: Keyring, mail_server: MailServer, push_service: PushService) -> None:
    """Mail and push have their own hands: every browser is told while all mails hang."""
    members = [await world.member(f"M{number}", email=f"m{number}@muster.example") for number in range(20)]
    for number, member in enumerate(members):
        await world.browser(member, push_service)
        mail_server.misbehave(f"m{number}@muster.example", Manner.HANG, stage=Stage.RCPT)
    work = worker(keyring, mail=mail_server, push=push_service)
    async with running(work):
        await world.publish(members, urgency=Urgency.URGENT)
        await eventually(lambda: len(push_service.messages) == 20, 10)
        assert mail_server.mails == []
        work.stop()
        work.stop()


async def test_stopping_finishes_what_is_under_way_and_gives_back_the_rest(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """OB-20: a mail in flight is settled; a second stop waits no longer; nothing stays leased, no attempt is lost."""
    members = [await world.member(f"M{number}", email=f"m{number}@muster.example") for number in range(12)]
    for number in range(12):
        mail_server.misbehave(f"m{number}@muster.example", Manner.HANG, stage=Stage.RCPT)
    work = worker(keyring, mail=mail_server)
    async with running(work) as task:
        await world.publish(members, urgency=Urgency.URGENT)
        await eventually(lambda: len(mail_server.hanging) == 4)
        work.stop()
        await asyncio.sleep(0)
        assert not task.done()
        work.stop()
        await asyncio.wait_for(task, 5)
    rows = await Delivery.all()
    assert {(row.state, row.attempt, row.lease_token) for row in rows} == {(DeliveryState.QUEUED, 0, None)}
    assert len(await outbox.claim(Lane.URGENT, 20, 30)) == 12


async def test_a_mail_under_way_is_finished_before_the_worker_ends(world: World, keyring: Keyring, push_service: PushService) -> None:
    """OB-20: the answer that comes after the stop is still written."""
    reader = await world.member("Muster")
    browser = await world.browser(reader, push_service)
    push_service.misbehave(browser, Manner.HANG, times=1)
    work = worker(keyring, push=push_service)
    async with running(work) as task:
        await world.publish([reader], urgency=Urgency.URGENT)
        await eventually(lambda: push_service.attempts)
        work.stop()
        await asyncio.wait_for(task, 10)
    row = await Delivery.get()
    assert (row.state, row.attempt, row.last_status) == (DeliveryState.QUEUED, 1, "no_answer")


async def test_a_database_that_fails_for_a_moment_loses_nothing(
    world: World, keyring: Keyring, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OB-21: claims and results fail three times each; one mail, one accepted row, the worker lives."""
    failures = {"claim": 3, "settle": 3}
    claim, settle = outbox.claim, outbox.settle

    async def failing_claim(*given: object, **more: object) -> object:
        if failures["claim"]:
            failures["claim"] -= 1
            raise OperationalError("gone")
        return await claim(*given, **more)  # pyright: ignore[reportArgumentType] # passed through as it came

    async def failing_settle(results: list[Result]) -> set[int]:
        if failures["settle"]:
            failures["settle"] -= 1
            raise OperationalError("gone")
        return await settle(results)

    reader = await world.member("Muster", email="erika@muster.example")
    monkeypatch.setattr(outbox, "claim", failing_claim)
    monkeypatch.setattr(outbox, "settle", failing_settle)
    async with running(worker(keyring, mail=mail_server)):
        await world.publish([reader], urgency=Urgency.URGENT)
        await eventually(lambda: all_accepted(1), 20)
    assert failures == {"claim": 0, "settle": 0}
    assert len(mail_server.mails) == 1


async def test_the_heartbeat_keeps_what_is_in_hand(world: World, keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    """OB-06: the lease of every row in hand moves on once a third of it is used up, and not before."""
    await world.publish([await world.member("Muster", email="erika@muster.example")], urgency=Urgency.URGENT)
    await fanout.advance(Lane.URGENT)
    work = worker(keyring)
    queues = work._queues  # pyright: ignore[reportPrivateUsage] # the hands of the worker
    (queue,) = [one for one in queues if (one.lane, one.channel) == (Lane.URGENT, Channel.MAIL)]
    (claimed,) = await queue.claim()
    before = (await Delivery.get(id=claimed.id)).lease_until
    monkeypatch.setattr(queue, "lease_seconds", 90)
    await queue.heartbeat()
    assert (await Delivery.get(id=claimed.id)).lease_until == before
    monkeypatch.setattr(queue_module, "HEARTBEATS_PER_LEASE", 1_000)
    await queue.heartbeat()
    after = (await Delivery.get(id=claimed.id)).lease_until
    assert before is not None
    assert after is not None
    assert after - before > timedelta(seconds=50)
    await work.close()
