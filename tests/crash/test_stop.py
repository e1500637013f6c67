"""OB-20: SIGTERM to a real worker. It ends what is under way, gives back the rest at once, and leaves with exit code 0."""

import random
import signal
import time

import pytest

from models.delivery import Channel
from push.worker import GRACE_SECONDS
from tests.crash.program import Program
from tests.crash.scene import CHANNELS, DEADLINE, Scene, free_port
from tests.support.waiting import eventually

WHAT = "SIGTERM: finish, give back, exit 0 (T3, T8, T11, T17)"
STARTS = 10


async def busy_worker(scene: Scene, channel: Channel, number: int) -> Program:
    """A worker with one message under way, whose network does not answer yet, and the rest in hand but not begun."""
    scene.gate.close()
    await scene.alert(await scene.people(channel, number))
    settings = scene.settings(per_origin=1, concurrency=1, timeout=14.0)
    settings.mail.connections = 1
    worker = await scene.worker(settings=settings)
    await eventually(lambda: scene.gate.waiting == 1, DEADLINE)
    assert await eventually(lambda: _leased(scene, number), DEADLINE)
    return worker


async def _leased(scene: Scene, number: int) -> bool:
    return [state for state, _, _ in await scene.rows()] == ["leased"] * number


async def _given_back(scene: Scene, number: int) -> bool:
    return (await scene.rows()).count(("queued", "", 0)) == number


@pytest.mark.crash("OB-20", WHAT)
@pytest.mark.parametrize("channel", CHANNELS)
async def test_what_is_under_way_may_end(scene: Scene, channel: Channel) -> None:
    """OB-20, T3, T8, T11: unstarted leases are given back at once with their attempt, the slow one completes, nothing new begins."""
    worker = await busy_worker(scene, channel, 4)
    worker.signal(signal.SIGTERM)
    await eventually(lambda: _given_back(scene, 3), DEADLINE)
    assert scene.gate.waiting == 1
    assert worker.process.returncode is None, "it waits for what is under way"
    scene.gate.open()
    assert await worker.ended() == 0
    assert sorted(await scene.rows()) == [("accepted", "", 1), *[("queued", "", 0)] * 3]
    assert scene.requests == 1, "nothing was begun after SIGTERM"

    other = await scene.worker()
    await scene.settled()
    assert await scene.rows() == [("accepted", "", 1)] * 4
    scene.assert_each_once()
    await other.stop()


@pytest.mark.crash("OB-20", WHAT)
@pytest.mark.parametrize("channel", CHANNELS)
async def test_the_second_signal_waits_no_longer(scene: Scene, channel: Channel) -> None:
    """OB-20, T8: a second SIGTERM cancels what is under way and gives it back too."""
    worker = await busy_worker(scene, channel, 2)
    worker.signal(signal.SIGTERM)
    await eventually(lambda: _given_back(scene, 1), DEADLINE)
    worker.signal(signal.SIGTERM)
    # Well below the grace: nobody waits for the network any more.
    assert await worker.ended(within=GRACE_SECONDS - 5) == 0
    assert await scene.rows() == [("queued", "", 0)] * 2
    assert await scene.longest_lease() == 0
    scene.gate.open()
    other = await scene.worker()
    await scene.settled()
    scene.assert_each_at_most_twice(twice=1)
    await other.stop()


@pytest.mark.crash("OB-20", WHAT)
async def test_the_grace_ends(scene: Scene) -> None:
    """OB-20, T8, T17: after 20 s what does not end is cancelled and given back."""
    worker = await busy_worker(scene, Channel.MAIL, 2)
    told_at = time.monotonic()
    worker.signal(signal.SIGTERM)
    assert await worker.ended() == 0
    assert GRACE_SECONDS == 20
    assert time.monotonic() - told_at >= GRACE_SECONDS - 0.5
    assert await scene.rows() == [("queued", "", 0)] * 2


@pytest.mark.crash("OB-20", WHAT)
async def test_start_stop_stress(scene: Scene) -> None:
    """OB-20, T8 StartStopStress: told to stop at ten different moments, with work at hand, nothing is lost or doubled or left leased."""
    chance = random.Random(20)  # noqa: S311 # the same moments in every run
    for _ in range(STARTS):
        for channel in CHANNELS:
            await scene.alert(await scene.people(channel, 3))
        worker = await scene.worker()
        wanted = chance.randrange(9)
        seen = scene.requests
        await eventually(lambda wanted=wanted, seen=seen: scene.requests >= seen + wanted, DEADLINE)
        await worker.stop()
        assert await scene.longest_lease() == 0, "a row is left leased"
    other = await scene.worker()
    await scene.settled()
    assert await scene.rows() == [("accepted", "", 1)] * (9 * STARTS)
    scene.assert_each_once()
    await other.stop()


@pytest.mark.crash("OB-20", WHAT)
async def test_the_portal_ends_with_its_worker(scene: Scene) -> None:
    """OB-20, OB-26: `serve` with its worker inside does the same, and then ends by the signal it was sent, as uvicorn does."""
    scene.gate.close()
    await scene.alert(await scene.people(Channel.WEBPUSH, 3))
    program = await scene.portal(scene.settings(base_url=f"http://127.0.0.1:{free_port()}", per_origin=1, concurrency=1))
    await eventually(lambda: scene.gate.waiting == 1, DEADLINE)
    program.signal(signal.SIGTERM)
    await eventually(lambda: _given_back(scene, 2), DEADLINE)
    scene.gate.open()
    assert await program.ended() in {0, -signal.SIGTERM}
    assert sorted(await scene.rows()) == [("accepted", "", 1), *[("queued", "", 0)] * 2]
    assert scene.requests == 1
