"""A notice to the devices: real SMTP, a strict web push service, a strict FCM. Who got what, and who got nothing."""

from datetime import timedelta
from pathlib import Path

import pytest

from models import clock
from models.contract import Contract
from models.delivery import Broadcast, Delivery, DeliveryAttempt, DeliveryState, Lane, Message
from models.device import Device
from models.event import Event, Topic
from models.keyring import Keyring
from models.member import Member, MemberStatus
from models.notice import Notice, NoticeState, Urgency
from push import fanout, outbox
from push.statement import run
from push.worker import Worker
from tests.push.world import World, ledger, worker
from tests.servers.answers import Manner
from tests.servers.fcm_service import FcmService
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService


async def deliver(work: Worker) -> None:
    """Everything that is due, then goodbye."""
    await work.run_until_idle()
    await work.close()


async def test_a_notice_reaches_mail_browser_and_phone_of_its_readers_and_nobody_else(
    *, world: World, keyring: Keyring, mail_server: MailServer, push_service: PushService, fcm_service: FcmService, tmp_path: Path
) -> None:
    """Story 2: each reader on each channel once; neighbours of another house, the dead and the opted-out get nothing."""
    reader = await world.member("Muster", email="erika@muster.example")
    browser, phone = await world.browser(reader, push_service), await world.phone(reader, fcm_service)
    quiet = await world.member("Leise", email="leise@muster.example")
    await world.prefers(quiet, outage_mail=False, outage_push=False)
    quiet_browser = await world.browser(quiet, push_service)
    dead = await world.member("Selig", email="selig@muster.example", status=MemberStatus.DECEASED)
    dead_browser = await world.browser(dead, push_service)
    paper = await world.member("Brief")
    other = await world.member("Fremd", email="fremd@muster.example", address="Finkenweg 1")
    other_browser = await world.browser(other, push_service)
    notice = await world.publish([reader, quiet, dead, paper])

    await deliver(worker(keyring, mail=mail_server, push=push_service, fcm=fcm_service, folder=tmp_path))

    assert await ledger(notice) == [
        ("Brief", "paper", "skipped", "no_channel"),
        ("Leise", "paper", "skipped", "opted_out"),
        ("Muster", "fcm", "accepted", None),
        ("Muster", "mail", "accepted", None),
        ("Muster", "webpush", "accepted", None),
        ("Selig", "paper", "skipped", "deceased"),
    ]
    assert [mail.recipient for mail in mail_server.mails] == ["erika@muster.example"]
    assert mail_server.mails[0].subject == "Wasserabschaltung Di 24.11., 8–14 Uhr, Amselweg 12"
    message = push_service.received(browser)[0]
    assert message.decoded == {
        "v": 1,
        "title": "Kein Wasser: Di 24.11., 8–14 Uhr",
        "body": "Amselweg 12. Bitte vorher Wasser abfüllen und alle Hähne schließen.",
        "tag": message.topic,
        "url": f"/aushaenge/{notice.id}",
        "lang": "de",
    }
    assert message.urgency == "normal"
    sent = fcm_service.received(phone)[0]
    assert sent.notification == {"title": message.decoded["title"], "body": message.decoded["body"]}
    assert sent.android["collapse_key"] == message.topic
    for nobody in (quiet_browser, dead_browser, other_browser):
        assert push_service.received(nobody) == []
    assert len(push_service.messages) == len(fcm_service.messages) == 1
    assert push_service.rejections == []
    assert fcm_service.rejections == []
    assert mail_server.refusals == []


async def test_an_urgent_notice_ignores_what_was_switched_off(
    world: World, keyring: Keyring, mail_server: MailServer, push_service: PushService
) -> None:
    """An alert reaches who opted out, with urgency high."""
    quiet = await world.member("Leise", email="leise@muster.example")
    await world.prefers(quiet, outage_mail=False, outage_push=False)
    browser = await world.browser(quiet, push_service)
    await world.publish([quiet], urgency=Urgency.URGENT)

    await deliver(worker(keyring, mail=mail_server, push=push_service))

    assert len(mail_server.to("leise@muster.example")) == 1
    assert [message.urgency for message in push_service.received(browser)] == ["high"]
    assert await Delivery.filter(state=DeliveryState.ACCEPTED).count() == 2


async def test_documents_are_announced_without_a_word_about_them(
    world: World, keyring: Keyring, mail_server: MailServer, push_service: PushService
) -> None:
    """Story 4: a mail and a neutral push to the owner; the neighbour gets nothing."""
    owner, other = await world.member("Eigen", email="e@muster.example"), await world.member("Fremd", email="f@muster.example")
    browser, foreign = await world.browser(owner, push_service), await world.browser(other, push_service)
    await world.document(member=owner)
    await deliver(worker(keyring, mail=mail_server, push=push_service))
    assert [mail.recipient for mail in mail_server.mails] == ["e@muster.example"]
    (message,) = push_service.received(browser)
    assert message.decoded["title"] == "Neues Dokument für Sie"
    assert message.decoded["body"] == "Im Mieterportal liegt ein neues Dokument. Bitte öffnen."
    assert message.decoded["url"] == "/dokumente"
    assert message.urgency == "low"
    assert b"Nachzahlung" not in message.plaintext + mail_server.mails[0].content
    assert push_service.received(foreign) == []


