"""Which documents a caller may send: a browser's session those of the app's builds alone, a token whatever is within the limits."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import orjson
from graphql import GraphQLError
from graphql.utilities import strip_ignored_characters

from resolvers import operation
from schema.errors import EndpointCode
from web.assets import DIST
from web.graphql.body import Operation, Refused

SHIPPED = DIST / "operations.json"
WRITTEN = DIST.parent / "src" / "api" / "operations.generated.json"
"""Beside the sources the codegen leaves what the build then ships; a development server may serve the app from there."""

LONGEST_PING = 100
PINGS = frozenset({"{__typename}", "query{__typename}"})


@cache
def shipped() -> Mapping[str, str]:
    """The operations of this build, by hash; none where the app was neither built nor generated."""
    return {**read(WRITTEN), **read(SHIPPED)}


def read(manifest: Path) -> dict[str, str]:
    """The operations in a manifest, by hash."""
    return orjson.loads(manifest.read_bytes()) if manifest.is_file() else {}


async def text_of(wanted: Operation, *, has_token: bool) -> str:
    """The document to run.

    Raises:
        Refused: nothing is known by this hash (any more), or a caller without a token sent a document of their own.
    """
    if wanted.sha256 is not None:
        text = await _trusted(wanted.sha256)
        if text is None:
            raise Refused(
                400,
                "No build of the app in the last 90 days had this operation; load the app anew.",
                EndpointCode.PERSISTED_QUERY_NOT_FOUND,
            )
        return text
    if has_token or is_ping(wanted.query) or await _trusted(operation.sha256(wanted.query)) is not None:
        return wanted.query
    raise Refused(403, "Without a bearer token only the operations of the app are run, by hash.", EndpointCode.DOCUMENT_NOT_TRUSTED)


async def _trusted(key: str) -> str | None:
    return shipped().get(key) or await operation.text_of(key)


def is_ping(query: str) -> bool:
    """Whether this asks for the name of the root type and nothing else: for monitors, and for whoever tries the address."""
    try:
        return len(query) <= LONGEST_PING and strip_ignored_characters(query) in PINGS
    except GraphQLError:
        return False
