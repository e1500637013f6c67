"""Notices at random against a simple model: who may read, who was told what, nothing stacks, nothing stale is shown as danger.

Staff publish, change, end, cancel and take back; people move out and opt out; hours pass; workers die before and after sending. After each
step the model and the portal are compared, with the mails and pushes that really arrived. `make life` looks longer.
"""

import asyncio
import itertools
import os
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import Phase as Step
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from models import clock, database
from models.consent import Preference
from models.contract import Contract
from models.delivery import Delivery, Lane, Message
from models.keyring import Keyring
from models.notice import NoticeState, Urgency
from push import fanout, outbox
from push.networks import dispatcher
from push.queue import BULK_LEASE_SECONDS
from push.recheck import load
from resolvers import notice
from resolvers.access import Operator
from resolvers.errors import Conflict
from resolvers.notice import NoticeInput, Phase
from settings import PushSettings
from tests.push.world import BASE_URL, COOPERATIVE, mail_settings
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService
from tests.support import town as towns
from tests.support.databases import Databases
from tests.traps.scene import HOUR, Scene

Answer = TypeVar("Answer")
HOMES = {"Anna": "Amselweg 2", "Cora": "Amselweg 2", "Dora": "Amselweg 12", "Emil": "Ringstraße 1"}
"""Whom mail reaches; Anna and Dora have a browser, too."""
CONTRACTS = {"Anna": "Amselweg 2/1/-1000", "Cora": "Amselweg 2/2/-1000", "Dora": "Amselweg 12/1/-1000", "Emil": "Ringstraße 1/1/-20"}
HOUSES = st.sets(st.sampled_from(sorted(set(HOMES.values()))), min_size=1)
LONGEST = 10
"""Hours that may pass: the push service looks at its own watch, and takes no message of a day ahead."""


_TRUE: dict[NoticeState, set[Message]] = {
    NoticeState.PUBLISHED: {Message.NOTICE_PUBLISHED, Message.NOTICE_JOINED, Message.NOTICE_CHANGED, Message.NOTICE_LEFT},
    NoticeState.ENDED: {Message.NOTICE_ENDED},
    NoticeState.CANCELLED: {Message.NOTICE_CANCELLED},
    NoticeState.RETRACTED: {Message.NOTICE_RETRACTED},
}
"""What may still be sent in each state."""


