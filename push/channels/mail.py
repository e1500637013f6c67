"""Mail over SMTP: a few persistent connections to the relay, one recipient per message (SM-08, SM-09, SM-10)."""

import asyncio
import ssl
import time
from contextlib import suppress
from typing import cast

import structlog
from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException, SMTPResponseException, SMTPServerDisconnected

from models.delivery import Channel, Reason
from models.keyring import Keyring
from push.channels import mail_message
from push.channels.mail_message import AddressError, Envelope, From, HeaderError
from push.channels.rate import TokenBucket
from push.channels.relay import Relay
from push.channels.smtp import Conversation, Stage
from push.channels.smtp_answers import judge
from push.message import Accepted, Failed, Later, MailContent, Outcome
from settings import MailSettings

log: structlog.stdlib.BoundLogger = structlog.get_logger()

MOST_MAILS = 100
MOST_SECONDS = 300.0
NOOP_AFTER_SECONDS = 30.0
URGENT_SECONDS = 120.0
BULK_SECONDS = 600.0


class MailSender:
    """Sends to the relay. Bulk mails leave one connection for the urgent ones where there are several (SM-17)."""

    def __init__(self, settings: MailSettings, sender: From, keyring: Keyring) -> None:
        self._settings = settings
        self._sender = sender
        self._keyring = keyring
        self._relay = Relay(settings.host)
        self._bucket = TokenBucket(settings.per_minute / 60, channel=Channel.MAIL) if settings.per_minute else None
        self._idle = list[Conversation]()
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
                return await self._allowed(envelope, content)
        async with self._bulk_slots, self._slots:
            return await self._allowed(envelope, content)

    async def close(self) -> None:
        """Say goodbye on every idle connection."""
        while self._idle:
            await self._idle.pop().quit()

    async def _allowed(self, envelope: Envelope, content: MailContent) -> Outcome:
        """Send it, if the breaker (SM-05) and the rate (SM-17) let it."""
        if self._bucket is not None and not self._relay.is_open:
            seconds = await self._bucket.take(is_urgent=content.is_urgent)
            if seconds:
                return Later("rate_limited", seconds, counts=False)
        paused = self._relay.check(envelope.recipient)
        if paused is not None:
            return paused
        stage, outcome = await self._deliver(envelope, content)
        return self._relay.note(envelope.recipient, stage, outcome)

    async def _deliver(self, envelope: Envelope, content: MailContent) -> tuple[Stage, Outcome]:
        connection: Conversation | None = None
        longest = URGENT_SECONDS if content.is_urgent else BULK_SECONDS
        try:
            connection = await self._fresh()
            if envelope.needs_utf8 and not connection.takes_utf8:
                self._idle.append(connection)
                return Stage.MAIL, Failed(Reason.ADDRESS_REFUSED, "no_smtputf8")
            final = min(longest, self._settings.final_timeout)
            reply = await connection.send(envelope, seconds=self._settings.timeout, final_seconds=final)
        except (SMTPException, OSError) as error:
            stage = connection.stage if connection else Stage.CONNECT
            outcome = judge(stage, error)
            log.info("mail.answer", delivery=content.delivery_id, stage=str(stage), status=outcome.status)
            await self._after_error(connection, error)
            return stage, outcome
        except BaseException:
            if connection is not None:
                connection.close()
            raise
        self._idle.append(connection)
        return Stage.DATA, Accepted(str(reply.code), reply.text.rpartition(" ")[2])

    async def _after_error(self, connection: Conversation | None, error: Exception) -> None:
        """A refused command leaves a good connection, once reset; anything else ends it."""
        if connection is None:
            return
        if isinstance(error, SMTPResponseException) and error.code != 421 and connection.is_sound:
            with suppress(SMTPException, OSError):
                await connection.reset()
                self._idle.append(connection)
                return
        connection.close()

    async def _fresh(self) -> Conversation:
        """A connection that answers: an idle one, or a new one. At most 100 mails or five minutes each (SM-09)."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_sound:
                connection.close()
            elif connection.mails >= MOST_MAILS or time.monotonic() > connection.opened_at + MOST_SECONDS:
                await connection.quit()
            elif await self._answers(connection):
                return connection
        return await self._connect()

    @staticmethod
    async def _answers(connection: Conversation) -> bool:
        if time.monotonic() < connection.used_at + NOOP_AFTER_SECONDS:
            return True
        try:
            await connection.noop()
        except (SMTPException, OSError):
            connection.close()
            return False
        return True

    async def _connect(self) -> Conversation:
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
            if smtp.is_ehlo_or_helo_needed:
                await smtp.ehlo()
            if smtp.transport is None:
                raise SMTPServerDisconnected("connection lost")
            # uvloop's transports are no subclass of asyncio's, but do the same.
            return Conversation(smtp, cast("asyncio.Transport", smtp.transport))
        except BaseException:
            smtp.close()
            raise
