"""One conversation with the relay after login: one mail at a time, in two writes where the relay takes commands together (RFC 2920).

aiosmtplib connects, encrypts and logs in; it waits for each reply by itself, which costs round trips and CPU, so that from then on
this protocol stands in its place on the same transport.
"""

import asyncio
import re
import time
from collections import deque
from contextlib import suppress
from enum import StrEnum
from typing import NamedTuple

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException, SMTPResponseException, SMTPServerDisconnected

from push.channels.mail_message import Envelope

LONGEST_REPLY = 32_768
CLOSING_SECONDS = 5.0
_REPLY_LINE = re.compile(rb"[2-5]\d\d(?:[ -]|$)")


class Stage(StrEnum):
    """How far the conversation had come; logging in belongs to connecting."""

    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


class Reply(NamedTuple):
    """A reply of the relay, its lines joined by a line feed."""

    code: int
    text: str


def _dotted(content: bytes) -> bytes:
    """RFC 5321 4.5.2: a line that begins with a dot gets another. A mail begins with a header."""
    return content.replace(b"\n.", b"\n..") if b"\n." in content else content


class Conversation(asyncio.Protocol):
    """A connection that is logged in. `stage` says how far its mail has come."""

    def __init__(self, smtp: SMTP, transport: asyncio.Transport) -> None:
        self._smtp = smtp
        self._transport = transport
        self._pipelines = smtp.supports_extension("pipelining")
        self.takes_utf8 = smtp.supports_extension("smtputf8")
        self.stage = Stage.MAIL
        self.mails = 0
        self.opened_at = self.used_at = time.monotonic()
        self._buffer = bytearray()
        self._lines = list[str]()
        self._replies = deque[Reply]()
        self._waiter: asyncio.Future[None] | None = None
        self._is_lost = False
        transport.set_protocol(self)

    @property
    def is_sound(self) -> bool:
        """Whether the next mail may use it. What the relay says unasked is its farewell, mostly 421."""
        return not (self._is_lost or self._transport.is_closing() or self._replies or self._buffer or self._lines)

    async def send(self, envelope: Envelope, *, seconds: float, final_seconds: float) -> Reply:
        """Send one mail; the reply to its final dot. Times are in seconds, the second for that reply alone (SM-06).

        Raises:
            SMTPResponseException: refused at `stage`; the connection stays usable after reset().
            SMTPException, TimeoutError: no reply; the connection is spent.
        """
        self.stage = Stage.MAIL
        options = " BODY=8BITMIME SMTPUTF8" if envelope.needs_utf8 else ""
        commands = [f"MAIL FROM:<{envelope.sender}>{options}\r\n".encode(), f"RCPT TO:<{envelope.recipient}>\r\n".encode(), b"DATA\r\n"]
        async with asyncio.timeout(seconds):
            if self._pipelines:
                await self._together(commands)
            else:
                await self._one_by_one(commands)
        async with asyncio.timeout(final_seconds):
            self._write(_dotted(envelope.content) + b".\r\n")
            reply = self._expect(await self._reply(), 250)
        self.mails += 1
        self.used_at = time.monotonic()
        return reply

    async def reset(self) -> None:
        """Forget the mail at hand. Raises SMTPException or TimeoutError: the connection is spent."""
        await self._ask(b"RSET\r\n", CLOSING_SECONDS)

    async def noop(self) -> None:
        """See whether the relay still answers. Raises SMTPException or TimeoutError: the connection is spent."""
        await self._ask(b"NOOP\r\n", CLOSING_SECONDS)

    async def quit(self) -> None:
        """Say goodbye and close, whatever the relay answers."""
        with suppress(SMTPException, OSError):
            await self._ask(b"QUIT\r\n", CLOSING_SECONDS)
        self.close()

    def close(self) -> None:
        """Drop it without ceremony."""
        self._is_lost = True
        self._transport.close()

    async def _ask(self, command: bytes, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            self._write(command)
            reply = await self._reply()
        if reply.code >= 400:
            raise SMTPResponseException(*reply)

    async def _one_by_one(self, commands: list[bytes]) -> None:
        for stage, command in zip((Stage.MAIL, Stage.RCPT, Stage.DATA), commands, strict=True):
            self.stage = stage
            self._write(command)
            self._expect(await self._reply(), 354 if stage is Stage.DATA else 250)

    async def _together(self, commands: list[bytes]) -> None:
        """RFC 2920 3.1: every reply is read; where DATA was taken though the recipient was not, an empty mail ends it."""
        self._write(b"".join(commands))
        sender, recipient, data = await self._reply(), await self._reply(), None
        if 421 not in {sender.code, recipient.code}:
            data = await self._reply()
        refused = sender if sender.code >= 300 else recipient if recipient.code >= 300 else None
        if refused is not None and data is not None and data.code == 354:
            self._write(b".\r\n")
            await self._reply()
        self._expect(sender, 250)
        self.stage = Stage.RCPT
        self._expect(recipient, 250)
        self.stage = Stage.DATA
        if data is not None:
            self._expect(data, 354)

    @staticmethod
    def _expect(reply: Reply, code: int) -> Reply:
        # 251 and 252: will be forwarded, or could not be looked up (RFC 5321 4.2.3).
        if reply.code != code and not (code == 250 and 200 <= reply.code < 300):
            raise SMTPResponseException(*reply)
        return reply

    def _write(self, data: bytes) -> None:
        if self._is_lost or self._transport.is_closing():
            raise SMTPServerDisconnected("connection lost")
        self._transport.write(data)

    async def _reply(self) -> Reply:
        if not self._replies:
            if self._is_lost:
                raise SMTPServerDisconnected("connection lost")
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self._replies.popleft()

    # What asyncio calls.

    def data_received(self, data: bytes) -> None:
        """Replies, perhaps several at once, or a part of one."""
        self._buffer += data
        while (end := self._buffer.find(b"\n")) >= 0:
            line = bytes(self._buffer[:end]).rstrip(b"\r")
            del self._buffer[: end + 1]
            if not _REPLY_LINE.match(line):
                self._lose("the relay does not speak SMTP")
                return
            self._lines.append(line[4:].decode("utf-8", "replace").strip())
            if line[3:4] != b"-":
                self._replies.append(Reply(int(line[:3]), "\n".join(self._lines)))
                self._lines.clear()
        if len(self._buffer) + sum(map(len, self._lines)) > LONGEST_REPLY:
            self._lose("a reply without end")
        elif self._replies and self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def eof_received(self) -> bool:
        """The relay ended; False closes the transport."""
        self._lose("connection lost")
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more will come."""
        self._lose("connection lost")

    def _lose(self, why: str) -> None:
        self._is_lost = True
        if self._waiter is not None and not self._waiter.done():
            if self._replies:
                self._waiter.set_result(None)
            else:
                self._waiter.set_exception(SMTPServerDisconnected(why))
        self._transport.close()
