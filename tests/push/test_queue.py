"""The hands of the worker: how many, for whom, and what waits."""

import asyncio
import itertools
import time

import pytest
from pydantic import ValidationError

from models.delivery import Channel, Lane
from models.device import Device
from push import fanout, outbox, recheck
from push import queue as queue_module
from push.job import Job
from push.message import Accepted
from push.outbox import Result
from push.queue import Queue, queues
from push.results import Results
from push.share import Load, Share
from settings import PushSettings
from tests.push.world import World
from tests.servers.push_service import PushService


@pytest.fixture
async def jobs(world: World, push_service: PushService) -> list[Job]:
    """Sixty pushes to two networks, re-checked."""
    members = [await world.member(f"M{number:02}") for number in range(60)]
    for number, member in enumerate(members):
        await world.browser(member, push_service)
        if number % 2:
            await Device.filter(member_id=member.id).update(origin="https://other.example")
    await world.publish(members)
    await fanout.advance(Lane.BULK)
    return await recheck.load(await outbox.claim(Lane.BULK, 100, 120))


def hand(capacity: int = 10, per_origin: int = 4, lane: Lane = Lane.BULK) -> Queue:
    return Queue(lane, Channel.WEBPUSH, capacity, per_origin, 120, 5)


def taken(queue: Queue) -> list[Job]:
    """All that may start now."""
    found = list[Job]()
    while (job := queue.take()) is not None:
        found.append(job)
    return found


async def test_one_network_gets_no_more_than_its_bound_and_networks_take_turns(jobs: list[Job]) -> None:
    """OB-18: four each, alternating; a freed slot goes to the same network's next."""
    queue = hand()
    queue.add(jobs)
    first = taken(queue)
    origins = [job.origin for job in first]
    assert len(first) == 8
    assert sorted(origins.count(origin) for origin in set(origins)) == [4, 4]
    assert all(one != other for one, other in itertools.pairwise(origins))
    assert not queue.can_start
    queue.sent(first[0], 0.1)
    assert queue.can_start
    (again,) = taken(queue)
    assert again.origin == first[0].origin


