"""Alerts beside bulk, and one network beside the others, with a running worker and real requests."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from models.delivery import Delivery, DeliveryState
from models.keyring import Keyring
from models.member import Member
from models.notice import Urgency
from push.worker import Worker
from tests.push.test_worker_loop import running
from tests.push.world import World, worker
from tests.servers.answers import Manner
from tests.servers.push_service import Message, PushService, Subscription
from tests.support.waiting import eventually


async def with_browsers(world: World, service: PushService, count: int, name: str) -> tuple[list[Member], list[Subscription]]:
    """So many members with a browser each."""
    members = [await world.member(f"{name}{number:03}") for number in range(count)]
    return members, [await world.browser(member, service) for member in members]


def is_urgent(message: Message) -> bool:
    return message.urgency == "high"


async def test_an_alert_overtakes_what_waits_in_bulk(world: World, keyring: Keyring, push_service: PushService) -> None:
    """OB-16, T5, T14: once its first push is out, bulk gets a tenth and what was under way, until its last."""
    bulk, _ = await with_browsers(world, push_service, 150, "B")
    told, _ = await with_browsers(world, push_service, 40, "A")
    await world.publish(bulk)
    await world.publish(told, urgency=Urgency.URGENT)
    async with running(worker(keyring, push=push_service)):
        await eventually(lambda: len(push_service.messages) == 190, 30)
    order = [is_urgent(message) for message in push_service.messages]
    first, last = order.index(True), len(order) - order[::-1].index(True)
    under_way = 20
    assert order[first:last].count(False) <= under_way + 40 / 9 + 3
    assert order[last:].count(False) >= 40


async def test_bulk_keeps_its_tenth_while_alerts_do_not_end(world: World, keyring: Keyring, push_service: PushService) -> None:
    """OB-17: from its first message until the last alert message is out, at least one in ten is bulk."""
    told, _ = await with_browsers(world, push_service, 120, "A")
    bulk, _ = await with_browsers(world, push_service, 60, "B")
    await world.publish(bulk)
    await world.publish(told, urgency=Urgency.URGENT)
    async with running(worker(keyring, push=push_service)):
        await eventually(lambda: len(push_service.messages) == 180, 30)
    order = [is_urgent(message) for message in push_service.messages]
    first, last = order.index(False), len(order) - order[::-1].index(True)
    assert order[first:last].count(False) >= 0.1 * (last - first) - 2


@asynccontextmanager
async def two_services(first: PushService) -> AsyncGenerator[PushService]:
    """A second push service beside the first."""
    second = PushService()
    await second.start()
    try:
        yield second
    finally:
        await second.stop()
    assert first.origin != second.origin


async def test_a_hanging_push_service_uses_up_its_own_slots_only(world: World, keyring: Keyring, push_service: PushService) -> None:
    """OB-18, T7: twenty requests hang at one service; the other's devices are all told meanwhile."""
    async with two_services(push_service) as hung:
        silent, browsers = await with_browsers(world, hung, 50, "H")
        told, _ = await with_browsers(world, push_service, 50, "T")
        for browser in browsers:
            hung.misbehave(browser, Manner.HANG)
        work = both(keyring, push_service, hung)
        async with running(work):
            await world.publish([*silent, *told], urgency=Urgency.URGENT)
            await eventually(lambda: len(push_service.messages) == 50, 20)
            assert 0 < len(hung.attempts) <= 20
            await eventually(lambda: all_told(50), 20)
            work.stop()
            work.stop()
    assert await Delivery.filter(state=DeliveryState.QUEUED).count() == 50


async def all_told(count: int) -> bool:
    return await Delivery.filter(state=DeliveryState.ACCEPTED).count() == count


def both(keyring: Keyring, *services: PushService) -> Worker:
    """A worker that knows these services, and waits for an answer longer than the test lasts."""
    return worker(keyring, push_origins=[service.origin for service in services], push_timeout=14)
