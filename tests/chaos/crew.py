"""The worker processes: started, signalled, killed by their own ids, and started again."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from settings import Settings
from tests.crash.program import environment
from tests.rules.tracked import ROOT

END_SECONDS = 40.0


@dataclass
class Crew:
    """So many workers; one that had an accident is out until it is back."""

    settings: Settings
    folder: Path
    number: int
    free: set[int] = field(default_factory=set[int])
    failed_starts: int = 0
    unplanned_ends: int = 0
    refused_to_stop: int = 0
    _processes: dict[int, asyncio.subprocess.Process] = field(default_factory=dict[int, asyncio.subprocess.Process])

    async def begin(self) -> None:
        """Start them all."""
        await asyncio.gather(*(self.start(index) for index in range(self.number)))

    async def start(self, index: int) -> None:
        """Start one, which is free for accidents once it works; as a supervisor would, again if it could not start."""
        while not await self._has_started(index):
            self.failed_starts += 1
            await asyncio.sleep(1)
        self.free.add(index)

    async def _has_started(self, index: int) -> bool:
        path = self.folder / f"worker-{index}.log"
        before = path.stat().st_size if path.exists() else 0
        with path.open("ab") as log:
            self._processes[index] = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.chaos.process",
                "worker",
                cwd=ROOT,
                env=environment(self.settings) | {"PYTHONUNBUFFERED": "1"},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        while self._processes[index].returncode is None:
            if b'"worker_started"' in path.read_bytes()[before:]:
                return True
            await asyncio.sleep(0.1)
        return False

    def signal(self, index: int, number: signal.Signals) -> None:
        """Signal one of ours by its id."""
        if self._processes[index].returncode is None:
            os.kill(self._processes[index].pid, number)

    async def kill(self, index: int) -> None:
        """SIGKILL, and wait until it is gone."""
        self.signal(index, signal.SIGKILL)
        await self._processes[index].wait()

    async def stop(self, index: int) -> None:
        """SIGTERM: it must end by itself with exit code 0 (OB-20)."""
        self.signal(index, signal.SIGTERM)
        try:
            async with asyncio.timeout(END_SECONDS):
                self.refused_to_stop += await self._processes[index].wait() != 0
        except TimeoutError:
            self.refused_to_stop += 1
            await self.kill(index)

    async def revive(self) -> None:
        """Whoever ended without an accident of ours is counted and started again."""
        for index in sorted(self.free):
            if self._processes[index].returncode is not None:
                self.unplanned_ends += 1
                self.free.discard(index)
                await self.start(index)

    async def end(self) -> None:
        """Nobody is left, whatever state they are in."""
        for process in self._processes.values():
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
