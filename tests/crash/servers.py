"""The strict servers with a gate: what happens between taking a message and answering is up to the test."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import Envelope, Session
from starlette.requests import Request
from starlette.responses import Response

from tests.servers.fcm_service import FcmService
from tests.servers.mail_server import Connection, MailServer
from tests.servers.push_service import PushService


@dataclass
class Gate:
    """Passed by every message after it was taken, and before its answer goes out; open unless the test says otherwise."""

    at_the_gate: Callable[[], Awaitable[None]] | None = None
    waiting: int = 0
    _open: asyncio.Event = field(default_factory=asyncio.Event)

    async def passed(self) -> None:
        """Called by the servers."""
        self.waiting += 1
        try:
            if self.at_the_gate is not None:
                await self.at_the_gate()
        finally:
            self.waiting -= 1

    def then(self, act: Callable[[], None]) -> None:
        """Do something at the next message, while its sender waits for the answer."""

        async def once() -> None:
            self.at_the_gate = None
            act()

        self.at_the_gate = once

    def close(self, *, times: int | None = None) -> None:
        """Let the next `times` messages (None: all) wait for `open`."""
        self._open.clear()
        left = times

        async def hold() -> None:
            nonlocal left
            if left is not None:
                left -= 1
                if left <= 0:
                    self.at_the_gate = None
            await self._open.wait()

        self.at_the_gate = hold

    def open(self) -> None:
        """Let everybody through."""
        self.at_the_gate = None
        self._open.set()


class GatedPushService(PushService):
    """Web push."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self.gate = gate

    async def _push(self, request: Request) -> Response:
        response = await super()._push(request)
        if response.status_code == 201:
            await self.gate.passed()
        return response


class GatedFcmService(FcmService):
    """FCM."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self.gate = gate

    async def _send(self, request: Request) -> Response:
        response = await super()._send(request)
        if response.status_code == 200:
            await self.gate.passed()
        return response


class GatedMailServer(MailServer):
    """SMTP; the gate stands between the final dot and the reply. `recipients_refused` counts what the script refused at RCPT."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self.gate = gate
        self.recipients_refused = 0

    async def handle_RCPT(  # noqa: N802 # aiosmtpd's name
        self, connection: Connection, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await super().handle_RCPT(connection, session, envelope, address, options)
        self.recipients_refused += not reply.startswith("250")
        return reply

    async def handle_DATA(  # noqa: N802 # aiosmtpd's name
        self, connection: Connection, session: Session, envelope: Envelope
    ) -> str:
        reply: Any = await super().handle_DATA(connection, session, envelope)
        if str(reply).startswith("250"):
            await self.gate.passed()
        return reply
