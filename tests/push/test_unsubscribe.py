"""SM-12, DS-04: which mails can be switched off by their own link, that nobody can guess it, and that it acts before the next send."""

import base64
from datetime import timedelta
from uuid import uuid4

import pytest

from models import clock
from models.account import Account
from models.delivery import Lane, Message
from models.keyring import Keyring
from models.notice import Urgency
from push import outbox, unsubscribe
from push.unsubscribe import Kind, Link
from push.worker import Worker
from tests.push.world import BASE_URL, World, ledger, worker
from tests.servers.mail import Mail
from tests.servers.mail_server import MailServer

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
    await world.document(member=member)
    await deliver(worker(keyring, mail=mail_server))
    notice, document = sorted(mail_server.mails, key=lambda mail: "Dokument" in mail.subject)
    for mail, kind in ((notice, Kind.NOTICES), (document, Kind.DOCUMENTS)):
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
    await world.prefers(member, notice_mail=False)
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
