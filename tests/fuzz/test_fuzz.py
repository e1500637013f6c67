"""Documents nobody thought of, made from the contract: the answer is data or a refusal with a documented code, never a fault of ours.

`make test` runs the same few each time; `make fuzz` runs many others and says what came of them (ARGS="--hypothesis-seed=7").
"""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import from_schema, nodes
from structlog.testing import capture_logs

from models import database, keyring, passwords, storage
from models.staff import Staff, StaffRole
from models.token import TokenScope
from resolvers import session, start
from resolvers.errors import Code
from schema import schema
from schema.errors import EndpointCode
from tests.support.accounts import COOPERATIVE
from tests.support.clients import api_token, staff_secret, tenant_secret
from tests.support.graphql import answer
from tests.support.town import Town, build
from tests.web.endpoint.conftest import ORIGIN, settings_of
from web.app import create_app

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
FEW = 40
KNOWN = {*Code, *EndpointCode} - {EndpointCode.INTERNAL, EndpointCode.TIMEOUT}


class Caller(StrEnum):
    """Who asks."""

    ANONYMOUS = "anonymous"
    TENANT = "tenant"
    ADMIN = "admin"
    PROGRAM = "program"
    """With every scope, over HTTP; the others on the schema, as a browser may run the app's own documents only."""


class Asked(NamedTuple):
    status: int
    reply: dict[str, Any]


class Portal:
    """One caller's way to ask, in a loop of its own: Hypothesis calls functions that are not coroutines."""

    def __init__(self, runner: asyncio.Runner, stack: AsyncExitStack, url: str, folder: Path) -> None:
        self._runner, self._stack, self._url, self._folder = runner, stack, url, folder
        self.town: Town
        self._secret = ""
        self._http: httpx.AsyncClient | None = None

    async def open(self, caller: Caller) -> None:
        await self._stack.enter_async_context(database.connect(self._url))
        await start.prepare(self._folder, COOPERATIVE, None)
        self.town = await build()
        match caller:
            case Caller.ANONYMOUS:
                pass
            case Caller.TENANT:
                self._secret = await tenant_secret(self.town, "Anna")
            case Caller.ADMIN:
                self._secret, viewer = await staff_secret(self.town, StaffRole.ADMIN)
                await Staff.filter(id=viewer.staff_id).update(password_hash=await passwords.make_hash("Nadelöhr-Kuchen-17"))
            case Caller.PROGRAM:
                app = create_app(settings_of(self._folder, self._url))
                headers = {"Authorization": f"Bearer {await api_token(*TokenScope)}"}
                transport = httpx.ASGITransport(app, raise_app_exceptions=False)
                self._http = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)
                await self._stack.enter_async_context(self._http)

    def ask(self, document: str) -> Asked:
        """Run one document."""
        return self._runner.run(self._ask(document))

    async def _ask(self, document: str) -> Asked:
        if self._http is None:
            # Whoever ended the own session goes on as a visitor.
            viewer = await session.authenticate(self._secret) if self._secret else None
            return Asked(200, await answer(viewer, document))
        reply = await self._http.post("/graphql", json={"query": document})
        return Asked(reply.status_code, reply.json())


@pytest.fixture
def portal(database_url: str, caller: Caller, tmp_path: Path) -> Iterator[Portal]:
    """The portal as this caller meets it, with a small town in it."""
    storage.use(storage.Storage(f"file://{tmp_path}/files"))
    passwords.use(passwords.CHEAPEST)
    with capture_logs(), asyncio.Runner() as runner:
        stack = AsyncExitStack()
        found = Portal(runner, stack, database_url, tmp_path)
        try:
            runner.run(found.open(caller))
            yield found
        finally:
            runner.run(stack.aclose())
            storage.use(None)
            keyring.use(None)
            passwords.use(passwords.STRONG)


def documents(town: Town) -> st.SearchStrategy[str]:
    """Any document of the contract; ids are those of the town as often as not."""
    known = [row.id for rows in (town.members, town.houses, town.units, town.contracts, town.districts) for row in rows.values()]
    moments = st.datetimes(timezones=st.timezones()).map(lambda moment: nodes.String(moment.isoformat()))
    return from_schema(
        schema.as_str(),
        custom_scalars={
            "UUID": st.one_of(st.sampled_from(known), st.uuids()).map(lambda one: nodes.String(str(one))),
            "Date": st.dates().map(lambda day: nodes.String(day.isoformat())),
            "DateTime": moments,
            "Time": st.times().map(lambda hour: nodes.String(hour.isoformat())),
        },
    )


# When a field is refused, graphql-core leaves its siblings where they are.
@pytest.mark.filterwarnings("ignore:coroutine '.*_async_resolver' was never awaited:RuntimeWarning")
@pytest.mark.parametrize("caller", list(Caller))
def test_gq_06_no_document_finds_a_fault(portal: Portal, caller: Caller) -> None:
    """GQ-06: no 5xx, and no error without a documented code, whoever asks whatever."""
    came = Counter[str]()

    @settings(
        max_examples=EXAMPLES or FEW,
        derandomize=not EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(documents(portal.town))
    def run(document: str) -> None:
        status, reply = portal.ask(document)
        assert status < 500, reply
        found = [error["extensions"]["code"] for error in reply.get("errors", [])]
        assert set(found) <= KNOWN, reply
        came.update(found or ["data"])

    run()
    print(f"{caller}: {dict(came.most_common())}")  # noqa: T201 - `make fuzz` shows it
