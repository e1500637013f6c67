"""Every numbered promise has a test that carries its number, so that a reader finds what proves it."""

import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[2]

PROMISES = {"WP": 36, "FC": 16, "SM": 20, "OB": 26, "GQ": 18, "AL": 3, "AU": 29}
"""How many there are of the delivery engine, the endpoint, the log and of accounts."""
ANCHORS = [f"T{number}" for number in range(1, 21)]
FURTHER = ["GQ-01a", "FI-05", "FI-06", "FI-07", "FI-08", "DS-19", "DS-19a"]
"""Of files, those of downloads; of data protection, who sees whose."""
CRASHES = [f"K{number}" for number in chain(range(1, 14), [15])]
"""K14 belongs to backup and restore."""


def numbers() -> list[str]:
    """All of them, as tests write them: `WP-07`, `T1`, `K12`."""
    rows = [f"{prefix}-{number:02}" for prefix, last in PROMISES.items() for number in range(1, last + 1)]
    return [*rows, *FURTHER, *ANCHORS, *CRASHES]


def missing(texts: Iterable[str]) -> list[str]:
    """The numbers that stand in no text; a range such as `WP-01..14` names its ends only."""
    found = set(re.findall(r"\b(?:(?:WP|FC|SM|OB|GQ|AL|AU|FI|DS)-\d\d[a-z]?|[TK]\d{1,2})\b", "\n".join(texts)))
    return [number for number in numbers() if number not in found]


def contents_of(folder: Path) -> Iterable[str]:
    return (path.read_text(encoding="utf-8") for path in folder.rglob("test_*.py") if path.name != Path(__file__).name)


def test_every_promise_has_a_test_with_its_number() -> None:
    browser = (path.read_text(encoding="utf-8") for path in (ROOT / "web/pwa").glob("src/**/*.test.ts*"))
    worker = (path.read_text(encoding="utf-8") for path in (ROOT / "web/pwa").glob("worker/**/*.test.ts*"))
    assert missing(chain(contents_of(ROOT / "tests"), browser, worker)) == []


def test_a_missing_number_is_found() -> None:
    everything = " ".join(numbers())
    assert missing([everything]) == []
    assert missing([everything.replace("OB-17", "OB-16..18").replace("K12", "")]) == ["OB-17", "K12"]
