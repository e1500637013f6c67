"""Ruhezeit: what is ordinary waits until its reader's morning by the clock of Berlin; an alert never does, and a mail makes no sound."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from models import clock
from models.delivery import Channel, Delivery, Lane, Message
from models.keyring import Keyring
from models.notice import NoticeKind, Urgency
from push.job import Job, Reader, Subject
from push.outbox import Claimed
from push.recheck import silence
from tests.push.test_render import notice as outage
from tests.push.test_worker import deliver
from tests.push.world import World, ledger, worker
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService

NIGHT = (22 * 60, 7 * 60)
NOON = (12 * 60, 14 * 60)


def job(at: datetime, quiet: tuple[int, int] | None, *, channel: Channel = Channel.WEBPUSH, urgency: Urgency = Urgency.ORDINARY) -> Job:
    """A push about the water that is looked at right now."""
    about = outage(NoticeKind.WATER, urgency=urgency)
    now = at.astimezone(UTC)
    subject = Subject(Message.NOTICE_PUBLISHED, None, now, False, about.id, None)
    subject.read(about, None)
    claimed = Claimed(1, "t", uuid4(), uuid4(), channel, "x", Lane.BULK, 1, now, now + timedelta(days=1))
    return Job(claimed, subject, now, 0.0, "x", Reader(is_reachable=True, wants={}, quiet=quiet), None, None, None, (), True)


def berlin(hour: int, minute: int = 0, *, day: int = 24, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=clock.BERLIN)


@pytest.mark.parametrize(
    ("at", "quiet", "until"),
    [
        (berlin(21, 59), NIGHT, None),
        (berlin(22), NIGHT, berlin(7, day=25)),
        (berlin(3), NIGHT, berlin(7)),
        (berlin(6, 59), NIGHT, berlin(7)),
        (berlin(7), NIGHT, None),
        (berlin(13), NOON, berlin(14)),
        (berlin(11, 59), NOON, None),
        (berlin(14), NOON, None),
        (berlin(3), None, None),
        # The night of 25 October has one hour more: from 1 o'clock to 7 there are seven hours.
        (berlin(1, day=25, month=10), NIGHT, berlin(7, day=25, month=10)),
    ],
)
def test_it_waits_until_the_hours_are_over(at: datetime, quiet: tuple[int, int] | None, until: datetime | None) -> None:
    expected = 0.0 if until is None else (until.astimezone(UTC) - at.astimezone(UTC)).total_seconds()
    assert silence(job(at, quiet)) == expected


def test_the_night_the_clocks_change_is_as_long_as_it_is() -> None:
    """DS-21."""
    assert silence(job(berlin(1, day=25, month=10), NIGHT)) == 7 * 3600
    assert silence(job(berlin(1, day=29, month=3), NIGHT)) == 5 * 3600


def test_urgent_at_three_in_the_night_goes_at_once() -> None:
    """Trap "urgent at 03:00 with quiet hours"."""
    assert silence(job(berlin(3), NIGHT, urgency=Urgency.URGENT)) == 0


def test_a_mail_waits_for_nothing() -> None:
    assert silence(job(berlin(3), NIGHT, channel=Channel.MAIL)) == 0


async def test_a_push_waits_and_then_goes_and_nothing_is_lost(
    world: World, keyring: Keyring, mail_server: MailServer, push_service: PushService
) -> None:
    """The mail goes at once; the push is not tried, and goes when the hours are over."""
    member = await world.member("Muster", email="erika@muster.example")
    browser = await world.browser(member, push_service)
    here = (await clock.now()).astimezone(clock.BERLIN)
    minute = here.hour * 60 + here.minute
    await world.prefers(member, quiet_from=minute, quiet_until=(minute + 30) % 1440)
    notice = await world.publish([member])
    await deliver(worker(keyring, mail=mail_server, push=push_service))
    assert await ledger(notice) == [("Muster", "mail", "accepted", None), ("Muster", "webpush", "queued", None)]
    assert push_service.received(browser) == []
    waiting = await Delivery.get(channel=Channel.WEBPUSH)
    assert (waiting.attempt, waiting.last_status) == (0, "quiet_hours")
    alert = await world.publish([member], urgency=Urgency.URGENT)
    await deliver(worker(keyring, mail=mail_server, push=push_service))
    assert len(push_service.received(browser)) == 1
    clock.shift(timedelta(minutes=31))
    await deliver(worker(keyring, mail=mail_server, push=push_service))
    assert {state for *_, state, _ in [*await ledger(notice), *await ledger(alert)]} == {"accepted"}
    assert len(push_service.received(browser)) == 2
