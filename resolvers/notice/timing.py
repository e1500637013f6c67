"""What time brings to a notice: reminders the evening and an hour before, and a word to staff when the planned end comes and nobody
has said how things stand. Planned with the notice, in its transaction; the planned end itself is never told to anybody (product.md).
"""

from datetime import datetime, time, timedelta
from uuid import UUID

from models import clock
from models.delivery import Lane, Message
from models.event import Topic
from models.notice import Notice, NoticeState
from models.schedule import TaskKind
from models.staff_mail import StaffMessage
from push import live, outbox
from resolvers import schedule
from resolvers.notice.telling import tell

EVENING = time(18)
MORNING = time(6, 30)
NIGHT_BEGINS = time(22)
HOUR = timedelta(hours=1)
FRESH = timedelta(hours=6)
"""Whoever heard of it less than so long before an evening needs no reminder that evening."""
NAGS_EACH = timedelta(hours=1)
LONGEST_NAGGING = timedelta(hours=3)
_KINDS = (TaskKind.NOTICE_REMINDER, TaskKind.NOTICE_SOON, TaskKind.NOTICE_OVERRUN)


async def plan(notice: Notice) -> None:
    """Plan what time brings to a published notice as it stands now, in the caller's transaction; what was planned before falls away."""
    await drop(notice.id)
    now = await clock.now()
    start, end = notice.starts_at, notice.ends_at
    if start is not None and start > now:
        evening = _evening_before(start)
        if evening - now >= FRESH:
            await schedule.plan(TaskKind.NOTICE_REMINDER, notice.id, evening, valid_until=start)
        if start - now >= 2 * HOUR:
            await schedule.plan(TaskKind.NOTICE_SOON, notice.id, start - HOUR, valid_until=start)
    if notice.is_outage and end is not None and end > now:
        await schedule.plan(TaskKind.NOTICE_OVERRUN, notice.id, end)


async def drop(notice_id: UUID) -> None:
    """Have nothing more brought to it, in the caller's transaction."""
    for kind in _KINDS:
        await schedule.cancel(kind, notice_id)


async def remind(notice_id: UUID) -> None:
    """The evening before. Where no process ran then, as soon as one does, but not at night."""
    await _remind(notice_id, Message.NOTICE_REMINDER)


async def remind_soon(notice_id: UUID) -> None:
    """An hour before."""
    await _remind(notice_id, Message.NOTICE_SOON)


async def nag(notice_id: UUID) -> None:
    """The planned end has come: a mail to who published it, and each hour again, some times, until somebody says a word.

    Nothing is sent to tenants: the planned end never reads as "the water is back".
    """
    notice = await Notice.get_or_none(id=notice_id, state=NoticeState.PUBLISHED)
    now = await clock.now()
    if notice is None or notice.ends_at is None or notice.ends_at > now:
        return
    await tell(StaffMessage.NOTICE_OVERRUN, notice, valid_for=LONGEST_NAGGING)
    if now + NAGS_EACH <= notice.ends_at + LONGEST_NAGGING:
        await schedule.plan(TaskKind.NOTICE_OVERRUN, notice_id, now + NAGS_EACH)
    await live.notify(Topic.NOTICE, notice_id)


async def _remind(notice_id: UUID, message: Message) -> None:
    notice = await Notice.get_or_none(id=notice_id, state=NoticeState.PUBLISHED)
    now = await clock.now()
    if notice is None or notice.starts_at is None or notice.starts_at <= now:
        return
    morning = _morning_after(now)
    if message is Message.NOTICE_REMINDER and morning is not None:
        await schedule.plan(TaskKind.NOTICE_REMINDER, notice_id, morning, valid_until=notice.starts_at)
        return
    # Never in the way of an alert: whoever is reminded knows.
    await outbox.announce(message, lane=Lane.BULK, notice_id=notice_id, valid_until=notice.starts_at)
    await live.notify(Topic.DELIVERY, notice_id)


def _evening_before(start: datetime) -> datetime:
    """Six o'clock in Berlin on the day before."""
    day = start.astimezone(clock.BERLIN).date() - timedelta(days=1)
    return datetime.combine(day, EVENING, clock.BERLIN)


def _morning_after(now: datetime) -> datetime | None:
    """When the night is over, so that nobody is woken by what can wait; None by day."""
    here = now.astimezone(clock.BERLIN)
    if MORNING <= here.time() < NIGHT_BEGINS:
        return None
    day = here.date() + timedelta(days=1 if here.time() >= NIGHT_BEGINS else 0)
    return datetime.combine(day, MORNING, clock.BERLIN)
