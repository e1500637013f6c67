"""A fresh, migrated database for each test, on SQLite and on PostgreSQL.

The schema is made once per test run and copied per test: a file copy on SQLite, CREATE DATABASE .. TEMPLATE on
PostgreSQL (measured with 45 tables: 14 ms to clone by file copy and 6 ms to drop; TRUNCATE of all tables takes 43 ms,
and would lose rows a migration puts in). One PostgreSQL serves all workers of a run; it starts when first asked for.
"""

import asyncio
import fcntl
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from tortoise.backends.base.executor import (
    EXECUTOR_CACHE,  # pyright: ignore[reportUnknownVariableType] # its lists carry no element type
)

from tests.support import postgres, postgres_keeper

Answer = TypeVar("Answer")
Migrate = Callable[[str], Awaitable[None]]

STOP_SECONDS = 15.0
TEMPLATE = "mieterportal_template"


class Databases:
    """Hands out databases to one test process; `directory` is shared by all processes of the run."""

    def __init__(self, directory: Path, *, worker: str, owner: int, migrate: Migrate) -> None:
        self.directory = directory
        self.worker = worker
        self.owner = owner
        self.migrate = migrate
        self.numbers = itertools.count(1)
        self._loop = asyncio.new_event_loop()
        self._admin: postgres.Connection | None = None

    def sqlite(self) -> str:
        """The URL of a migrated copy; give it back with `drop`."""
        template = self.directory / "template.sqlite3"
        with self._lock():
            if not template.exists():
                unfinished = self.directory / "unfinished.sqlite3"
                unfinished.unlink(missing_ok=True)
                self._run(self.migrate(f"sqlite://{unfinished}"))
                unfinished.rename(template)
        url = self.empty_sqlite()
        shutil.copyfile(template, url.removeprefix("sqlite://"))
        return url

    def empty_sqlite(self) -> str:
        """The URL of a file that does not exist yet; give it back with `drop`."""
        forget_statements()
        folder = self.directory / f"test_{self.worker}_{next(self.numbers)}"
        folder.mkdir()
        return f"sqlite://{folder / 'portal.sqlite3'}"

    def postgresql(self) -> str:
        """The URL of a migrated clone; give it back with `drop`."""
        return self._create(TEMPLATE)

    def empty_postgresql(self) -> str:
        """The URL of a database without any table; give it back with `drop`."""
        return self._create("template0")

    def drop(self, url: str) -> None:
        """Remove a database handed out here, whoever is still connected to it."""
        if url.startswith("sqlite://"):
            shutil.rmtree(Path(url.removeprefix("sqlite://")).parent)
            return
        name = urlsplit(url).path.removeprefix("/")
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def close(self) -> None:
        """Close what this process holds; the server itself ends with the run (see `end_run`)."""
        if self._admin is not None:
            self._run(self._admin.close())
            self._admin = None
        self._loop.close()

    @property
    def server_directory(self) -> Path:
        """Where the server of this run keeps its data and its socket."""
        return self.directory / postgres_keeper.FOLDER

    def _create(self, template: str) -> str:
        self._ensure_template()
        forget_statements()
        name = f"test_{self.worker}_{next(self.numbers)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self._url(name)

    def _ensure_template(self) -> None:
        if self._admin is not None:
            return
        with self._lock():
            if not (self.server_directory / "keeper.pid").exists():
                self._start_server()
            self._admin = self._run(postgres.connect(self._url("postgres")))
            done = self.directory / "template-is-made"
            if not done.exists():
                self._execute(f'DROP DATABASE IF EXISTS "{TEMPLATE}"')
                self._execute(f'CREATE DATABASE "{TEMPLATE}"')
                self._run(self.migrate(self._url(TEMPLATE)))
                done.touch()

    def _start_server(self) -> None:
        command = [sys.executable, "-m", "tests.support.postgres_keeper", str(self.directory), str(self.owner)]
        subprocess.run(command, check=True, cwd=Path(__file__).parents[2], stdin=subprocess.DEVNULL)

    def _url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.server_directory}"

    def _execute(self, statement: str) -> None:
        assert self._admin is not None
        self._run(self._admin.execute(statement))

    def _run(self, work: Awaitable[Answer]) -> Answer:
        async def answer() -> Answer:
            return await work

        return self._loop.run_until_complete(answer())

    @contextmanager
    def _lock(self) -> Generator[None]:
        with (self.directory / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def forget_statements() -> None:
    """Tortoise keeps the SQL of each model per connection name: SQLite's would reach PostgreSQL in the next test."""
    EXECUTOR_CACHE.clear()


def end_run(directory: Path) -> None:
    """Stop the server of the run, if one was started, and remove everything the run put on the disk."""
    server = directory / postgres_keeper.FOLDER
    if (server / "keeper.pid").exists():
        os.kill(int((server / "keeper.pid").read_text()), signal.SIGTERM)
        end = time.monotonic() + STOP_SECONDS
        while server.exists():
            if time.monotonic() > end:
                raise TimeoutError(f"the PostgreSQL of the test run did not stop: {server}")
            time.sleep(0.01)
    shutil.rmtree(directory)
