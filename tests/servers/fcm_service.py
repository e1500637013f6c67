"""A strict FCM HTTP v1 with its OAuth token endpoint, and the phones behind it."""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.servers import fcm_message
from tests.servers.answers import Answer, Manner, Script, play
from tests.servers.fcm_errors import Failure, error_body, fcm_detail, field_detail
from tests.servers.google_account import GrantError, ServiceAccount
from tests.servers.loopback import LoopbackServer

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
TOKEN_LIFE = 3599
TOKEN_PATH = "/token"
NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True)
class FcmMessage:
    """One accepted message."""

    token: str
    data: dict[str, str]
    notification: dict[str, str]
    android: dict[str, Any]
    content: dict[str, Any] = field(repr=False)
    name: str = ""


@dataclass(frozen=True)
class FcmRejection:
    """One refused request, to either endpoint."""

    status: int
    reason: str
    body: bytes = field(repr=False)


class FcmService:
    """Start it, give its `account_file` and `endpoint` to the portal, look at `messages` and `rejections`."""

    def __init__(self, project: str = "noris-portal") -> None:
        self.project = project
        self.messages: list[FcmMessage] = []
        self.rejections: list[FcmRejection] = []
        self.attempts: list[str] = []
        self.tokens_issued = 0
        self.token_requests = 0
        self.token_life = TOKEN_LIFE
        self.token_delay = 0.0
        self.now: Callable[[], float] = time.time
        self._live: dict[str, float] = {}
        self._devices: set[str] = set()
        self._gone: set[str] = set()
        self._script = Script()
        routes = [
            Route(TOKEN_PATH, self._token, methods=["POST"]),
            Route("/v1/projects/{project}/messages:send", self._send, methods=["POST"]),
        ]
        self._server = LoopbackServer(Starlette(routes=routes))

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return self._server.origin

    @property
    def endpoint(self) -> str:
        """What stands in for https://fcm.googleapis.com/v1/projects."""
        return f"{self.origin}/v1/projects"

    @property
    def account(self) -> ServiceAccount:
        """The account whose signature the token endpoint takes."""
        return ServiceAccount(self.project, f"{self.origin}/token")

    async def start(self) -> None:
        """Listen on a free port, or again on the old one."""
        await self._server.start()

    async def stop(self) -> None:
        """Refuse connections from now on; running requests are cut."""
        await self._server.stop()

    def account_file(self, path: Path) -> Path:
        """Write the service account that the portal needs, mode 0600."""
        return self.account.write(path)

    def register(self) -> str:
        """Be an app that asks for its token."""
        token = f"{secrets.token_urlsafe(16)}:APA91b{secrets.token_urlsafe(90)}"
        self._devices.add(token)
        return token

    def unregister(self, token: str) -> None:
        """The app is removed: 404 UNREGISTERED from now on."""
        self._gone.add(token)

    def expire_access_tokens(self) -> None:
        """Every access token issued so far is worth nothing from now on."""
        self._live.clear()

    def fail(self, token: str, failure: Failure, *, retry_after: str | None = None, times: int | None = None) -> None:
        """Answer the next `times` correct messages to this device (None: all) with this error."""
        self._script.add(token, failure.answer(retry_after=retry_after, times=times))

    def answer(
        self,
        token: str,
        *,
        status: int,
        headers: Mapping[str, str] = NO_HEADERS,
        body: bytes = b"",
        times: int | None = None,
    ) -> None:
        """Answer the next `times` correct messages to this device (None: all) with anything at all."""
        self._script.add(token, Answer(Manner.REPLY, status, headers, body, times))

    def misbehave(self, token: str, manner: Manner, *, times: int | None = None) -> None:
        """Hang or cut the connection on the next `times` correct messages to this device (None: all)."""
        self._script.add(token, Answer(manner, times=times))

    def misbehave_at_token(self, manner: Manner, *, status: int = 503, times: int | None = None) -> None:
        """Hang, cut the connection or answer with an error on the next `times` requests for an access token (None: all)."""
        self._script.add(TOKEN_PATH, Answer(manner, status, times=times))

    def recover(self, token: str) -> None:
        """Forget what was scripted for this device."""
        self._script.clear(token)

    def received(self, token: str) -> list[FcmMessage]:
        """Every message taken for this device, in order."""
        return [message for message in self.messages if message.token == token]

    async def _token(self, request: Request) -> Response:
        self.token_requests += 1
        await asyncio.sleep(self.token_delay)
        answer = self._script.take(TOKEN_PATH)
        if answer is not None:
            return await play(answer, request, self._server)
        form = dict(parse_qsl((await request.body()).decode()))
        try:
            if form.get("grant_type") != GRANT:
                raise GrantError(f"grant_type is {form.get('grant_type')!r}")
            self.account.verify(form.get("assertion", ""), self.now())
        except GrantError as error:
            self.rejections.append(FcmRejection(400, str(error), b""))
            return JSONResponse({"error": "invalid_grant", "error_description": str(error)}, 400)
        token = f"ya29.{secrets.token_urlsafe(40)}"
        self._live[token] = self.now() + self.token_life
        self.tokens_issued += 1
        return JSONResponse({"access_token": token, "expires_in": self.token_life, "token_type": "Bearer"})

    async def _send(self, request: Request) -> Response:
        body = await request.body()
        if not self._is_authenticated(request):
            return self._refuse(Failure.UNAUTHENTICATED, "no live access token", body)
        if request.path_params["project"] != self.project:
            return self._refuse(Failure.PERMISSION_DENIED, f"project {request.path_params['project']!r}", body)
        try:
            if request.headers.get("content-type", "").partition(";")[0] != "application/json":
                raise fcm_message.InvalidError("body", "Content-Type is not application/json")
            content = fcm_message.check(body)
        except fcm_message.InvalidError as error:
            self.rejections.append(FcmRejection(400, str(error), body))
            details = [field_detail(error.field, error.reason), fcm_detail("INVALID_ARGUMENT")]
            return _json(400, error_body(400, error.reason, "INVALID_ARGUMENT", *details))
        return await self._take(content, request, body)

    async def _take(self, content: dict[str, Any], request: Request, body: bytes) -> Response:
        token: str = content["token"]
        if token in self._gone:
            return self._refuse(Failure.UNREGISTERED, "unregistered", body)
        if token not in self._devices:
            return self._refuse(Failure.INVALID_TOKEN, "unknown token", body)
        self.attempts.append(token)
        answer = self._script.take(token)
        if answer is not None and answer.manner is not Manner.DROP_AFTER_ACCEPTING:
            return await play(answer, request, self._server)
        name = f"projects/{self.project}/messages/0:{secrets.randbelow(10**16):016d}%{secrets.token_hex(8)}"
        parts = (content.get("data", {}), content.get("notification", {}), content.get("android", {}))
        self.messages.append(FcmMessage(token, *parts, content=content, name=name))
        if answer is not None:
            return await play(answer, request, self._server)
        return JSONResponse({"name": name})

    def _is_authenticated(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return scheme == "Bearer" and self._live.get(token, 0) > self.now()

    def _refuse(self, failure: Failure, reason: str, body: bytes) -> Response:
        self.rejections.append(FcmRejection(failure.status, reason, body))
        return _json(failure.status, failure.body)


def _json(status: int, body: bytes) -> Response:
    return Response(body, status, media_type="application/json")
