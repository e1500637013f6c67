"""The demo's own mail server: takes every mail on loopback, sends none on."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from web.demo.mailbox import Mailbox

HOST = "127.0.0.1"


class Catcher:
    """What aiosmtpd calls for each mail."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the mail and say so."""
        name = await asyncio.to_thread(self._mailbox.keep, envelope.original_content or b"")
        return f"250 2.0.0 Ok: caught as {name}"


@asynccontextmanager
async def catching(mailbox: Mailbox, port: int = 0) -> AsyncGenerator[int]:
    """Listen until the context ends; yields the port, a free one where 0 was asked for."""
    loop = asyncio.get_running_loop()
    handler: Any = Catcher(mailbox)
    server = await loop.create_server(lambda: SMTP(handler, hostname="demo.localhost", enable_SMTPUTF8=True, loop=loop), HOST, port)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
