"""How urgent and bulk share one processor: an alert goes first, and bulk keeps a tenth (OB-16, OB-17)."""

import time
from collections.abc import Sequence

from push.queue import Queue

URGENT_PER_BULK = 9
MOST_CREDIT = 2.0
PROGRESS_SECONDS = 0.5
SAMPLE_SECONDS = 0.05
BUSY_SHARE = 0.6
_SCHEDSTAT = "/proc/thread-self/schedstat"


class Load:
    """How much of one processor this process wanted lately, between 0 and about 1; measured anew every 50 ms.

    Wanted is what it used and what it waited for while others had the processor, which Linux counts for each thread (schedstat).
    """

    def __init__(self) -> None:
        self._at, self._wanted = time.monotonic(), _wanted_seconds()
        self._share = 1.0

    def share(self) -> float:
        """Processor seconds per second."""
        now = time.monotonic()
        if now > self._at + SAMPLE_SECONDS:
            wanted = _wanted_seconds()
            self._share = (wanted - self._wanted) / (now - self._at)
            self._at, self._wanted = now, wanted
        return self._share


def _wanted_seconds() -> float:
    return time.process_time() + _waited_seconds()


def _waited_seconds() -> float:
    """How long this thread was ready and not run; 0 where the system does not tell."""
    try:
        with open(_SCHEDSTAT, "rb") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


class Share:
    """Says whether a bulk message may start now. While an alert needs the processor, nine of its messages earn bulk the next one."""

    def __init__(self, urgent: Sequence[Queue], load: Load | None = None) -> None:
        self._urgent = urgent
        self._load = load or Load()
        self._credit = 0.0
        self._alert_until = 0.0
        self.is_held_back = False

    @property
    def lets_go(self) -> bool:
        """Whether bulk that was held back has earned its next message."""
        return self.is_held_back and self._credit >= 1

    def alert_comes(self) -> None:
        """An alert is about to be written into the ledger: bulk makes room before its first row is there."""
        self._alert_until = time.monotonic() + PROGRESS_SECONDS

    def urgent_started(self) -> None:
        """An urgent message began."""
        self._credit = min(MOST_CREDIT, self._credit + 1 / URGENT_PER_BULK)

    def bulk_may_start(self) -> bool:
        """Always while no urgent work moves, or moves no faster than its networks do: what waits for an answer needs no processor."""
        if self._is_urgent_moving() and self._load.share() > BUSY_SHARE:
            if self._credit < 1:
                self.is_held_back = True
                return False
            self._credit -= 1
        self.is_held_back = False
        return True

    def _is_urgent_moving(self) -> bool:
        now = time.monotonic()
        recent = now - PROGRESS_SECONDS
        return now < self._alert_until or any(queue.has_more and queue.progressed_at > recent for queue in self._urgent)
