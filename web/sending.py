"""The worker as the settings describe it: inside `serve` by default, alone as `mieterportal worker`."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from models.keyring import Keyring
from push.networks import dispatcher
from push.worker import Worker
from settings import Settings


def worker(settings: Settings, keyring: Keyring) -> Worker:
    """A worker that has not begun yet."""
    networks = dispatcher(
        keyring=keyring,
        cooperative=settings.cooperative,
        mail=settings.mail,
        push=settings.push,
        base_url=settings.base_url,
        number_word=settings.number_word,
    )
    return Worker(
        networks, concurrency=settings.push.concurrency, mail_connections=settings.mail.connections, per_origin=settings.push.per_origin
    )


@asynccontextmanager
async def running(found: Worker) -> AsyncGenerator[Worker]:
    """The worker beside the body; it ends gracefully with it."""
    task = asyncio.create_task(found.run())
    try:
        yield found
    finally:
        found.stop()
        await task
