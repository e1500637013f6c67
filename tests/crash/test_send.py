"""K4..K8: the worker is killed between claiming a row and having written what became of it."""

import pytest

from models.delivery import Channel
from push.queue import URGENT_LEASE_SECONDS
from tests.crash.plan import Act, Moment
from tests.crash.scene import CHANNELS, Scene

ONE_QUICK = [
    pytest.param(Channel.WEBPUSH, marks=pytest.mark.quick),
    *(pytest.param(channel) for channel in CHANNELS if channel is not Channel.WEBPUSH),
]
MAIL_QUICK = [pytest.param(Channel.WEBPUSH), pytest.param(Channel.FCM), pytest.param(Channel.MAIL, marks=pytest.mark.quick)]


@pytest.mark.crash("K4", "after claim commit, before connect")
@pytest.mark.parametrize("channel", ONE_QUICK)
async def test_k4(scene: Scene, channel: Channel) -> None:
    """K4: the rows are sent after their lease ends (OB-06: 30 s), and the network sees one request each."""
    await scene.alert(await scene.people(channel, 3))
    worker = await scene.worker(Act.CLAIM, Moment.AFTER_COMMIT)
    await worker.died_as_planned()
    assert await scene.rows() == [("leased", "", 1)] * 3
    assert 0 < await scene.longest_lease() <= URGENT_LEASE_SECONDS
    assert scene.requests == 0

    await scene.worker_after_the_lease()
    await scene.settled()
    assert await scene.rows() == [("accepted", "", 2)] * 3
    assert list((await scene.attempts()).values()) == [["lost", "accepted"]] * 3
    scene.assert_each_once()


@pytest.mark.crash("K5", "request sent, no response read")
@pytest.mark.parametrize("channel", ONE_QUICK)
async def test_k5(scene: Scene, channel: Channel) -> None:
    """K5: the row is sent again; the network sees at most two, and the second replaces the first (WP-18, FC-10, SM-07)."""
    await scene.alert(await scene.people(channel, 3))
    await scene.worker_killed_before_the_answer()

    await scene.worker_after_the_lease()
    await scene.settled()
    assert [state for state, _, _ in await scene.rows()] == ["accepted"] * 3
    scene.assert_each_at_most_twice()
    assert scene.requests >= 4, "nobody was asked twice: the worker was not killed in between"


@pytest.mark.crash("K6", "response read, before result commit")
@pytest.mark.parametrize("channel", MAIL_QUICK)
async def test_k6(scene: Scene, channel: Channel) -> None:
    """K6: as K5; nothing of the result that was not committed is there."""
    await scene.alert(await scene.people(channel, 1))
    worker = await scene.worker(Act.SETTLE, Moment.BEFORE_COMMIT)
    await worker.died_as_planned()
    assert await scene.rows() == [("leased", "", 1)]
    assert await scene.attempts() == {}
    scene.assert_each_once()

    await scene.worker_after_the_lease()
    await scene.settled()
    assert await scene.rows() == [("accepted", "", 2)]
    assert list((await scene.attempts()).values()) == [["lost", "accepted"]]
    scene.assert_each_at_most_twice(twice=1)


@pytest.mark.crash("K7", "410 (404 UNREGISTERED, 550) read, before the device is deleted")
@pytest.mark.parametrize("channel", CHANNELS)
async def test_k7(scene: Scene, channel: Channel) -> None:
    """K7: the second try hears the same again, then the device is gone or the address suppressed; no endless loop."""
    member = await scene.person(channel)
    scene.end_targets()
    await scene.alert([member])
    worker = await scene.worker(Act.SETTLE, Moment.BEFORE_COMMIT)
    await worker.died_as_planned()
    assert await scene.rows() == [("leased", "", 1)]
    assert await scene.targets_of(member) == 1
    assert scene.requests == 1

    await scene.worker_after_the_lease()
    await scene.settled()
    state, reason, attempt = (await scene.rows())[0]
    assert (state, reason, attempt) == (("bounced", "address_refused", 2) if channel is Channel.MAIL else ("failed", "target_gone", 2))
    assert await scene.targets_of(member) == 0
    assert scene.requests == 2, "asked again once, and then never"
    await scene.alert([member])
    await scene.settled()
    assert scene.requests == 2, "the next notice does not try it either"


@pytest.mark.crash("K8", "after result commit")
@pytest.mark.parametrize("channel", CHANNELS)
async def test_k8(scene: Scene, channel: Channel) -> None:
    """K8: no second request, not after the lease either."""
    await scene.alert(await scene.people(channel, 1))
    worker = await scene.worker(Act.SETTLE, Moment.AFTER_COMMIT)
    await worker.died_as_planned()
    assert await scene.rows() == [("accepted", "", 1)]
    scene.assert_each_once()

    # The next alert passes through the same queue: when it has arrived, the first one had its chance to be sent again.
    await scene.worker_after_the_lease()
    await scene.alert(await scene.people(channel, 1))
    await scene.settled()
    assert await scene.rows() == [("accepted", "", 1)] * 2
    scene.assert_each_once()
