"""A notice to the devices: real SMTP, a strict web push service, a strict FCM. Who got what, and who got nothing."""

from pathlib import Path

from models.delivery import Delivery, DeliveryState
from models.keyring import Keyring
from models.member import MemberStatus
from models.notice import Urgency
from tests.push.world import World, ledger, worker
from tests.servers.fcm_service import FcmService
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService


async def test_a_notice_reaches_mail_browser_and_phone_of_its_readers_and_nobody_else(
    *, world: World, keyring: Keyring, mail_server: MailServer, push_service: PushService, fcm_service: FcmService, tmp_path: Path
) -> None:
    """Story 2: each reader on each channel once; neighbours of another house, the dead and the opted-out get nothing."""
    reader = await world.member("Muster", email="erika@muster.example")
    browser, phone = await world.browser(reader, push_service), await world.phone(reader, fcm_service)
    quiet = await world.member("Leise", email="leise@muster.example")
    await world.prefers(quiet, notice_mail=False, notice_push=False)
    quiet_browser = await world.browser(quiet, push_service)
    dead = await world.member("Selig", email="selig@muster.example", status=MemberStatus.DECEASED)
    dead_browser = await world.browser(dead, push_service)
    paper = await world.member("Brief")
    other = await world.member("Fremd", email="fremd@muster.example", address="Finkenweg 1")
    other_browser = await world.browser(other, push_service)
    notice = await world.publish([reader, quiet, dead, paper])

    work = worker(keyring, mail=mail_server, push=push_service, fcm=fcm_service, folder=tmp_path)
    await work.run_until_idle()
    await work.close()

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
    await world.prefers(quiet, notice_mail=False, notice_push=False)
    browser = await world.browser(quiet, push_service)
    await world.publish([quiet], urgency=Urgency.URGENT)

    work = worker(keyring, mail=mail_server, push=push_service)
    await work.run_until_idle()
    await work.close()

    assert len(mail_server.to("leise@muster.example")) == 1
    assert [message.urgency for message in push_service.received(browser)] == ["high"]
    assert await Delivery.filter(state=DeliveryState.ACCEPTED).count() == 2
