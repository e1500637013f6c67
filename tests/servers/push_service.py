"""A strict web push service: RFC 8030, 8188, 8291 and 8292, with the answers and error numbers of Mozilla's autopush.

It is the push service and the browser behind it at once: it keeps the private key of each subscription, so it opens
every message. Whatever a real service or browser would refuse is refused here and kept in `rejections` with its reason.
"""

import json
import secrets
import ssl
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.servers import base64url, push_headers, vapid
from tests.servers.aes128gcm import BodyError, Opened, open_body
from tests.servers.answers import Answer, Manner, Script, play
from tests.servers.loopback import LoopbackServer

NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Subscription:
    """What `PushSubscription.toJSON()` gives a page; the private key stays with the browser."""

    endpoint: str
    p256dh: str
    auth: str
    token: str = field(repr=False)
    private_key: ec.EllipticCurvePrivateKey = field(repr=False, compare=False)
    application_server_key: str | None = None


@dataclass(frozen=True)
class Message:
    """One accepted push."""

    subscription: Subscription
    plaintext: bytes
    headers: dict[str, str]
    received_at: float
    ttl: int
    urgency: str
    topic: str | None
    claims: dict[str, Any]
    jwt: str
    body: bytes = field(repr=False)

    @property
    def decoded(self) -> Any:
        """The plaintext as JSON. Raises ValueError."""
        return json.loads(self.plaintext)


@dataclass(frozen=True)
class Rejection:
    """One refused request and why; `subscription` is None when the endpoint is unknown."""

    status: int
    errno: int
    reason: str
    subscription: Subscription | None
    headers: dict[str, str]


