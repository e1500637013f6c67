"""`make chaos`: four workers on one PostgreSQL, minutes of accidents, and strict servers that count what arrives.

Prints one JSON object. Exit code 1: a target was missed, somebody got what was not for them, a repetition was not recognisable as one,
a row did not end as accepted, a message was malformed, or a worker ended by itself or would not end when told to.
"""

import argparse
import asyncio
import json
import logging
import random
import secrets
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models import database, passwords
from models.database import is_fault, rows
from resolvers import start
from settings import Settings
from tests.chaos.accidents import Fate
from tests.chaos.count import Count, holds
from tests.chaos.crew import Crew
from tests.chaos.people import People
from tests.chaos.postgres import Postgres
from tests.crash.servers import Gate, GatedFcmService, GatedMailServer, GatedPushService
from tests.support.accounts import COOPERATIVE
from tests.support.running import Servers, settings_for

DRAIN_SECONDS = 300.0
PUSH_SECONDS = 2.0
NOTICES = 40
FAULTS = ("rejected", "not_accepted", "unplanned_ends", "refused_to_stop", "left_open")


@dataclass
class Stage:
    """The servers; the first push service is the one that hangs now and then."""

    pushes: list[GatedPushService]
    fcm: GatedFcmService
    mail: GatedMailServer

    @staticmethod
    async def build() -> "Stage":
        """All of them listening."""
        stage = Stage([GatedPushService(Gate()), GatedPushService(Gate())], GatedFcmService(Gate()), GatedMailServer(Gate()))
        for server in (*stage.pushes, stage.fcm, stage.mail):
            await server.start()
        return stage

    async def close(self) -> None:
        """Nobody listens any more."""
        for server in (*self.pushes, self.fcm, self.mail):
            await server.stop()

    def settings(self, url: str, folder: Path) -> Settings:
        """Production settings with these addresses, and time limits that fit the short leases."""
        found = settings_for("http://127.0.0.1:8000", url, folder, Servers(self.mail, self.pushes[0], self.fcm))
        found.push.origins = [push.origin for push in self.pushes]
        found.push.timeout = PUSH_SECONDS
        found.mail.timeout = PUSH_SECONDS
        return found

    def count(self) -> Count:
        """What all of them took. A phone replaces by the notification's tag, a browser by the Topic, a mail program knows Message-IDs."""
        found = Count()
        for push in self.pushes:
            for message in push.messages:
                found.add((_notice(message.decoded["url"]), message.subscription.endpoint), message.topic)
        for sent in self.fcm.messages:
            found.add((_notice(sent.data["url"]), sent.token), sent.data["tag"])
        for mail in self.mail.mails:
            found.add((_notice(mail.link("/aushaenge/")), mail.recipient), str(mail.message["Message-ID"]))
        return found

    def rejected(self) -> list[str]:
        """Reasons of the strict servers to refuse a message; none is expected."""
        found = [one.reason for push in self.pushes for one in push.rejections]
        return [*found, *(one.reason for one in self.fcm.rejections), *self.mail.refusals]


def _notice(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2].partition("?")[0]


async def publish(people: People, chance: random.Random, seconds: float) -> None:
    """All notices, one after the other, over the time given; while the database is away each waits for it."""
    for _ in range(NOTICES):
        await asyncio.sleep(chance.uniform(0.5, 1.5) * seconds / NOTICES)
        is_urgent = chance.random() < 0.5
        while True:
            try:
                await people.publish(is_urgent=is_urgent)
                break
            except Exception as error:
                if not is_fault(error):
                    raise
                await asyncio.sleep(0.2)


async def drained() -> bool:
    """Whether nothing is left to do; waits for it."""
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while True:
                if await _open() == 0:
                    return True
                await asyncio.sleep(0.5)
    return False


