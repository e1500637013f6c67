"""What the doctor found: a sentence that says what is, and where it is wrong one that says how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What is looked at; `--only` takes these words."""

    SETTINGS = "settings"
    DATA = "data"
    DATABASE = "database"
    CLOCK = "clock"
    MAIL = "mail"
    PUSH = "push"
    APP = "app"


class Level(StrEnum):
    """WARNING: the portal runs, but somebody should look. ERROR: something does not work."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `remedy` is empty where nothing is wrong."""

    part: Part
    level: Level
    message: str
    remedy: str = ""


def fine(part: Part, message: str) -> Finding:
    """Nothing to do."""
    return Finding(part, Level.OK, message)


def doubt(part: Part, message: str, remedy: str) -> Finding:
    """Runs, but look at it."""
    return Finding(part, Level.WARNING, message, remedy)


def fault(part: Part, message: str, remedy: str) -> Finding:
    """Does not work."""
    return Finding(part, Level.ERROR, message, remedy)