class PushService:
    """Start it, hand its subscriptions to the portal, look at `messages` and `rejections`."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.messages: list[Message] = []
        self.rejections: list[Rejection] = []
        self.attempts: list[Subscription] = []
        self.now: Callable[[], float] = time.time
        self._subscriptions: dict[str, Subscription] = {}
        self._ended: set[str] = set()
        self._script = Script()
        self._used: set[bytes] = set()
        self._stored: dict[str, list[Message]] = {}
        application = Starlette(routes=[Route("/wpush/v2/{token}", self._push, methods=["POST"])])
        self._server = LoopbackServer(application, tls)

    @property
    def origin(self) -> str:
        """What the portal must allow, and what `aud` must say."""
        return self._server.origin

    async def start(self) -> None:
        """Listen on a free port, or again on the old one."""
        await self._server.start()

    async def stop(self) -> None:
        """Refuse connections from now on; running requests are cut."""
        await self._server.stop()

    def subscribe(self, application_server_key: str | None = None) -> Subscription:
        """Be a browser that subscribes, bound to the portal's public key (base64url) when it is given."""
        private_key = ec.generate_private_key(ec.SECP256R1())
        public = private_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return self.adopt(private_key, public, secrets.token_bytes(16), application_server_key)

    def adopt(self, private_key: ec.EllipticCurvePrivateKey, public: bytes, auth: bytes, key: str | None = None) -> Subscription:
        """Subscribe with keys made elsewhere, such as those of a published test vector."""
        token = base64url.encode(secrets.token_bytes(24))
        subscription = Subscription(
            endpoint=f"{self.origin}/wpush/v2/{token}",
            p256dh=base64url.encode(public),
            auth=base64url.encode(auth),
            token=token,
            private_key=private_key,
            application_server_key=key,
        )
        self._subscriptions[token] = subscription
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """The browser lets go: 410 from now on."""
        self._ended.add(subscription.token)

    def answer(
        self,
        subscription: Subscription,
        *,
        status: int,
        headers: Mapping[str, str] = NO_HEADERS,
        body: bytes | str = b"",
        times: int | None = None,
    ) -> None:
        """Answer the next `times` correct requests (None: all) like this instead of taking the message."""
        content = body.encode() if isinstance(body, str) else body
        self._script.add(subscription.token, Answer(Manner.REPLY, status, headers, content, times))

    def misbehave(self, subscription: Subscription, manner: Manner, *, times: int | None = None) -> None:
        """Hang or cut the connection on the next `times` correct requests (None: all)."""
        self._script.add(subscription.token, Answer(manner, times=times))

    def recover(self, subscription: Subscription) -> None:
        """Forget what was scripted for this subscription."""
        self._script.clear(subscription.token)

    def received(self, subscription: Subscription) -> list[Message]:
        """Every message taken for this subscription, in order."""
        return [message for message in self.messages if message.subscription.token == subscription.token]

    def deliver(self, subscription: Subscription) -> list[Message]:
        """The browser comes online: what is still stored after expiry and replacement by Topic, handed over once."""
        stored = self._stored.pop(subscription.token, [])
        return [message for message in stored if message.received_at + message.ttl > self.now()]

    async def _push(self, request: Request) -> Response:
        token = request.path_params["token"]
        subscription = self._subscriptions.get(token)
        try:
            if subscription is None:
                raise push_headers.RefusedError(404, 102, "no such subscription")
            message, opened = await self._checked(request, subscription)
        except push_headers.RefusedError as refusal:
            return self._refuse(refusal, request, subscription)
        self.attempts.append(subscription)
        answer = self._script.take(token)
        if answer is not None and answer.manner is not Manner.DROP_AFTER_ACCEPTING:
            return await play(answer, request, self._server)
        self._accept(message, opened)
        if answer is not None:
            return await play(answer, request, self._server)
        location = f"{self.origin}/m/{uuid.uuid4()}"
        return Response(status_code=201, headers={"Location": location, "TTL": str(message.ttl)})

    def _refuse(self, refusal: push_headers.RefusedError, request: Request, subscription: Subscription | None) -> Response:
        headers = dict(request.headers)
        self.rejections.append(Rejection(refusal.status, refusal.errno, refusal.reason, subscription, headers))
        content = {"code": refusal.status, "errno": refusal.errno, "message": refusal.reason}
        return JSONResponse(content, refusal.status)

    async def _checked(self, request: Request, subscription: Subscription) -> tuple[Message, Opened]:
        ttl = push_headers.ttl(request)
        urgency = push_headers.urgency(request)
        topic = push_headers.topic(request)
        proof = self._vapid(request, subscription)
        if subscription.token in self._ended:
            raise push_headers.RefusedError(410, 106, "the subscription has ended")
        if push_headers.only_value(request, "content-encoding") != "aes128gcm":
            raise push_headers.RefusedError(400, 110, "Content-Encoding is not aes128gcm")
        body = await push_headers.limited_body(request)
        try:
            opened = open_body(body, subscription.private_key, base64url.decode(subscription.auth))
        except BodyError as error:
            raise push_headers.RefusedError(400, 110, str(error)) from error
        if {opened.salt, opened.sender_key} & self._used:
            raise push_headers.RefusedError(400, 110, "salt or ephemeral key used before")
        message = Message(
            subscription=subscription,
            plaintext=opened.plaintext,
            headers=dict(request.headers),
            received_at=self.now(),
            ttl=ttl,
            urgency=urgency,
            topic=topic,
            claims=proof.claims,
            jwt=proof.token,
            body=body,
        )
        return message, opened

    def _vapid(self, request: Request, subscription: Subscription) -> vapid.Vapid:
        header = push_headers.only_value(request, "authorization")
        if header is None:
            raise push_headers.RefusedError(401, 109, "Authorization is missing")
        try:
            proof = vapid.verify(header, origin=self.origin, now=self.now())
        except vapid.VapidError as error:
            raise push_headers.RefusedError(401, 109, str(error)) from error
        bound = subscription.application_server_key
        if bound is not None and base64url.decode(bound) != proof.key:
            raise push_headers.RefusedError(401, 109, "k is not the key the subscription is bound to")
        return proof

    def _accept(self, message: Message, opened: Opened) -> None:
        self._used |= {opened.salt, opened.sender_key}
        self.messages.append(message)
        stored = self._stored.setdefault(message.subscription.token, [])
        if message.topic is not None:
            stored[:] = [older for older in stored if older.topic != message.topic]
        stored.append(message)