async def _open() -> int | None:
    """Deliveries and broadcasts that wait; None while the database is away."""
    try:
        found = await rows(
            "SELECT (SELECT count(*) FROM delivery WHERE is_open) + (SELECT count(*) FROM broadcast WHERE fanned_out_at IS NULL) AS number"
        )
    except Exception as error:
        if not is_fault(error):
            raise
        return None
    return found[0]["number"]


async def chaos(folder: Path, given: argparse.Namespace) -> dict[str, object]:
    """Run it and report."""
    chance = random.Random(given.seed)  # noqa: S311 - chosen by a seed so that a run can be repeated
    passwords.use(passwords.CHEAPEST)
    postgres = Postgres(folder / "postgresql")
    stage = await Stage.build()
    crew: Crew | None = None
    try:
        postgres.start()
        await database.migrate(postgres.url)
        async with database.connect(postgres.url, pool=4):
            people = People(await start.prepare(folder, COOPERATIVE, None))
            await people.move_in(stage.pushes, stage.fcm, given.rows // NOTICES)
            crew = Crew(stage.settings(postgres.url, folder), folder, given.workers)
            await crew.begin()
            fate = Fate(chance, crew, postgres, stage.pushes[0], stage.mail)
            await asyncio.gather(fate.rage(given.seconds), publish(people, chance, given.seconds * 0.8))
            is_drained = await drained()
            await crew.revive()
            for index in sorted(crew.free):
                await crew.stop(index)
            states = await rows("SELECT state, reason, count(*) AS number FROM delivery GROUP BY state, reason ORDER BY state, reason")
            report: dict[str, object] = {"seed": given.seed, "seconds": given.seconds, "workers": given.workers}
            report |= {"accidents": dict(sorted(fate.happened.items())), "ledger": _words(states)}
            report |= stage.count().report(await people.expected())
            report |= {
                "rejected": len(stage.rejected()),
                "not_accepted": sum(row["number"] for row in states if row["state"] != "accepted"),
                "failed_starts": crew.failed_starts,
                "unplanned_ends": crew.unplanned_ends,
                "refused_to_stop": crew.refused_to_stop,
                "left_open": not is_drained,
            }
            if stage.rejected():
                report["reasons"] = dict(Counter(stage.rejected()))
            return report
    finally:
        if crew is not None:
            await crew.end()
        await stage.close()
        postgres.close()


def _words(states: list[dict[str, object]]) -> dict[str, object]:
    return {f"{row['state']} {row['reason'] or ''}".strip(): row["number"] for row in states}


def arguments() -> argparse.Namespace:
    """What `make chaos ARGS=..` takes."""
    parser = argparse.ArgumentParser(prog="make chaos ARGS=..", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="repeat the accidents of an earlier run")
    parser.add_argument("--seconds", type=float, default=180, help="how long accidents happen")
    parser.add_argument("--rows", type=int, default=20_000, help="deliveries, at least 400")
    parser.add_argument("--workers", type=int, default=4, choices=range(2, 9), help="processes")
    parser.add_argument("--logs", type=Path, help="an empty or new folder to leave the workers' logs in")
    return parser.parse_args()


def main() -> int:
    """Run, print, and say by the exit code whether it held."""
    given = arguments()
    # The driver's own pool says what it does while the database is away: that is no news.
    logging.getLogger("asyncpg").setLevel(logging.CRITICAL)
    print(f"seed {given.seed}", file=sys.stderr, flush=True)  # noqa: T201 - to repeat a run that was broken off
    with tempfile.TemporaryDirectory(prefix="mieterportal-chaos-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        report = asyncio.run(chaos(folder, given))
        if given.logs is not None:
            given.logs.mkdir(parents=True, exist_ok=True)
            for log in folder.glob("worker-*.log"):
                (given.logs / log.name).write_bytes(log.read_bytes())
    figures = {name: value for name, value in report.items() if isinstance(value, int)}
    held = holds(figures) and not any(report[name] for name in FAULTS)
    print(json.dumps({**report, "holds": held}, indent=2))  # noqa: T201 - the answer
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
