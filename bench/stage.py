"""Everything a figure needs around the sender: a database, the sink, certificates, keys, and the settings of a real worker."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from bench import stock
from bench.processes import Process, cores
from bench.sink import FCM_PROJECT, Sink
from bench.stock import Reach
from models import clock, database, keyring
from models.database import rows
from models.keyring import Keyring
from models.notice import Urgency
from tests.servers.authority import Authority
from tests.servers.google_account import ServiceAccount
from tests.support.accounts import COOPERATIVE
from tests.support.databases import Databases, end_run

BASE_URL = "https://mieterportal.noris.example.org"
WARM = 300
POLL_SECONDS = 0.03
SETTLE_SECONDS = 120.0


@dataclass
class Stage:
    """One run of the benches."""

    folder: Path
    database_url: str
    databases: Databases
    sink: Sink
    authority: Authority
    keys: Keyring
    extra: dict[str, str] = field(default_factory=dict[str, str])
    _started: int = 0

    @property
    def data_dir(self) -> Path:
        """Where the worker finds the keys."""
        return self.folder / "data"

    @property
    def certificates(self) -> dict[str, str]:
        """What makes OpenSSL, rustls, requests and Node trust our own authority."""
        root = str(self.authority.root)
        return {"SSL_CERT_FILE": root, "REQUESTS_CA_BUNDLE": root, "NODE_EXTRA_CA_CERTS": root}

    @property
    def environment(self) -> dict[str, str]:
        """Production settings of a worker whose networks are on loopback."""
        account = self.folder / "fcm.json"
        if not account.exists():
            ServiceAccount(FCM_PROJECT, f"{self.sink.origins[0]}/token").write(account)
        settings = {
            "BASE_URL": BASE_URL,
            "DATA_DIR": str(self.data_dir),
            "DATABASE_URL": self.database_url,
            "EMBEDDED_WORKER": "false",
            "PUSH__ORIGINS": ",".join(self.sink.origins),
            "PUSH__FCM_SERVICE_ACCOUNT": str(account),
            "PUSH__FCM_ENDPOINT": f"{self.sink.origins[0]}/v1/projects",
            **{f"COOPERATIVE__{name.upper()}": _text(value) for name, value in COOPERATIVE.model_dump(exclude_none=True).items()},
            **self.extra,
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MIETERPORTAL_")}
        return kept | self.certificates | {f"MIETERPORTAL_{name}": value for name, value in settings.items()}

    def worker(self, *command: str) -> Process:
        """A real worker, as `mieterportal worker` runs it, or another program in its place."""
        self._started += 1
        program = command or (str(Path(sys.executable).parent / "mieterportal"), "worker")
        return Process(program, self.environment, log=self.folder / f"worker-{self._started}.log")

    def peer(self, *command: str) -> Process:
        """A peer's program; it answers a line when it is ready."""
        self._started += 1
        process = Process(command, self.environment, log=self.folder / f"peer-{self._started}.log")
        process.read()
        return process

    async def settle(self, reach: Reach, count: int) -> None:
        """See that so many people of a group live here."""
        await stock.settle(reach, count, origins=self.sink.origins, vapid_key=self.keys.vapid.public)

    async def new_postgresql(self) -> str:
        """Another migrated database of the same server."""
        return await asyncio.to_thread(self.databases.postgresql)

    def write(self, name: str, content: str) -> Path:
        """A file for a peer to read."""
        path = self.folder / name
        path.write_text(content)
        return path

    async def drain(
        self, workers: list[Process], reach: Reach, count: int, *, times: int = 1, urgency: Urgency = Urgency.ORDINARY
    ) -> float:
        """CPU seconds in which these workers bring messages to so many people, from the announcement to the last row written.

        Raises:
            RuntimeError: not every message was accepted, or not each by exactly one request.
        """
        await stock.clear_ledger()
        before, requests = sum(worker.cpu() for worker in workers), self.sink.requests()
        for _ in range(times):
            await stock.announce(reach, count, urgency=urgency)
            await until_settled(workers)
        spent = sum(worker.cpu() for worker in workers) - before
        await _check(count * times)
        sent = self.sink.requests() - requests
        if reach is not Reach.MAIL and sent != count * times:
            raise RuntimeError(f"{count * times} messages took {sent} requests")
        return spent

    async def warm(self, workers: list[Process], reach: Reach, *, urgency: Urgency = Urgency.ORDINARY) -> None:
        """Let connections open, templates compile and statements be prepared, as in a worker that has run for a day."""
        for _ in range(2 + len(workers)):
            await stock.announce(reach, WARM * len(workers), urgency=urgency)
            await until_settled(workers)


def _text(value: Any) -> str:
    return ", ".join(cast("list[str]", value)) if isinstance(value, list) else str(value)


async def until_settled(workers: list[Process], *, longest: float = SETTLE_SECONDS) -> None:
    """Wait for the last row of the ledger.

    Raises:
        TimeoutError: it takes too long.
        RuntimeError: a worker ended.
    """
    end = time.monotonic() + longest
    while await stock.is_open():
        for worker in workers:
            worker.check()
        if time.monotonic() > end:
            raise TimeoutError(f"not everything was sent in {longest:.0f} s:\n{workers[0].log()}")
        await asyncio.sleep(POLL_SECONDS)


async def _check(wanted: int) -> None:
    found = await rows("SELECT state, last_status, count(*) AS number FROM delivery GROUP BY state, last_status")
    states = {(row["state"], row["last_status"]): row["number"] for row in found}
    if sum(number for (state, _), number in states.items() if state == "accepted") != wanted or len(states) != 1:
        raise RuntimeError(f"not all of {wanted} messages were accepted: {states}")


def _folder() -> Path:
    """Not a private one: the user `nobody`, who runs the database for root, must get there."""
    folder = Path(tempfile.mkdtemp(prefix="mieterportal-bench-"))
    folder.chmod(0o711)
    return folder


@asynccontextmanager
async def prepare() -> AsyncGenerator[Stage]:
    """Start PostgreSQL and the sink on the other core, and open the database.

    Raises:
        SinkMissingError: this machine has no nginx.
    """
    os.sched_setaffinity(0, {cores()[1]})
    folder = _folder()
    sink: Sink | None = None
    databases = Databases(folder, worker="bench", owner=os.getpid(), migrate=database.migrate)
    try:
        authority = Authority(folder)
        sink = Sink.start(folder / "sink", folder / "server.pem", folder / "server-key.pem")
        url = await asyncio.to_thread(databases.postgresql)
        keys = Keyring.load(folder / "data" / "secrets")
        keyring.use(keys)
        async with database.connect(url):
            await clock.now()
            yield Stage(folder, url, databases, sink, authority, keys)
        await asyncio.to_thread(databases.close)
    finally:
        if sink is not None:
            sink.stop()
        end_run(folder)
