"""SM-12, DS-04: which mails can be switched off by their own link, that nobody can guess it, and that it acts before the next send."""

import base64
from datetime import timedelta
from uuid import uuid4

import pytest

from models import clock
from models.account import Account
from models.delivery import Lane, Message
from models.keyring import Keyring
from models.notice import NoticeKind, Urgency
from push import fanout, outbox, unsubscribe
from push.unsubscribe import Kind, Link
from push.worker import Worker
from tests.push.world import BASE_URL, World, ledger, worker
from tests.servers.mail import Mail
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService

ERIKA = "erika@muster.example"


async def deliver(work: Worker) -> None:
    """Everything that is due, then goodbye."""
    await work.run_until_idle()
    await work.close()


def link_of(mail: Mail, keyring: Keyring) -> Link | None:
    """What the header of a mail switches off."""
    header = str(mail.message["List-Unsubscribe"])
    assert header.startswith(f"<{BASE_URL}/abbestellen/")
    return unsubscribe.read(keyring, header.removeprefix(f"<{BASE_URL}/abbestellen/").removesuffix(">"))


async def test_ordinary_mails_can_be_switched_off_with_one_click(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """SM-12: both headers of RFC 8058 on notices and documents, each with its own kind; the foot of the mail leads to the same page."""
    member = await world.member("Muster", email=ERIKA)
    await world.publish([member])
    await world.publish([member], kind=NoticeKind.BULLETIN)
    await world.document(member=member)
    await deliver(worker(keyring, mail=mail_server))
    notice, outage, document = sorted(
        mail_server.mails, key=lambda mail: ("Dokument" in mail.subject, "Wasser" in mail.subject, mail.subject)
    )
    for mail, kind in ((notice, Kind.NOTICES), (outage, Kind.OUTAGES), (document, Kind.DOCUMENTS)):
        assert link_of(mail, keyring) == Link(member.id, kind)
        assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        url = str(mail.message["List-Unsubscribe"]).strip("<>")
        assert f"Welche E-Mails Sie bekommen: {url}" in mail.text
        assert f'<a href="{url}">Welche E-Mails Sie bekommen</a>' in mail.html


@pytest.mark.parametrize("message", [Message.PASSWORD_CHANGED, Message.PASSWORD_RESET, Message.ONE_TIME_PASSWORD])
async def test_mails_about_the_account_cannot_be_switched_off(
    message: Message, world: World, keyring: Keyring, mail_server: MailServer
) -> None:
    """SM-12: security has none."""
    member = await world.member("Muster", email=ERIKA)
    account = await Account.get(member=member)
    await outbox.announce(message, lane=Lane.URGENT, valid_for=timedelta(hours=1), member_id=member.id, subject_id=account.id)
    await deliver(worker(keyring, mail=mail_server))
    (mail,) = mail_server.mails
    assert (mail.message["List-Unsubscribe"], mail.message["List-Unsubscribe-Post"]) == (None, None)
    assert f"Welche E-Mails Sie bekommen: {BASE_URL}/profil" in mail.text


@pytest.mark.parametrize(("kind", "about"), [(NoticeKind.WATER, "outage"), (NoticeKind.BULLETIN, "notice"), (NoticeKind.WORKS, "notice")])
async def test_what_is_switched_off_of_one_kind_is_not_of_the_other(
    *, world: World, keyring: Keyring, mail_server: MailServer, push_service: PushService, kind: NoticeKind, about: str
) -> None:
    """At the fan-out, and once more right before sending (OB-15)."""
    early, late = await world.member("Früh", email=ERIKA), await world.member("Spät", email="s@muster.example")
    other = await world.member("Anders", email="a@muster.example")
    for member in (early, late, other):
        await world.browser(member, push_service)
    await world.prefers(early, **{f"{about}_mail": False, f"{about}_push": False})
    unlike = "notice" if about == "outage" else "outage"
    await world.prefers(other, **{f"{unlike}_mail": False, f"{unlike}_push": False})
    notice = await world.publish([early, late, other], kind=kind)
    while await fanout.advance(Lane.BULK):
        pass
    await world.prefers(late, **{f"{about}_mail": False, f"{about}_push": False})
    await deliver(worker(keyring, mail=mail_server, push=push_service))
    assert await ledger(notice) == [
        ("Anders", "mail", "accepted", None),
        ("Anders", "webpush", "accepted", None),
        ("Früh", "paper", "skipped", "opted_out"),
        ("Spät", "mail", "suppressed", "opted_out"),
        ("Spät", "webpush", "suppressed", "opted_out"),
    ]


async def test_alerts_and_agreed_documents_cannot_be_switched_off(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """SM-12: an alert ignores the switch anyway; who gets documents electronically only agreed to be told by mail."""
    member = await world.member("Muster", email=ERIKA)
    await world.prefers(member, documents_on_paper=False)
    await world.publish([member], urgency=Urgency.URGENT)
    await world.document(member=member)
    await deliver(worker(keyring, mail=mail_server))
    assert [mail.message["List-Unsubscribe"] for mail in mail_server.mails] == [None, None]


async def test_switching_off_acts_before_the_next_send(world: World, keyring: Keyring, mail_server: MailServer) -> None:
    """DS-04, OB-15: a mail that waits in the queue already does not go any more; an alert still does."""
    member = await world.member("Muster", email=ERIKA)
    queued = await world.publish([member])
    mail_server.refuse_connections("421 busy", times=1)
    await deliver(worker(keyring, mail=mail_server))
    await world.prefers(member, outage_mail=False)
    clock.shift(timedelta(hours=1))
    alert = await world.publish([member], urgency=Urgency.URGENT)
    await deliver(worker(keyring, mail=mail_server))
    assert await ledger(queued) == [("Muster", "mail", "suppressed", "opted_out")]
    assert await ledger(alert) == [("Muster", "mail", "accepted", None)]
    assert len(mail_server.mails) == 1


def test_nobody_can_guess_a_link(keyring: Keyring) -> None:
    """SM-12: HMAC over member and kind; every changed byte, another kind, another key, another length is no link."""
    member_id = uuid4()
    token = unsubscribe.path(keyring, member_id, Kind.NOTICES).removeprefix("/abbestellen/")
    assert unsubscribe.read(keyring, token) == Link(member_id, Kind.NOTICES)
    content = base64.urlsafe_b64decode(token)
    for position in range(len(content)):
        changed = content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :]
        assert unsubscribe.read(keyring, base64.urlsafe_b64encode(changed).decode()) is None, position
    other_kind = base64.urlsafe_b64encode(b"d" + content[1:]).decode()
    for forged in (other_kind, token[:-4], token + "AAAA", "", "A" * 44, "ä" * 44, token.upper(), "=" * 44):
        assert unsubscribe.read(keyring, forged) is None, forged
    assert unsubscribe.read(Keyring(bytes(32), keyring.vapid), token) is None
    assert str(member_id) not in token