async def change_of_mind(world: World, reader: Member, notice: Notice, what: str) -> None:
    """Something that happens between the fan-out and the sending."""
    match what:
        case "withdrawn":
            await Notice.filter(id=notice.id).update(state=NoticeState.CANCELLED)
        case "cancelled":
            await Broadcast.filter(notice=notice).update(cancelled_at=await clock.now())
        case "deceased":
            await Member.filter(id=reader.id).update(status=MemberStatus.DECEASED)
        case "opted out":
            await world.prefers(reader, outage_mail=False, outage_push=False)
        case "moved out":
            yesterday = (await clock.now()).astimezone(clock.BERLIN).date() - timedelta(days=1)
            await Contract.filter(persons__member=reader).update(ends_on=yesterday)
        case "expired":
            clock.shift(timedelta(hours=25))
        case _:
            raise AssertionError(what)


@pytest.mark.parametrize(
    ("what", "state", "reason"),
    [
        ("withdrawn", "cancelled", "withdrawn"),
        ("cancelled", "cancelled", "withdrawn"),
        ("deceased", "suppressed", "deceased"),
        ("opted out", "suppressed", "opted_out"),
        ("moved out", "suppressed", "moved_out"),
        ("expired", "expired", "expired"),
    ],
)
async def test_what_changed_since_the_fan_out_is_seen_right_before_sending(
    *, world: World, keyring: Keyring, mail_server: MailServer, push_service: PushService, what: str, state: str, reason: str
) -> None:
    """OB-13, OB-14, OB-15, T20: nothing is sent, and the ledger says why."""
    reader = await world.member("Muster", email="erika@muster.example")
    await world.browser(reader, push_service)
    notice = await world.publish([reader])
    await fanout.advance(Lane.BULK)
    await change_of_mind(world, reader, notice, what)
    await deliver(worker(keyring, mail=mail_server, push=push_service))
    assert await ledger(notice) == [("Muster", "mail", state, reason), ("Muster", "webpush", state, reason)]
    assert (mail_server.mails, push_service.attempts) == ([], [])
    assert await DeliveryAttempt.all().count() == 0


async def test_a_removed_device_and_a_new_address_are_seen_too(
    world: World, keyring: Keyring, mail_server: MailServer, push_service: PushService
) -> None:
    """The device's next owner gets nothing of the last one; the mail goes to the address of now (WP-34)."""
    reader, heir = await world.member("Muster", email="alt@muster.example"), await world.member("Erbe")
    browser = await world.browser(reader, push_service)
    notice = await world.publish([reader])
    await fanout.advance(Lane.BULK)
    await Device.all().update(member_id=heir.id)
    await Member.filter(id=reader.id).update(email="neu@muster.example")
    await deliver(worker(keyring, mail=mail_server, push=push_service))
    assert await ledger(notice) == [("Muster", "mail", "accepted", None), ("Muster", "webpush", "suppressed", "target_gone")]
    assert [mail.recipient for mail in mail_server.mails] == ["neu@muster.example"]
    assert push_service.received(browser) == []


