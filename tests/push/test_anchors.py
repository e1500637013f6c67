"""What the suites of other queues prove, in our terms: no row sent twice, none stranded, the oldest first."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from datetime import timedelta

from models import clock
from models.delivery import Channel, Delivery, DeliveryAttempt, DeliveryState, Lane
from models.keyring import Keyring
from models.member import Member
from models.notice import Notice, NoticeState, Urgency
from push import fanout, outbox
from push.message import Accepted
from push.outbox import Result
from tests.push.test_worker_loop import running
from tests.push.world import World, ledger, worker
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService
from tests.support.waiting import eventually

LEASE = 30


async def readers(world: World, count: int) -> list[Member]:
    """So many members with a confirmed address."""
    return [await world.member(f"M{number:03}", email=f"m{number}@muster.example") for number in range(count)]


async def test_eight_workers_send_each_of_a_thousand_rows_once(world: World, keyring: Keyring, push_service: PushService) -> None:
    """T1, OB-05: counted where they arrive."""
    notice = await world.crowd(push_service, 1000)
    async with AsyncExitStack() as stack:
        for _ in range(8):
            await stack.enter_async_context(running(worker(keyring, push=push_service)))
        await eventually(lambda: len(push_service.messages) >= 1000, 120)
        await eventually(lambda: settled(1000), 60)
    seen = Counter(message.subscription.endpoint for message in push_service.messages)
    assert (len(seen), set(seen.values())) == (1000, {1})
    assert await DeliveryAttempt.all().count() == 1000
    assert {row[2] for row in await ledger(notice)} == {"accepted"}


async def settled(count: int) -> bool:
    return await Delivery.filter(state=DeliveryState.ACCEPTED).count() == count


async def test_rows_of_dead_workers_are_taken_over_also_more_than_one_batch_of_them(
    world: World, keyring: Keyring, mail_server: MailServer
) -> None:
    """T2, T6, T12, OB-06: every row is leased to somebody who died; within a minute of lease they are sent, each once."""
    await world.publish(await readers(world, 30), urgency=Urgency.URGENT)
    assert await fanout.advance(Lane.URGENT)
    while await outbox.claim(Lane.URGENT, 8, LEASE):
        pass
    work = worker(keyring, mail=mail_server, mail_connections=1)
    await work.run_until_idle()
    assert mail_server.mails == []
    clock.shift(timedelta(seconds=LEASE + 1))
    await work.run_until_idle()
    await work.close()
    assert len({mail.recipient for mail in mail_server.mails}) == len(mail_server.mails) == 30
    assert await DeliveryAttempt.filter(outcome="lost").count() == 30


async def test_a_rescued_row_goes_before_fresh_ones_and_a_recent_lease_is_left_alone(world: World) -> None:
    """T5, T16: what was due first is first again when its lease ends; before that nobody gets it."""
    await world.publish(await readers(world, 1))
    await fanout.advance(Lane.BULK)
    (stale,) = await outbox.claim(Lane.BULK, 1, LEASE)
    clock.shift(timedelta(seconds=LEASE - 1))
    assert await outbox.claim(Lane.BULK, 1, LEASE) == []
    clock.shift(timedelta(seconds=LEASE + 20))
    await world.publish([await world.member("Neu", email="neu@muster.example")])
    await fanout.advance(Lane.BULK)
    first, second = [(await outbox.claim(Lane.BULK, 1, LEASE))[0] for _ in range(2)]
    assert (first.id, first.attempt) == (stale.id, 2)
    assert second.attempt == 1


async def test_what_is_cancelled_between_claim_and_sending_is_not_sent(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """T15, OB-14: and its row does not stay leased."""
    notice = await world.publish(await readers(world, 2))
    await fanout.advance(Lane.BULK)
    work = worker(keyring, mail=mail_server)
    queues = work._queues  # pyright: ignore[reportPrivateUsage] # the moment between claim and re-check has no public name
    (queue,) = [one for one in queues if (one.lane, one.channel) == (Lane.BULK, Channel.MAIL)]
    claims = await queue.claim()
    await Notice.filter(id=notice.id).update(state=NoticeState.RETRACTED)
    await outbox.release(claims)
    await work.run_until_idle()
    await work.close()
    assert mail_server.mails == []
    assert {row[2:] for row in await ledger(notice)} == {("cancelled", "withdrawn")}
    assert await Delivery.filter(lease_token__isnull=False).count() == 0


async def test_results_that_arrive_together_are_written_once_each(world: World) -> None:
    """T9: two batches with the same rows at the same time; each row has one result and one attempt."""
    await world.publish(await readers(world, 10))
    await fanout.advance(Lane.BULK)
    claims = await outbox.claim(Lane.BULK, 10, LEASE)
    results = [Result(claimed, Accepted("250"), await clock.now()) for claimed in claims]
    written = await asyncio.gather(outbox.settle(results), outbox.settle(results))
    assert sorted(len(ids) for ids in written) == [0, 10]
    assert await DeliveryAttempt.all().count() == 10
