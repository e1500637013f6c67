"""A mail server that takes everything: TLS from the first byte, PIPELINING as every real relay, and nothing kept but counts.

`python -m bench.smtp_sink PORT CERTIFICATE KEY`. Each line on standard input is answered with what came in so far.
"""

import asyncio
import json
import ssl
import sys
from typing import Any, cast

import uvloop

GREETING = b"220 localhost ESMTP\r\n"
EHLO = b"250-localhost\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES\r\n"
OK = b"250 2.0.0 Ok\r\n"
GO_ON = b"354 End data with <CR><LF>.<CR><LF>\r\n"
BYE = b"221 2.0.0 Bye\r\n"
UNKNOWN = b"500 5.5.2 Command not recognised\r\n"
_END = b"\r\n.\r\n"
_OK_COMMANDS = (b"MAIL", b"RCPT", b"RSET", b"NOOP")


class Counts:
    """What came in."""

    def __init__(self) -> None:
        self.mails = 0
        self.bytes = 0
        self.connections = 0


class Smtp(asyncio.Protocol):
    """One connection; commands may come in one piece (RFC 2920), and a mail in many."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._waiting = bytearray()
        self._is_data = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        # uvloop's transports are no subclass of asyncio's, but do the same.
        self._transport = cast("asyncio.Transport", transport)
        self._counts.connections += 1
        self._transport.write(GREETING)

    def data_received(self, data: bytes) -> None:
        """Answer what is complete."""
        self._waiting += data
        answers = bytearray()
        while (answer := self._mail() if self._is_data else self._command()) is not None:
            answers += answer
        if answers and self._transport is not None:
            self._transport.write(bytes(answers))
            if answers.endswith(BYE):
                self._transport.close()

    def _mail(self) -> bytes | None:
        end = self._waiting.find(_END)
        if end < 0:
            return None
        self._counts.mails += 1
        self._counts.bytes += end + 2
        del self._waiting[: end + len(_END)]
        self._is_data = False
        return OK

    def _command(self) -> bytes | None:
        end = self._waiting.find(b"\r\n")
        if end < 0:
            return None
        command = bytes(self._waiting[:4]).upper()
        del self._waiting[: end + 2]
        if command in _OK_COMMANDS:
            return OK
        match command:
            case b"EHLO" | b"HELO":
                return EHLO
            case b"DATA":
                self._is_data = True
                return GO_ON
            case b"QUIT":
                return BYE
            case _:
                return UNKNOWN


async def main(port: int, certificate: str, key: str) -> None:
    """Listen on loopback and answer standard input until it ends."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    counts = Counts()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Smtp(counts), "127.0.0.1", port, ssl=context)
    _say({"ready": True})
    async with server:
        while await loop.run_in_executor(None, sys.stdin.readline):
            _say({"mails": counts.mails, "bytes": counts.bytes, "connections": counts.connections})


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
