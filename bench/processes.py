"""Processes whose work is measured: pinned to the sender's core, asked to begin, and their CPU time read from outside."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
STOP_SECONDS = 30.0


def cores() -> tuple[int, int]:
    """The sender's core and that of everything else; the same one where the machine has only one."""
    usable = sorted(USABLE)
    return usable[0], usable[-1]


USABLE = os.sched_getaffinity(0)


@contextmanager
def pinned(core: int) -> Generator[None]:
    """What is started meanwhile runs on this core only."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class Process:
    """One measured process. CPU seconds are those of all its threads, in the kernel and outside."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], *, log: Path, core: int | None = None) -> None:
        self._log = log
        with pinned(cores()[0] if core is None else core), log.open("ab") as errors:
            self._process = subprocess.Popen(
                list(command), cwd=ROOT, env=dict(environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def cpu(self) -> float:
        """CPU seconds so far, by the process's own clock (clock_getcpuclockid(3))."""
        return time.clock_gettime(~self._process.pid << 3 | 2)

    def threads(self) -> dict[str, float]:
        """CPU seconds so far by the name of the thread."""
        found = dict[str, float]()
        for task in Path(f"/proc/{self._process.pid}/task").iterdir():
            name = (task / "comm").read_text().strip()
            found[name] = found.get(name, 0.0) + int((task / "schedstat").read_text().split()[0]) / 1e9
        return found

    def check(self) -> None:
        """Raise RuntimeError with its log if it has ended."""
        if self._process.poll() is not None:
            raise RuntimeError(f"{self._process.args} ended with {self._process.returncode}:\n{self.log()}")

    def log(self) -> str:
        """The end of what it wrote to standard error."""
        return self._log.read_text(errors="replace")[-4000:]

    def read(self) -> Any:
        """Its next line, which is JSON.

        Raises:
            RuntimeError: it ended instead; with its log.
        """
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait(timeout=STOP_SECONDS)
            raise RuntimeError(f"{self._process.args} ended with {self._process.returncode}:\n{self.log()}")
        return json.loads(line)

    def ask(self, **question: Any) -> tuple[dict[str, Any], float]:
        """Send it a line of JSON and read its answer; with the CPU seconds that took."""
        assert self._process.stdin is not None
        before = self.cpu()
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = self.read()
        return answer, self.cpu() - before

    def stop(self) -> None:
        """End it gracefully."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
