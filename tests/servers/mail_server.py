"""A real SMTP server (aiosmtpd) in the event loop of the test, with replies a test can lay down per address."""

import asyncio
import ssl
import warnings
from enum import StrEnum
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.answers import Answer, Manner, Script
from tests.servers.mail import Mail, MalformedError, parse
from tests.support.waiting import eventually


class Security(StrEnum):
    """How the connection is protected."""

    PLAIN = "plain"
    STARTTLS = "starttls"
    TLS = "tls"


class Stage(StrEnum):
    """When a scripted reply is given."""

    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    """After the final dot."""


class Connection(SMTP):
    """One client. Greets as scripted, and closes after 421 as RFC 5321 3.8 wants."""

    server: "MailServer"
    is_over = False

    def connection_lost(self, error: Exception | None) -> None:
        """Called by asyncio."""
        super().connection_lost(error)
        self.is_over = True

    @property
    def has_ended(self) -> bool:
        """Closed by either side; a client that breaks off the TLS handshake never gets as far as `connection_lost`."""
        return self.is_over or self.transport is None or self.transport.is_closing()

    async def _handle_client(self) -> None:
        reply = await self.server.scripted(Stage.CONNECT, "", self)
        if reply is None:
            await super()._handle_client()
            return
        await self.push(reply)
        self.close()

    async def push(self, status: Any) -> None:
        """Send a reply."""
        await super().push(status)
        if str(status).startswith("421"):
            self.close()

    def close(self) -> None:
        """Close after what was written."""
        if self.transport is not None:
            self.transport.close()

    def abort(self) -> None:
        """Cut the connection."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()


class MailServer:
    """Start it, point the portal at `host` and `port`, look at `mails` and `refusals`."""

    host = "127.0.0.1"

    def __init__(
        self,
        security: Security = Security.PLAIN,
        tls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        *,
        takes_utf8_addresses: bool = True,
    ) -> None:
        """`login` is the user name and password a client must show; it needs an encrypted connection."""
        self.port = 0
        self.mails: list[Mail] = []
        self.refusals: list[str] = []
        self.connections_made = 0
        self.pipelines = True
        self.hanging: list[str] = []
        self._security, self._tls, self._login = security, tls, login
        self._takes_utf8_addresses = takes_utf8_addresses
        self._script = Script()
        self._open: set[Connection] = set()
        self._listener: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen on a free port, or again on the old one."""
        implicit = self._tls if self._security is Security.TLS else None
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(self._connection, self.host, self.port, ssl=implicit)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Refuse connections from now on and cut those that are open."""
        assert self._listener is not None
        self._listener.close()
        await eventually(self._is_cut)
        await self._listener.wait_closed()

    def reply(self, address: str, reply: str, *, stage: Stage = Stage.RCPT, times: int | None = None) -> None:
        """Give `reply` (such as "550 5.1.1 User unknown") the next `times` times (None: always) for this address.

        The address is the recipient's; at Stage.MAIL it is the envelope sender's.
        """
        self._script.add(_target(stage, address), Answer(body=reply.encode(), times=times))

    def refuse_connections(self, reply: str, *, times: int | None = None) -> None:
        """Greet with `reply` (such as "554 Bad DNS PTR") and close."""
        self._script.add(_target(Stage.CONNECT, ""), Answer(body=reply.encode(), times=times))

    def misbehave(self, address: str, manner: Manner, *, stage: Stage = Stage.DATA, times: int | None = None) -> None:
        """Hang or cut the connection; Manner.DROP_AFTER_ACCEPTING at Stage.DATA keeps the mail and loses the reply."""
        self._script.add(_target(stage, address), Answer(manner, times=times))

    def recover(self, address: str) -> None:
        """Forget what was scripted for this address."""
        for stage in Stage:
            self._script.clear(_target(stage, address))

    def to(self, address: str) -> list[Mail]:
        """Every mail taken for this recipient, in order."""
        return [mail for mail in self.mails if mail.recipient.lower() == address.lower()]

    async def wait_for(self, count: int, deadline: float = 5.0, *, to: str | None = None) -> list[Mail]:
        """Return the mails (to one recipient) as soon as there are `count`. Raises AssertionError: late, or too many."""

        def found() -> list[Mail]:
            return self.mails if to is None else self.to(to)

        await eventually(lambda: len(found()) >= count, deadline)
        assert len(found()) == count, f"{len(found())} mails, not {count}: {found()}"
        return list(found())

    async def scripted(self, stage: Stage, address: str, connection: Connection) -> str | None:
        """The reply to give at this stage; hangs or cuts the connection where the script says so."""
        answer = self._script.take(_target(stage, address))
        return None if answer is None else await self._perform(answer, address, connection)

    async def _perform(self, answer: Answer, address: str, connection: Connection) -> str:
        if answer.manner is Manner.REPLY:
            return answer.body.decode()
        if answer.manner is Manner.HANG:
            self.hanging.append(address)
        else:
            connection.abort()
        # aiosmtpd cancels this when the connection is lost.
        await asyncio.Event().wait()
        raise AssertionError("nobody sets this event")

    # The hooks that aiosmtpd calls by name.

    async def handle_EHLO(  # noqa: N802 # aiosmtpd's name
        self, connection: Connection, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Takes commands together as nearly every relay does (RFC 2920); aiosmtpd reads them one after the other."""
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]] if self.pipelines else responses

    async def handle_MAIL(  # noqa: N802 # aiosmtpd's name
        self, connection: Connection, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self.scripted(Stage.MAIL, address, connection)
        if reply is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply or "250 OK"

    async def handle_RCPT(  # noqa: N802 # aiosmtpd's name
        self, connection: Connection, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if envelope.rcpt_tos:
            return self._refuse("452 4.5.3 One recipient for each mail, so that none sees the other")
        reply = await self.scripted(Stage.RCPT, address, connection)
        if reply is None:
            envelope.rcpt_tos.append(address)
        return reply or "250 OK"

    async def handle_DATA(  # noqa: N802 # aiosmtpd's name
        self, connection: Connection, session: Session, envelope: Envelope
    ) -> str:
        recipient, content = envelope.rcpt_tos[0], envelope.original_content or b""
        try:
            message = parse(content)
        except MalformedError as error:
            return self._refuse(f"550 5.6.0 {error}")
        answer = self._script.take(_target(Stage.DATA, recipient))
        if answer is not None and answer.manner is not Manner.DROP_AFTER_ACCEPTING:
            return await self._perform(answer, recipient, connection)
        shown: Any = session.auth_data
        login = shown.login.decode() if isinstance(shown, LoginPassword) else None
        is_encrypted = self._security is Security.TLS or session.ssl is not None
        self.mails.append(Mail(envelope.mail_from or "", recipient, message, content, is_encrypted, login))
        if answer is not None:
            return await self._perform(answer, recipient, connection)
        return f"250 2.0.0 Ok: queued as {len(self.mails):08X}"

    def _is_cut(self) -> bool:
        # Asked until nobody is left: a client may have been accepted just before the port closed.
        self._open = {connection for connection in self._open if not connection.has_ended}
        for connection in self._open:
            connection.abort()
        return not self._open

    def _refuse(self, reply: str) -> str:
        self.refusals.append(reply)
        return reply

    def _connection(self) -> Connection:
        with warnings.catch_warnings():
            # aiosmtpd does not know that the listener itself speaks TLS, and warns of logins in the open.
            warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS", UserWarning)
            connection = self._new_connection()
        connection.server = self
        self.connections_made += 1
        self._open.add(connection)
        return connection

    def _new_connection(self) -> Connection:
        return Connection(
            self,
            hostname="mail.noris.example",
            enable_SMTPUTF8=self._takes_utf8_addresses,
            tls_context=self._tls if self._security is Security.STARTTLS else None,
            require_starttls=self._security is Security.STARTTLS,
            auth_required=self._login is not None,
            auth_require_tls=self._security is not Security.TLS,
            authenticator=self._authenticate,
            loop=asyncio.get_running_loop(),
        )

    def _authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        is_known = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == self._login
        if not is_known:
            self.refusals.append("535 5.7.8 Authentication credentials invalid")
        return AuthResult(success=is_known, handled=False, auth_data=data)


def _target(stage: Stage, address: str) -> str:
    return f"{stage} {address.lower()}"
