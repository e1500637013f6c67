"""What is to happen to a child process: at which act, at which moment, with which defect. The parent writes it, the child reads it."""

import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

VARIABLE = "CRASH_PLAN"
CUT_HERE = "SELECT 'cut the line at the next commit'"
"""What a child says on the connection whose COMMIT the proxy is to cut (K11)."""


class Act(StrEnum):
    """What the program does when the accident comes."""

    PUBLISH = "publish"
    FAN_OUT = "fan out"
    CLAIM = "claim"
    SETTLE = "settle"
    EXTEND = "extend"
    MINT = "mint"


class Moment(StrEnum):
    """When exactly. CUT leaves the process alive and takes its connection; LOOK writes down how the connection commits."""

    ENTRY = "entry"
    RETURN = "return"
    BEFORE_COMMIT = "before commit"
    AFTER_COMMIT = "after commit"
    CUT = "cut at commit"
    LOOK = "look"


class Defect(StrEnum):
    """Faults planted into a child, each of which some K must find."""

    UNFENCED = "results are written without looking at the lease"
    ANNOUNCED_OUTSIDE = "the message is announced outside the transaction of its notice"
    CHANGING_TOPIC = "every try has a topic of its own"
    FORGETFUL = "results are not written"
    RELAXED = "commits do not wait for the disk"
    STUBBORN = "nothing is given back at SIGTERM"


@dataclass(frozen=True)
class Plan:
    """One accident at most: at the `nth` time that `act` comes to `moment` with something to do.

    `clock_shift` moves the child's view of now (models/clock.py), so that leases end without waiting. `chunk` is the size of a chunk
    of fan-out. With `claims` False the child fans out and sends nothing.
    """

    evidence: Path
    act: Act | None = None
    moment: Moment | None = None
    nth: int = 1
    clock_shift: float = 0
    chunk: int = 0
    claims: bool = True
    defect: Defect | None = None

    def to_environment(self) -> dict[str, str]:
        """The variable that hands it to a child."""
        return {VARIABLE: json.dumps(asdict(self), default=str)}

    @staticmethod
    def from_environment() -> "Plan":
        """The plan of this process. Raises KeyError: it has none."""
        values = json.loads(os.environ[VARIABLE])
        values["evidence"] = Path(values["evidence"])
        for name, kind in (("act", Act), ("moment", Moment), ("defect", Defect)):
            values[name] = kind(values[name]) if values[name] else None
        return Plan(**values)
