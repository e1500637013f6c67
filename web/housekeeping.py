"""What must be tidied now and then, beside serving: uploads that nobody used."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import structlog
from tortoise.exceptions import BaseORMException

from models import storage
from resolvers import upload

log: structlog.stdlib.BoundLogger = structlog.get_logger("housekeeping")

EVERY_SECONDS = 3600.0


@asynccontextmanager
async def running(*, every_seconds: float = EVERY_SECONDS) -> AsyncGenerator[None]:
    """Tidy at once and then each hour, until the body ends. Several processes may do so at the same time."""
    task = asyncio.create_task(_tidy(every_seconds))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _tidy(every_seconds: float) -> None:
    while True:
        try:
            removed = await upload.remove_expired(storage.current())
            if removed:
                log.info("uploads.removed", number=removed)
        except (OSError, BaseORMException) as error:
            log.warning("uploads.not_removed", error=type(error).__name__)
        await asyncio.sleep(every_seconds)
