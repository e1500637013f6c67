"""What came of an import: counts of records, and what is wrong with which line."""

from dataclasses import asdict, dataclass, field
from typing import Any, cast
from uuid import UUID

from resolvers.imports.messages import Defect, german

MOST_PROBLEMS = 1_000
SHOWN_VALUE = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` counts from 1 with the header; 0 concerns the file as a whole. `column` is the header's word."""

    line: int
    column: str
    value: str
    message: str
    defect: Defect


def problem(line: int, column: str, value: str, defect: Defect, **facts: object) -> Problem:
    """A problem with its German sentence; invisible characters of the value are written out, long ones are cut."""
    shown = "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in value)
    return Problem(line, column, shown[:SHOWN_VALUE], german(defect, **facts), defect)


@dataclass(slots=True)
class Counts:
    """Records of one kind. A record whose persons changed counts as updated."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class Report:
    """`applied`: the stock now stands as the file says; a dry run counts the same and applies nothing. `is_applicable`: nothing
    stands against applying the file, also in a dry run.

    `rows` counts lines with content, `bad_rows` those with a problem; the other counts are records (`kinds` by German name),
    `ended` the contracts a full import ends. `needs_confirmation`: more than 2 % would end, call again with confirm_ending.
    """

    dry_run: bool
    applied: bool = False
    is_applicable: bool = False
    run_id: UUID | None = None
    rows: int = 0
    bad_rows: int = 0
    ended: int = 0
    deceased: int = 0
    needs_confirmation: bool = False
    encoding: str = ""
    ignored_columns: list[str] = field(default_factory=list[str])
    problems: list[Problem] = field(default_factory=list[Problem])
    problem_count: int = 0
    kinds: dict[str, Counts] = field(default_factory=dict[str, Counts])

    @property
    def created(self) -> int:
        """Records that did not exist before."""
        return sum(counts.created for counts in self.kinds.values())

    @property
    def updated(self) -> int:
        """Records that changed."""
        return sum(counts.updated for counts in self.kinds.values())

    @property
    def unchanged(self) -> int:
        """Records that stood as in the file already."""
        return sum(counts.unchanged for counts in self.kinds.values())

    def keep(self, problems: list[Problem]) -> None:
        """Take the problems in the order of the file, no more than a person can read."""
        self.problem_count = len(problems)
        self.problems = sorted(problems, key=lambda found: found.line)[:MOST_PROBLEMS]


def to_json(report: Report) -> dict[str, object]:
    """For models.imports.ImportRun."""
    return {**asdict(report), "run_id": str(report.run_id)}


def from_json(stored: dict[str, object]) -> Report:
    """The report of an earlier run with the same batch key."""
    values = cast("dict[str, Any]", dict(stored))
    values["run_id"] = UUID(values["run_id"])
    values["problems"] = [_problem(found) for found in values["problems"]]
    values["kinds"] = {name: Counts(**counts) for name, counts in values["kinds"].items()}
    return Report(**values)


def _problem(stored: dict[str, Any]) -> Problem:
    return Problem(**dict(stored, defect=Defect(stored["defect"])))
