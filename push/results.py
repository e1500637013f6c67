"""Results that wait to be written: those of alerts first, however many of bulk came before."""

import asyncio
from collections import deque

from models.delivery import Lane
from push.outbox import Result


class Results(asyncio.Queue[Result]):
    """An `asyncio.Queue` of two lanes; the three methods it lets a subclass replace are replaced, and what counts what it holds."""

    def _init(self, maxsize: int) -> None:
        self._lanes = {lane: deque[Result]() for lane in (Lane.URGENT, Lane.BULK)}

    def _put(self, item: Result) -> None:
        self._lanes[item.claimed.lane].append(item)

    def _get(self) -> Result:
        return (self._lanes[Lane.URGENT] or self._lanes[Lane.BULK]).popleft()

    @property
    def lane(self) -> Lane | None:
        """The lane of the result that is next; None when none waits."""
        return next((lane for lane, waiting in self._lanes.items() if waiting), None)

    def take(self, lane: Lane, most: int) -> list[Result]:
        """Up to so many at once, of this lane and only while it is the next."""
        waiting = self._lanes[lane] if self.lane is lane else ()
        return [self._get() for _ in range(min(most, len(waiting)))]

    def qsize(self) -> int:
        """How many wait."""
        return sum(map(len, self._lanes.values()))

    def empty(self) -> bool:
        """Whether none waits."""
        return not any(self._lanes.values())
