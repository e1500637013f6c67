"""The portal as an attacker finds it: production settings, real networks on loopback, people and their things in it."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from models.member import MembershipPerson
from models.token import TokenScope
from tests.flows.people import Home, sign_in
from tests.servers.fcm_service import FcmService
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService
from tests.support.accounts import Letter, invited
from tests.support.clients import api_token
from tests.support.databases import Databases
from tests.support.files import PDF, published
from tests.support.operations import ship
from tests.support.running import RunningPortal, Servers, run
from tests.support.town import Town, build

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Target:
    """What is attacked. Anna and Emil live in different houses; the letter is that of somebody who has not registered."""

    portal: RunningPortal
    town: Town
    anna: Home
    emil: Home
    numbers: dict[str, str]
    letter: Letter
    document_id: UUID
    token: str

    async def post(self, **more: Any) -> httpx.Response:
        """A request to the endpoint with an integrator's token."""
        async with httpx.AsyncClient(base_url=self.portal.url, timeout=30) as client:
            return await client.post("/graphql", headers={"Authorization": f"Bearer {self.token}"}, **more)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """PostgreSQL alone: the rules on both databases are proved where they stand."""
    url = databases.postgresql()
    yield url
    databases.drop(url)


@pytest.fixture
async def target(
    database_url: str, tmp_path: Path, mail_server: MailServer, push_service: PushService, fcm_service: FcmService
) -> AsyncIterator[Target]:
    """The portal with its worker, running until the attack is over."""
    async with run(database_url, tmp_path, Servers(mail_server, push_service, fcm_service)) as portal:
        town = await build()
        anna, emil = await sign_in(portal, town, "Anna"), await sign_in(portal, town, "Emil")
        numbers = {name: await _number(town, name) for name in ("Anna", "Emil")}
        document_id = await published("attack", content=PDF + bytes(60_000), member_id=town.members["Anna"].id)
        yield Target(portal, town, anna, emil, numbers, await invited("0012345"), document_id, await api_token(*TokenScope))


async def _number(town: Town, name: str) -> str:
    return (await MembershipPerson.get(member=town.members[name]).prefetch_related("membership")).membership.number


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """Keep the line of this attack for the table."""

    def keep(line: str) -> None:
        request.node.user_properties.append(("attack", line))

    return keep


@pytest.fixture
def browser_post(target: Target) -> Callable[..., Any]:
    """One operation from Anna's browser with other headers than the app sends."""

    async def post(document: str, headers: dict[str, str], **more: Any) -> httpx.Response:
        question = {"documentId": await ship(document)}
        return await target.anna.browser.http.post("/graphql", json=question, headers=headers, **more)

    return post


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line for each attack."""
    for outcome, word in (("passed", "held"), ("failed", "GOT THROUGH")):
        for report in terminalreporter.stats.get(outcome, []):
            line = next((text for name, text in report.user_properties if name == "attack"), "")
            if "tests/attack" in report.nodeid and report.when == "call":
                terminalreporter.write_line(f"{word:11} {report.nodeid.rpartition('::test_')[2]:42} {line}")
