"""K9, K10, K12: one worker ends or sleeps, another one takes over."""

import asyncio
import signal
import time

import pytest

from models.delivery import Channel, Delivery
from push.queue import URGENT_LEASE_SECONDS
from push.statement import run
from tests.crash.plan import Act, Moment
from tests.crash.program import Program
from tests.crash.scene import CHANNELS, DEADLINE, Scene
from tests.support.waiting import eventually

RESCUE_SECONDS = 60.0


@pytest.mark.crash("K9", "during heartbeat / lease renewal (real leases, real time)")
@pytest.mark.parametrize("moment", [Moment.ENTRY, Moment.RETURN])
async def test_k9(scene: Scene, moment: Moment) -> None:
    """K9: the lease ends and another worker, which was there all the time, takes over within 60 s (OB-06, T3)."""
    assert URGENT_LEASE_SECONDS <= 30
    scene.gate.close(times=1)
    await scene.alert([await scene.person(Channel.MAIL)])
    worker = await scene.worker(Act.EXTEND, moment)
    await eventually(lambda: scene.gate.waiting == 1, DEADLINE)
    other = await scene.worker()
    await worker.died_as_planned()
    died_at = time.monotonic()
    assert len(scene.mail.mails) == 1, "the heartbeat kept the row from the other worker"
    assert (0 if moment is Moment.ENTRY else 25) < await scene.longest_lease() <= URGENT_LEASE_SECONDS

    await eventually(lambda: len(scene.mail.mails) == 2, DEADLINE)
    assert time.monotonic() - died_at <= RESCUE_SECONDS
    await scene.settled()
    assert await scene.rows() == [("accepted", "", 2)]
    scene.assert_each_at_most_twice(twice=1)
    await other.stop()


@pytest.mark.crash("K10", "in graceful shutdown after SIGTERM")
@pytest.mark.parametrize("channel", CHANNELS)
async def test_k10(scene: Scene, channel: Channel) -> None:
    """K10: what was not begun is given back before the kill, what was is sent again; no row stays leased beyond its lease."""
    scene.gate.close()
    await scene.alert(await scene.people(channel, 5))
    settings = scene.settings(per_origin=1, concurrency=1)
    settings.mail.connections = 1
    worker = await scene.worker(settings=settings)
    await eventually(lambda: scene.gate.waiting == 1, DEADLINE)
    worker.signal(signal.SIGTERM)
    await eventually(lambda: _is_given_back(4), DEADLINE)
    worker.signal(signal.SIGKILL)
    assert await worker.ended() == -signal.SIGKILL
    assert sorted(await scene.rows()) == [("leased", "", 1), *[("queued", "", 0)] * 4]
    assert await scene.longest_lease() <= URGENT_LEASE_SECONDS

    scene.gate.open()
    await scene.worker_after_the_lease()
    await scene.settled()
    assert [state for state, _, _ in await scene.rows()] == ["accepted"] * 5
    scene.assert_each_at_most_twice(twice=1)


async def _is_given_back(number: int) -> bool:
    return await Delivery.filter(state="queued", attempt=0).count() == number


@pytest.mark.crash("K12", "zombie: SIGSTOP 2x lease, another worker sends, SIGCONT")
@pytest.mark.parametrize("channel", CHANNELS)
async def test_k12(scene: Scene, channel: Channel) -> None:
    """K12: the zombie's result hits no row (OB-07); the ledger shows both attempts."""
    scene.gate.close(times=1)
    await scene.alert([await scene.person(channel)])
    zombie = await scene.worker()
    await eventually(lambda: scene.gate.waiting == 1, DEADLINE)
    await stop_outside_transactions(scene, zombie)
    other = await scene.worker_after_the_lease(leases=2)
    await scene.settled()
    await other.stop()
    written = await run("SELECT * FROM delivery")
    assert await scene.rows() == [("accepted", "", 2)]
    assert list((await scene.attempts()).values()) == [["lost", "accepted"]]

    # Its answer has been waiting in its socket when it wakes.
    scene.gate.open()
    await eventually(lambda: scene.gate.waiting == 0)
    zombie.signal(signal.SIGCONT)
    await eventually(lambda: _has_reported(scene, zombie), DEADLINE)
    assert zombie.has_logged("delivery.zombie"), "the zombie wrote its result"
    assert await run("SELECT * FROM delivery") == written
    assert list((await scene.attempts()).values()) == [["lost", "accepted"]]
    scene.assert_each_at_most_twice(twice=1)
    await zombie.stop()


async def _has_reported(scene: Scene, zombie: Program) -> bool:
    return zombie.has_logged("delivery.zombie") or sum(len(found) for found in (await scene.attempts()).values()) > 2


async def stop_outside_transactions(scene: Scene, program: Program) -> None:
    """SIGSTOP, at a moment when it holds no lock: whoever is stopped with one stops every writer of an SQLite file."""
    async with asyncio.timeout(DEADLINE):
        while True:
            program.signal(signal.SIGSTOP)
            if await scene.nobody_holds_the_database():
                return
            program.signal(signal.SIGCONT)
            await asyncio.sleep(0.05)
