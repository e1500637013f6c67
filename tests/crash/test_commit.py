"""K11: the outcome of a COMMIT is unknown.

On PostgreSQL a proxy cuts the worker's connection at COMMIT: before the server hears it, or after it committed and before the worker
hears of it. The worker lives on. On SQLite there is no line to cut: the database is in the process, and the only way not to learn the
outcome is to die. There the same two sides of the commit are reached by SIGKILL.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from models.delivery import Channel
from push.statement import is_postgresql
from tests.crash.plan import Act, Moment
from tests.crash.program import Program
from tests.crash.proxy import Proxy
from tests.crash.scene import DEADLINE, Scene
from tests.support.waiting import eventually


@pytest.fixture
async def accidents() -> AsyncIterator[AsyncExitStack]:
    """Proxies that are stopped when the test ends."""
    async with AsyncExitStack() as stack:
        yield stack


async def accident_at_commit(scene: Scene, accidents: AsyncExitStack, act: Act, *, is_committed: bool) -> Program:
    """A worker that does not learn whether this commit took place."""
    if not is_postgresql():
        worker = await scene.worker(act, Moment.AFTER_COMMIT if is_committed else Moment.BEFORE_COMMIT)
        await worker.died_as_planned()
        return worker
    proxy = Proxy(scene.database_url, after_commit=is_committed)
    await proxy.start()
    accidents.push_async_callback(proxy.stop)
    settings = scene.settings()
    settings.database_url = proxy.url
    worker = await scene.worker(act, Moment.CUT, settings=settings)
    accidents.push_async_callback(worker.make_sure_it_is_gone)
    await eventually(lambda: proxy.cuts == 1, DEADLINE)
    return worker


@pytest.mark.crash("K11", "connection dropped during COMMIT (PostgreSQL), killed at either side of it (SQLite)")
@pytest.mark.parametrize("is_committed", [False, True])
async def test_k11_of_a_result(scene: Scene, accidents: AsyncExitStack, is_committed: bool) -> None:
    """K11: the worker asks by id and token whether its result is there, and does not send again; whoever is dead is followed by another."""
    await scene.alert([await scene.person(Channel.WEBPUSH)])
    worker = await accident_at_commit(scene, accidents, Act.SETTLE, is_committed=is_committed)
    if worker.process.returncode is None:
        await scene.settled()
        assert await scene.rows() == [("accepted", "", 1)]
        assert list((await scene.attempts()).values()) == [["accepted"]], "written once, whatever it took"
        scene.assert_each_once()
        await worker.stop()
    else:
        assert await scene.rows() == [("accepted" if is_committed else "leased", "", 1)]
    await scene.worker_after_the_lease()
    await scene.alert([await scene.person(Channel.WEBPUSH)])
    await scene.settled()
    assert {state for state, _, _ in await scene.rows()} == {"accepted"}
    scene.assert_each_at_most_twice(twice=0 if is_committed or is_postgresql() else 1)


@pytest.mark.crash("K11", "connection dropped during COMMIT (PostgreSQL), killed at either side of it (SQLite)")
@pytest.mark.parametrize("is_committed", [False, True])
async def test_k11_of_a_claim(scene: Scene, accidents: AsyncExitStack, is_committed: bool) -> None:
    """K11: rows whose claim nobody knows of are due again when their lease ends; the network sees one request."""
    await scene.alert(await scene.people(Channel.WEBPUSH, 3))
    await accident_at_commit(scene, accidents, Act.CLAIM, is_committed=is_committed)
    if is_committed:
        assert await scene.rows() == [("leased", "", 1)] * 3
        assert scene.requests == 0
    await scene.worker_after_the_lease()
    await scene.settled()
    assert [state for state, _, _ in await scene.rows()] == ["accepted"] * 3
    scene.assert_each_once()
