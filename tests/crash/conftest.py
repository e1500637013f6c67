"""The stage of every crash test, and the table that `make crash` prints: one line per K and database."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models import clock, keyring, passwords
from resolvers import start
from tests.crash.plan import Defect
from tests.crash.scene import Scene
from tests.crash.servers import Gate, GatedFcmService, GatedMailServer, GatedPushService
from tests.crash.table import Table
from tests.push.world import World
from tests.support.accounts import COOPERATIVE

_table = Table()


@pytest.fixture
async def scene(
    request: pytest.FixtureRequest, database: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> AsyncIterator[Scene]:
    """A fresh database of either kind, servers that count, and no program yet."""
    passwords.use(passwords.CHEAPEST)
    ring = await start.prepare(tmp_path, COOPERATIVE, None)
    gate = Gate()
    servers = (GatedPushService(gate), GatedFcmService(gate), GatedMailServer(gate))
    for server in servers:
        await server.start()
    stage = Scene(tmp_path, database, await World(ring).build(), gate, *servers)
    yield stage
    await stage.clear_away()
    record_property("requests", stage.requests)
    for server in servers:
        await server.stop()
    clock.shift(timedelta())
    passwords.use(passwords.STRONG)
    keyring.use(None)


@pytest.fixture(autouse=True)
def line_of_the_table(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> None:
    """Say which line this test stands in: `@pytest.mark.crash("K5", "what happens")`."""
    marker = request.node.get_closest_marker("crash")
    if marker is not None and marker.args:
        record_property("crash", list(marker.args))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Called for each phase of each test, also for those that ran in another process."""
    _table.add(report)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the table when the crash tests were asked for."""
    if config.getoption("markexpr") == "crash":
        terminalreporter.section("crash matrix")
        for line in _table.lines():
            terminalreporter.write_line(line)


@pytest.fixture
def planted(scene: Scene) -> Callable[[Defect], Scene]:
    """The scene, with a defect in every program of it."""

    def plant(defect: Defect) -> Scene:
        scene.defect = defect
        return scene

    return plant
