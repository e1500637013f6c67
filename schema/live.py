"""From what the portal tells open screens to what a subscription yields."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from uuid import UUID

from models.event import Topic
from push import live


async def subjects(topic: Topic) -> AsyncGenerator[UUID]:
    """The id of each notice or document that changes from now on. Whether the viewer may read it is asked anew each time."""
    async with live.subscribe([topic]) as changes:
        async for change in changes:
            yield change.subject_id


async def beats(topic: Topic, subject_id: UUID, *, pause: float) -> AsyncGenerator[None]:
    """Once at the start, then after changes of one subject, never more often than every `pause` seconds."""
    is_due = asyncio.Event()

    async def watch(changes: live.Subscription) -> None:
        async for change in changes:
            if change.subject_id == subject_id:
                is_due.set()

    async with live.subscribe([topic]) as changes:
        watching = asyncio.create_task(watch(changes))
        try:
            yield
            while True:
                await asyncio.sleep(pause)
                await is_due.wait()
                is_due.clear()
                yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
