"""From what the portal tells open screens to what a subscription yields: read once for all subscribers of this process."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import suppress
from typing import Generic, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from models.event import Topic
from push import live
from resolvers.access import Tenant, Viewer

MOST_AT_ONCE = 1000

View = TypeVar("View")


class Told(Generic[View]):
    """What changed, as each subscriber may see it.

    All subscribers of a process hear of an event in the same turn of the loop, and what they ask is put together: tenants in one set of
    queries for each event, whatever their number; staff, who are few, each with their own rights. Nothing is remembered: whether the
    viewer may read it is asked anew each time.
    """

    def __init__(
        self,
        topic: Topic,
        one: Callable[[Viewer, UUID], Awaitable[View | None]],
        each: Callable[[Collection[Tenant], UUID], Awaitable[dict[Tenant, View]]],
    ) -> None:
        self._topic = topic
        self._one = one
        self._each = each

    async def to(self, viewer: Viewer) -> AsyncGenerator[View]:
        """From now on. Raises push.live.Missed."""
        async with live.subscribe([self._topic]) as changes:
            async for change in changes:
                found = await self._read(viewer, change.subject_id)
                if found is not None:
                    yield found

    async def _read(self, viewer: Viewer, subject_id: UUID) -> View | None:
        if isinstance(viewer, Tenant):
            return await self._loader().load((viewer, subject_id))
        return await self._one(viewer, subject_id)

    def _loader(self) -> "DataLoader[tuple[Tenant, UUID], View | None]":
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop = loop
            self._shared = DataLoader(self._load, cache=False, max_batch_size=MOST_AT_ONCE)
        return self._shared

    _loop: asyncio.AbstractEventLoop | None = None
    _shared: "DataLoader[tuple[Tenant, UUID], View | None]"

    async def _load(self, keys: list[tuple[Tenant, UUID]]) -> list[View | None]:
        tenants = defaultdict[UUID, set[Tenant]](set)
        for tenant, subject_id in keys:
            tenants[subject_id].add(tenant)
        found = {subject_id: await self._each(asking, subject_id) for subject_id, asking in tenants.items()}
        return [found[subject_id].get(tenant) for tenant, subject_id in keys]


async def beats(topic: Topic, subject_id: UUID, *, pause: float) -> AsyncGenerator[None]:
    """Once at the start, then after changes of one subject, never more often than every `pause` seconds.

    Raises push.live.Missed: too much came at once; whoever watches must not be left with old figures.
    """
    is_due = asyncio.Event()

    async def watch(changes: live.Subscription) -> None:
        try:
            async for change in changes:
                if change.subject_id == subject_id:
                    is_due.set()
        finally:
            is_due.set()

    async with live.subscribe([topic]) as changes:
        watching = asyncio.create_task(watch(changes))
        try:
            yield
            while True:
                await asyncio.sleep(pause)
                await is_due.wait()
                is_due.clear()
                if watching.done():
                    await watching
                yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError, live.Missed):
                await watching
