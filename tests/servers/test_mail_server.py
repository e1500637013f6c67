"""The mail server keeps what it accepts, refuses what no careful server takes, and misbehaves on demand."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import aiosmtplib
import pytest

from tests.servers.answers import Manner
from tests.servers.authority import Authority
from tests.servers.mail_server import MailServer, Security, Stage
from tests.support.waiting import eventually

SENDER = "portal@noris.example"
ERIKA = "erika@mieter.example"
MAX = "max@mieter.example"


def mail(recipient: str = ERIKA, subject: str = "Ihre Registrierung", text: str = "Guten Tag\n") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, recipient, subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="noris.example")
    message.set_content(text)
    return message


@asynccontextmanager
async def client(server: MailServer) -> AsyncGenerator[aiosmtplib.SMTP]:
    """Connected to a plain server."""
    connection = aiosmtplib.SMTP(hostname=server.host, port=server.port, start_tls=False, timeout=5)
    await connection.connect()
    yield connection
    connection.close()


async def send(server: MailServer, message: EmailMessage | None = None) -> None:
    async with client(server) as connection:
        await connection.send_message(message or mail(), sender=SENDER)


async def test_a_mail_is_kept_with_its_envelope(mail_server: MailServer) -> None:
    text = "Bitte bestätigen: https://portal.example/activate?t=abc.\nFragen? https://portal.example/hilfe\n"
    message = mail(subject="Zugang für Straße 5", text=text)
    message.add_alternative("<p>Bitte bestätigen</p>", subtype="html")
    await send(mail_server, message)
    (kept,) = await mail_server.wait_for(1)
    assert (kept.sender, kept.recipient, kept.subject) == (SENDER, ERIKA, "Zugang für Straße 5")
    assert (kept.is_encrypted, kept.login) == (False, None)
    assert kept.text == text
    assert kept.html == "<p>Bitte bestätigen</p>\n"
    assert kept.links == ["https://portal.example/activate?t=abc", "https://portal.example/hilfe"]
    assert kept.link("/activate") == "https://portal.example/activate?t=abc"
    for part in ("portal.example", "/nothing"):
        with pytest.raises(LookupError):
            kept.link(part)


async def test_mails_are_found_by_recipient(mail_server: MailServer) -> None:
    await send(mail_server, mail(ERIKA))
    await send(mail_server, mail(MAX))
    assert [kept.recipient for kept in mail_server.to("Erika@Mieter.example")] == [ERIKA]
    assert len(await mail_server.wait_for(1, to=MAX)) == 1
    assert mail_server.to("nobody@mieter.example") == []


async def test_waiting_fails_when_too_few_or_too_many_came(mail_server: MailServer) -> None:
    with pytest.raises(AssertionError, match="not within"):
        await mail_server.wait_for(1, deadline=0.05)
    for _ in range(2):
        await send(mail_server)
    with pytest.raises(AssertionError, match="2 mails, not 1"):
        await mail_server.wait_for(1)


async def test_a_second_recipient_on_one_mail_is_refused(mail_server: MailServer) -> None:
    async with client(mail_server) as connection:
        await connection.ehlo()
        await connection.mail(SENDER)
        await connection.rcpt(ERIKA)
        with pytest.raises(aiosmtplib.SMTPRecipientRefused) as refused:
            await connection.rcpt(MAX)
    assert refused.value.code == 452
    assert len(mail_server.refusals) == 1


@pytest.mark.parametrize("name", ["From", "To", "Date", "Message-ID", "Subject", "MIME-Version"])
async def test_a_mail_without_a_required_header_is_refused(mail_server: MailServer, name: str) -> None:
    message = mail()
    del message[name]
    async with client(mail_server) as connection:
        with pytest.raises(aiosmtplib.SMTPDataError) as refused:
            await connection.sendmail(SENDER, [ERIKA], message.as_bytes())
    assert refused.value.code == 550
    assert mail_server.refusals == [f"550 5.6.0 {name} is there 0 times"]
    assert mail_server.mails == []


async def test_a_line_of_999_bytes_is_refused(mail_server: MailServer) -> None:
    content = mail().as_bytes() + b"x" * 999 + b"\r\n"
    async with client(mail_server) as connection:
        with pytest.raises(aiosmtplib.SMTPDataError):
            await connection.sendmail(SENDER, [ERIKA], content)
    assert mail_server.mails == []


@pytest.mark.parametrize("reply", ["550 5.1.1 User unknown", "451 4.7.1 Greylisted", "552 5.2.2 Mailbox full"])
async def test_a_recipient_is_refused_as_often_as_scripted(mail_server: MailServer, reply: str) -> None:
    mail_server.reply(ERIKA, reply, times=1)
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await send(mail_server)
    (one,) = refused.value.recipients
    assert f"{one.code} {one.message}" == reply
    assert mail_server.mails == []
    await send(mail_server)
    assert len(mail_server.mails) == 1


async def test_a_sender_is_refused(mail_server: MailServer) -> None:
    mail_server.reply(SENDER, "451 4.3.0 Later", stage=Stage.MAIL, times=1)
    with pytest.raises(aiosmtplib.SMTPSenderRefused):
        await send(mail_server)
    assert mail_server.mails == []


async def test_a_reply_after_the_final_dot(mail_server: MailServer) -> None:
    mail_server.reply(ERIKA, "554 5.7.1 Spam", stage=Stage.DATA, times=1)
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await send(mail_server)
    assert (refused.value.code, refused.value.message) == (554, "5.7.1 Spam")
    assert mail_server.mails == []


async def test_421_closes_the_connection(mail_server: MailServer) -> None:
    mail_server.reply(ERIKA, "421 4.3.2 Shutting down", times=1)
    async with client(mail_server) as connection:
        await connection.ehlo()
        await connection.mail(SENDER)
        with pytest.raises(aiosmtplib.SMTPRecipientRefused):
            await connection.rcpt(ERIKA)
        with pytest.raises(aiosmtplib.SMTPServerDisconnected):
            await connection.rcpt(ERIKA)


async def test_554_at_connect(mail_server: MailServer) -> None:
    mail_server.refuse_connections("554 IP=127.0.0.1 - A problem occurred", times=1)
    with pytest.raises(aiosmtplib.SMTPConnectResponseError) as refused:
        await send(mail_server)
    assert refused.value.code == 554
    await send(mail_server)
    assert len(mail_server.mails) == 1


@pytest.mark.parametrize(("manner", "kept"), [(Manner.DROP, 0), (Manner.DROP_AFTER_ACCEPTING, 1)])
async def test_a_connection_cut_after_the_final_dot(mail_server: MailServer, manner: Manner, kept: int) -> None:
    mail_server.misbehave(ERIKA, manner, times=1)
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(mail_server)
    assert len(mail_server.mails) == kept


async def test_a_hanging_recipient_leaves_the_others_alone(mail_server: MailServer) -> None:
    mail_server.misbehave(ERIKA, Manner.HANG, stage=Stage.RCPT)
    waiting = asyncio.create_task(send(mail_server, mail(ERIKA)))
    await eventually(lambda: mail_server.hanging == [ERIKA])
    await send(mail_server, mail(MAX))
    assert not waiting.done()
    await mail_server.stop()
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await waiting
    await mail_server.start()
    mail_server.recover(ERIKA)
    await send(mail_server, mail(ERIKA))
    assert [kept.recipient for kept in mail_server.mails] == [MAX, ERIKA]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_tls_and_login(authority: Authority, security: Security) -> None:
    password = secrets.token_urlsafe()
    server = MailServer(security, authority.server_context(), ("portal", password))
    await server.start()

    async def deliver(secret: str) -> None:
        connection = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=security is Security.TLS,
            start_tls=security is Security.STARTTLS,
            tls_context=authority.client_context(),
            timeout=5,
        )
        async with connection:
            await connection.login("portal", secret)
            await connection.send_message(mail())

    await deliver(password)
    with pytest.raises(aiosmtplib.SMTPAuthenticationError):
        await deliver("wrong")
    await server.stop()
    (kept,) = server.mails
    assert (kept.is_encrypted, kept.login) == (True, "portal")


async def test_without_starttls_or_login_nothing_is_taken(authority: Authority) -> None:
    server = MailServer(Security.STARTTLS, authority.server_context(), ("portal", "secret"))
    await server.start()
    with pytest.raises(aiosmtplib.SMTPResponseException) as unencrypted:
        await send(server)
    assert unencrypted.value.code == 530
    connection = aiosmtplib.SMTP(hostname=server.host, port=server.port, start_tls=True, tls_context=authority.client_context(), timeout=5)
    async with connection:
        with pytest.raises(aiosmtplib.SMTPResponseException) as anonymous:
            await connection.send_message(mail())
    assert anonymous.value.code == 530
    await server.stop()
    assert server.mails == []
