"""OB-03: a client names each of its mutations; the same name by the same actor does the work once and returns the first result."""

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models import clock
from models.audit import MutationRecord
from push.statement import run
from resolvers.access import Viewer, actor
from resolvers.errors import Code, Conflict, InvalidInput

LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class Claim:
    """`result_id` is the first result when this name was used before, else None: do the work, then `finish`."""

    record_id: int
    result_id: UUID | None


async def claim(viewer: Viewer, mutation: str, key: str, body: object) -> Claim:
    """Take the name `key` in the caller's transaction, as its first statement; `body` is a dataclass of what is asked for.

    A concurrent call with the same name waits here until the first one commits, and then finds its result.

    Raises:
        InvalidInput: the name is empty, too long or not printable.
        Conflict: idempotency_conflict, the name was used for something else.
    """
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
        raise InvalidInput("clientMutationId must be 1 to 64 printable characters.", field="clientMutationId")
    kind, name = actor(viewer)
    who = f"{kind}:{name}"
    digest = _digest(body)
    taken = await run(
        f"""
        INSERT INTO mutation_record (actor, mutation, key, body_sha256, result_id, created_at)
        VALUES ($1, $2, $3, $4, '', {clock.sql_now()})
        ON CONFLICT (actor, mutation, key) DO NOTHING RETURNING id
        """,  # noqa: S608 - the clock's expression only
        who,
        mutation,
        key,
        digest,
    )
    if taken:
        return Claim(taken[0]["id"], None)
    first = await MutationRecord.get(actor=who, mutation=mutation, key=key)
    if first.body_sha256 != digest:
        raise Conflict(
            "This clientMutationId was already used with another input.", code=Code.IDEMPOTENCY_CONFLICT, field="clientMutationId"
        )
    return Claim(first.pk, UUID(first.result_id))


async def finish(claimed: Claim, result_id: UUID) -> None:
    """Note the result, in the same transaction."""
    await MutationRecord.filter(id=claimed.record_id).update(result_id=str(result_id))


async def result(viewer: Viewer, mutations: Sequence[str], key: str) -> UUID | None:
    """What another mutation did under the same name for the same actor, if it did."""
    kind, name = actor(viewer)
    done = MutationRecord.filter(actor=f"{kind}:{name}", mutation__in=list(mutations), key=key)
    first = await done.exclude(result_id="").order_by("id").first()
    return UUID(first.result_id) if first else None


def _digest(body: object) -> str:
    content = dataclasses.asdict(body) if dataclasses.is_dataclass(body) and not isinstance(body, type) else body
    return hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).hexdigest()
