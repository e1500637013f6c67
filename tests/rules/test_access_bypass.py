"""No row reaches a viewer except through resolvers/access/: schema/ and web/ ask no model and write no SQL (style.md rule 4)."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYERS = ("schema", "web")
# What a viewer may see some rows of, and what belongs to one person.
GUARDED = frozenset(
    {
        "Account",
        "ApiToken",
        "Approval",
        "AudienceMember",
        "AudienceRule",
        "CaretakerLink",
        "Contract",
        "ContractPerson",
        "Delivery",
        "Device",
        "Document",
        "DocumentLink",
        "DocumentReceipt",
        "EmailChange",
        "House",
        "HouseholdTold",
        "Letter",
        "LetterRun",
        "Member",
        "MemberTask",
        "Membership",
        "MembershipPerson",
        "Notice",
        "NoticeReceipt",
        "NoticeUpdate",
        "Passkey",
        "Preference",
        "Reader",
        "Registration",
        "Session",
        "Staff",
        "StaffArea",
        "StoredFile",
        "Unit",
        "Upload",
    }
)
QUERIES = frozenset(
    {
        "all",
        "annotate",
        "bulk_create",
        "bulk_update",
        "create",
        "delete",
        "exclude",
        "exists",
        "fetch_for_list",
        "filter",
        "first",
        "get",
        "get_or_create",
        "get_or_none",
        "in_bulk",
        "raw",
        "select_for_update",
        "update_or_create",
    }
)
# No viewer is involved: invented rows of the demo, the operator's doctor, and whether the database answers.
EXEMPT = ("web/demo/", "web/doctor/", "web/health.py", "web/pwa/")


def bypasses(source: str) -> list[str]:
    """`Notice.filter(..)`, `notice.Notice.filter(..)`, raw SQL and the connection itself, with their lines."""
    tree = ast.parse(source)
    models = _names_of_models(tree)
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in QUERIES and _is_model(node.value, models):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.ImportFrom) and node.module in {"models.database", "push.statement", "models.bulk"}:
            found += [f"{node.lineno}: {name.name}" for name in node.names if name.name in {"rows", "connection", "run", "select"}]
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tortoise") and node.module != "tortoise.exceptions":
            found.append(f"{node.lineno}: {node.module}")
    return found


def _names_of_models(tree: ast.Module) -> dict[str, str]:
    """The names this file knows guarded models by, also renamed ones; a schema type of the same name is none."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("models"):
            names |= {name.asname or name.name: name.name for name in node.names}
        if isinstance(node, ast.Import):
            names |= {name.asname or name.name: name.name for name in node.names if name.name.startswith("models")}
    return names


def _is_model(node: ast.expr, names: dict[str, str]) -> bool:
    """A guarded class that came from models, by itself or through its module."""
    if isinstance(node, ast.Name):
        return names.get(node.id) in GUARDED
    return isinstance(node, ast.Attribute) and node.attr in GUARDED and ast.unparse(node.value).partition(".")[0] in _roots(names)


def _roots(names: dict[str, str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def test_schema_and_web_ask_no_model() -> None:
    found: list[str] = []
    for layer in LAYERS:
        for path in sorted((ROOT / layer).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(EXEMPT):
                found += [f"{name}:{line}" for line in bypasses(path.read_text(encoding="utf-8"))]
    assert found == []


def test_planted_bypasses_are_found() -> None:
    planted = """
from models import notice
from models.document import Document, DocumentCategory
from models.member import Member as Person
from models.database import rows, transaction
from push.statement import run
from tortoise.expressions import Q
import models.device

class Notice: ...

async def field():
    await Document.get(id=1)
    await Document.filter(id=1)
    await Person.all()
    await notice.Notice.get_or_none(id=1)
    await models.device.Device.filter()
    queries = Document.exclude
"""
    assert [line.partition(": ")[2] for line in bypasses(planted)] == [
        "rows",
        "run",
        "tortoise.expressions",
        "Document.exclude",
        "Document.get",
        "Document.filter",
        "Person.all",
        "notice.Notice.get_or_none",
        "models.device.Device.filter",
    ]


def test_what_is_fine_is_left_alone() -> None:
    fine = """
from models import notice as models_notice
from models.database import connect, transaction
from models.document import Document as Row, DocumentCategory
from tortoise.exceptions import BaseORMException
from resolvers import notice

class Notice:
    @classmethod
    def wrap(cls, row: models_notice.Notice) -> "Notice": ...

async def field(row: Row):
    view = await notice.get(None, row.id)
    return Notice.wrap(view), DocumentCategory.LETTER, {}.get("all"), Notice.first
"""
    assert bypasses(fine) == []
