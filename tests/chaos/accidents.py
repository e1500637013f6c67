"""What goes wrong, when and for how long: drawn from one seed."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum

from tests.chaos.crew import Crew
from tests.chaos.postgres import Postgres
from tests.chaos.process import BULK_LEASE_SECONDS
from tests.crash.servers import GatedMailServer, GatedPushService


class Accident(StrEnum):
    """All of them happen at least once, if there is time."""

    KILL = "kill"
    STOP = "stop"
    SLEEP = "sleep"
    PUSH_HANGS = "push_hangs"
    MAIL_DOWN = "mail_down"
    DATABASE_CRASH = "database_crash"
    DATABASE_RESTART = "database_restart"


LIKELY = {
    Accident.KILL: 6,
    Accident.STOP: 4,
    Accident.SLEEP: 3,
    Accident.PUSH_HANGS: 2,
    Accident.MAIL_DOWN: 2,
    Accident.DATABASE_CRASH: 1,
    Accident.DATABASE_RESTART: 1,
}
DATABASE = {Accident.DATABASE_CRASH, Accident.DATABASE_RESTART}
PAUSE_SECONDS = (1.0, 4.0)
OUTAGE_SECONDS = (4.0, 12.0)
DATABASE_SECONDS = (0.0, 6.0)
BACK_SECONDS = (0.0, 3.0)
SLEEP_SECONDS = (BULK_LEASE_SECONDS, 1.6 * BULK_LEASE_SECONDS)


@dataclass
class Fate:
    """Lets accidents happen, several at the same time, until told to end; then everything is mended."""

    chance: random.Random
    crew: Crew
    postgres: Postgres
    push: GatedPushService
    mail: GatedMailServer
    happened: Counter[Accident] = field(default_factory=Counter[Accident])
    _under_way: dict[asyncio.Task[None], Accident] = field(default_factory=dict[asyncio.Task[None], Accident])

    async def rage(self, seconds: float) -> None:
        """One accident every few seconds: first each kind in a random order, then at random."""
        first = list(Accident)
        self.chance.shuffle(first)
        with_what: dict[Accident, Callable[[], Awaitable[None]]] = {
            Accident.KILL: self._kill,
            Accident.STOP: self._stop,
            Accident.SLEEP: self._sleep,
            Accident.PUSH_HANGS: self._push_hangs,
            Accident.MAIL_DOWN: self._mail_down,
            Accident.DATABASE_CRASH: lambda: self._database(signal.SIGQUIT),
            Accident.DATABASE_RESTART: lambda: self._database(signal.SIGINT),
        }
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            await asyncio.sleep(self.chance.uniform(*PAUSE_SECONDS))
            await self.crew.revive()
            for task in [task for task in self._under_way if task.done()]:
                del self._under_way[task]
                task.result()
            accident = first.pop() if first else self.chance.choices(list(LIKELY), list(LIKELY.values()))[0]
            if self._is_possible(accident):
                self.happened[accident] += 1
                self._under_way[asyncio.ensure_future(with_what[accident]())] = accident
            elif accident not in self.happened:
                first.insert(0, accident)
        await asyncio.gather(*self._under_way)

    def _is_possible(self, accident: Accident) -> bool:
        """One worker is always left alone, and what is broken is not broken again."""
        if accident in {Accident.KILL, Accident.STOP, Accident.SLEEP}:
            return len(self.crew.free) > 1
        alike = DATABASE if accident in DATABASE else {accident}
        return alike.isdisjoint(self._under_way.values())

    def _somebody(self) -> int:
        index = self.chance.choice(sorted(self.crew.free))
        self.crew.free.discard(index)
        return index

    async def _kill(self) -> None:
        index = self._somebody()
        await self.crew.kill(index)
        await asyncio.sleep(self.chance.uniform(*BACK_SECONDS))
        await self.crew.start(index)

    async def _stop(self) -> None:
        index = self._somebody()
        await self.crew.stop(index)
        await asyncio.sleep(self.chance.uniform(*BACK_SECONDS))
        await self.crew.start(index)

    async def _sleep(self) -> None:
        """Beyond its leases; then it wakes and believes that its rows are still its own."""
        index = self._somebody()
        self.crew.signal(index, signal.SIGSTOP)
        await asyncio.sleep(self.chance.uniform(*SLEEP_SECONDS))
        self.crew.signal(index, signal.SIGCONT)
        self.crew.free.add(index)

    async def _push_hangs(self) -> None:
        """It takes messages and answers none."""
        self.push.gate.close()
        await asyncio.sleep(self.chance.uniform(*OUTAGE_SECONDS))
        self.push.gate.open()

    async def _mail_down(self) -> None:
        await self.mail.stop()
        await asyncio.sleep(self.chance.uniform(*OUTAGE_SECONDS))
        await self.mail.start()

    async def _database(self, how: signal.Signals) -> None:
        await self.postgres.restart(how, self.chance.uniform(*DATABASE_SECONDS))
