"""The whole portal on a free loopback port, with its worker, sending to the strict servers of the test: nothing is replaced."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from models import passwords
from settings import MailSettings, PushSettings, Settings
from tests.servers.fcm_service import FcmService
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService
from tests.support.accounts import COOPERATIVE
from tests.support.operations import ship
from web import server
from web.app import create_app


class _Server(uvicorn.Server):
    """uvicorn inside the test's event loop; pytest keeps its signal handlers."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


class Refused(Exception):
    """The portal answered with errors; `codes` are their stable codes."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(str(errors))
        self.errors = errors
        self.codes = [error.get("extensions", {}).get("code") for error in errors]


@dataclass
class Person:
    """One browser (cookies) or one app (bearer) of one person; `totp` is the secret in an employee's authenticator app."""

    http: httpx.AsyncClient
    bearer: str | None = None
    totp: str = ""

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """Run one operation and return its data; from a browser it is one that a build of the app was shipped with.

        Raises:
            Refused: the reply carries errors.
        """
        headers = {"GraphQL-Require-Preflight": "1"}
        if self.bearer:
            headers["Authorization"] = f"Bearer {self.bearer}"
            question: dict[str, Any] = {"query": document, "variables": variables}
        else:
            question = {"documentId": await ship(document), "variables": variables}
        reply = await self.http.post("/graphql", json=question, headers=headers)
        body: dict[str, Any] = reply.json()
        if body.get("errors"):
            raise Refused(body["errors"])
        return body["data"]

    @property
    def cookie_header(self) -> str:
        """What this browser sends as Cookie, for a WebSocket."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies.jar)


@dataclass(frozen=True)
class Servers:
    """The networks the portal sends to."""

    mail: MailServer
    push: PushService
    fcm: FcmService


@dataclass
class RunningPortal:
    """Where the portal answers, and the people who use it."""

    settings: Settings
    servers: Servers
    _people: list[httpx.AsyncClient] = field(default_factory=list[httpx.AsyncClient])

    @property
    def mail(self) -> MailServer:
        return self.servers.mail

    @property
    def push(self) -> PushService:
        return self.servers.push

    @property
    def fcm(self) -> FcmService:
        return self.servers.fcm

    @property
    def url(self) -> str:
        return self.settings.base_url

    def person(self) -> Person:
        """A new browser without cookies."""
        client = httpx.AsyncClient(base_url=self.url, headers={"Origin": self.url}, timeout=30)
        self._people.append(client)
        return Person(client)

    async def close(self) -> None:
        for client in self._people:
            await client.aclose()


def settings_for(base_url: str, database_url: str, folder: Path, servers: Servers) -> Settings:
    """Production settings; only the addresses are those of the test's servers, and mails wait for no others."""
    mail, push, fcm = servers.mail, servers.push, servers.fcm
    return Settings(
        base_url=base_url,
        data_dir=folder,
        database_url=database_url,
        cooperative=COOPERATIVE,
        mail=MailSettings(host=mail.host, port=mail.port, security="plain", gather_seconds=0),
        push=PushSettings(
            subscriber="mailto:service@noris.example.org",
            origins=[push.origin],
            fcm_service_account=fcm.account_file(folder / "fcm.json"),
            fcm_endpoint=fcm.endpoint,
        ),
    )


def loopback() -> socket.socket:
    """A free port of this machine that takes connections from now on."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    return listener


@asynccontextmanager
async def serve(settings: Settings, listener: socket.socket) -> AsyncGenerator[None]:
    """The portal on this port until the context ends, with hashes that cost little."""
    passwords.use(passwords.CHEAPEST)
    uvicorn_server = _Server(server.config(create_app(settings), host="127.0.0.1", port=0, trusted_proxies=[]))
    task = asyncio.create_task(uvicorn_server.serve(sockets=[listener]))
    try:
        async with asyncio.timeout(30):
            while not uvicorn_server.started:
                if task.done():
                    await task
                await asyncio.sleep(0.01)
        yield
    finally:
        uvicorn_server.should_exit = True
        await task
        passwords.use(passwords.STRONG)
        listener.close()


@asynccontextmanager
async def run(database_url: str, folder: Path, servers: Servers, *, host: str = "127.0.0.1") -> AsyncGenerator[RunningPortal]:
    """The portal as `mieterportal serve` runs it, until the context ends. `host` is loopback's name in its address."""
    listener = loopback()
    settings = settings_for(f"http://{host}:{listener.getsockname()[1]}", database_url, folder, servers)
    portal = RunningPortal(settings, servers)
    async with serve(settings, listener):
        try:
            yield portal
        finally:
            await portal.close()
