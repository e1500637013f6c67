"""The whole database as text, on both kinds: what somebody with a copy of it would read."""

from models.database import Dialect, dialect, rows


async def tables() -> list[str]:
    """The names of all tables."""
    listed = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if dialect() is Dialect.SQLITE
        else "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    )
    return sorted(row["name"] for row in await rows(listed))


async def contents(*, without: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Each table's rows as text, sorted."""
    names = [name for name in await tables() if name not in without]
    return {name: sorted(str(row) for row in await rows(f'SELECT * FROM "{name}"')) for name in names}  # noqa: S608 - our own tables