class Loop:
    """One task in a thread of its own, so that a database opened in it stays open from step to step."""

    def __init__(self) -> None:
        self._asked: asyncio.Queue[tuple[Callable[[], Coroutine[Any, Any, Any]], Future[Any]] | None] = asyncio.Queue()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))
        self._thread.start()

    async def _serve(self) -> None:
        while (asked := await self._asked.get()) is not None:
            work, answer = asked
            try:
                answer.set_result(await work())
            except BaseException as error:
                answer.set_exception(error)

    def call(self, work: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """Its answer, or what it raised."""
        answer: Future[Answer] = Future()
        self._loop.call_soon_threadsafe(self._asked.put_nowait, (work, answer))
        return answer.result(timeout=60)

    def close(self) -> None:
        """End the thread."""
        self._loop.call_soon_threadsafe(self._asked.put_nowait, None)
        self._thread.join()
        self._loop.close()


@dataclass
class Known:
    """What the model says of a notice."""

    form: NoticeInput
    houses: set[str]
    state: NoticeState = NoticeState.PUBLISHED
    ever: set[str] = field(default_factory=set[str])
    """Whom it concerned at any time."""
    told: set[str] = field(default_factory=set[str])
    """Who got a mail about it, or opened it."""
    left: set[str] = field(default_factory=set[str])
    """Who had moved out before it was posted or changed, as the ERP said later: a change lets them go."""

    @property
    def affected(self) -> set[str]:
        return {name for name in self.ever - self.left if HOMES[name] in self.houses}


def machine(databases: Databases, kind: str) -> type[RuleBasedStateMachine]:
    """The machine on this kind of database."""

    class Life(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.loop = Loop()
            self.hours = 0.0
            self.known: dict[UUID, Known] = {}
            self.gone: set[str] = set()
            self.opted_out: set[str] = set()
            self.lost_answers: Counter[str] = Counter()
            self.mails_seen = 0
            self.has_died = False
            self.names = itertools.count(1)

        @initialize()
        def open(self) -> None:
            self.url = databases.sqlite() if kind == "sqlite" else databases.postgresql()
            self.loop.call(self._open)

        async def _open(self) -> None:
            clock.shift(timedelta())
            self.connected = database.connect(self.url)
            await self.connected.__aenter__()
            self.mail, self.push = MailServer(), PushService()
            await self.mail.start()
            await self.push.start()
            self.folder = tempfile.TemporaryDirectory()
            self.scene = Scene(await towns.build(), Keyring.load(Path(self.folder.name)), self.mail, self.push)
            await self.scene.sign_in(*HOMES)
            await self.scene.give_browser("Anna", "Dora")

        def teardown(self) -> None:
            self.loop.call(self._close)
            self.loop.close()
            databases.drop(self.url)

        async def _close(self) -> None:
            clock.shift(timedelta())
            await self.mail.stop()
            await self.push.stop()
            await self.connected.__aexit__(None, None, None)
            self.folder.cleanup()

        def living(self, houses: set[str]) -> set[str]:
            return {name for name, home in HOMES.items() if home in houses and name not in self.gone}

        def some(self, data: st.DataObject) -> UUID:
            running = [one for one, known in self.known.items() if known.state is NoticeState.PUBLISHED]
            return data.draw(st.sampled_from(running))

        def has_running(self) -> bool:
            return any(known.state is NoticeState.PUBLISHED for known in self.known.values())

        # ------------------------------------------------------------------ staff

        @rule(houses=HOUSES, urgency=st.sampled_from(Urgency), has_begun=st.booleans())
        def publish(self, houses: set[str], urgency: Urgency, has_begun: bool) -> None:
            if not self.living(houses) or len(self.known) >= 4:
                return

            async def work() -> None:
                now = await clock.now()
                start = now - HOUR if has_begun else now + HOUR
                title = f"Wasser {next(self.names)}"
                form = self.scene.water(*sorted(houses), urgency=urgency, title=title, starts_at=start, ends_at=now + 6 * HOUR)
                self.known[await self.scene.publish(form)] = Known(form, set(houses), ever=self.living(houses))

            self.loop.call(work)

        @precondition(has_running)
        @rule(data=st.data(), houses=HOUSES, later=st.booleans())
        def change(self, data: st.DataObject, houses: set[str], later: bool) -> None:
            one = self.some(data)
            known = self.known[one]
            if not self.living(houses):
                return
            ends_at = known.form.ends_at
            assert ends_at is not None
            moved = {"ends_at": ends_at + HOUR} if later else {}
            form = replace(known.form, audience=tuple(self.scene.house(house) for house in sorted(houses)), **moved)

            async def work() -> bool:
                try:
                    await notice.change(Operator(), one, form, f"change-{next(self.names)}")
                except Conflict:
                    return False
                return True

            if self.loop.call(work):
                known.form, known.houses = form, set(houses)
                known.ever |= self.living(houses)
                known.left |= self.gone & known.ever
            else:
                assert not later, "another end is a change"

        @precondition(has_running)
        @rule(data=st.data(), step=st.sampled_from([NoticeState.ENDED, NoticeState.CANCELLED, NoticeState.RETRACTED]))
        def close(self, data: st.DataObject, step: NoticeState) -> None:
            one = self.some(data)
            act = {NoticeState.ENDED: notice.end, NoticeState.CANCELLED: notice.cancel, NoticeState.RETRACTED: notice.retract}[step]

            async def work() -> bool:
                try:
                    await act(Operator(), one)
                except Conflict:
                    return False
                return True

            if self.loop.call(work):
                self.known[one].state = step
            else:
                assert step is NoticeState.ENDED, "only what has not begun cannot be ended"

        # ----------------------------------------------------------------- people

        @rule(name=st.sampled_from(sorted(HOMES)))
        def move_out(self, name: str) -> None:
            async def work() -> None:
                contract = self.scene.town.contracts[CONTRACTS[name]]
                await Contract.filter(id=contract.id).update(ends_on=self.scene.town.today - timedelta(days=1))

            if len(self.gone) < 2:
                self.loop.call(work)
                self.gone.add(name)

        @rule(name=st.sampled_from(sorted(HOMES)))
        def opt_out(self, name: str) -> None:
            async def work() -> None:
                if name not in self.opted_out:
                    await Preference.create(member=self.scene.town.members[name], outage_mail=False, outage_push=False)

            self.loop.call(work)
            self.opted_out.add(name)

        @rule(name=st.sampled_from(sorted(HOMES)), data=st.data())
        def read(self, name: str, data: st.DataObject) -> None:
            mine = [one for one, known in self.known.items() if name in known.ever and known.state is not NoticeState.RETRACTED]
            if mine:
                one = data.draw(st.sampled_from(mine))

                async def work() -> None:
                    await notice.confirm(await self.scene.town.tenant(name), one)

                self.loop.call(work)
                self.known[one].told.add(name)

        # ------------------------------------------------------- time and workers

        @rule(hours=st.sampled_from([0.5, 1.5, 3]))
        def wait(self, hours: float) -> None:
            if self.hours + hours <= LONGEST:
                self.hours += hours
                self.loop.call(self._shift)

        async def _shift(self) -> None:
            clock.shift(timedelta(hours=self.hours))

        @rule(times=st.just(1))
        def work_again(self, times: int) -> None:
            """More often than the rest: what is never sent cannot be wrong."""
            self.work()

        @rule()
        def work(self) -> None:
            self.loop.call(self.scene.work)
            self._look_at_new_mails()

        @rule(is_sent=st.booleans())
        def die(self, is_sent: bool) -> None:
            """A worker that leased some rows and was killed: before it sent them, or before it wrote the answers down."""
            if self.hours + 0.1 > LONGEST:
                return

            async def work() -> None:
                for lane in Lane:
                    await fanout.advance(lane)
                    for job in await load(await outbox.claim(lane, 2, BULK_LEASE_SECONDS)):
                        if is_sent:
                            await sender.send(job)

            settings_of_push = PushSettings(subscriber="mailto:service@noris.example", origins=[self.push.origin], timeout=2)
            sender = dispatcher(
                keyring=self.scene.keyring, cooperative=COOPERATIVE, mail=mail_settings(self.mail), push=settings_of_push, base_url=BASE_URL
            )
            self.has_died = True
            before = len(self.mail.mails)
            self.loop.call(work)
            self.loop.call(sender.close)
            if is_sent:
                self.lost_answers.update(str(mail.message["Message-ID"]) for mail in self.mail.mails[before:])
            self._look_at_new_mails()
            self.hours += 0.1
            self.loop.call(self._shift)

        def _look_at_new_mails(self) -> None:
            """Each went to somebody it was ever for, who lives there and wants it, of a notice that still says so."""
            for mail in self.mail.mails[self.mails_seen :]:
                name = mail.recipient.partition("@")[0].capitalize()
                row = int(str(mail.message["Message-ID"]).strip("<").partition(".")[0])
                one, message = self.loop.call(lambda row=row: self._about(row))
                known = self.known[one]
                assert message in _TRUE[known.state], f"{message} while it is {known.state}"
                # What a dying worker held may have gone out: they are told to be sure.
                is_news = message in {Message.NOTICE_PUBLISHED, Message.NOTICE_JOINED}
                assert is_news or name in known.told or self.has_died, f"{message} to {name}, who never heard of it"
                known.told.add(name)
                assert name in known.ever, f"{name} was never meant"
                assert name not in self.gone, f"{name} has moved out"
                assert known.form.urgency is Urgency.URGENT or name not in self.opted_out, f"{name} wanted none"
            self.mails_seen = len(self.mail.mails)

        async def _about(self, row: int) -> tuple[UUID, Message]:
            found = await Delivery.get(id=row).select_related("broadcast")
            return database.as_uuid(found.broadcast.notice_id), found.broadcast.message

        # -------------------------------------------------------------- invariants

        @invariant()
        def who_may_read_sees_how_it_stands(self) -> None:
            for one, known in self.known.items():
                for name in HOMES:
                    view = self.loop.call(lambda one=one, name=name: self._view(one, name))
                    may_read = name in known.ever and known.state is not NoticeState.RETRACTED
                    assert (view is not None) == may_read, f"{name} and {known.form.title}"
                    if view is None:
                        continue
                    if known.state is NoticeState.ENDED:
                        assert view.phase is Phase.ENDED
                    elif known.state is NoticeState.CANCELLED or name not in known.affected:
                        assert view.phase is Phase.CANCELLED, "no open danger for whom it does not concern"
                    else:
                        assert view.phase is self.loop.call(lambda known=known: self._phase(known))

        async def _view(self, one: UUID, name: str) -> notice.NoticeView | None:
            return await notice.get(await self.scene.town.tenant(name), one)

        async def _phase(self, known: Known) -> Phase:
            now, form = await clock.now(), known.form
            assert form.starts_at is not None
            assert form.ends_at is not None
            return Phase.COMING if now < form.starts_at else Phase.RUNNING if now < form.ends_at else Phase.OVERRUN

        @invariant()
        def nothing_is_doubled_and_nothing_stacks(self) -> None:
            if not hasattr(self, "mail"):
                return
            times = Counter(str(mail.message["Message-ID"]) for mail in self.mail.mails)
            assert all(number <= 1 + self.lost_answers[identity] for identity, number in times.items()), times
            for browser in self.scene.browsers.values():
                topics: dict[str, set[str]] = {}
                for message in self.push.received(browser):
                    topics.setdefault(str(message.decoded["url"]), set()).add(str(message.topic))
                assert all(len(found) == 1 for found in topics.values()), "a later push takes the place of the earlier one"
            assert (self.mail.refusals, self.push.rejections) == ([], [])

    return Life


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_life(databases: Databases, kind: str) -> None:
    """Bounded here; LIFE_EXAMPLES looks longer (make life)."""
    examples = int(os.environ.get("LIFE_EXAMPLES", "4"))
    found = settings(
        max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Step.generate]
    )
    run_state_machine_as_test(machine(databases, kind), settings=found)
