"""The database answers and is up to date."""

from pathlib import Path
from urllib.parse import urlsplit

from tortoise.exceptions import BaseORMException

from models import database
from web.doctor.finding import Finding, Part, doubt, fault, fine

# asyncpg raises errors of its own tree, which Tortoise lets through while it connects; they all derive from Exception alone.
UNREACHABLE = (BaseORMException, OSError, TimeoutError)


def place(url: str) -> str:
    """The database in words, without its password."""
    if url.startswith("sqlite://"):
        return url.removeprefix("sqlite://").partition("?")[0]
    parts = urlsplit(url)
    return f"{parts.path.lstrip('/')} on {parts.hostname or 'a local socket'}"


async def reachable(url: str) -> list[Finding]:
    """Connect, and compare the migrations of the database with those of the program."""
    if _is_missing(url):
        return [doubt(Part.DATABASE, f"There is no database {place(url)} yet.", "Run: mieterportal migrate")]
    try:
        async with database.connect(url):
            pending = await database.pending_migrations()
    except UNREACHABLE as error:
        remedy = "Start the database, and check host, name, user and password in MIETERPORTAL_DATABASE_URL."
        return [fault(Part.DATABASE, f"The database {place(url)} does not answer: {error or type(error).__name__}.", remedy)]
    if pending:
        return [fault(Part.DATABASE, f"The database lacks {len(pending)} migration(s): {', '.join(pending)}.", "Run: mieterportal migrate")]
    return [fine(Part.DATABASE, f"The database {place(url)} answers and is up to date.")]


def _is_missing(url: str) -> bool:
    """Whether connecting would make a new, empty file."""
    return url.startswith("sqlite://") and not Path(place(url)).exists()
