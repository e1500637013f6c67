"""Everything that recurs is done by a scheduler as it stands in production: one test for each kind, with real rows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from models import audit, clock
from models.audit import AuditEntry, AuditSeal
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Lane, Message
from models.device import Device, DeviceKind
from models.document import Upload
from models.event import Event, Topic
from models.limit import RateCounter
from models.schedule import ScheduledTask, TaskKind
from models.staff import StaffRole
from push import devices, live
from resolvers import schedule
from resolvers.schedule.registry import HANDLERS, Recurring
from resolvers.schedule.scheduler import Scheduler
from tests.support.files import uploaded
from tests.support.town import Town

DAY = timedelta(days=1)
HOURLY = {TaskKind.UPLOADS, TaskKind.EVENTS, TaskKind.RATE_COUNTERS, TaskKind.AUDIT_SEALS, TaskKind.APPROVALS}
MOMENTS = {TaskKind.NOTICE_PUBLICATION, TaskKind.NOTICE_REMINDER, TaskKind.NOTICE_SOON, TaskKind.NOTICE_OVERRUN}
"""Each of these is planned for a notice, for one moment (test_notice_timing.py, test_draft.py)."""


@pytest.fixture(autouse=True)
def straight_clock() -> Iterator[None]:
    """Tests move the clock; afterwards it tells the time again."""
    yield
    clock.shift(timedelta())


def test_every_kind_says_how_it_is_done_and_when_again() -> None:
    """Tidying is hourly; what takes long is done at night, between 3 and 4 in Berlin."""
    assert set(HANDLERS) == set(TaskKind)
    evening = datetime(2026, 11, 23, 20, 30, tzinfo=clock.BERLIN)
    recurring = {kind: handler for kind, handler in HANDLERS.items() if isinstance(handler, Recurring)}
    assert set(HANDLERS) - set(recurring) == MOMENTS
    for kind, handler in recurring.items():
        following = handler.following(evening).astimezone(clock.BERLIN)
        assert following - evening <= (timedelta(hours=1) if kind in HOURLY else timedelta(hours=8))
        assert kind in HOURLY or following.hour == 3


async def test_an_upload_nobody_used_is_gone_after_a_day(town: Town, files: Path) -> None:
    """Its bytes too."""
    await uploaded(await town.staff(StaffRole.EDITOR))
    clock.shift(timedelta(hours=25))
    fresh = await uploaded(await town.staff(StaffRole.EDITOR))
    await Scheduler().run_until_idle()
    assert [row.id for row in await Upload.all()] == [fresh]
    assert len([path for path in files.rglob("*") if path.is_file()]) == 1  # noqa: ASYNC240 - a test's own look at the disk


async def test_events_counters_devices_and_done_tasks_go_in_their_time(town: Town, files: Path) -> None:
    """Each is there before its time and gone after it, while the scheduler does nothing but wait for its moments."""
    await Event.all().delete()
    now = await clock.now()
    await live.notify(Topic.NOTICE, uuid4())
    await RateCounter.create(key="a", window_start=now, count=1)
    await Device.create(
        member=town.members["Anna"],
        kind=DeviceKind.FCM,
        origin="https://fcm.googleapis.com",
        endpoint="t",
        endpoint_hash="t",
        installation_id="i",
        created_at=now,
        last_seen_at=now,
    )
    await schedule.plan(TaskKind.TASKS, uuid4(), now)
    await schedule.cancel(TaskKind.TASKS, (await ScheduledTask.get(planned_for=now)).subject_id)

    async def there() -> tuple[int, int, int, int]:
        closed = ScheduledTask.filter(is_open=False)
        return (await Event.all().count(), await RateCounter.all().count(), await closed.count(), await Device.all().count())

    expected = {timedelta(hours=20): (1, 1, 1, 1), 3 * DAY: (0, 0, 1, 1), 92 * DAY: (0, 0, 0, 1)}
    expected |= {timedelta(days=devices.FORGOTTEN_DAYS + 2): (0, 0, 0, 0)}
    for later, left in expected.items():
        clock.shift(later)
        await Scheduler().run_until_idle()
        assert await there() == left, later


async def test_the_ledger_forgets_recipients_after_ninety_days(town: Town, files: Path) -> None:
    """OB-25: by itself, in the night after."""
    now = await clock.now()
    broadcast = await Broadcast.create(
        message=Message.ACTIVATION, member=town.members["Anna"], created_at=now, not_before=now, valid_until=now + DAY, fanned_out_at=now
    )
    await Delivery.create(
        broadcast=broadcast,
        member=town.members["Anna"],
        channel=Channel.MAIL,
        target="mail",
        lane=Lane.URGENT,
        state=DeliveryState.ACCEPTED,
        is_open=False,
        created_at=now,
        due_at=now,
        valid_until=now + DAY,
        settled_at=now,
    )
    for later, left in ((timedelta(days=89), 1), (timedelta(days=92), 0)):
        clock.shift(later)
        await Scheduler().run_until_idle()
        assert await Delivery.all().count() == left


@pytest.mark.usefixtures("portal")
async def test_the_audit_log_is_sealed_and_verified(town: Town, files: Path) -> None:
    """AL-02: by the scheduler, without anybody asking."""
    await audit.record(audit.AuditAction.LOGIN, (audit.ActorKind.STAFF, "vera"))
    clock.shift(DAY)
    await Scheduler().run_until_idle()
    assert await AuditSeal.all().count() == await AuditEntry.all().count() > 0
    done = await ScheduledTask.get(kind=TaskKind.AUDIT_CHAIN)
    assert done.done_at is not None
