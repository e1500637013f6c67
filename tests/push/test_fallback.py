"""When push fails for good, mail takes over; when that fails too, the person is known to be unreached."""

import asyncio
import contextvars
from datetime import timedelta

import pytest

from models import clock
from models.database import rows, transaction
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Lane, Message, Reason
from models.device import Device
from models.keyring import Keyring
from models.member import EmailState, Member, MemberStatus
from models.notice import Urgency
from push import fanout, outbox
from push.message import Accepted, Failed, Gone, Later
from push.outbox import Claimed, Result
from push.statement import is_postgresql
from tests.push.world import World, ledger, worker
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService
from tests.support.waiting import eventually


async def with_push_only(world: World, service: PushService, devices: int = 1) -> tuple[Member, list[Claimed]]:
    """Somebody who chose push instead of mail, with the claimed pushes of a notice."""
    member = await world.member("Leise", email="leise@muster.example")
    await world.prefers(member, outage_mail=False, document_mail=False)
    for _ in range(devices):
        await world.browser(member, service)
    await world.publish([member])
    await fanout.advance(Lane.BULK)
    return member, await outbox.claim(Lane.BULK, 10, 120)


async def settle(*results: tuple[Claimed, object]) -> None:
    """Write these outcomes together."""
    now = await clock.now()
    await outbox.settle([Result(claimed, outcome, now) for claimed, outcome in results])  # type: ignore[arg-type] # outcomes only


async def mails() -> list[Delivery]:
    return await Delivery.filter(channel=Channel.MAIL)


async def test_who_chose_push_gets_a_mail_when_every_device_is_gone(
    world: World, keyring: Keyring, mail_server: MailServer, push_service: PushService
) -> None:
    """OB-24: within the same run, once, although mails are switched off."""
    member = await world.member("Leise", email="leise@muster.example")
    await world.prefers(member, outage_mail=False)
    for _ in range(2):
        push_service.unsubscribe(await world.browser(member, push_service))
    notice = await world.publish([member])
    work = worker(keyring, mail=mail_server, push=push_service)
    await work.run_until_idle()
    await work.close()
    assert [mail.recipient for mail in mail_server.mails] == ["leise@muster.example"]
    assert await ledger(notice) == [("Leise", "mail", "accepted", None)] + [("Leise", "webpush", "failed", "target_gone")] * 2
    (row,) = await mails()
    assert row.is_fallback


async def test_one_device_that_works_or_may_still_work_is_enough(world: World, push_service: PushService) -> None:
    """No mail while a device is open or has accepted; the last failure brings it."""
    _, (first, second, third) = await with_push_only(world, push_service, 3)
    await settle((first, Gone("410")), (second, Later("503")))
    assert await mails() == []
    await settle((third, Accepted("201")))
    assert await mails() == []
    await Delivery.filter(id=third.id).update(state=DeliveryState.FAILED)
    await Delivery.filter(id=second.id).update(due_at=await clock.now())
    (again,) = await outbox.claim(Lane.BULK, 10, 120)
    await settle((again, Failed(Reason.PAYLOAD, "413")))
    (row,) = await mails()
    assert (row.state, row.is_fallback, row.reason) == (DeliveryState.QUEUED, True, None)
    assert row.due_at <= await clock.now()


async def test_two_devices_that_fail_together_bring_one_mail(world: World, push_service: PushService) -> None:
    """Also when their results are written twice."""
    _, (first, second) = await with_push_only(world, push_service, 2)
    await settle((first, Gone("410")), (second, Gone("404")))
    await settle((first, Gone("410")), (second, Gone("404")))
    assert len(await mails()) == 1


@pytest.mark.parametrize("why", ["suppressed", "no address", "deceased", "cancelled", "expired"])
async def test_no_mail_goes_where_none_may_go(world: World, push_service: PushService, why: str) -> None:
    """The person is without an accepted row then, and so on the list for paper."""
    member, (claimed,) = await with_push_only(world, push_service)
    found = Member.filter(id=member.id)
    match why:
        case "suppressed":
            await found.update(email_state=EmailState.SUPPRESSED)
        case "no address":
            await found.update(email=None, email_state=EmailState.NONE)
        case "deceased":
            await found.update(status=MemberStatus.DECEASED)
        case "cancelled":
            await Broadcast.all().update(cancelled_at=await clock.now())
        case _:
            clock.shift(timedelta(hours=25))
    await settle((claimed, Gone("410")))
    assert await mails() == []
    assert await Delivery.filter(state=DeliveryState.ACCEPTED).count() == 0


async def test_a_test_push_that_fails_brings_no_mail(world: World, push_service: PushService) -> None:
    """The person is looking at the page that says so."""
    member, (claimed,) = await with_push_only(world, push_service)
    await settle((claimed, Accepted("201")))
    device = await Device.get()
    await outbox.announce(Message.TEST_PUSH, lane=Lane.URGENT, valid_for=timedelta(minutes=5), member_id=member.id, subject_id=device.id)
    await fanout.advance(Lane.URGENT)
    (test,) = await outbox.claim(Lane.URGENT, 10, 30)
    await settle((test, Gone("410")))
    assert await mails() == []


async def test_an_alert_goes_by_mail_anyway_and_is_not_sent_twice(
    world: World, keyring: Keyring, mail_server: MailServer, push_service: PushService
) -> None:
    """OB-24: an urgent notice asks nobody what they switched off; a dead device adds nothing."""
    member = await world.member("Leise", email="leise@muster.example")
    await world.prefers(member, outage_mail=False)
    push_service.unsubscribe(await world.browser(member, push_service))
    await world.publish([member], urgency=Urgency.URGENT)
    work = worker(keyring, mail=mail_server, push=push_service)
    await work.run_until_idle()
    await work.close()
    assert len(mail_server.mails) == 1
    assert not (await mails())[0].is_fallback


async def test_two_workers_that_settle_the_last_two_devices_at_once_bring_one_mail(world: World, push_service: PushService) -> None:
    """OB-24: the second waits for the first and sees that no device is left; neither leaves it to the other."""
    _, (first, second) = await with_push_only(world, push_service, 2)
    async with transaction():
        await settle((first, Gone("410")))
        other = asyncio.create_task(settle((second, Gone("410"))), context=contextvars.Context())
        await eventually(lambda: _is_waiting(other))
    await other
    (row,) = await mails()
    assert (row.state, row.is_fallback) == (DeliveryState.QUEUED, True)


async def _is_waiting(task: asyncio.Task[None]) -> bool:
    """Whether the other transaction stands at the lock; on SQLite it waits for the only writer."""
    if not is_postgresql():
        return True
    held = await rows("SELECT count(*) AS number FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    return task.done() or held[0]["number"] > 0


async def test_a_push_that_kills_its_workers_goes_by_mail(world: World, push_service: PushService) -> None:
    """OB-24, OB-11: a poisoned row is a device that failed for good like any other."""
    _, (claimed,) = await with_push_only(world, push_service)
    for lost in range(1, 4):
        clock.shift(timedelta(seconds=121 * lost))
        await outbox.claim(Lane.BULK, 10, 120, (Channel.WEBPUSH,))
    row = await Delivery.get(id=claimed.id)
    assert (row.state, row.reason) == (DeliveryState.DEAD, Reason.POISON)
    assert [mail.is_fallback for mail in await mails()] == [True]
