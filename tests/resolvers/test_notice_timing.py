"""Reminders, and the planned end nobody has said a word about: by the database's clock, exactly once, to those whom it still concerns."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

import pytest

from models import clock
from models.consent import Preference
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Lane, Message, Reason
from models.device import Device, DeviceKind
from models.notice import NoticeKind, Urgency
from models.schedule import ScheduledTask, TaskKind
from models.staff import Staff, StaffRole
from models.staff_mail import StaffMail, StaffMessage
from push.recheck import load, verdict
from resolvers import notice
from resolvers.access import Operator
from resolvers.notice import NoticeInput
from resolvers.schedule.registry import HANDLERS, OneTime
from resolvers.schedule.scheduler import Scheduler
from tests.resolvers.test_notice_update import accepted, claim_of, house, told, water, written
from tests.support.town import Town

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
REMINDERS = (Message.NOTICE_REMINDER, Message.NOTICE_SOON)


@pytest.fixture(autouse=True)
def straight_clock() -> Iterator[None]:
    """Tests move the clock; afterwards it tells the time again."""
    yield
    clock.shift(timedelta())


def at(town: Town, hour: int, minute: int = 0, *, days: int = 3) -> datetime:
    """A time of day in Berlin, so many days from today."""
    return datetime.combine(town.today + timedelta(days=days), time(hour, minute), clock.BERLIN)


async def come(moment: datetime) -> None:
    """It gets this late, and what is due is done."""
    clock.shift(timedelta())
    clock.shift(moment - await clock.now())
    await Scheduler({kind: handler for kind, handler in HANDLERS.items() if isinstance(handler, OneTime)}).run_until_idle()
    await written()


def shutoff(town: Town, *addresses: str, **changes: object) -> NoticeInput:
    """Water off in three days from 8 to 14 o'clock, not urgent."""
    times = {"starts_at": at(town, 8), "ends_at": at(town, 14), "urgency": Urgency.ORDINARY}
    return water(town, *addresses, **(times | changes))


async def published(town: Town, form: NoticeInput) -> UUID:
    for name in ("Anna", "Cora", "Dora", "Emil"):
        await town.tenant(name)
    notice_id = (await notice.publish(Operator(), form, "mutation-1")).notice.id
    await written()
    await accepted(town, ("Anna", "Bert", "Cora", "Dora", "Emil"))
    return notice_id


async def phone(town: Town, name: str) -> Device:
    return await Device.create(
        member_id=town.members[name].id,
        kind=DeviceKind.WEBPUSH,
        installation_id=name,
        endpoint=f"https://push.example.org/{name}",
        endpoint_hash=name.lower(),
        origin="https://push.example.org",
        label="",
        created_at=town.now,
        last_seen_at=town.now,
    )


async def reminded(town: Town, notice_id: UUID) -> Counter[tuple[str, str, str]]:
    """Who is reminded how."""
    names = {member.id: name for name, member in town.members.items()}
    rows = Delivery.filter(broadcast__notice_id=notice_id, broadcast__message__in=list(REMINDERS)).select_related("broadcast")
    return Counter((names[UUID(str(row.member_id))], str(row.broadcast.message), str(row.channel)) for row in await rows)


async def test_the_evening_before_and_not_earlier_and_once(town: Town) -> None:
    """Push where there is a device, mail where there is none; who has neither is no row: the announcement put them on the list."""
    await phone(town, "Cora")
    notice_id = await published(town, shutoff(town))
    await come(at(town, 17, 59, days=2))
    assert not await reminded(town, notice_id)
    await come(at(town, 18, 1, days=2))
    await come(at(town, 18, 30, days=2))
    assert await reminded(town, notice_id) == {("Anna", "notice_reminder", "mail"): 1, ("Cora", "notice_reminder", "webpush"): 1}
    assert [row.valid_until for row in await Broadcast.filter(message=Message.NOTICE_REMINDER)] == [at(town, 8)]


async def test_an_hour_before_only_on_devices_of_who_asked_for_it(town: Town) -> None:
    for name in ("Anna", "Cora"):
        await phone(town, name)
    await Preference.create(member_id=town.members["Cora"].id, reminder_evening=False, reminder_hour=True)
    notice_id = await published(town, shutoff(town))
    await come(at(town, 18, 1, days=2))
    await come(at(town, 7, 1))
    assert await reminded(town, notice_id) == {("Anna", "notice_reminder", "webpush"): 1, ("Cora", "notice_soon", "webpush"): 1}


