"""Runs in the child: brings the process to its end by SIGKILL at exactly one point, or tells the proxy to cut its connection there."""

import functools
import json
import os
import signal
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from tortoise.backends.asyncpg.client import TransactionWrapper
from tortoise.backends.sqlite.client import SqliteTransactionWrapper

from models import codes
from models.codes import Minted
from push import fanout, outbox
from resolvers import idempotency
from tests.crash.plan import CUT_HERE, Act, Moment, Plan

Function = Callable[..., Awaitable[Any]]

_doing: ContextVar[Act | None] = ContextVar("doing", default=None)

# Whether a transaction has something at stake, asked on its own connection: it does when there is more of this than there was before.
_AT_STAKE = {
    Act.CLAIM: "SELECT count(*) AS number FROM delivery WHERE state = 'leased'",
    Act.FAN_OUT: "SELECT count(*) AS number FROM delivery",
}


class Accident:
    """Counts how often the planned point is reached, and acts at the planned time."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._times = 0
        self._most = 0

    def arrange(self) -> None:
        """Wrap what must be wrapped."""
        fanout.advance = functools.partial(fanout.advance, chunk=self._plan.chunk) if self._plan.chunk else fanout.advance
        if not self._plan.claims:
            outbox.claim = _claim_nothing
        fanout.advance = self._doing(Act.FAN_OUT, fanout.advance)
        outbox.claim = self._doing(Act.CLAIM, outbox.claim)
        outbox.settle = self._doing(Act.SETTLE, outbox.settle)
        outbox.extend = self._doing(Act.EXTEND, outbox.extend)
        codes.mint_one_time_password = self._doing(Act.MINT, codes.mint_one_time_password)
        idempotency.finish = self._from_now_on(Act.PUBLISH, idempotency.finish)
        for wrapper in (SqliteTransactionWrapper, TransactionWrapper):
            wrapper.commit = self._around_commit(wrapper.commit)

    def _doing(self, act: Act, function: Function) -> Any:
        async def wrapped(*args: Any, **kwargs: Any) -> Any:
            token = _doing.set(act)
            try:
                if self._plan.act is act and self._plan.moment is Moment.ENTRY:
                    self._happen()
                answer = await function(*args, **kwargs)
                if self._plan.act is act and self._plan.moment is Moment.RETURN:
                    self._happen(answer.secret if isinstance(answer, Minted) else "")
                return answer
            finally:
                _doing.reset(token)

        return wrapped

    def _from_now_on(self, act: Act, function: Function) -> Any:
        async def wrapped(*args: Any, **kwargs: Any) -> Any:
            answer = await function(*args, **kwargs)
            # The caller's transaction commits later in this same task.
            _doing.set(act)
            return answer

        return wrapped

    def _around_commit(self, commit: Function) -> Any:
        async def wrapped(client: Any) -> None:
            # The end of a savepoint comes here too, on PostgreSQL; it commits nothing.
            is_here = _doing.get() is self._plan.act and self._plan.act is not None and not isinstance(client._parent, TransactionWrapper)
            if not is_here or not await self._is_at_stake(client):
                await commit(client)
                return
            match self._plan.moment:
                case Moment.BEFORE_COMMIT:
                    self._happen()
                case Moment.CUT:
                    await self._ask_for_the_cut(client)
                case Moment.LOOK:
                    await self._look(client)
                case _:
                    pass
            await commit(client)
            if self._plan.moment is Moment.AFTER_COMMIT:
                self._happen()

        return wrapped

    async def _is_at_stake(self, client: Any) -> bool:
        question = _AT_STAKE.get(self._plan.act) if self._plan.act else None
        if question is None:
            return True
        before, self._most = self._most, (await client.execute_query_dict(question))[0]["number"]
        return self._most > before

    async def _ask_for_the_cut(self, client: Any) -> None:
        self._times += 1
        if self._times == self._plan.nth:
            self._plan.evidence.touch()
            await client._connection.execute(CUT_HERE)

    async def _look(self, client: Any) -> None:
        found = {name: (await client.execute_query_dict(f"PRAGMA {name}"))[0][name] for name in ("synchronous", "journal_mode")}
        self._plan.evidence.write_text(json.dumps(found))

    def _happen(self, said: str = "") -> None:
        self._times += 1
        if self._times == self._plan.nth:
            self._plan.evidence.write_text(said)
            os.kill(os.getpid(), signal.SIGKILL)


async def _claim_nothing(*_: Any, **__: Any) -> list[Any]:
    return []
