"""Mail over SMTP: a few persistent connections to the relay, one recipient per message (SM-08, SM-09, SM-10)."""

import asyncio
import ssl
import time
from contextlib import suppress

import structlog
from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException, SMTPResponseException

from models.delivery import Reason
from models.keyring import Keyring
from push.channels import mail_message
from push.channels.mail_message import AddressError, Envelope, From, HeaderError
from push.channels.smtp_answers import Stage, judge
from push.message import Accepted, Failed, MailContent, Outcome
from settings import MailSettings

log: structlog.stdlib.BoundLogger = structlog.get_logger()

MOST_MAILS = 100
MOST_SECONDS = 300.0
NOOP_AFTER_SECONDS = 30.0
URGENT_SECONDS = 120.0


class _Connection:
    """One connection and how much it has been used."""

    def __init__(self, smtp: SMTP) -> None:
        self.smtp = smtp
        self.mails = 0
        self.opened_at = self.used_at = time.monotonic()

    @property
    def is_worn(self) -> bool:
        """At most 100 mails or five minutes each (SM-09)."""
        return self.mails >= MOST_MAILS or time.monotonic() > self.opened_at + MOST_SECONDS or not self.smtp.is_connected

    def close(self) -> None:
        """Drop it without ceremony."""
        self.smtp.close()


class MailSender:
    """Sends to the relay. Bulk mails leave one connection for the urgent ones where there are several (SM-17)."""

    def __init__(self, settings: MailSettings, sender: From, keyring: Keyring) -> None:
        self._settings = settings
        self._sender = sender
        self._keyring = keyring
        self._idle = list[_Connection]()
        self._slots = asyncio.Semaphore(settings.connections)
        self._bulk_slots = asyncio.Semaphore(max(1, settings.connections - 1))
        self._tls = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)

    async def send(self, content: MailContent, /) -> Outcome:
        """Send one mail. A lost reply after the final dot is an unknown outcome: it is sent again, under the same Message-ID (SM-06)."""
        try:
            envelope = mail_message.build(content, self._sender, self._keyring)
        except AddressError:
            return Failed(Reason.ADDRESS_REFUSED, "bad_address")
        except HeaderError:
            return Failed(Reason.PAYLOAD, "bad_header")
        if content.is_urgent:
            async with self._slots:
                return await self._deliver(envelope, content)
        async with self._bulk_slots, self._slots:
            return await self._deliver(envelope, content)

    async def close(self) -> None:
        """Say goodbye on every idle connection."""
        while self._idle:
            connection = self._idle.pop()
            with suppress(SMTPException, OSError):
                await connection.smtp.quit(timeout=5)
            connection.close()

    async def _deliver(self, envelope: Envelope, content: MailContent) -> Outcome:
        stage = Stage.CONNECT
        connection: _Connection | None = None
        try:
            connection = await self._fresh()
            smtp = connection.smtp
            if envelope.needs_utf8 and smtp.is_ehlo_or_helo_needed:
                await smtp.ehlo()
            if envelope.needs_utf8 and not smtp.supports_extension("smtputf8"):
                self._idle.append(connection)
                return Failed(Reason.ADDRESS_REFUSED, "no_smtputf8")
            stage = Stage.MAIL
            options = ["SMTPUTF8", "BODY=8BITMIME"] if envelope.needs_utf8 else []
            await smtp.mail(envelope.sender, options=options, encoding="utf-8" if envelope.needs_utf8 else "ascii")
            stage = Stage.RCPT
            await smtp.rcpt(envelope.recipient, encoding="utf-8" if envelope.needs_utf8 else "ascii")
            stage = Stage.DATA
            timeout = min(self._settings.timeout, URGENT_SECONDS) if content.is_urgent else self._settings.timeout
            reply = await smtp.data(envelope.content, timeout=timeout)
        except (SMTPException, OSError, TimeoutError) as error:
            await self._after_error(connection, error)
            outcome = judge(stage, error)
            log.info("mail.answer", delivery=content.delivery_id, stage=str(stage), status=outcome.status)
            return outcome
        except BaseException:
            if connection is not None:
                connection.close()
            raise
        connection.mails += 1
        connection.used_at = time.monotonic()
        self._idle.append(connection)
        return Accepted(str(reply.code), reply.message.rpartition(" ")[2])

    async def _after_error(self, connection: _Connection | None, error: Exception) -> None:
        """A refused command leaves a good connection, once reset; anything else ends it."""
        if connection is None:
            return
        if isinstance(error, SMTPResponseException) and error.code != 421 and connection.smtp.is_connected:
            with suppress(SMTPException, OSError):
                await connection.smtp.rset(timeout=5)
                self._idle.append(connection)
                return
        connection.close()

    async def _fresh(self) -> _Connection:
        """A connection that answers: an idle one, or a new one."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_worn and await self._answers(connection):
                return connection
            with suppress(SMTPException, OSError):
                await connection.smtp.quit(timeout=5)
            connection.close()
        return _Connection(await self._connect())

    @staticmethod
    async def _answers(connection: _Connection) -> bool:
        if time.monotonic() < connection.used_at + NOOP_AFTER_SECONDS:
            return True
        try:
            await connection.smtp.noop(timeout=5)
        except (SMTPException, OSError):
            return False
        return True

    async def _connect(self) -> SMTP:
        """Encrypted and verified, or plain to loopback, which the settings have checked (SM-10)."""
        settings = self._settings
        smtp = SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.username,
            password=settings.password.get_secret_value() if settings.password else None,
            timeout=settings.timeout,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=None if settings.security == "plain" else self._tls,
        )
        try:
            await smtp.connect()
        except BaseException:
            smtp.close()
            raise
        return smtp