async def test_no_reminder_to_who_switched_it_or_its_channel_off_however_urgent(town: Town) -> None:
    """Whoever wants no pushes of outages is reminded by mail; whoever wants no reminder by nothing."""
    for name in ("Anna", "Cora"):
        await phone(town, name)
    await Preference.create(member_id=town.members["Cora"].id, outage_push=False)
    await Preference.create(member_id=town.members["Anna"].id, reminder_evening=False)
    notice_id = await published(town, shutoff(town, urgency=Urgency.URGENT))
    await come(at(town, 18, 1, days=2))
    assert await reminded(town, notice_id) == {("Cora", "notice_reminder", "mail"): 1}


async def test_a_reminder_is_never_in_the_way_of_an_alert(town: Town) -> None:
    """Whoever is reminded knows: also of an urgent notice it goes with bulk."""
    notice_id = await published(town, shutoff(town, urgency=Urgency.URGENT))
    await come(at(town, 18, 1, days=2))
    assert [row.lane for row in await Broadcast.filter(notice_id=notice_id, message=Message.NOTICE_REMINDER)] == [Lane.BULK]


async def test_who_switches_it_off_after_it_was_written_is_not_reminded(town: Town) -> None:
    """OB-15: looked at once more right before sending, of an urgent notice as well."""
    notice_id = await published(town, shutoff(town, urgency=Urgency.URGENT))
    await come(at(town, 18, 1, days=2))
    [row] = await Delivery.filter(
        broadcast__notice_id=notice_id,
        broadcast__message=Message.NOTICE_REMINDER,
        state=DeliveryState.QUEUED,
        member_id=town.members["Anna"].id,
    )
    await Preference.create(member_id=town.members["Anna"].id, reminder_evening=False)
    [job] = await load([claim_of(row)])
    ended = verdict(job)
    assert ended is not None
    assert (ended.state, ended.reason) == (DeliveryState.SUPPRESSED, Reason.OPTED_OUT)


async def test_only_those_still_affected(town: Town) -> None:
    """A house that was let go, and a notice called off or taken back, are no news in the evening."""
    form = shutoff(town, "Amselweg 2", "Amselweg 12")
    notice_id = await published(town, form)
    await notice.change(Operator(), notice_id, replace(form, audience=(house(town, "Amselweg 12"),)), "change-1")
    await come(at(town, 18, 1, days=2))
    assert await reminded(town, notice_id) == {("Dora", "notice_reminder", "mail"): 1}


@pytest.mark.parametrize("close", [notice.cancel, notice.retract])
async def test_what_was_called_off_is_not_reminded_of(town: Town, close: object) -> None:
    notice_id = await published(town, shutoff(town))
    await close(Operator(), notice_id)  # pyright: ignore[reportCallIssue, reportUnknownMemberType] - one of two resolvers
    await come(at(town, 18, 1, days=2))
    await come(at(town, 15))
    assert not await reminded(town, notice_id)
    assert await StaffMail.all().count() == 0
    assert await ScheduledTask.filter(subject_id=notice_id, is_open=True).count() == 0


async def test_moved_it_is_reminded_of_before_the_new_time_only(town: Town) -> None:
    form = shutoff(town)
    notice_id = await published(town, form)
    later = replace(form, starts_at=at(town, 8, days=5), ends_at=at(town, 14, days=5))
    await notice.change(Operator(), notice_id, later, "change-1")
    await written()
    await accepted(town, ("Anna", "Cora"))
    await come(at(town, 18, 1, days=2))
    assert not await reminded(town, notice_id)
    await come(at(town, 18, 1, days=4))
    assert sum((await reminded(town, notice_id)).values()) == 2
    await notice.change(Operator(), notice_id, replace(later, title="Wasser aus"), "change-2")
    assert [task.planned_for for task in await ScheduledTask.filter(kind=TaskKind.NOTICE_OVERRUN, is_open=True)] == [at(town, 14, days=5)]


async def test_whoever_just_heard_of_it_is_not_reminded_that_evening(town: Town) -> None:
    """Published at noon and later for the next morning: the announcement is the reminder."""
    clock.shift(at(town, 13, days=2) - town.now)
    notice_id = await published(town, shutoff(town))
    await come(at(town, 18, 1, days=2))
    assert not await reminded(town, notice_id)


