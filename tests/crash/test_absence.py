"""OB-21: PostgreSQL is away for a minute of real time, under a worker with messages under way and a portal that is asked how it is."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from models.database import is_fault, migrate
from push.statement import run
from tests.chaos.postgres import Postgres
from tests.crash.scene import CHANNELS, DEADLINE, Scene, free_port
from tests.support.databases import Databases, forget_statements
from tests.support.waiting import eventually

AWAY_SECONDS = 60.0
EACH = 50


@pytest.fixture
def postgres(databases: Databases) -> Iterator[Postgres]:
    """A server that the other tests do not need meanwhile."""
    server = Postgres(databases.directory / f"away-{databases.worker}")
    server.start()
    yield server
    server.close()


@pytest.fixture
def database_url(postgres: Postgres, request: pytest.FixtureRequest) -> str:
    """In the place of the one that all tests share; a file of SQLite is never away."""
    assert request.param == "postgresql"
    forget_statements()
    asyncio.run(migrate(postgres.url))
    return postgres.url


@pytest.mark.crash("OB-21", "PostgreSQL away for 60 s")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_ob21(scene: Scene, postgres: Postgres, record_property: Callable[[str, object], None]) -> None:
    """OB-21: nobody restarts and everything is accepted once: also what a network answered while nobody could write it down."""
    members = [await scene.person(channel) for channel in CHANNELS for _ in range(EACH)]
    settings = scene.settings(base_url=f"http://127.0.0.1:{free_port()}")
    settings.embedded_worker = False
    portal = await scene.portal(settings)
    scene.gate.close()
    await scene.alert(members[::2])
    await scene.world.publish(members[1::2])
    worker = await scene.worker()
    await eventually(lambda: scene.gate.waiting >= EACH / 2, DEADLINE)
    states = [state for state, _, _ in await scene.rows()]
    assert "leased" in states
    assert "accepted" not in states

    under_way, began = scene.gate.waiting, time.monotonic()
    absence = asyncio.create_task(postgres.restart(signal.SIGQUIT, AWAY_SECONDS))
    async with httpx.AsyncClient(base_url=settings.base_url) as browser:
        await eventually(lambda: _says(browser, 503), DEADLINE)
        scene.gate.open()
        await eventually(lambda: scene.gate.waiting == 0, DEADLINE)
        await asyncio.wait([absence], timeout=AWAY_SECONDS / 2)
        assert not absence.done()
        assert await _says(browser, 503)
        await absence
        away, back = time.monotonic() - began, time.monotonic()
        await eventually(lambda: _says(browser, 200), DEADLINE)
    await eventually(_answers, DEADLINE)
    await scene.settled()
    seconds = time.monotonic() - back

    assert away >= AWAY_SECONDS
    assert [(state, reason) for state, reason, _ in await scene.rows()] == [("accepted", "")] * len(members)
    scene.assert_each_once()
    for program in (worker, portal):
        assert program.process.returncode is None, program.log
    assert worker.log.count('"event": "worker_started"') == 1
    assert worker.has_logged("worker.loop_broke"), "it never noticed"
    record_property("figures", f"{under_way} of {len(members)} under way when it went; all accepted {seconds:.1f} s after it came back")
    await worker.stop()


async def _says(browser: httpx.AsyncClient, status: int) -> bool:
    return (await browser.get("/health/ready")).status_code == status


async def _answers() -> bool:
    """Whether the database takes our own questions again."""
    try:
        return bool(await run("SELECT 1 AS one"))
    except Exception as error:
        if is_fault(error):
            return False
        raise