async def test_a_person_with_two_flats_reads_both_addresses_in_one_mail(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """One person, one mail; a flat that was given up is not named any more."""
    reader = await world.member("Doppelt", email="d@muster.example")
    await world.contract(reader, "Finkenweg 1")
    yesterday = (await clock.now()).astimezone(clock.BERLIN).date() - timedelta(days=1)
    await world.contract(reader, "Weitweg 9", ends_on=yesterday)
    await world.publish([reader])
    await deliver(worker(keyring, mail=mail_server))
    (mail,) = mail_server.mails
    assert mail.subject == "Wasserabschaltung Di 24.11., 8–14 Uhr, Amselweg 12 und Finkenweg 1"


async def test_what_the_networks_put_off_is_tried_again_when_it_is_due(
    world: World, keyring: Keyring, mail_server: MailServer, push_service: PushService
) -> None:
    """Greylisting and 429 with Retry-After: not before, then once; the mail keeps its Message-ID (OB-09, SM-07, WP-11)."""
    reader = await world.member("Muster", email="erika@muster.example")
    browser = await world.browser(reader, push_service)
    notice = await world.publish([reader])
    mail_server.misbehave("erika@muster.example", Manner.DROP_AFTER_ACCEPTING, times=1)
    push_service.answer(browser, status=429, headers={"Retry-After": "400"}, times=1)
    work = worker(keyring, mail=mail_server, push=push_service)
    await work.run_until_idle()
    assert await ledger(notice) == [("Muster", "mail", "queued", None), ("Muster", "webpush", "queued", None)]
    clock.shift(timedelta(seconds=200))
    await work.run_until_idle()
    assert len(push_service.attempts) == len(mail_server.mails) == 1
    clock.shift(timedelta(seconds=401))
    await deliver(work)
    assert await ledger(notice) == [("Muster", "mail", "accepted", None), ("Muster", "webpush", "accepted", None)]
    first, second = mail_server.mails
    assert first.content == second.content
    assert len(push_service.received(browser)) == 1


async def test_a_dead_subscription_is_deleted_and_a_bounced_address_suppressed(
    world: World, keyring: Keyring, mail_server: MailServer, push_service: PushService
) -> None:
    """WP-06, SM-02: the next notice goes to neither."""
    reader = await world.member("Muster", email="erika@muster.example")
    push_service.unsubscribe(await world.browser(reader, push_service))
    mail_server.reply("erika@muster.example", "550 5.1.1 User unknown")
    first = await world.publish([reader])
    work = worker(keyring, mail=mail_server, push=push_service)
    await work.run_until_idle()
    assert await ledger(first) == [("Muster", "mail", "bounced", "address_refused"), ("Muster", "webpush", "failed", "target_gone")]
    second = await world.publish([reader])
    await deliver(work)
    assert await ledger(second) == [("Muster", "paper", "skipped", "no_channel")]


async def test_one_message_nobody_can_say_does_not_stop_the_others(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """OB-11: a kind of a newer version, and a member without a last name: reported, not sent, the rest goes on."""
    nameless = await world.member("", email="n@muster.example")
    reader = await world.member("Muster", email="erika@muster.example")
    notice = await world.publish([nameless, reader])
    await outbox.announce(Message.PASSWORD_CHANGED, lane=Lane.URGENT, valid_for=timedelta(hours=1), member_id=reader.id)
    await run("UPDATE broadcast SET message = 'telepathy' WHERE notice_id IS NULL")
    await deliver(worker(keyring, mail=mail_server))
    assert await ledger(notice) == [("", "mail", "failed", "payload"), ("Muster", "mail", "accepted", None)]
    assert [row[1:] for row in await ledger() if row[2] == "failed"] == [("mail", "failed", "payload")] * 2
    assert [mail.recipient for mail in mail_server.mails] == ["erika@muster.example"]


async def test_the_staff_page_is_told_that_counts_moved(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """Once the run is over at the latest, with the notice's id."""
    notice = await world.publish([await world.member("Muster", email="erika@muster.example")])
    await deliver(worker(keyring, mail=mail_server))
    events = await Event.filter(topic=Topic.DELIVERY)
    assert {event.subject_id for event in events} == {notice.id}
    assert 1 <= len(events) <= 3


async def test_no_log_line_holds_an_address_an_endpoint_or_a_secret(
    *,
    world: World,
    keyring: Keyring,
    mail_server: MailServer,
    push_service: PushService,
    fcm_service: FcmService,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """AL-03, WP-36: also when everything is refused."""
    reader = await world.member("Muster", email="kanarienvogel@muster.example")
    browser, phone = await world.browser(reader, push_service), await world.phone(reader, fcm_service)
    push_service.answer(browser, status=400, body="no")
    mail_server.reply("kanarienvogel@muster.example", "554 5.6.0 <kanarienvogel@muster.example> refused")
    fcm_service.unregister(phone)
    await world.publish([reader])
    await deliver(worker(keyring, mail=mail_server, push=push_service, fcm=fcm_service, folder=tmp_path))
    said = capsys.readouterr().out
    assert "webpush.answer" in said
    for secret in ("kanarienvogel", browser.endpoint, browser.token, browser.auth, browser.p256dh, phone):
        assert secret not in said
    attempts = await DeliveryAttempt.all()
    assert len(attempts) == 3
    assert all(len(attempt.target_hash) == 64 for attempt in attempts)


async def test_a_row_that_cannot_be_read_fails_alone(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """OB-11: its batch goes on, and its lease does not run out again and again."""
    broken = await world.member("Kaputt", email="k@muster.example")
    reader = await world.member("Muster", email="erika@muster.example")
    notice = await world.publish([broken, reader])
    await run("UPDATE member SET salutation = 'from a newer version' WHERE id = $1", broken.id)
    await deliver(worker(keyring, mail=mail_server))
    assert await run("SELECT count(*) AS number FROM delivery WHERE state = 'accepted'") == [{"number": 1}]
    found = await run("SELECT state, reason, last_status FROM delivery WHERE member_id = $1", broken.id)
    assert found == [{"state": "failed", "reason": "payload", "last_status": "ValueError"}]
    assert [mail.recipient for mail in mail_server.mails] == ["erika@muster.example"]
    assert (await world.broadcast(notice)).fanned_out_at is not None


async def test_without_a_service_account_phones_wait_for_the_operator(world: World, keyring: Keyring, fcm_service: FcmService) -> None:
    """No attempt is consumed and none recorded; with the account in place the message goes out."""
    reader = await world.member("Muster")
    await world.phone(reader, fcm_service)
    notice = await world.publish([reader])
    await deliver(worker(keyring))
    assert await ledger(notice) == [("Muster", "fcm", "queued", "configuration")]
    row = await Delivery.get()
    assert (row.attempt, row.last_status) == (0, "not_configured")
    assert await DeliveryAttempt.all().count() == 0
