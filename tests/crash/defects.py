"""Runs in the child: what a careless engine would do. Each defect is found by a K; tests/crash/test_harness.py proves it."""

import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from push import outbox
from push.dispatch import Dispatcher
from push.outbox import Claimed, Result
from push.statement import is_postgresql, run
from resolvers import idempotency
from tests.crash.plan import Defect


def plant(defect: Defect) -> None:
    """Put the fault into this process."""
    match defect:
        case Defect.UNFENCED:
            _unfence()
        case Defect.ANNOUNCED_OUTSIDE:
            _announce_outside()
        case Defect.CHANGING_TOPIC:
            Dispatcher.topic = _changing_topic
        case Defect.FORGETFUL:
            outbox.settle = _forget
        case Defect.RELAXED:
            _relax()
        case Defect.STUBBORN:
            outbox.release = _keep


def _unfence() -> None:
    settle = outbox.settle

    async def unfenced(results: Sequence[Result]) -> set[int]:
        for result in results:
            await run("UPDATE delivery SET state = 'leased', lease_token = $1 WHERE id = $2", result.claimed.token, result.claimed.id)
        return await settle(results)

    outbox.settle = unfenced


def _announce_outside() -> None:
    announce = outbox.announce

    async def outside(*args: Any, **kwargs: Any) -> Any:
        await run("COMMIT")
        await run("BEGIN")
        return await announce(*args, **kwargs)

    outbox.announce = outside


def _changing_topic(self: Dispatcher, subject_id: UUID) -> str:
    return secrets.token_urlsafe(24)


async def _forget(results: Sequence[Result]) -> set[int]:
    return {result.claimed.id for result in results}


def _relax() -> None:
    finish = idempotency.finish

    async def relaxed(*args: Any, **kwargs: Any) -> None:
        await finish(*args, **kwargs)
        if not is_postgresql():
            # SQLite does not change this inside a transaction.
            await run("COMMIT")
            await run("PRAGMA synchronous = NORMAL")
            await run("BEGIN")

    idempotency.finish = relaxed


async def _keep(claims: Sequence[Claimed]) -> None:
    return
