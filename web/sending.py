"""What works beside or without HTTP, as the settings describe it: inside `serve` by default, alone as `mieterportal worker`."""

import asyncio
import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from models import audit
from models.keyring import Keyring
from push.networks import dispatcher
from push.staff_mail import StaffPost
from push.worker import Worker
from resolvers.schedule.scheduler import Scheduler
from settings import Settings

MOST_YOUNG_OBJECTS = 20_000


def spare_the_collector() -> None:
    """Look for rings of forgotten objects less often, and never among what was loaded at start: once per process, before it works.

    A message makes some thirty objects that live for a moment; at Python's own threshold the search costs a twentieth of the processor.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(MOST_YOUNG_OBJECTS, 20, 20)


class Engine:
    """The worker that sends, the post of employees and the scheduler that does what is due; together they run and together they stop."""

    def __init__(self, worker: Worker, post: StaffPost, scheduler: Scheduler) -> None:
        self._worker = worker
        self._post = post
        self._scheduler = scheduler

    def stop(self) -> None:
        """Begin nothing more, finish what is under way for at most 20 s; a second call waits no longer (OB-20)."""
        self._worker.stop()
        self._post.stop()
        self._scheduler.stop()

    async def run(self) -> None:
        """Work until `stop`."""
        audit.begin(audit.Way.WORKER)
        await asyncio.gather(self._worker.run(), self._post.run(), self._scheduler.run())


def worker(settings: Settings, keyring: Keyring) -> Worker:
    """A worker that has not begun yet."""
    networks = dispatcher(
        keyring=keyring,
        cooperative=settings.cooperative,
        mail=settings.mail,
        push=settings.push,
        base_url=settings.base_url,
        number_word=settings.number_word,
        own_password_at_activation=settings.own_password_at_activation,
    )
    return Worker(
        networks,
        concurrency=settings.push.concurrency,
        mail_connections=settings.mail.connections,
        per_origin=settings.push.per_origin,
        gather_seconds=settings.mail.gather_seconds,
    )


def engine(settings: Settings, keyring: Keyring) -> Engine:
    """Worker, post and scheduler that have not begun yet; the storage must be open."""
    post = StaffPost.of(keyring=keyring, cooperative=settings.cooperative, mail=settings.mail, base_url=settings.base_url)
    return Engine(worker(settings, keyring), post, Scheduler())


@asynccontextmanager
async def running(found: Engine) -> AsyncGenerator[Engine]:
    """The engine beside the body; it ends gracefully with it."""
    task = asyncio.create_task(found.run())
    try:
        yield found
    finally:
        found.stop()
        await task
