"""One kind of work of the worker: the rows of a lane for one channel, claimed into a bounded hand and kept leased until settled."""

import asyncio
import random
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from models.delivery import Channel, Lane
from push import outbox
from push.job import Job
from push.outbox import Claimed

MOST_IN_HAND = 1000
MOST_UNSETTLED = 2500
FRESH_SECONDS = 5.0
STALE_SECONDS = 15.0
STALLED_SECONDS = 2.0
LONGEST_STALL_SECONDS = 30.0
HEARTBEATS_PER_LEASE = 3


@dataclass(slots=True, eq=False)
class _Origin:
    """One network that answers: what waits for it, what is under way to it, and when it last answered."""

    ready: deque[Job] = field(default_factory=deque[Job])
    under_way: int = 0
    answered_at: float = 0.0
    stalls: int = 0


@dataclass(eq=False, slots=True)
class Queue:
    """Urgent and bulk each have their own hands for every channel, so that an alert waits for nobody's slot (OB-16, OB-17).

    `capacity` bounds what is under way, `per_origin` what of it goes to one network (OB-18). What is claimed beyond that waits in
    `ready`, at most as much as can be started while its re-check is fresh (OB-15, OB-19).
    """

    lane: Lane
    channel: Channel
    capacity: int
    per_origin: int
    lease_seconds: float
    poll_seconds: float
    in_hand: dict[int, Claimed] = field(default_factory=dict[int, Claimed])
    under_way: int = 0
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    progressed_at: float = 0.0
    _origins: defaultdict[str, _Origin] = field(default_factory=lambda: defaultdict[str, _Origin](_Origin))
    _ready: int = 0
    _size: int = field(init=False)
    _is_dry: bool = False
    _extended_at: dict[str, float] = field(default_factory=dict[str, float])

    def __post_init__(self) -> None:
        self._size = self._smallest

    @property
    def room(self) -> int:
        """How many rows to claim now: none until half of the last batch is used up, and none while results cannot be written (OB-19)."""
        return self._size - self._ready if self._ready <= self._size // 2 and len(self.in_hand) < MOST_UNSETTLED else 0

    @property
    def _smallest(self) -> int:
        return min(MOST_IN_HAND, 2 * self.capacity)

    async def claim(self) -> list[Claimed]:
        """Take as many due rows as there is room for. After the database was away, what is in hand is kept first (OB-21)."""
        wanted = self.room
        if not wanted:
            return []
        await self.heartbeat()
        claims = await outbox.claim(self.lane, wanted, self.lease_seconds, (self.channel,))
        self._is_dry = len(claims) < wanted
        for claimed in claims:
            self.in_hand[claimed.id] = claimed
        if claims:
            self._extended_at[claims[0].token] = time.monotonic()
            self._size = min(MOST_IN_HAND, 2 * self._size)
        return claims

    def wake(self) -> None:
        """There may be new rows."""
        self._is_dry = False
        self.bell.set()

    def add(self, jobs: Iterable[Job]) -> None:
        """Rows that are re-checked and may start."""
        for job in jobs:
            self._origins[job.origin].ready.append(job)
            self._ready += 1

    @property
    def can_start(self) -> bool:
        """Whether `take` would find something."""
        if not self._ready or self.under_way >= self.capacity:
            return False
        return any(origin.ready and origin.under_way < self.per_origin for origin in self._origins.values())

    def take(self) -> Job | None:
        """The next job whose network has a slot free; networks take turns. None when nothing can start now.

        What could not be looked at again for long, as the database is away, does not start (OB-15).
        """
        if not self._ready or self.under_way >= self.capacity:
            return None
        stale = time.monotonic() - STALE_SECONDS
        for name, origin in self._origins.items():
            if origin.ready and origin.under_way < self.per_origin and origin.ready[0].loaded_at > stale:
                job = origin.ready.popleft()
                self._ready -= 1
                if not origin.under_way:
                    origin.answered_at = self.progressed_at = time.monotonic()
                origin.under_way += 1
                self.under_way += 1
                # To the end: the next one asked is another.
                self._origins[name] = self._origins.pop(name)
                return job
        return None

    def sent(self, job: Job, seconds: float) -> None:
        """The job ended after so many seconds; its slot is free. What took too long is no sign that the network answers."""
        origin = self._origins[job.origin]
        origin.under_way -= 1
        self.under_way -= 1
        self.progressed_at = time.monotonic()
        if seconds < STALLED_SECONDS:
            origin.answered_at, origin.stalls = self.progressed_at, 0
        if not self._is_dry and 2 * self._ready <= MOST_IN_HAND and self.room:
            self.bell.set()

    def settled(self, claimed: Claimed) -> None:
        """The row is written or given back; a row that was lost and claimed again stays in hand."""
        if self.in_hand.get(claimed.id) is claimed:
            del self.in_hand[claimed.id]
            if len(self.in_hand) == MOST_UNSETTLED - 1:
                self.bell.set()

    def aged(self) -> list[Claimed]:
        """Take out what waits so long that its re-check is no longer fresh."""
        old = time.monotonic() - FRESH_SECONDS
        found = list[Claimed]()
        for origin in self._origins.values():
            while origin.ready and origin.ready[0].loaded_at < old:
                found.extend(origin.ready.popleft().claims)
                self._ready -= 1
        if found:
            self._size = max(self._smallest, self._size // 2)
        return found

    def stalled(self) -> list[tuple[Job, float]]:
        """Take out what waits for a network that has all it may have and does not answer, and for how many seconds to put it off.

        As much as it may have stays, so that its slots never wait when it recovers. A channel with one network keeps everything.
        """
        found = list[tuple[Job, float]]()
        if self.per_origin >= self.capacity:
            return found
        for origin in self._origins.values():
            is_stalled = origin.under_way >= self.per_origin and time.monotonic() > origin.answered_at + STALLED_SECONDS
            if not is_stalled or len(origin.ready) <= self.per_origin:
                continue
            longest = min(LONGEST_STALL_SECONDS, STALLED_SECONDS * 2**origin.stalls)
            origin.stalls = min(origin.stalls + 1, 10)
            while len(origin.ready) > self.per_origin:
                found.append((origin.ready.pop(), random.uniform(longest / 2, longest)))  # noqa: S311 - spreads load
        self._ready -= len(found)
        return found

    def unstarted(self) -> list[Claimed]:
        """Take out everything that waits."""
        found = [claimed for origin in self._origins.values() for job in origin.ready for claimed in job.claims]
        for origin in self._origins.values():
            origin.ready.clear()
        self._ready = 0
        return found

    async def heartbeat(self) -> None:
        """Keep every lease in hand that has used up a third (OB-06)."""
        due = time.monotonic() - self.lease_seconds / HEARTBEATS_PER_LEASE + 1
        if all(at > due for at in self._extended_at.values()):
            return
        by_token = defaultdict[str, list[int]](list[int])
        for claimed in self.in_hand.values():
            by_token[claimed.token].append(claimed.id)
        self._extended_at = {token: at for token, at in self._extended_at.items() if token in by_token}
        for token, ids in by_token.items():
            if self._extended_at.get(token, 0.0) <= due:
                await outbox.extend(token, ids, self.lease_seconds)
                self._extended_at[token] = time.monotonic()

    @property
    def is_busy(self) -> bool:
        """Whether rows are ready or under way."""
        return self._ready > 0 or self.under_way > 0

    @property
    def has_more(self) -> bool:
        """Whether rows are here, or on their way from the ledger."""
        return self.is_busy or not self._is_dry


URGENT_LEASE_SECONDS = 30.0
BULK_LEASE_SECONDS = 120.0
URGENT_POLL_SECONDS = 1.0
BULK_POLL_SECONDS = 5.0


def queues(concurrency: int, mail_connections: int, per_origin: int) -> list[Queue]:
    """The six queues of a worker, urgent ones first; the bulk ones have half the hands of the urgent ones."""
    pushes = {Channel.WEBPUSH: (concurrency, per_origin), Channel.FCM: (concurrency, concurrency)}
    hands = {**pushes, Channel.MAIL: (mail_connections, mail_connections)}
    return [
        *(Queue(Lane.URGENT, channel, *bounds, URGENT_LEASE_SECONDS, URGENT_POLL_SECONDS) for channel, bounds in hands.items()),
        *(
            Queue(Lane.BULK, channel, _half(bounds[0]), min(bounds[1], _half(bounds[0])), BULK_LEASE_SECONDS, BULK_POLL_SECONDS)
            for channel, bounds in hands.items()
        ),
    ]


def _half(number: int) -> int:
    return max(1, number // 2)


def of_lane(found: Sequence[Queue], lane: Lane) -> list[Queue]:
    """The queues of one lane."""
    return [queue for queue in found if queue.lane is lane]
