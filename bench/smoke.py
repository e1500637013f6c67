"""`make bench-smoke`: every figure once with a handful of messages. What it measures says nothing; that every line comes out right does.

Exit code 1: a figure broke, a line is missing, or one is not what readers of the figures expect. 2: something is missing on this machine.
"""

import asyncio
import json
import math
import sys
from collections.abc import Sequence
from typing import Any

from bench import stage
from bench.__main__ import FIGURES
from bench.figure import BOUNDS, Figure, Line
from bench.figures.webpush import NodeMissingError
from bench.sink import SinkMissingError

SCALE = 0.005
# There must be so much of bulk that some is left when the alert is through.
SCALES = {Figure.ALERT_BEHIND_BULK: 0.1}
LINES = {Figure.PUBLISH_100K: 2}
KEYS = {"figure", "value", "unit", "runs", "must", "holds", "goal", "reached"}


def faults(lines: Sequence[str]) -> list[str]:
    """What is wrong with the lines of a run of every figure, in words; nothing when each figure came as it should."""
    found, seen = list[str](), list[Any]()
    for text in lines:
        try:
            line: Any = json.loads(text)
            found += [f"{what}: {text}" for what in _faults(line)]
            seen.append(line["figure"])
        except (ValueError, TypeError, KeyError) as error:
            found.append(f"no line of a figure ({error}): {text}")
    return found + [
        f"{figure}: {seen.count(figure)} lines instead of {LINES.get(figure, 1)}"
        for figure in Figure
        if seen.count(figure) != LINES.get(figure, 1)
    ]


def _faults(line: dict[str, Any]) -> list[str]:
    if missing := KEYS - set(line):
        return [f"without {', '.join(sorted(missing))}"]
    bound, value, runs = BOUNDS[Figure(line["figure"])], line["value"], line["runs"]
    checks = {
        "one run and its value": runs == [value],
        "a value above 0": isinstance(value, float) and math.isfinite(value) and value > 0,
        "its unit and bounds": (line["unit"], line["must"], line["goal"]) == (bound.unit, bound.words(bound.must), bound.words(bound.goal)),
        "yes or no": all(isinstance(line[name], bool) for name in ("holds", "reached")),
    }
    return [f"not {what}" for what, is_so in checks.items() if not is_so]


async def _run() -> list[str]:
    printed = list[str]()
    async with stage.prepare() as prepared:
        for figure, measure in FIGURES.items():
            found = await measure(prepared, 1, SCALES.get(figure, SCALE))
            for line in [found] if isinstance(found, Line) else found:
                printed.append(line.json())
                print(printed[-1], flush=True)
    return printed


def main() -> int:
    """Run every figure and look at its line."""
    try:
        wrong = faults(asyncio.run(_run()))
    except (SinkMissingError, NodeMissingError) as error:
        print(error, file=sys.stderr)
        return 2
    for fault in wrong:
        print(fault, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
