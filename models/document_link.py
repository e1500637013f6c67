"""Addresses that open a file once, for programs that cannot send a header with a download (FI-06)."""

from datetime import timedelta
from uuid import UUID

from tortoise import fields

from models import clock
from models.base import Row
from models.database import placeholders, rows

VALID = timedelta(seconds=120)


class UsedDocumentLink(Row):
    """A link that was opened, under the id that stands in it; one that never was leaves no row.

    `began_at` is the first byte of the latest request, `is_over` says that the last byte was handed out.
    """

    began_at: fields.Field[int] = fields.BigIntField(default=0)
    is_over = fields.BooleanField(default=False)
    expires_at = fields.DatetimeField()

    class Meta:
        table = "used_document_link"
        indexes = (("expires_at",),)


async def claim(link_id: UUID, *, start: int) -> bool:
    """Take the link for a request from byte `start` on: the first one, or one that goes on further behind than the one before.

    One statement, so that of any number of requests at once, on any number of processes, one gets it.
    """
    link, began = placeholders(2)
    found = await rows(
        f"INSERT INTO used_document_link (id, began_at, is_over, expires_at)"  # noqa: S608 - own SQL only
        f" VALUES ({link}, {began}, FALSE, {clock.sql_now(plus_seconds=VALID.total_seconds())})"
        " ON CONFLICT (id) DO UPDATE SET began_at = excluded.began_at"
        " WHERE NOT used_document_link.is_over AND used_document_link.began_at < excluded.began_at RETURNING id",
        [str(link_id), start],
    )
    return bool(found)


async def end(link_id: UUID) -> None:
    """The last byte is handed out: nothing is left to go on with."""
    await UsedDocumentLink.filter(id=link_id).update(is_over=True)


async def purge() -> int:
    """Forget links that open nothing any more; how many."""
    return len(await rows(f"DELETE FROM used_document_link WHERE expires_at <= {clock.sql_now()} RETURNING id"))  # noqa: S608 - own SQL only
