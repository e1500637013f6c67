"""Waking up: connections that listen come back, after pauses that grow and differ."""

import asyncio
import time

import pytest

from models import database as portal_database
from models.keyring import Keyring
from models.notice import Urgency
from push import wakeup
from push.wakeup import Bell
from tests.push.test_worker_loop import running
from tests.push.world import World, worker
from tests.servers.mail_server import MailServer
from tests.support.waiting import eventually


def test_pauses_grow_up_to_half_a_minute_and_differ() -> None:
    """No two processes come back at the same moment (OB-21)."""
    for failures, ceiling in ((0, 0.5), (1, 1), (3, 4), (5, 16), (6, 30), (100, 30)):
        pauses = {wakeup.reconnect_pause(failures) for _ in range(50)}
        assert ceiling / 2 <= min(pauses) < max(pauses) <= ceiling
        assert len(pauses) > 40


async def test_a_ring_reaches_every_listener_of_this_bell_only(database: str) -> None:
    async with wakeup.listen(Bell.EVENT) as first, wakeup.listen(Bell.EVENT) as second, wakeup.listen(Bell.SCHEDULE) as other:
        await _connected(database, 3)
        for bell in (first, second, other):
            bell.clear()
        await wakeup.ring(Bell.EVENT)
        await eventually(lambda: first.is_set() and second.is_set())
        assert not other.is_set()


async def test_reconnected_it_rings_for_what_may_have_been_missed(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """OB-22: NOTIFY is for those who listen at that moment; whoever comes back looks for itself."""
    monkeypatch.setattr(wakeup, "RECONNECT_SECONDS", 0.01)
    async with wakeup.listen(Bell.EVENT) as bell:
        await _connected(database, 1)
        bell.clear()
        if database.startswith("postgresql"):
            [pid] = await _listeners()
            await portal_database.rows(f"SELECT pg_terminate_backend({pid})")
            await asyncio.wait_for(bell.wait(), 5)
            await eventually(lambda: _is_another(pid))
        else:
            await wakeup.ring(Bell.EVENT)
            assert bell.is_set(), "on SQLite there is no connection to lose"


async def test_without_any_bell_an_alert_waits_a_second_and_bulk_five(
    world: World, keyring: Keyring, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OB-22: the wake-up is lost, as on SQLite between processes; whoever looks finds both, the alert first."""

    async def silence(bell: Bell) -> None:
        """The notification is lost."""

    members = [await world.member(name, email=f"{name}@muster.example") for name in ("alert", "bulk")]
    async with running(worker(keyring, mail=mail_server)):
        await asyncio.sleep(0)
        monkeypatch.setattr(wakeup, "ring", silence)
        begun = time.monotonic()
        await world.publish(members[1:])
        await world.publish(members[:1], urgency=Urgency.URGENT)
        await mail_server.wait_for(1, to="alert@muster.example")
        alert = time.monotonic() - begun
        await mail_server.wait_for(1, 10, to="bulk@muster.example")
        bulk = time.monotonic() - begun
    # A second more than the row says: a loaded machine also renders, connects and sends.
    assert alert < 1 + 1
    assert bulk < 5 + 1


async def _connected(database: str, number: int) -> None:
    async def are_there() -> bool:
        return len(await _listeners()) == number

    if database.startswith("postgresql"):
        await eventually(are_there)


async def _listeners() -> list[int]:
    found = await portal_database.rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")
    return [row["pid"] for row in found]


async def _is_another(pid: int) -> bool:
    found = await _listeners()
    return bool(found) and pid not in found
