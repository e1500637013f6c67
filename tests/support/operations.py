"""Documents of tests as a build of the app would have shipped them: a browser's session may send no others."""

from models.database import placeholders, rows
from resolvers import operation


async def ship(text: str) -> str:
    """Make `text` one of the operations of the build in use; returns its `documentId`. Safe to repeat."""
    key = operation.sha256(text)
    first, second = placeholders(2)
    await rows(
        f"INSERT INTO trusted_operation (sha256, text) VALUES ({first}, {second})"  # noqa: S608 - placeholders
        " ON CONFLICT (sha256) DO UPDATE SET retired_at = NULL RETURNING sha256",
        [key, text],
    )
    return f"sha256:{key}"
