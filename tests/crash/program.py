"""A child process of the test: started with a plan, stopped and killed by its id, its log kept."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from settings import Settings
from tests.crash.plan import Plan
from tests.rules.tracked import ROOT

END_SECONDS = 60.0


@dataclass
class Program:
    """One run of `mieterportal`."""

    process: asyncio.subprocess.Process
    log_file: Path
    plan: Plan = field(repr=False)

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return self.log_file.read_text(encoding="utf-8")

    def has_logged(self, event: str) -> bool:
        """Whether a line of its log is about this event."""
        return f'"event": "{event}"' in self.log

    def signal(self, number: signal.Signals) -> None:
        """Send a signal; the process must still be there."""
        assert self.process.returncode is None, f"the process has ended already\n{self.log}"
        self.process.send_signal(number)

    async def ended(self, within: float = END_SECONDS) -> int:
        """Its exit code, -9 after SIGKILL. Raises TimeoutError."""
        async with asyncio.timeout(within):
            return await self.process.wait()

    async def died_as_planned(self) -> None:
        """Wait until it killed itself at the planned point."""
        assert await self.ended() == -signal.SIGKILL, self.log
        assert self.plan.evidence.exists(), f"it was killed, but not at the planned point\n{self.log}"

    async def stop(self) -> None:
        """End it gracefully."""
        self.signal(signal.SIGTERM)
        assert await self.ended() == 0, self.log

    async def make_sure_it_is_gone(self) -> None:
        """Kill it, whatever it does; also when it is stopped."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


async def start(*command: str, settings: Settings, plan: Plan, log_file: Path) -> Program:
    """Start a command of the portal."""
    with log_file.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.crash.process",
            *command,
            cwd=ROOT,
            env=environment(settings) | plan.to_environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    return Program(process, log_file, plan)


def environment(settings: Settings) -> dict[str, str]:
    """The settings as an operator would write them, and of ours only what a program needs."""
    values = {name: value for name, value in os.environ.items() if not name.startswith("MIETERPORTAL_")}
    chosen: dict[str, Any] = {
        "base_url": settings.base_url,
        "data_dir": settings.data_dir,
        "database_url": settings.database_url,
        "embedded_worker": settings.embedded_worker,
        **_named("cooperative", settings.cooperative.model_dump(exclude={"logo"})),
        **_named("mail", settings.mail.model_dump(include={"host", "port", "security", "timeout", "connections"})),
        **_named("push", settings.push.model_dump()),
    }
    for name, value in chosen.items():
        if value is not None:
            words = cast("list[str]", value) if isinstance(value, list) else [str(value)]
            values[f"MIETERPORTAL_{name.upper()}"] = ", ".join(words)
    return values


def _named(section: str, values: dict[str, Any]) -> dict[str, Any]:
    return {f"{section}__{name}": value for name, value in values.items()}
