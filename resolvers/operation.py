"""Trusted documents: a browser's session runs the operations of a build of the app, and nothing somebody else made up.

An installed app may be weeks older than the server, so the operations of earlier builds stay good for a while.
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from tortoise.expressions import Q

from models import clock
from models.database import transaction
from models.operation import TrustedOperation

GOOD_AFTER_RETIREMENT = timedelta(days=90)


def sha256(text: str) -> str:
    """The hash a document is known by: of its text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


async def ship(texts: Mapping[str, str]) -> None:
    """Note the operations of the build in use, by hash: the others retire now, and those long retired are forgotten. No build, no change.

    Safe to repeat, and for several processes at once; an operation that comes back is no longer retired.
    """
    now = await clock.now()
    in_use = set(await TrustedOperation.filter(retired_at=None).values_list("sha256", flat=True))
    if not texts or in_use == set(texts):
        return
    async with transaction():
        # The write comes first: on SQLite a transaction that has read cannot write after another process has.
        await TrustedOperation.filter(retired_at=None).exclude(sha256__in=list(texts)).update(retired_at=now)
        await TrustedOperation.filter(sha256__in=list(texts)).update(retired_at=None)
        await TrustedOperation.bulk_create(
            [TrustedOperation(sha256=key, text=text) for key, text in texts.items()], on_conflict=["sha256"], update_fields=["text"]
        )
        await TrustedOperation.filter(retired_at__lte=now - GOOD_AFTER_RETIREMENT).delete()


async def text_of(key: str) -> str | None:
    """The document with this hash, of the build in use or of one that retired less than 90 days ago; otherwise None."""
    latest = await clock.now() - GOOD_AFTER_RETIREMENT
    found = await TrustedOperation.get_or_none(Q(retired_at=None) | Q(retired_at__gt=latest), sha256=key)
    return found.text if found else None
