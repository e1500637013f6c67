"""OB-26: several processes on one database, also where that is one SQLite file: nobody is turned away, nothing is lost or doubled."""

import signal

import pytest

from models.delivery import Channel
from tests.crash.scene import CHANNELS, DEADLINE, Scene
from tests.support.waiting import eventually

WHAT = "a second process on the same SQLite file"


@pytest.mark.crash("OB-26", WHAT)
@pytest.mark.quick
async def test_two_workers_and_a_publisher_share_it(scene: Scene) -> None:
    """OB-26: while two workers claim, send and settle, a third process publishes; each waits for the others' writes."""
    members = [person for channel in CHANNELS for person in await scene.people(channel, 12)]
    # One after the other: each is known to run by its own log, and only then minds a signal.
    workers = [await scene.worker(), await scene.worker()]
    for first in range(0, len(members), 6):
        await scene.alert(members[first : first + 6])
    await scene.settled()
    assert await scene.rows() == [("accepted", "", 1)] * len(members)
    scene.assert_each_once()
    for worker in workers:
        assert "database is locked" not in worker.log
        await worker.stop()


@pytest.mark.crash("OB-26", WHAT)
async def test_one_of_them_is_killed(scene: Scene) -> None:
    """OB-26: the file is as good as before for the other one, which takes over what the first one had."""
    scene.gate.close(times=1)
    await scene.alert(await scene.people(Channel.MAIL, 1))
    killed = await scene.worker()
    await eventually(lambda: scene.gate.waiting == 1, DEADLINE)
    other = await scene.worker_after_the_lease()
    killed.signal(signal.SIGKILL)
    await scene.alert(await scene.people(Channel.WEBPUSH, 5))
    await scene.settled()
    assert [state for state, _, _ in await scene.rows()] == ["accepted"] * 6
    scene.assert_each_at_most_twice(twice=1)
    await other.stop()
