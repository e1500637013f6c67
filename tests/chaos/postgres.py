"""A PostgreSQL of its own that can be taken away and given back; nothing committed is lost when its processes are."""

import asyncio
import shutil
import signal
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import postgres_keeper

STOP_SECONDS = 60.0


@dataclass
class Postgres:
    """Ends with `close`, also when a start failed."""

    directory: Path
    restarts: int = 0
    _server: "subprocess.Popen[bytes] | None" = None
    _programs: ExitStack = field(default_factory=ExitStack)
    _binaries: Path = Path()

    @property
    def url(self) -> str:
        """Of the one database."""
        return f"postgresql://postgres@/postgres?host={self.directory}"

    def start(self) -> None:
        """Make the cluster and start the server. It runs as the tests' one does, except that a commit waits for its log."""
        self.directory.mkdir(mode=0o700)
        self._binaries = self._programs.enter_context(postgres_keeper.programs())
        self._server = postgres_keeper.start(self.directory, self._binaries)
        self._stop(signal.SIGINT)
        self._run()

    async def restart(self, how: signal.Signals, pause: float) -> None:
        """Gone for so many seconds. SIGQUIT: at once, as in a crash; SIGINT: orderly, but without waiting for anybody."""
        await asyncio.to_thread(self._stop, how)
        await asyncio.sleep(pause)
        await asyncio.to_thread(self._run)
        self.restarts += 1

    def close(self) -> None:
        """Stop it for good and remove it."""
        if self._server is not None and self._server.poll() is None:
            self._stop(signal.SIGQUIT)
        self._programs.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _stop(self, how: signal.Signals) -> None:
        assert self._server is not None
        self._server.send_signal(how)
        self._server.wait(STOP_SECONDS)

    def _run(self) -> None:
        identity = postgres_keeper.run_as(self.directory)
        values = postgres_keeper.SPEED | {"listen_addresses": "", "unix_socket_directories": str(self.directory)}
        values |= {"synchronous_commit": "on", "autovacuum": "on"}
        command = [str(self._binaries / "postgres"), "-D", str(self.directory / "data")]
        for name, value in values.items():
            command += ["-c", f"{name}={value}"]
        with (self.directory / "log").open("ab") as log:
            server: subprocess.Popen[bytes] = subprocess.Popen(
                command,
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **identity,  # pyright: ignore[reportArgumentType, reportCallIssue] # the three keys of run_as
            )
        self._server = server
        postgres_keeper.wait_until_it_answers(server, self.directory)
