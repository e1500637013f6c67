"""One push origin must not hold up the others: a bound on what is under way per origin, and a breaker for our own mistakes."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import structlog

from push import metrics

log: structlog.stdlib.BoundLogger = structlog.get_logger()

PATIENCE_SECONDS = 5.0
STALLED_SECONDS = 2.0
LOOK_SECONDS = 0.5
WINDOW_SECONDS = 600.0
PROBE_SECONDS = 60.0
REFUSALS_TO_OPEN = 5
SHARE_TO_OPEN = 0.2
SHARE_COUNTS_FROM = 5


class BusyError(Exception):
    """The origin has all it may have; give the row back."""


class OpenError(Exception):
    """The circuit of this origin is open; `seconds` until the next probe."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Gate:
    """One origin."""

    def __init__(self, origin: str, limit: int) -> None:
        self.host = urlsplit(origin).hostname or origin
        self._slots = asyncio.Semaphore(limit)
        self._last_answer = time.monotonic()
        self._refused = dict[str, float]()
        self._accepted = dict[str, float]()
        self._probe_at: float | None = None

    @asynccontextmanager
    async def enter(self) -> AsyncGenerator[None]:
        """Hold one of the origin's slots (OB-18). Waits only while the origin is answering.

        Raises:
            BusyError: it is not, or the wait grew long.
            OpenError: the circuit is open.
        """
        self._check_circuit()
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._slots.acquire()
                break
            except TimeoutError:
                now = time.monotonic()
                if now > end or now > self._last_answer + STALLED_SECONDS:
                    raise BusyError from None
        try:
            yield
        finally:
            self._slots.release()

    def _check_circuit(self) -> None:
        if self._probe_at is None:
            return
        now = time.monotonic()
        if now < self._probe_at:
            raise OpenError(self._probe_at - now)
        self._probe_at = now + PROBE_SECONDS

    def answered(self) -> None:
        """Some answer came."""
        self._last_answer = time.monotonic()

    def accepted(self, target: str) -> None:
        """A message was taken: our credentials are good here, so the circuit closes."""
        self._accepted[target] = time.monotonic()
        self._refused.pop(target, None)
        if self._probe_at is not None:
            self._probe_at = None
            self._refused.clear()
            metrics.circuit_open.labels(self.host).set(0)
            log.info("circuit.closed", host=self.host)

    def others_accepted(self, target: str) -> bool:
        """Whether the origin took messages for other targets within ten minutes (WP-07)."""
        self._forget_old()
        return any(other != target for other in self._accepted)

    def refused(self, target: str) -> bool:
        """Our credentials were refused for this target; True when that opens, or keeps open, the circuit (WP-08)."""
        self._forget_old()
        self._refused[target] = time.monotonic()
        known = len(self._refused) + len(self._accepted)
        share = known >= SHARE_COUNTS_FROM and len(self._refused) > SHARE_TO_OPEN * known
        if self._probe_at is None and (len(self._refused) >= REFUSALS_TO_OPEN or share):
            self.open()
        return self._probe_at is not None

    def open(self) -> None:
        """Pause the origin; one probe a minute (WP-08)."""
        if self._probe_at is None:
            log.error("circuit.opened", host=self.host, refused=len(self._refused))
        self._probe_at = time.monotonic() + PROBE_SECONDS
        metrics.circuit_open.labels(self.host).set(1)

    def _forget_old(self) -> None:
        old = time.monotonic() - WINDOW_SECONDS
        for known in (self._refused, self._accepted):
            for target in [target for target, at in known.items() if at < old]:
                del known[target]


class Gates:
    """The gates of all origins of one channel."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._gates = dict[str, Gate]()

    def of(self, origin: str) -> Gate:
        """The gate of an origin; there are few, as the allow-list is short."""
        return self._gates.setdefault(origin, Gate(origin, self._limit))
