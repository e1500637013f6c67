"""How each kind of task is done."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from models import limit, storage
from models.schedule import TaskKind
from push import devices, live, retention
from resolvers import approval, audit, caretaker, draft, email_change, upload
from resolvers.notice import timing
from resolvers.schedule import planning
from resolvers.schedule.times import Next, daily, each, hourly


@dataclass(frozen=True, slots=True)
class OneTime:
    """Done once for each planned row: `work(subject_id)` writes the database only, in the transaction that marks the task done."""

    work: Callable[[UUID], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Recurring:
    """Done again and again, once after any pause: `work()` has transactions of its own and may run twice after a crash.

    The next occurrence is planned in the statement that marks this one done.
    """

    work: Callable[[], Awaitable[int | None]]
    following: Next


Handlers = Mapping[TaskKind, OneTime | Recurring]


async def tidy_uploads() -> int:
    """Files nobody used."""
    return await upload.remove_expired(storage.current())


async def purge_ledger() -> int:
    """Rows of the ledger that have aged, and what is over: changes of addresses, links of caretakers, drafts nobody touched for long."""
    return await email_change.purge() + await caretaker.purge() + await draft.purge() + (await retention.purge()).rows


HANDLERS: Handlers = {
    TaskKind.NOTICE_PUBLICATION: OneTime(draft.publish_due),
    TaskKind.NOTICE_REMINDER: OneTime(timing.remind),
    TaskKind.NOTICE_SOON: OneTime(timing.remind_soon),
    TaskKind.NOTICE_OVERRUN: OneTime(timing.nag),
    TaskKind.UPLOADS: Recurring(tidy_uploads, hourly(7)),
    TaskKind.APPROVALS: Recurring(approval.lapse, each(5)),
    TaskKind.EVENTS: Recurring(live.prune, hourly(17)),
    TaskKind.RATE_COUNTERS: Recurring(limit.purge, hourly(27)),
    TaskKind.DEVICES: Recurring(devices.forget_stale, daily(time(3, 10))),
    TaskKind.RETENTION: Recurring(purge_ledger, daily(time(3, 30))),
    TaskKind.AUDIT_SEALS: Recurring(audit.seal, each(5)),
    TaskKind.AUDIT_CHAIN: Recurring(audit.check_all, daily(time(3, 40))),
    TaskKind.TASKS: Recurring(planning.forget_done, daily(time(3, 50))),
}
