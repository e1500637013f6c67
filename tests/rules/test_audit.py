"""Every action of the audit log is written by somebody, and a test names it (AL-01)."""

import re
from collections.abc import Iterable

from models.audit import AuditAction
from tests.rules.tracked import ROOT

CALLERS = ("resolvers", "web", "push")


def unnamed(sources: Iterable[str], actions: Iterable[str]) -> list[str]:
    """The actions that no source names."""
    named = set(re.findall(r"AuditAction\.([A-Z_]+)", "\n".join(sources)))
    return [action for action in actions if action not in named]


def sources(*folders: str) -> list[str]:
    """Python files below these folders."""
    return [path.read_text() for folder in folders for path in (ROOT / folder).rglob("*.py")]


def test_al_01_every_action_is_written() -> None:
    """AL-01: none that only stands in the list."""
    assert unnamed(sources(*CALLERS), AuditAction.__members__) == []


def test_al_01_every_action_is_named_by_a_test() -> None:
    """AL-01: the test that fails when nobody writes it down any more."""
    assert unnamed(sources("tests"), AuditAction.__members__) == []


def test_a_planted_action_is_found() -> None:
    """The sources are read, not only counted."""
    assert unnamed(["await record(AuditAction.LOGIN)"], ["LOGIN", "LOGOUT"]) == ["LOGOUT"]
