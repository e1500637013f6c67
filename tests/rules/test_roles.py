"""Which role may do what is said by resolvers/access/roles.py alone (AU-13)."""

import ast

from models.staff import StaffRole
from resolvers.access import ROLES, Task
from tests.rules.tracked import ROOT

# The demo invents people with roles; nothing there is allowed or refused.
EXEMPT = ("resolvers/access/roles.py", "web/demo/", "web/pwa/")
# Read row by row: who may do it. Whoever gives a role something says so here too.
TABLE = {
    Task.READ_NOTICES: "admin alert_sender editor member_desk reader",
    Task.WRITE_NOTICES: "admin alert_sender editor",
    Task.SEND_ALERTS: "admin alert_sender",
    Task.READ_DELIVERIES: "admin alert_sender editor member_desk reader",
    Task.MANAGE_DELIVERIES: "admin alert_sender member_desk",
    Task.READ_MEMBERS: "admin alert_sender editor member_desk reader",
    Task.HELP_MEMBERS: "admin member_desk",
    Task.READ_PERSONAL_DOCUMENTS: "admin member_desk",
    Task.PUBLISH_DOCUMENTS: "admin editor member_desk",
    Task.IMPORT_STOCK: "admin",
    Task.MANAGE_STAFF: "admin",
    Task.MANAGE_TOKENS: "admin",
    Task.READ_AUDIT_LOG: "admin auditor",
    Task.CORRECT_DEATH: "admin",
    Task.READ_WORK_LIST: "caretaker",
}


def collections_of_roles(source: str) -> list[str]:
    """Sets, lists and tuples of roles, and patterns that match one: a second place that says who may do what."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Set | ast.List | ast.Tuple) and any(_is_role(element) for element in node.elts):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.MatchValue) and _is_role(node.value):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


def _is_role(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "StaffRole"


def test_no_other_module_says_which_roles_may() -> None:
    found: list[str] = []
    for layer in ("resolvers", "schema", "web", "push", "models"):
        for path in sorted((ROOT / layer).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(EXEMPT):
                found += [f"{name}:{line}" for line in collections_of_roles(path.read_text(encoding="utf-8"))]
    assert found == []


def test_planted_tables_are_found() -> None:
    planted = """
DESK = frozenset({StaffRole.ADMIN, StaffRole.EDITOR})
ALSO = [StaffRole.READER]

def may(viewer):
    match viewer:
        case Staff(role=StaffRole.ADMIN):
            return True
    return viewer.role in (StaffRole.AUDITOR,) or viewer.role is StaffRole.CARETAKER
"""
    assert sorted(collections_of_roles(planted)) == [
        "2: {StaffRole.ADMIN, StaffRole.EDITOR}",
        "3: [StaffRole.READER]",
        "7: StaffRole.ADMIN",
        "9: (StaffRole.AUDITOR,)",
    ]


def test_the_table_is_the_one_that_was_agreed() -> None:
    """AU-13: least privilege; the auditor reads the log only, a caretaker the work list of the own houses only."""
    assert {task: " ".join(sorted(roles)) for task, roles in ROLES.items()} == TABLE
    assert set(ROLES) == set(Task)
    assert [task for task, roles in ROLES.items() if StaffRole.AUDITOR in roles] == [Task.READ_AUDIT_LOG]
    assert [task for task, roles in ROLES.items() if StaffRole.CARETAKER in roles] == [Task.READ_WORK_LIST]
