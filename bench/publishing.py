"""Publishing on one database: the real mutation through the real application, and the bare statement of its snapshot, in turn.

`python -m bench.publishing RUNS RECIPIENTS` with the settings in the environment. Prints the seconds of each run as JSON.
"""

import asyncio
import json
import sys
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import uvloop
from starlette.applications import Starlette

from bench import stock
from bench.stock import Reach
from models import bulk, clock, database, passwords
from models.audience import AudienceMember, AudienceScope
from models.database import Dialect, dialect, rows, transaction
from models.delivery import Delivery
from models.notice import Notice, NoticeKind
from models.session import SessionScope
from models.staff import Staff, StaffRole
from resolvers import operation, session
from resolvers.audience import Rule, days_of
from resolvers.audience.source import rules_value, with_audience
from settings import Settings
from web.app import create_app, lifespan
from web.logs import configure

PUBLISH = """mutation ($input: NoticeInput!, $key: String!, $reason: String!) {
  overrideNotice(input: $input, clientMutationId: $key, reason: $reason) { notice { id } households members } }"""
COLUMNS = "member_id, household, house_id, unit_id, contract_id, scope"


async def main(runs: int, recipients: int) -> None:
    """Fill an empty database, then measure; each run begins with an empty snapshot."""
    settings = Settings()  # pyright: ignore[reportCallIssue] - required values come from the environment
    await database.migrate(settings.database_url)
    async with lifespan(settings)(Starlette()):
        await stock.settle(Reach.NOTHING, recipients)
        await operation.ship({operation.sha256(PUBLISH): PUBLISH})
        now = await clock.now()
        staff = await Staff.create(
            email="desk@noris.example.org",
            name="Vera Verwaltung",
            role=StaffRole.ADMIN,
            password_hash=await passwords.make_hash(str(uuid4())),
            created_at=now,
        )
        issued = await session.create_for_staff(staff, scope=SessionScope.FULL)
        headers = {"Origin": settings.origin, "GraphQL-Require-Preflight": "1", "Cookie": f"{settings.cookie_name}={issued.token}"}
        transport = httpx.ASGITransport(create_app(settings))
        async with httpx.AsyncClient(transport=transport, base_url=settings.base_url, headers=headers, timeout=120) as desk:
            for _ in range(2):
                await _mutation(desk, recipients)
                await _bare(recipients)
            pairs = [(await _mutation(desk, recipients), await _bare(recipients)) for _ in range(runs)]
    print(json.dumps(pairs), flush=True)


async def _window() -> dict[str, Any]:
    begin = await clock.now() + timedelta(hours=1)
    return {"startsAt": begin.isoformat(), "endsAt": (begin + timedelta(hours=5)).isoformat()}


async def _mutation(desk: httpx.AsyncClient, recipients: int) -> float:
    form = {
        "kind": "WATER",
        "title": "Wasserabschaltung",
        "cause": "Wir tauschen ein Absperrventil aus.",
        "audience": [{"scope": "STOCK"}],
        **await _window(),
    }
    question = {"query": PUBLISH, "variables": {"input": form, "key": str(uuid4()), "reason": "Wasserrohrbruch im Bestand"}}
    began = time.perf_counter()
    reply = await desk.post("/graphql", json=question)
    seconds = time.perf_counter() - began
    body = reply.json()
    if body.get("errors") or body["data"]["overrideNotice"]["members"] != recipients:
        raise RuntimeError(f"publishing failed: {reply.text[:500]}")
    await _clear()
    return seconds


async def _bare(recipients: int) -> float:
    """The statement that writes the snapshot, in a transaction of its own, and nothing else."""
    now = await clock.now()
    form: dict[str, Any] = {"kind": NoticeKind.WATER, "title": "Wasserabschaltung", "created_at": now, "updated_at": now}
    notice = await Notice.create(**form)
    days = await days_of(now + timedelta(hours=1), now + timedelta(hours=6))
    statement = f"""{with_audience(days)} INSERT INTO {bulk.table(AudienceMember)} (notice_id, {COLUMNS})
        SELECT '{notice.id}', {COLUMNS} FROM audience ORDER BY house_id, household, member_id"""  # noqa: S608 - our own SQL and a UUID
    rules = rules_value([Rule(AudienceScope.STOCK)])
    began = time.perf_counter()
    async with transaction():
        await rows(statement, [rules])
    seconds = time.perf_counter() - began
    if await AudienceMember.filter(notice_id=notice.id).count() != recipients:
        raise RuntimeError("the bare statement wrote another audience")
    await _clear()
    return seconds


async def _clear() -> None:
    """Empty the snapshot, so that every run writes into tables of the same size."""
    if dialect() is Dialect.POSTGRESQL:
        await rows(f"TRUNCATE {bulk.table(AudienceMember)}")
    else:
        await rows(f"DELETE FROM {bulk.table(AudienceMember)}")  # noqa: S608 - a table's name
        await rows("PRAGMA wal_checkpoint(TRUNCATE)")
    if await Delivery.exists():
        raise RuntimeError("somebody is sending what was published here")


if __name__ == "__main__":
    configure()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(int(sys.argv[1]), int(sys.argv[2])))
