"""How fast one network may be given messages: a token bucket in which bulk cannot spend what an alert needs (FC-12, SM-17, OB-16)."""

import asyncio
import time
from collections.abc import Callable

from models.delivery import Channel, Lane
from push import metrics

LONGEST_WAIT_SECONDS = 5.0
BULK_KEEPS = 0.1
START_SHARE = 0.1
LEAST_SHARE = 0.05
RECOVERY_SECONDS = 60.0
IDLE_SECONDS = 60.0
FILLED_EACH_SECONDS = 0.001
SLOWED_AT_MOST_EACH_SECONDS = 5.0


class TokenBucket:
    """One network's bucket; times are in seconds, `now` is monotonic.

    `rate` is messages a second, `burst` how many may go at once after a pause (one second's worth unless given). `reserve` is the
    share of the burst that only urgent messages may use. As long as urgent ones leave it full, bulk has the whole rate; while they
    do not, bulk keeps a tenth of it (OB-17). With `ramp_seconds` bulk starts at a tenth of the rate after a minute's rest and grows
    to all of it, so that no full hour begins with a spike (FC-12); an alert does not wait for that.

    Takers are served in their order: each takes its token at once, into debt if need be, and sleeps until the debt is paid.
    With `channel` the waits are counted in /metrics.
    """

    def __init__(
        self,
        rate: float,
        *,
        burst: float | None = None,
        reserve: float = 0.5,
        ramp_seconds: float = 0.0,
        channel: Channel | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        if rate <= 0 or not 0 <= reserve < 1:
            raise ValueError("rate must be above 0, and reserve a share below 1")
        self._rate = rate
        burst = max(2.0, rate if burst is None else burst)
        self._urgent_room = max(1.0, burst * reserve)
        self._bulk_room = max(1.0, burst - self._urgent_room)
        self._ramp_seconds = ramp_seconds
        self._channel = channel
        self._now = now
        self._filled_at = self._slowed_at = now()
        self._bulk_at = float("-inf")
        self._ramp = self._start
        self._allowed = 1.0
        self._urgent, self._bulk = self._urgent_room, self._most_bulk
        self._slowed_at -= SLOWED_AT_MOST_EACH_SECONDS

    @property
    def rate(self) -> float:
        """Messages a second that bulk may send now."""
        return self._rate * min(self._ramp, self._allowed)

    async def take(self, *, is_urgent: bool, longest: float = LONGEST_WAIT_SECONDS) -> float:
        """Wait for a token, at most `longest` seconds. 0: it is taken; otherwise nothing is, and this is how long it would have taken."""
        wait = self.book(is_urgent=is_urgent, longest=longest)
        if wait <= 0:
            return wait
        if self._channel is not None:
            lane = Lane.URGENT if is_urgent else Lane.BULK
            if wait > longest:
                metrics.rate_put_off.labels(lane, self._channel).inc()
            else:
                metrics.rate_waited.labels(lane, self._channel).inc(wait)
        if wait > longest:
            return wait
        try:
            await asyncio.sleep(wait)
        except asyncio.CancelledError:
            self._give_back(is_urgent=is_urgent)
            raise
        return 0.0

    def book(self, *, is_urgent: bool, longest: float) -> float:
        """Take a token now; returns the seconds to wait before using it. Above `longest` no token was taken."""
        self._fill()
        if is_urgent:
            # Bulk's own tokens too, where bulk has no use for them.
            if self._urgent < 1 <= self._bulk:
                self._bulk -= 1
                return 0.0
            wait = max(0.0, 1 - self._urgent) / self._urgent_rate
            if wait <= longest:
                self._urgent -= 1
            return wait
        self._bulk_at = self._now()
        wait = self._bulk_wait(1 - self._bulk)
        if wait <= longest:
            self._bulk -= 1
        return wait

    def slow_down(self) -> None:
        """The network said that it is too much: half as fast, then slowly up again (FC-06). Answers of one moment count once."""
        self._fill()
        now = self._now()
        if now - self._slowed_at < SLOWED_AT_MOST_EACH_SECONDS:
            return
        self._slowed_at = now
        self._allowed = max(LEAST_SHARE, self._allowed / 2)
        if self._ramp_seconds:
            self._ramp = max(LEAST_SHARE, self._ramp / 2)
        self._bulk = min(self._bulk, 0.0)

    def _fill(self) -> None:
        now = self._now()
        passed = now - self._filled_at
        if passed < FILLED_EACH_SECONDS:
            return
        self._filled_at = now
        self._allowed = min(1.0, self._allowed + passed / RECOVERY_SECONDS)
        if now - self._bulk_at > IDLE_SECONDS:
            self._ramp = self._start
        elif self._ramp_seconds:
            self._ramp = min(1.0, self._ramp + passed * (1 - START_SHARE) / self._ramp_seconds)
        urgent = self._urgent + self._urgent_rate * passed
        spare = max(0.0, urgent - self._urgent_room)
        bulk = self._bulk + BULK_KEEPS * self.rate * passed + min(spare, (1 - BULK_KEEPS) * self.rate * passed)
        unused = max(0.0, bulk - self._most_bulk)
        self._urgent = min(self._urgent_room, urgent + unused)
        self._bulk = min(self._most_bulk, bulk)

    def _bulk_wait(self, missing: float) -> float:
        """Seconds until bulk has so many tokens more: a tenth of its rate until the reserve is full again, then all of it."""
        if missing <= 0:
            return 0.0
        kept = BULK_KEEPS * self.rate
        slow = max(0.0, self._urgent_room - self._urgent) / self._urgent_rate
        # While alerts wait themselves, nobody knows when they end.
        if self._urgent < 0 or missing <= kept * slow:
            return missing / kept
        return slow + (missing - kept * slow) / self.rate

    def _give_back(self, *, is_urgent: bool) -> None:
        if is_urgent:
            self._urgent += 1
        else:
            self._bulk += 1

    @property
    def _urgent_rate(self) -> float:
        return self._rate * self._allowed - BULK_KEEPS * self.rate

    @property
    def _most_bulk(self) -> float:
        return max(1.0, self._bulk_room * min(self._ramp, self._allowed))

    @property
    def _start(self) -> float:
        return START_SHARE if self._ramp_seconds else 1.0
