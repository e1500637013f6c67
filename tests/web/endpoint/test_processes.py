"""Several web processes on one database: what ends in one place ends in all of them (GQ-13)."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import ClientConnection

from models.database import transaction
from models.session import SessionKind, SessionScope
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import account, session, token
from resolvers.access import Operator, Staff
from resolvers.staff import create_staff
from tests.crash.program import environment
from tests.rules.tracked import ROOT
from tests.support.accounts import OTHER_PASSWORD, PASSWORD, settled, sign_in, tenant
from tests.support.waiting import eventually
from tests.web.endpoint.conftest import Served, settings_of
from tests.web.endpoint.peer import begin, end_of, hear, opened, say
from tests.web.test_cli import COMMAND, free_port

SECONDS = 5.0
"""Within so many seconds every socket is closed."""


@dataclass(frozen=True)
class Ending:
    """Who is on a socket of each process, and what ends that."""

    name: str
    secret: str
    end: Callable[[], Awaitable[object]]
    is_bearer: bool = False


@pytest.fixture
async def two(portal: str, tmp_path: Path) -> AsyncIterator[list[Served]]:
    """Two processes of `mieterportal serve` on the test's database, with the test's keys."""
    found = [Served(settings_of(tmp_path, portal, f"http://127.0.0.1:{free_port()}")) for _ in range(2)]
    log_file = tmp_path / "serve.log"
    running: list[asyncio.subprocess.Process] = []
    try:
        with log_file.open("wb") as log:
            for served in found:
                command = [*COMMAND, "serve", "--port", served.http.rpartition(":")[2]]
                running.append(
                    await asyncio.create_subprocess_exec(
                        *command, cwd=ROOT, env=environment(served.settings), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
                    )
                )
        await eventually(lambda: all_up(found), 60)
        yield found
    finally:
        for process in running:
            if process.returncode is None:
                process.terminate()
        codes = [await process.wait() for process in running]
    assert codes == [-signal.SIGTERM] * 2, log_file.read_text(encoding="utf-8")


async def all_up(found: list[Served]) -> bool:
    """Whether each process answers."""
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            return all([(await client.get(f"{served.http}/health")).status_code == 200 for served in found])
        except httpx.TransportError:
            return False


async def endings() -> list[Ending]:
    """Everything that ends a session or a token, each of somebody of their own."""
    out, changed, locked = [await settled(f"000000{place}", email=f"person{place}@example.org") for place in range(1, 4)]
    app = await sign_in("0000001", PASSWORD, kind=SessionKind.BEARER)
    made = await token.create(Operator(), name="ERP", scopes=[TokenScope.NOTICES_READ], valid_for=timedelta(days=1))
    employee = await create_staff(Operator(), email="anna.amt@example.org", name="Anna Amt", role=StaffRole.ADMIN)
    desk = await session.create_for_staff(employee.row, scope=SessionScope.FULL)
    assert isinstance(desk.viewer, Staff)

    async def lock() -> None:
        async with transaction():
            await session.revoke_account(tenant(locked).account_id)

    async def role() -> None:
        async with transaction():
            await session.revoke_staff(employee.row.id)

    return [
        Ending("logout", out.token, lambda: account.logout(tenant(out))),
        Ending("logout of an app", app.token, lambda: account.logout(tenant(app)), is_bearer=True),
        Ending(
            "password",
            changed.token,
            lambda: account.change_password(tenant(changed), new_password=OTHER_PASSWORD, current_password=PASSWORD),
        ),
        Ending("lock", locked.token, lock),
        Ending("role", desk.token, role),
        Ending("token", made.secret, lambda: token.revoke(Operator(), made.row.id), is_bearer=True),
    ]


async def test_an_end_is_told_to_every_process(two: list[Served]) -> None:
    """GQ-13: logout, password change, lock, role change, revoked token; each closes the sockets it means and no other one."""
    found = await endings()
    async with AsyncExitStack() as stack:
        peers = {ending.name: [await stack.enter_async_context(opened_by(ending, served)) for served in two] for ending in found}
        for ending in found:
            for peer in peers[ending.name]:
                await begin(peer, {"Authorization": f"Bearer {ending.secret}"} if ending.is_bearer else None)
        while found:
            ending = found.pop(0)
            await ending.end()
            assert [await end_of(peer, SECONDS) for peer in peers[ending.name]] == [4403, 4403], ending.name
            for other in found:
                for peer in peers[other.name]:
                    await say(peer, type="ping")
                    assert await hear(peer) == {"type": "pong"}, f"{other.name} after {ending.name}"


def opened_by(ending: Ending, served: Served) -> AbstractAsyncContextManager[ClientConnection]:
    """A socket as this person opens it."""
    return opened(served, origin=None, user_agent=None) if ending.is_bearer else opened(served, cookie=ending.secret)
