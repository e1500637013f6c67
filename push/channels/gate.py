"""The circuit breaker of one push origin: when our own credentials are at fault, it pauses the origin and nobody is deleted (WP-08).

How much is under way to an origin is bounded in push/queue.py.
"""

import time
from collections import OrderedDict
from urllib.parse import urlsplit

import structlog

from push import metrics

log: structlog.stdlib.BoundLogger = structlog.get_logger()

WINDOW_SECONDS = 600.0
PROBE_SECONDS = 60.0
REFUSALS_TO_OPEN = 5
SHARE_TO_OPEN = 0.2
SHARE_COUNTS_FROM = 5
MOST_REFUSED = 1000
MOST_ACCEPTED = 32
"""More need not be known: a share of more than a fifth of fewer than five refusals counts among 20 targets at most."""


class OpenError(Exception):
    """The circuit of this origin is open; `seconds` until the next probe."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Gate:
    """One origin. A target is a subscription or token; refused means that the network did not take our credentials for it."""

    def __init__(self, origin: str) -> None:
        self.host = urlsplit(origin).hostname or origin
        self._refused = OrderedDict[str, float]()
        self._accepted = OrderedDict[str, float]()
        self._closed_at = 0.0
        self._probe_at: float | None = None
        self._probe = ""

    @property
    def is_open(self) -> bool:
        """Whether the origin is paused."""
        return self._probe_at is not None

    def check(self, target: str) -> None:
        """Ask before sending. While the circuit is open, one target a minute goes through as a probe, however many ask at once.

        Raises:
            OpenError: the circuit is open and it is not time for a probe.
        """
        if self._probe_at is None:
            return
        now = time.monotonic()
        if now < self._probe_at:
            raise OpenError(self._probe_at - now)
        self._probe_at, self._probe = now + PROBE_SECONDS, target

    def accepted(self, target: str) -> None:
        """A message was taken. The probe's closes the circuit; others may have been under way before it opened, and say nothing."""
        if self._refused:
            self._refused.pop(target, None)
        self._accepted.pop(target, None)
        self._accepted[target] = time.monotonic()
        if len(self._accepted) > MOST_ACCEPTED:
            self._accepted.popitem(last=False)
        if self._probe_at is not None and target == self._probe:
            self._probe_at, self._closed_at = None, time.monotonic()
            metrics.circuit_open.labels(self.host).set(0)
            log.info("circuit.closed", host=self.host)

    def others_accepted(self, target: str) -> bool:
        """Whether the origin took messages for other targets within ten minutes (WP-07)."""
        self._forget_old()
        return any(other != target for other in self._accepted)

    def refused(self, target: str) -> bool:
        """Note that our credentials were refused for this target. True when so many are that it must be our own mistake (WP-08).

        Then the circuit is open. After a probe closed it, the earlier refusals do not open it again, but they go on to protect
        subscriptions from being deleted until ten minutes have passed.
        """
        self._forget_old()
        self._refused.pop(target, None)
        self._refused[target] = time.monotonic()
        if len(self._refused) > MOST_REFUSED:
            self._refused.popitem(last=False)
        if self._probe_at is not None or self._are_many(sum(at >= self._closed_at for at in self._refused.values())):
            self.open()
        return self._probe_at is not None or self._are_many(len(self._refused))

    def open(self) -> None:
        """Pause the origin for a minute; then one probe a minute (WP-08)."""
        if self._probe_at is None:
            log.error("circuit.opened", host=self.host, refused=len(self._refused))
            metrics.circuit_open.labels(self.host).set(1)
        self._probe_at, self._probe = time.monotonic() + PROBE_SECONDS, ""

    def _are_many(self, refused: int) -> bool:
        known = refused + len(self._accepted)
        return refused >= REFUSALS_TO_OPEN or (known >= SHARE_COUNTS_FROM and refused > SHARE_TO_OPEN * known)

    def _forget_old(self) -> None:
        old = time.monotonic() - WINDOW_SECONDS
        for known in (self._refused, self._accepted):
            while known and next(iter(known.values())) < old:
                known.popitem(last=False)


class Gates:
    """The gates of all origins of one channel."""

    def __init__(self) -> None:
        self._gates = dict[str, Gate]()

    def of(self, origin: str) -> Gate:
        """The gate of an origin; there are few, as the allow-list is short."""
        found = self._gates.get(origin)
        if found is None:
            found = self._gates[origin] = Gate(origin)
        return found
