"""Gathers what the crash tests found into one line per K and database."""

import re
from dataclasses import dataclass
from typing import cast

import pytest

_DATABASE = re.compile(r"\b(sqlite|postgresql)\b")
_NUMBER = re.compile(r"\d+")


@dataclass
class Line:
    """One K on one database; it may have several tests."""

    what: str
    passed: int = 0
    failed: int = 0
    seconds: float = 0.0
    requests: int = 0
    figures: str = ""

    @property
    def told(self) -> str:
        """What happened, with what a test measured, if it did."""
        return f"{self.what} ({self.figures})" if self.figures else self.what


class Table:
    """Fed with pytest's reports."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], Line] = {}

    def add(self, report: pytest.TestReport) -> None:
        """Count one phase of one test."""
        properties = dict(report.user_properties)
        if "crash" not in properties:
            return
        named = cast("list[str]", properties["crash"])
        database = _DATABASE.search(report.nodeid.partition("[")[2])
        line = self._lines.setdefault((named[0], database.group() if database else "sqlite"), Line(named[1]))
        line.seconds += report.duration
        if report.failed:
            line.failed += 1
        elif report.when == "call":
            line.passed += 1
        if report.when == "teardown":
            found = properties.get("requests", 0)
            line.requests += found if isinstance(found, int) else 0
            line.figures = str(properties.get("figures", line.figures))

    def lines(self) -> list[str]:
        """The table as text."""
        rows = [("K", "database", "result", "tests", "seconds", "requests", "killed, stopped or cut")]
        for (name, database), line in sorted(self._lines.items(), key=lambda entry: (_order(entry[0][0]), entry[0][1])):
            result = "FAILED" if line.failed else "holds"
            rows.append((name, database, result, str(line.passed + line.failed), f"{line.seconds:.1f}", str(line.requests), line.told))
        widths = [max(len(row[column]) for row in rows) for column in range(7)]
        return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _order(name: str) -> tuple[bool, int, str]:
    number = _NUMBER.search(name)
    return (not name.startswith("K"), int(number.group()) if number else 0, name)
