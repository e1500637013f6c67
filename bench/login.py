"""`make bench-login`: an alert goes out while 200 people log in at once, a worker and a web process on the same cores.

Prints a line of JSON and ends with 1 when the alert takes more than half as long again as on an idle system, or a login fails.
"""

import asyncio
import json
import os
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench import stage, stock
from bench.figures.alert import through
from bench.processes import USABLE, Process
from bench.sink import SinkMissingError, free_ports
from bench.stage import Stage, until_settled
from bench.stock import Reach
from models import passwords
from models.account import Account
from models.contract import Contract, ContractPerson
from models.database import rows
from models.notice import Urgency
from resolvers import operation

LOGIN = "mutation ($input: LoginInput!) { login(input: $input) { viewer { tenant { id } } } }"
PASSWORD = "Drei Eulen im Nussbaum"  # noqa: S105 - of invented people
PEOPLE = 200
ALERT = 5_000
RUNS = 5
MOST = 1.5
STORM_SECONDS = 0.5
START_SECONDS = 30.0
LOGIN_SECONDS = 180.0
LOOK_SECONDS = 0.05


@dataclass
class Storm:
    """What was seen while 200 people logged in."""

    logins: list[float] = field(default_factory=list[float])
    looks: list[float] = field(default_factory=list[float])
    late: int = 0
    alert: float = 0.0


async def _numbers() -> list[str]:
    """Contract numbers of people who may log in with one password."""
    encoded = await passwords.make_hash(PASSWORD)
    found = await rows("SELECT id FROM member WHERE external_id LIKE 'W%' ORDER BY external_id LIMIT 200")
    await Account.bulk_create([Account(member_id=row["id"], password_hash=encoded, activated_at=stock.LONG_AGO) for row in found])
    contracts = await ContractPerson.filter(member_id__in=[row["id"] for row in found]).values_list("contract_id", flat=True)
    for number, contract in enumerate(contracts):
        await Contract.filter(id=contract).update(number=f"7{number:06}")
    return [f"7{number:06}" for number in range(len(contracts))]


async def _log_in(client: httpx.AsyncClient, number: str, at: int, storm: Storm) -> None:
    question = {"documentId": f"sha256:{operation.sha256(LOGIN)}", "variables": {"input": {"number": number, "password": PASSWORD}}}
    began = time.monotonic()
    # Each comes from an address of their own, as the proxy in front says.
    reply = await client.post("/graphql", json=question, headers={"X-Forwarded-For": f"192.0.2.{at % 250 + 1}"})
    codes = [error["extensions"]["code"] for error in reply.json().get("errors", [])]
    if codes == ["timeout"]:
        storm.late += 1
    elif codes:
        raise RuntimeError(f"a login failed: {reply.text[:300]}")
    else:
        storm.logins.append(time.monotonic() - began)


async def _look(client: httpx.AsyncClient, storm: Storm) -> None:
    """How long a page that needs no password waits."""
    while True:
        began = time.monotonic()
        await client.get("/health/live")
        storm.looks.append(time.monotonic() - began)
        await asyncio.sleep(LOOK_SECONDS)


async def _storm(url: str, worker: Process, numbers: list[str], alert: int) -> Storm:
    storm = Storm()
    headers = {"GraphQL-Require-Preflight": "1", "Origin": stage.BASE_URL}
    limits = httpx.Limits(max_connections=PEOPLE + 1)
    async with httpx.AsyncClient(base_url=url, headers=headers, limits=limits, timeout=LOGIN_SECONDS) as client:
        looking = asyncio.create_task(_look(client, storm))
        logins = [asyncio.create_task(_log_in(client, number, at, storm)) for at, number in enumerate(numbers)]
        await asyncio.sleep(STORM_SECONDS)
        storm.alert = await through(worker, 0, alert)
        if all(login.done() for login in logins):
            raise RuntimeError("the storm was over before the alert was through")
        await asyncio.gather(*logins)
        looking.cancel()
        await asyncio.wait({looking})
    return storm


def _most_memory(serve: Process) -> int:
    """The most memory the web process ever held, in MiB."""
    status = Path(f"/proc/{serve.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024


async def _up(url: str, serve: Process) -> None:
    end = time.monotonic() + START_SECONDS
    async with httpx.AsyncClient(base_url=url) as client:
        while time.monotonic() < end:
            serve.check()
            try:
                await client.get("/health/live")
            except httpx.TransportError:
                await asyncio.sleep(LOOK_SECONDS)
            else:
                return
    raise TimeoutError("the portal did not start")


async def _measure(prepared: Stage, runs: int) -> bool:
    await prepared.settle(Reach.WEBPUSH, ALERT)
    numbers = await _numbers()
    await operation.ship({operation.sha256(LOGIN): LOGIN})
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    program = str(Path(sys.executable).parent / "mieterportal")
    prepared.extra |= {"TRUSTED_PROXIES": "127.0.0.1"}
    serve = prepared.worker(program, "serve", "--port", str(port))
    # Web and worker share every core, as they do on the operator's one machine.
    worker = prepared.worker()
    for process in (serve, worker):
        os.sched_setaffinity(process.pid, USABLE)
    idle, storms = list[float](), list[Storm]()
    try:
        await _up(url, serve)
        before = _most_memory(serve)
        await prepared.warm([worker], Reach.WEBPUSH, urgency=Urgency.URGENT)
        for _ in range(runs):
            await stock.clear_ledger()
            idle.append(await through(worker, 0, ALERT))
            await until_settled([worker])
            await stock.clear_ledger()
            await rows("DELETE FROM rate_counter RETURNING key")
            storms.append(await _storm(url, worker, numbers, ALERT))
            await until_settled([worker])
        memory = _most_memory(serve) - before
    finally:
        worker.stop()
        serve.stop()
    ratios = [storm.alert / early for storm, early in zip(storms, idle, strict=True)]
    value = statistics.median(ratios)
    line = {
        "figure": "alert_beside_logins",
        "value": round(value, 3),
        "unit": "times",
        "runs": [round(one, 3) for one in ratios],
        "must": f"<= {MOST:g}",
        "holds": value <= MOST,
        "idle_seconds": [round(one, 2) for one in idle],
        "storm_seconds": [round(storm.alert, 2) for storm in storms],
        "logins": PEOPLE,
        "refused_for_time": [storm.late for storm in storms],
        "slowest_login_seconds": [round(max(storm.logins, default=0), 1) for storm in storms],
        "other_page_ms": {
            "median": round(statistics.median(look for storm in storms for look in storm.looks) * 1000, 1),
            "slowest": round(max(look for storm in storms for look in storm.looks) * 1000, 1),
        },
        "more_memory_mib": memory,
    }
    print(json.dumps(line), flush=True)
    return value <= MOST


async def main() -> int:
    """Measure and print."""
    try:
        async with stage.prepare() as prepared:
            return 0 if await _measure(prepared, RUNS) else 1
    except SinkMissingError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
