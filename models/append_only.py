"""Tables that only grow: triggers refuse to change or delete their rows, whoever asks (AL-02).

A later migration that rebuilds such a table on SQLite loses them and has to call `protect` again; tests/models/test_append_only.py looks.
"""

from tortoise.backends.base.client import BaseDBAsyncClient

from models.database import Dialect, dialect, rows

TABLES = ("audit_entry", "audit_seal")
REFUSAL = "rows of this table are never changed or deleted"

_SQLITE = (
    "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '" + REFUSAL + "'); END",
    "DROP TRIGGER IF EXISTS {table}_no_{verb}",
)
_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION refuse_to_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_POSTGRESQL = (
    "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change()",
    "DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}",
)


async def protect(client: BaseDBAsyncClient) -> None:
    """Set the triggers on both tables; safe to repeat."""
    is_sqlite = dialect(client) is Dialect.SQLITE
    create, drop = _SQLITE if is_sqlite else _POSTGRESQL
    if not is_sqlite:
        await rows(_FUNCTION, client=client)
    for table in TABLES:
        for verb in ("update", "delete") if is_sqlite else ("update", "delete", "truncate"):
            await rows(drop.format(table=table, verb=verb), client=client)
            await rows(create.format(table=table, verb=verb), client=client)


async def release(client: BaseDBAsyncClient) -> None:
    """Take them away, for the way back of a migration."""
    is_sqlite = dialect(client) is Dialect.SQLITE
    for table in TABLES:
        for verb in ("update", "delete") if is_sqlite else ("update", "delete", "truncate"):
            await rows((_SQLITE if is_sqlite else _POSTGRESQL)[1].format(table=table, verb=verb), client=client)
    if not is_sqlite:
        await rows("DROP FUNCTION IF EXISTS refuse_to_change()", client=client)
