"""The audit log and its seals only grow, whoever writes SQL (AL-02)."""

import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from models import append_only, audit
from models.audit import ActorKind, AuditAction, AuditEntry, AuditSeal
from models.database import Dialect, dialect, is_fault, rows

pytestmark = pytest.mark.usefixtures("database")

STATEMENTS = [
    "UPDATE audit_entry SET actor_id = 'somebody else'",
    "DELETE FROM audit_entry",
    "UPDATE audit_seal SET digest = 'f'",
    "DELETE FROM audit_seal",
]


@pytest.mark.parametrize("statement", STATEMENTS)
async def test_al_02_rows_are_never_changed_or_deleted(statement: str) -> None:
    """AL-02: refused by the database itself, and nothing has changed."""
    await audit.record(AuditAction.LOGIN, (ActorKind.STAFF, "vera"))
    await AuditSeal.create(position=1, entry_id=1, digest="d")
    with pytest.raises(Exception, match=append_only.REFUSAL) as caught:
        await rows(statement)
    assert isinstance(caught.value, IntegrityError | OperationalError) or is_fault(caught.value)
    assert [entry.actor_id for entry in await AuditEntry.all()] == ["vera"]
    assert [seal.digest for seal in await AuditSeal.all()] == ["d"]


@pytest.mark.parametrize("table", append_only.TABLES)
async def test_al_02_nor_emptied_at_once(table: str) -> None:
    """AL-02: PostgreSQL knows a way round triggers on rows; SQLite does not."""
    await audit.record(AuditAction.LOGIN, (ActorKind.STAFF, "vera"))
    if dialect() is Dialect.SQLITE:
        triggers = await rows("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? ORDER BY name", [table])
        assert [row["name"] for row in triggers] == [f"{table}_no_delete", f"{table}_no_update"]
        return
    with pytest.raises(Exception, match=append_only.REFUSAL):
        await rows(f"TRUNCATE {table} CASCADE")
    assert await AuditEntry.all().count() == 1
