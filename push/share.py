"""How urgent and bulk share one processor: an alert goes first, and bulk keeps a tenth (OB-16, OB-17)."""

import time
from collections.abc import Sequence

from push.queue import Queue

URGENT_PER_BULK = 9
MOST_CREDIT = 2.0
PROGRESS_SECONDS = 0.25


class Share:
    """Says whether a bulk message may start now. One alert message after the other earns bulk its next one."""

    def __init__(self, urgent: Sequence[Queue]) -> None:
        self._urgent = urgent
        self._credit = 0.0
        self.is_held_back = False

    def urgent_started(self) -> None:
        """An urgent message began."""
        self._credit = min(MOST_CREDIT, self._credit + 1 / URGENT_PER_BULK)

    def bulk_may_start(self) -> bool:
        """Always while no urgent work moves: what waits for a network that does not answer keeps nobody from working."""
        if self._is_urgent_moving():
            if self._credit < 1:
                self.is_held_back = True
                return False
            self._credit -= 1
        self.is_held_back = False
        return True

    def _is_urgent_moving(self) -> bool:
        recent = time.monotonic() - PROGRESS_SECONDS
        return any(queue.is_busy and queue.progressed_at > recent for queue in self._urgent)