async def test_no_process_in_the_evening_late_rather_than_never_but_not_at_night(town: Town) -> None:
    notice_id = await published(town, shutoff(town))
    await come(at(town, 2))
    await come(at(town, 6, 29))
    assert await Broadcast.filter(message=Message.NOTICE_REMINDER).count() == 0
    await come(at(town, 6, 31))
    assert sum((await reminded(town, notice_id)).values()) == 2


async def test_no_process_until_it_began_nobody_is_reminded(town: Town) -> None:
    notice_id = await published(town, shutoff(town))
    await come(at(town, 9))
    assert not await reminded(town, notice_id)
    assert await Broadcast.filter(message__in=list(REMINDERS)).count() == 0


async def test_a_date_that_is_no_outage_is_reminded_of_too(town: Town) -> None:
    form = shutoff(town, kind=NoticeKind.CHIMNEY_SWEEP, title="Der Schornsteinfeger kommt")
    notice_id = await published(town, form)
    await come(at(town, 18, 1, days=2))
    await come(at(town, 20))
    assert sum((await reminded(town, notice_id)).values()) == 2
    assert await StaffMail.all().count() == 0, "its end needs no word"


async def test_on_the_day_the_clocks_change_the_evening_is_the_evening(town: Town) -> None:
    """DS-21: 18 o'clock in Berlin, the day the night lasts an hour more and the day it lasts an hour less."""
    for day in (datetime(2027, 3, 28, tzinfo=clock.BERLIN), datetime(2027, 10, 31, tzinfo=clock.BERLIN)):
        for after in (0, 1):
            start = datetime.combine((day + timedelta(days=after)).date(), time(8), clock.BERLIN)
            form = shutoff(town, starts_at=start, ends_at=start + 6 * HOUR)
            notice_id = (await notice.publish(Operator(), form, f"mutation-{start}")).notice.id
            [task] = await ScheduledTask.filter(subject_id=notice_id, kind=TaskKind.NOTICE_REMINDER)
            local = task.planned_for.astimezone(clock.BERLIN)
            assert (local.date(), local.time()) == ((start - DAY).date(), time(18))


async def test_the_planned_end_tells_nobody_but_staff(town: Town) -> None:
    """Trap "planned end read as all-clear": tenants get nothing; who published it is asked, and asked again until somebody says a word."""
    author = await town.staff(StaffRole.ADMIN)
    await town.sign_in(author)
    for name in ("Anna", "Cora"):
        await town.tenant(name)
    form = shutoff(town)
    notice_id = (await notice.publish(author, form, "mutation-1")).notice.id
    await written()
    await accepted(town, ("Anna", "Cora"))
    await come(at(town, 13, 59))
    assert await StaffMail.all().count() == 0
    before = await Broadcast.all().count()
    for number, moment in enumerate((at(town, 14, 1), at(town, 15, 2), at(town, 16, 3)), start=1):
        await come(moment)
        mails = await StaffMail.filter(message=StaffMessage.NOTICE_OVERRUN)
        assert [mail.staff_id for mail in mails] == [author.staff_id] * number
    said = (await StaffMail.all())[0].details
    assert (said["title"], said["until"]) == ("Wasserabschaltung", "14:00 Uhr")
    for hour in range(17, 24):
        await come(at(town, hour))
    assert await StaffMail.all().count() <= 4, "nagging ends"
    assert await Broadcast.all().count() == before
    assert await told(town, notice_id) == {}


async def test_a_word_ends_the_nagging(town: Town) -> None:
    form = shutoff(town)
    notice_id = await published(town, form)
    await town.admin()
    await come(at(town, 14, 1))
    assert await StaffMail.all().count() == await Staff.all().count() == 1, "a program published it, so the administration is asked"
    await notice.change(Operator(), notice_id, replace(form, ends_at=at(town, 18)), "change-1")
    await come(at(town, 15, 30))
    assert await StaffMail.all().count() == 1
    await come(at(town, 18, 1))
    assert await StaffMail.all().count() == 2
    await notice.end(Operator(), notice_id)
    await come(at(town, 22))
    assert await StaffMail.all().count() == 2


async def test_all_channels_of_a_reminder_are_known(town: Town) -> None:
    """It counts in the figures as any word about the notice as it stands."""
    notice_id = await published(town, shutoff(town))
    await come(at(town, 18, 1, days=2))
    rows = await Delivery.filter(broadcast__notice_id=notice_id, broadcast__message=Message.NOTICE_REMINDER)
    assert {row.channel for row in rows} == {Channel.MAIL}
