"""The loop behind every message: wake, fan out, claim, re-check, send, settle. Runs inside `serve` or alone; any number may run."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from uuid import UUID

import structlog
from tortoise.exceptions import OperationalError

from models import clock, limit
from models.database import as_datetime, transaction
from models.delivery import Channel, Lane, Reason
from models.event import Topic
from models.keyring import Keyring
from push import fanout, live, metrics, outbox, wakeup
from push.channels import PushSender
from push.channels.fcm import FcmSender
from push.channels.fcm_account import FcmAccount
from push.channels.mail import MailSender
from push.channels.mail_message import From
from push.channels.vapid import Vapid
from push.channels.webpush import WebPushSender
from push.dispatch import Dispatcher
from push.message import Failed
from push.outbox import Claimed, Result
from push.queue import Queue, queues
from push.recheck import Job, load
from push.render import Renderer
from push.statement import run
from settings import CooperativeSettings, MailSettings, PushSettings

log: structlog.stdlib.BoundLogger = structlog.get_logger()

GRACE_SECONDS = 20.0
LIVE_SECONDS = 0.3
HOUSEKEEPING_SECONDS = 15.0
MOST_SETTLED_AT_ONCE = 500
HEARTBEAT_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 10.0


def dispatcher(
    *,
    keyring: Keyring,
    cooperative: CooperativeSettings,
    mail: MailSettings,
    push: PushSettings,
    base_url: str,
    number_word: str = "Mitgliedsnummer",
) -> Dispatcher:
    """The networks as the settings describe them; FCM only where a service account is configured."""
    sender = From(cooperative.name, mail.sender, cooperative.service_email, mail.bounce_domain)
    vapid = Vapid(keyring.vapid, push.subscriber)
    pushes: dict[Channel, PushSender] = {
        Channel.WEBPUSH: WebPushSender(vapid, origins=push.origins, per_origin=push.per_origin, timeout=push.timeout)
    }
    if push.fcm_service_account is not None:
        account = FcmAccount(push.fcm_service_account, push.fcm_endpoint)
        pushes[Channel.FCM] = FcmSender(account, concurrency=push.concurrency, timeout=push.timeout)
    return Dispatcher(Renderer(cooperative, base_url, number_word), keyring, MailSender(mail, sender, keyring), pushes)


class Worker:
    """Delivers what the outbox holds until it is told to stop."""

    def __init__(self, dispatcher: Dispatcher, *, concurrency: int = 150, mail_connections: int = 4) -> None:
        self._dispatcher = dispatcher
        self._queues = queues(concurrency, mail_connections)
        self._fan_out_bells = {lane: asyncio.Event() for lane in Lane}
        self._stopping = asyncio.Event()
        self._stopped_hard = asyncio.Event()
        self._sending = dict[asyncio.Task[None], Claimed]()
        self._results = asyncio.Queue[Result]()
        self._changed: set[UUID] = set()

    def stop(self) -> None:
        """Stop claiming, finish what is under way for at most 20 s, give back the rest; a second call waits no longer (OB-20)."""
        if self._stopping.is_set():
            self._stopped_hard.set()
        self._stopping.set()
        self._ring()

    async def run(self) -> None:
        """Work until `stop`. Survives every error of a message and every absence of the database (OB-21)."""
        loops: list[Callable[[], Awaitable[None]]] = [
            *[lambda lane=lane: self._fan_out(lane) for lane in Lane],
            *[lambda queue=queue: self._deliver(queue) for queue in self._queues],
        ]
        helpers = [
            asyncio.create_task(self._every(HEARTBEAT_SECONDS, self._heartbeat)),
            asyncio.create_task(self._every(LIVE_SECONDS, self._tell_live)),
            asyncio.create_task(self._every(HOUSEKEEPING_SECONDS, self._keep_house)),
        ]
        settler = asyncio.create_task(self._settle_results())
        try:
            async with wakeup.listen(wakeup.Bell.OUTBOX) as bell:
                pump = asyncio.create_task(self._pump(bell))
                await asyncio.gather(*(self._protected(loop) for loop in loops))
                pump.cancel()
            await self._finish()
            await self._results.join()
        finally:
            for task in [*helpers, settler, *self._sending]:
                task.cancel()
            await asyncio.gather(*helpers, settler, *self._sending, return_exceptions=True)
            with suppress(Exception):
                await self._tell_live()
            await self._dispatcher.close()

    async def run_until_idle(self) -> None:
        """Do everything that is due now, in this task, and return: for tests and the command line. Keeps the networks open."""
        busy = True
        while busy:
            advanced = [await fanout.advance(lane) for lane in Lane]
            claimed = [await self._claim_and_send(queue) for queue in self._queues]
            busy = any(advanced) or any(claimed)
        await self._tell_live()

    async def close(self) -> None:
        """Close the networks after `run_until_idle`; `run` closes them itself."""
        await self._dispatcher.close()

    async def _claim_and_send(self, queue: Queue) -> bool:
        claims = await queue.claim()
        jobs = await self._load(claims)
        results = await asyncio.gather(*(self._dispatcher.send(job) for job in jobs))
        if results:
            await self._write(results)
        return bool(claims)

    async def _pump(self, bell: asyncio.Event) -> None:
        while True:
            await bell.wait()
            bell.clear()
            self._ring()

    def _ring(self) -> None:
        for event in self._fan_out_bells.values():
            event.set()
        for queue in self._queues:
            queue.bell.set()
            queue.room.set()

    async def _protected(self, loop: Callable[[], Awaitable[None]]) -> None:
        """Run a loop again when it breaks, after a pause that grows (OB-21)."""
        pause = 0.5
        while not self._stopping.is_set():
            try:
                await loop()
            except Exception as error:
                metrics.worker_errors.labels("loop").inc()
                log.exception("worker.loop_broke", error=type(error).__name__)
                await wakeup.pause(self._stopping, pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads load
                pause = min(LONGEST_PAUSE_SECONDS, pause * 2)

    async def _fan_out(self, lane: Lane) -> None:
        bell = self._fan_out_bells[lane]
        while not self._stopping.is_set():
            bell.clear()
            if await fanout.advance(lane):
                for queue in self._queues:
                    queue.bell.set()
                bell.set()
            else:
                await wakeup.pause(bell, 1 if lane is Lane.URGENT else 5)

    async def _deliver(self, queue: Queue) -> None:
        while not self._stopping.is_set():
            queue.bell.clear()
            queue.room.clear()
            claims = await queue.claim()
            if claims:
                await self._start(queue, claims)
            elif len(queue.in_hand) >= queue.capacity:
                await wakeup.pause(queue.room, queue.poll_seconds)
            else:
                await wakeup.pause(queue.bell, queue.poll_seconds)

    async def _start(self, queue: Queue, claims: Sequence[Claimed]) -> None:
        try:
            jobs = await self._load(claims)
        except Exception:
            for claimed in claims:
                queue.done(claimed)
            await outbox.release(claims)
            raise
        for job in jobs:
            task = asyncio.create_task(self._send(queue, job))
            self._sending[task] = job.claimed
            task.add_done_callback(lambda done: self._sending.pop(done, None))

    async def _load(self, claims: Sequence[Claimed]) -> list[Job]:
        """Read what the claims need. A row that cannot be read fails alone, not its whole batch (OB-11)."""
        try:
            return await load(claims)
        except (OSError, OperationalError):
            raise
        except Exception as error:
            if len(claims) > 1:
                return [job for claimed in claims for job in await self._load([claimed])]
            log.exception("delivery.unreadable", deliveries=[claimed.id for claimed in claims])
            outcome = Failed(Reason.PAYLOAD, type(error).__name__)
            await self._write([Result(claimed, outcome, started_at=await clock.now()) for claimed in claims])
            return []

    async def _send(self, queue: Queue, job: Job) -> None:
        try:
            if self._stopping.is_set():
                await outbox.release([job.claimed])
                queue.done(job.claimed)
                return
            result = await self._dispatcher.send(job)
        except asyncio.CancelledError:
            queue.done(job.claimed)
            raise
        self._results.put_nowait(result)

    async def _settle_results(self) -> None:
        """Write results in batches that grow with the database's slowness; what cannot be written is tried again."""
        while True:
            batch = [await self._results.get()]
            while len(batch) < MOST_SETTLED_AT_ONCE and not self._results.empty():
                batch.append(self._results.get_nowait())
            pause = 0.1
            while True:
                try:
                    await self._write(batch)
                    break
                except Exception as error:
                    metrics.worker_errors.labels("settle").inc()
                    log.warning("worker.unsettled", rows=len(batch), error=type(error).__name__)
                    await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads load
                    pause = min(LONGEST_PAUSE_SECONDS, pause * 2)
            for _ in batch:
                self._results.task_done()

    async def _write(self, results: Sequence[Result]) -> None:
        await outbox.settle(results)
        for result in results:
            if result.notice_id is not None:
                self._changed.add(result.notice_id)
            for queue in self._queues:
                if result.claimed.id in queue.in_hand:
                    queue.done(result.claimed)

    async def _finish(self) -> None:
        """In flight may end; what is left after the grace is cancelled and given back."""
        if self._sending:
            hard = asyncio.create_task(self._stopped_hard.wait())
            everything = asyncio.gather(*self._sending, return_exceptions=True)
            await asyncio.wait({hard, everything}, timeout=GRACE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            hard.cancel()
        left = dict(self._sending)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if left:
            await outbox.release(list(left.values()))

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await work()
            except Exception as error:
                metrics.worker_errors.labels("helper").inc()
                log.warning("worker.helper_failed", error=type(error).__name__)

    async def _heartbeat(self) -> None:
        for queue in self._queues:
            await queue.heartbeat()

    async def _tell_live(self) -> None:
        """Tell open screens about counts that moved, a few times a second at most."""
        changed = self._changed
        self._changed = set()
        if changed:
            async with transaction():
                for notice_id in changed:
                    await live.notify(Topic.DELIVERY, notice_id)

    async def _keep_house(self) -> None:
        await outbox.expire()
        await live.prune()
        await limit.purge()
        found = await run("SELECT lane, count(*) AS number, min(created_at) AS oldest FROM delivery WHERE is_open = true GROUP BY lane")
        now = await clock.now()
        for lane in Lane:
            row = next((row for row in found if row["lane"] == lane), None)
            metrics.queue_depth.labels(lane).set(row["number"] if row else 0)
            metrics.oldest_age.labels(lane).set((now - as_datetime(row["oldest"])).total_seconds() if row else 0)