async def test_a_network_that_does_not_answer_keeps_only_what_its_slots_need(jobs: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    """OB-18: the rest is put off, longer each time, and the other network's rows stay."""
    queue = hand()
    queue.add(jobs)
    hung = jobs[0].origin
    working = next(job.origin for job in jobs if job.origin != hung)
    first = taken(queue)
    assert queue.stalled() == []
    now = time.monotonic()
    monkeypatch.setattr(queue_module.time, "monotonic", lambda: now + queue_module.STALLED_SECONDS + 0.1)
    for job in first:
        if job.origin == working:
            queue.sent(job, 0.1)
    put_off = queue.stalled()
    assert {job.origin for job, _ in put_off} == {hung}
    assert len(put_off) == 30 - 4 - 4
    assert all(1 <= seconds <= 2 for _, seconds in put_off)
    queue.add(job for job, _ in put_off)
    assert all(2 <= seconds <= 4 for _, seconds in queue.stalled())
    assert len(taken(queue)) == 4


async def test_what_waited_too_long_is_taken_out_to_be_looked_at_again(jobs: list[Job]) -> None:
    """OB-15: the re-check is at most some seconds old when a row is sent."""
    queue = hand()
    for job in jobs[:10]:
        job.loaded_at -= queue_module.FRESH_SECONDS + 1
    queue.add(jobs)
    assert {claimed.id for claimed in queue.aged()} == {job.claimed.id for job in jobs[:10]}
    assert queue.aged() == []
    assert len(queue.unstarted()) == 50
    assert taken(queue) == []


async def test_a_hand_takes_more_the_faster_it_works_and_never_more_than_its_bound(world: World) -> None:
    """OB-19: batches grow to a thousand, and a hand that is half full claims nothing."""
    queue = hand(capacity=2)
    members = [await world.member(f"M{number:02}", email=f"m{number}@muster.example") for number in range(30)]
    await world.publish(members)
    await fanout.advance(Lane.BULK)
    queue.channel = Channel.MAIL
    claims = await queue.claim()
    assert len(claims) == 4
    assert queue.room == 8
    queue.add(await recheck.load(claims))
    assert queue.room == 4
    queue.add(await recheck.load(await queue.claim()))
    assert queue.room == 16 - 8
    assert queue_module.MOST_IN_HAND == 1000


def test_every_lane_and_channel_has_hands_of_its_own() -> None:
    """OB-16: no alert waits for a slot that bulk holds."""
    found = queues(150, 4, 20)
    assert [(queue.lane, queue.channel, queue.capacity, queue.per_origin, queue.lease_seconds, queue.poll_seconds) for queue in found] == [
        (Lane.URGENT, Channel.WEBPUSH, 150, 20, 30, 1),
        (Lane.URGENT, Channel.FCM, 150, 150, 30, 1),
        (Lane.URGENT, Channel.MAIL, 4, 4, 30, 1),
        (Lane.BULK, Channel.WEBPUSH, 75, 20, 120, 5),
        (Lane.BULK, Channel.FCM, 75, 75, 120, 5),
        (Lane.BULK, Channel.MAIL, 2, 2, 120, 5),
    ]


class FixedLoad(Load):
    """A processor whose use the test decides."""

    used = 1.0

    def share(self) -> float:
        return self.used


async def test_bulk_gets_one_in_ten_while_an_alert_moves_and_everything_when_it_does_not(jobs: list[Job]) -> None:
    """OB-16, OB-17: nine alert messages earn one of bulk; an alert that waits for a network holds nobody up."""
    urgent, load = hand(lane=Lane.URGENT), FixedLoad()
    share = Share([urgent], load)
    assert share.bulk_may_start()
    urgent.add(jobs)
    assert urgent.take() is not None
    assert not share.bulk_may_start()
    assert share.is_held_back
    for _ in range(18):
        share.urgent_started()
    assert [share.bulk_may_start() for _ in range(3)] == [True, True, False]
    load.used = 0.3
    assert share.bulk_may_start()
    load.used = 1.0
    assert not share.bulk_may_start()
    urgent.progressed_at -= 1
    assert share.bulk_may_start()
    assert not share.is_held_back


async def test_results_of_an_alert_are_written_before_those_of_bulk_that_waited_longer(jobs: list[Job]) -> None:
    """OB-16: each lane in its own order."""
    results = Results()
    found = [Result(job.claimed, Accepted("201"), job.now) for job in jobs[:4]]
    for urgent in found[2:]:
        urgent.claimed.lane = Lane.URGENT
    for result in found:
        results.put_nowait(result)
    assert (results.qsize(), results.empty()) == (4, False)
    assert [results.get_nowait() for _ in range(4)] == [*found[2:], *found[:2]]
    assert (results.qsize(), results.empty()) == (0, True)
    with pytest.raises(asyncio.QueueEmpty):
        results.get_nowait()


async def test_bulk_makes_room_as_soon_as_an_alert_is_published(jobs: list[Job]) -> None:
    """OB-16: before its first row is claimed; and not for longer than a moment when none comes."""
    share = Share([hand(lane=Lane.URGENT)], FixedLoad())
    share.alert_comes()
    assert not share.bulk_may_start()
    assert not share.lets_go
    for _ in range(9):
        share.urgent_started()
    assert share.lets_go
    assert share.bulk_may_start()


def test_the_processor_is_looked_at_every_fifty_milliseconds() -> None:
    """A process that sleeps uses none of it."""
    load = Load()
    assert load.share() == 1.0
    time.sleep(0.1)
    assert load.share() < 0.5


def test_a_send_and_its_second_try_end_within_the_lease() -> None:
    """OB-06: a time limit that would outlive the lease is refused at start."""
    with pytest.raises(ValidationError, match="less than or equal to 14"):
        PushSettings(timeout=15)
    assert 2 * PushSettings(timeout=14).timeout < queue_module.URGENT_LEASE_SECONDS
    assert (queue_module.BULK_LEASE_SECONDS, queue_module.HEARTBEATS_PER_LEASE) == (120, 3)
