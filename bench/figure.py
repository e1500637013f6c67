"""What a figure says and when it holds."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Figure(StrEnum):
    """Every figure of `make bench-push`."""

    WEBPUSH_VS_NAIVE = "webpush_vs_naive"
    WEBPUSH_VS_NODE = "webpush_vs_node"
    WEBPUSH_VS_FLOOR = "webpush_vs_floor"
    WORKERS_4_VS_1 = "workers_4_vs_1"
    PUBLISH_100K = "publish_100k"
    GROWTH = "growth"
    FCM_VS_PYFCM = "fcm_vs_pyfcm"
    MAIL_VS_CONNECT_EACH = "mail_vs_connect_each"
    MAIL_VS_KEPT_OPEN = "mail_vs_kept_open"
    ALERT_BEHIND_BULK = "alert_behind_bulk"
    ALERT_BEHIND_BULK_SECONDS = "alert_behind_bulk_seconds"


@dataclass(frozen=True, slots=True)
class Bound:
    """What must hold, and what we aim at; `at_least` says which side is good."""

    must: float
    goal: float | None
    at_least: bool = False
    unit: str = "times"

    def holds(self, value: float, bound: float) -> bool:
        """Whether a value is on the good side of a bound."""
        return value >= bound if self.at_least else value <= bound

    def words(self, bound: float | None) -> str | None:
        """`>= 6` or `<= 2`."""
        return None if bound is None else f"{'>=' if self.at_least else '<='} {bound:g}"


BOUNDS = {
    Figure.WEBPUSH_VS_NAIVE: Bound(6, 10, at_least=True),
    Figure.WEBPUSH_VS_NODE: Bound(3, 5, at_least=True),
    Figure.WEBPUSH_VS_FLOOR: Bound(2, 1.5),
    Figure.WORKERS_4_VS_1: Bound(1.2, 1.05),
    Figure.PUBLISH_100K: Bound(2, 1.3),
    Figure.GROWTH: Bound(1.2, 1.1),
    Figure.FCM_VS_PYFCM: Bound(8, 15, at_least=True),
    Figure.MAIL_VS_CONNECT_EACH: Bound(3, 6, at_least=True),
    Figure.MAIL_VS_KEPT_OPEN: Bound(0.8, 1, at_least=True),
    Figure.ALERT_BEHIND_BULK: Bound(1.5, 1.2),
    Figure.ALERT_BEHIND_BULK_SECONDS: Bound(30, None, unit="seconds"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as measured: the median of its runs. `more` says what it was made of, in microseconds of CPU unless named otherwise."""

    figure: Figure
    runs: Sequence[float]
    more: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def value(self) -> float:
        """The median."""
        return statistics.median(self.runs)

    @property
    def holds(self) -> bool:
        """Whether the must holds."""
        bound = BOUNDS[self.figure]
        return bound.holds(self.value, bound.must)

    def json(self) -> str:
        """The line to print."""
        bound = BOUNDS[self.figure]
        content: dict[str, Any] = {
            "figure": self.figure,
            "value": round(self.value, 3),
            "unit": bound.unit,
            "runs": [round(run, 3) for run in self.runs],
            "must": bound.words(bound.must),
            "holds": self.holds,
            "goal": bound.words(bound.goal),
            "reached": bound.goal is None or bound.holds(self.value, bound.goal),
        }
        return json.dumps(content | self.more, ensure_ascii=False)


def micros(seconds: float, messages: int) -> float:
    """Microseconds of CPU per message, to a tenth."""
    return round(seconds / messages * 1e6, 1)
