"""One crash test's stage: a fresh database, strict servers that count, people to send to, and the programs under test."""

import asyncio
import itertools
import signal
import socket
import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from models.delivery import Channel
from models.device import Device
from models.member import EmailState, Member
from models.notice import Notice, Urgency
from push.queue import URGENT_LEASE_SECONDS
from push.statement import is_postgresql, run
from settings import Settings
from tests.crash.plan import Act, Defect, Moment, Plan
from tests.crash.program import Program, start
from tests.crash.servers import Gate, GatedFcmService, GatedMailServer, GatedPushService
from tests.push.world import World
from tests.servers.push_service import Subscription
from tests.support.running import RunningPortal, Servers, settings_for
from tests.support.waiting import eventually

AFTER_LEASE = URGENT_LEASE_SECONDS + 1
DEADLINE = 60.0
PATIENCE = 60.0
"""Seconds a sender of mail waits here for a server that holds back its answer."""
CHANNELS = (Channel.WEBPUSH, Channel.FCM, Channel.MAIL)


@dataclass
class Scene:
    """Everything a K needs. Rows are written and read through the portal's own models, on the same database as the programs."""

    folder: Path
    database_url: str
    world: World
    gate: Gate
    push: GatedPushService
    fcm: GatedFcmService
    mail: GatedMailServer
    defect: Defect | None = None
    programs: list[Program] = field(default_factory=list[Program])
    portals: list[RunningPortal] = field(default_factory=list[RunningPortal])
    subscriptions: dict[str, Subscription] = field(default_factory=dict[str, Subscription])
    phones: dict[str, str] = field(default_factory=dict[str, str])
    addresses: dict[str, str] = field(default_factory=dict[str, str])
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def settings(self, *, base_url: str = "http://127.0.0.1:8000", **push: Any) -> Settings:
        """Production settings with the addresses of the servers here."""
        found = settings_for(base_url, self.database_url, self.folder, Servers(self.mail, self.push, self.fcm))
        found.mail.timeout = PATIENCE
        for name, value in push.items():
            setattr(found.push, name, value)
        return found

    # ------------------------------------------------------------------ people

    async def people(self, channel: Channel, number: int) -> list[Member]:
        """Members who are reached on this one channel only."""
        return [await self.person(channel) for _ in range(number)]

    async def person(self, channel: Channel) -> Member:
        """One more."""
        name = f"{channel}{next(self._numbers)}"
        address = f"{name}@example.org"
        member = await self.world.member(name, email=address if channel is Channel.MAIL else None)
        match channel:
            case Channel.WEBPUSH:
                self.subscriptions[name] = await self.world.browser(member, self.push)
            case Channel.FCM:
                self.phones[name] = await self.world.phone(member, self.fcm)
            case _:
                self.addresses[name] = address
        return member

    def end_targets(self) -> None:
        """The browsers let go, the apps are removed, the mailboxes do not exist."""
        for subscription in self.subscriptions.values():
            self.push.unsubscribe(subscription)
        for token in self.phones.values():
            self.fcm.unregister(token)
        for address in self.addresses.values():
            self.mail.reply(address, "550 5.1.1 User unknown")

    async def targets_of(self, member: Member) -> int:
        """Devices and confirmed addresses of a member."""
        found = await Member.get(id=member.id)
        return await Device.filter(member_id=member.id).count() + (found.email_state is EmailState.VERIFIED)

    async def alert(self, members: list[Member]) -> Notice:
        """An urgent notice to these."""
        return await self.world.publish(members, urgency=Urgency.URGENT)

    # ---------------------------------------------------------------- programs

    def plan(self, act: Act | None = None, moment: Moment | None = None, **more: Any) -> Plan:
        """A plan for the next program, with the defect of this scene if there is one."""
        return Plan(self.folder / f"evidence-{next(self._numbers)}", act, moment, defect=self.defect, **more)

    async def worker(
        self, act: Act | None = None, moment: Moment | None = None, *, settings: Settings | None = None, **more: Any
    ) -> Program:
        """A worker that is to meet with this accident."""
        program = await self._start("worker", settings=settings or self.settings(), plan=self.plan(act, moment, **more))
        await eventually(lambda: program.has_logged("worker_started") or program.process.returncode is not None, DEADLINE)
        assert program.has_logged("worker_started"), program.log
        return program

    async def worker_killed_before_the_answer(self) -> Program:
        """A worker that lives until a network has taken its first message, and not until the answer is written."""

        def kill_the_newest() -> None:
            self.programs[-1].process.kill()

        self.gate.then(kill_the_newest)
        worker = await self.worker()
        assert await worker.ended() == -signal.SIGKILL, worker.log
        return worker

    async def worker_after_the_lease(self, leases: float = 1) -> Program:
        """A worker to whose clock the leases of now have ended."""
        return await self.worker(clock_shift=leases * AFTER_LEASE)

    async def portal(self, settings: Settings, act: Act | None = None, moment: Moment | None = None, **more: Any) -> Program:
        """`mieterportal serve` on the port of these settings, answering."""
        port = settings.base_url.rpartition(":")[2]
        program = await self._start("serve", "--port", port, settings=settings, plan=self.plan(act, moment, **more))
        async with httpx.AsyncClient(base_url=settings.base_url) as browser:
            await eventually(lambda: _is_ready(browser, program), DEADLINE)
        return program

    def people_at(self, settings: Settings) -> RunningPortal:
        """Where browsers come from; those of the portal that answers with these settings, also after it was started again."""
        self.portals.append(RunningPortal(settings, Servers(self.mail, self.push, self.fcm)))
        return self.portals[-1]

    async def _start(self, *command: str, settings: Settings, plan: Plan) -> Program:
        log_file = self.folder / f"program-{len(self.programs)}.log"
        program = await start(*command, settings=settings, plan=plan, log_file=log_file)
        self.programs.append(program)
        return program

    async def clear_away(self) -> None:
        """Kill whatever still runs and show what it said."""
        self.gate.open()
        for portal in self.portals:
            await portal.close()
        for program in self.programs:
            await program.make_sure_it_is_gone()
            print(f"--- {program.log_file.name}, exit code {program.process.returncode}, {program.plan}\n{program.log}")  # noqa: T201 - shown when the test fails

    # ------------------------------------------------------------------ ledger

    async def settled(self, deadline: float = DEADLINE) -> None:
        """Wait until nothing is left to do."""

        async def is_settled() -> bool:
            # One statement, so that both are counted at one moment: between two, a broadcast would turn into rows.
            counted = await run(
                "SELECT (SELECT count(*) FROM delivery WHERE is_open = true)"
                " + (SELECT count(*) FROM broadcast WHERE fanned_out_at IS NULL) AS number"
            )
            return counted[0]["number"] == 0

        await eventually(is_settled, deadline)

    async def rows(self) -> list[tuple[str, str, int]]:
        """State, reason and attempt of every delivery, oldest first."""
        found = await run("SELECT state, reason, attempt FROM delivery ORDER BY id")
        return [(row["state"], row["reason"] or "", row["attempt"]) for row in found]

    async def attempts(self) -> dict[int, list[str]]:
        """The outcomes in the ledger by delivery, oldest first."""
        found = defaultdict[int, list[str]](list)
        for row in await run("SELECT delivery_id, outcome FROM delivery_attempt ORDER BY id"):
            found[row["delivery_id"]].append(row["outcome"])
        return dict(found)

    async def longest_lease(self) -> float:
        """Seconds until the last lease ends, 0 without any."""
        if is_postgresql():
            seconds = "extract(epoch FROM max(lease_until) - statement_timestamp())::float"
        else:
            seconds = "(julianday(max(lease_until)) - julianday('now')) * 86400"
        found = await run(f"SELECT {seconds} AS seconds FROM delivery WHERE state = 'leased'")  # noqa: S608 - our own words
        return float(found[0]["seconds"] or 0)

    async def nobody_holds_the_database(self) -> bool:
        """Whether no program is in the middle of a transaction: one that is stopped there would stop everybody on SQLite."""
        if is_postgresql():
            asked = (
                "SELECT count(*) AS number FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
            )
            return (await run(asked))[0]["number"] == 0
        return await asyncio.to_thread(_is_free, self.database_url.removeprefix("sqlite://"))

    # ------------------------------------------------------------------ counted at the servers

    def seen(self) -> dict[str, list[str]]:
        """By person, what each message they got is known by: Topic and tag, collapse key and tag, Message-ID."""
        found: dict[str, list[str]] = {}
        for name, subscription in self.subscriptions.items():
            found[name] = [f"{message.topic} {message.decoded['tag']}" for message in self.push.received(subscription)]
        for name, token in self.phones.items():
            found[name] = [f"{one.android['collapse_key']} {one.android['notification']['tag']}" for one in self.fcm.received(token)]
        for name, address in self.addresses.items():
            found[name] = [str(mail.message["Message-ID"]) for mail in self.mail.to(address)]
        return found

    def forget(self) -> None:
        """Count from now: what was sent while people signed in (a new device was used) is not what a test asks about."""
        for arrived in (self.push.messages, self.fcm.messages, self.mail.mails):
            arrived.clear()

    @property
    def requests(self) -> int:
        """Every message that reached a server, taken or refused."""
        taken = len(self.push.messages) + len(self.fcm.messages) + len(self.mail.mails)
        refused = len(self.push.rejections) + len(self.fcm.rejections) + len(self.mail.refusals) + self.mail.recipients_refused
        return taken + refused

    def assert_each_once(self) -> None:
        """Every person got exactly one message."""
        assert {name: len(messages) for name, messages in self.seen().items()} == dict.fromkeys(self.seen(), 1)
        self.assert_nothing_refused()

    def assert_each_at_most_twice(self, *, twice: int | None = None) -> None:
        """Every person got a message, and whoever got two (of whom there are `twice`) cannot tell."""
        seen = self.seen()
        assert all(1 <= len(messages) <= 2 for messages in seen.values()), seen
        assert all(len(set(messages)) == 1 for messages in seen.values()), f"two messages that do not replace each other: {seen}"
        if twice is not None:
            assert sum(len(messages) == 2 for messages in seen.values()) == twice, seen
        self.assert_nothing_refused()

    def assert_nothing_refused(self) -> None:
        """The strict servers found no fault."""
        assert (self.push.rejections, self.fcm.rejections, self.mail.refusals) == ([], [], [])


async def _is_ready(browser: httpx.AsyncClient, program: Program) -> bool:
    if program.process.returncode is not None:
        raise ChildProcessError(program.log)
    try:
        return (await browser.get("/health/ready")).status_code == 200
    except httpx.TransportError:
        return False


def _is_free(path: str) -> bool:
    connection = sqlite3.connect(path, timeout=0.2, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
