"""Web push: RFC 8030 over HTTP/2, with every answer turned into an Outcome in one table (WP-01..14)."""

import time
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import orjson
import structlog
from pyreqwest.exceptions import RequestError

from models.delivery import Reason
from push import metrics
from push.channels import encryption, webpush_address
from push.channels.gate import Gate, Gates, OpenError
from push.channels.http import Answer, Clients, post
from push.channels.vapid import Vapid
from push.channels.webpush_address import Endpoint, Endpoints, RefusedEndpointError
from push.message import Accepted, Failed, Gone, Later, Outcome, PushContent, Refused

log: structlog.stdlib.BoundLogger = structlog.get_logger()

PAYLOAD_VERSION = 1
TTL_SLACK = timedelta(seconds=5)
ADDRESS_KEPT_SECONDS = 60.0
LOGGED_CHARACTERS = 200


class Verdict(StrEnum):
    """What a status code means, before looking at who else was refused."""

    ACCEPTED = "accepted"
    GONE = "gone"
    CREDENTIALS = "credentials"
    OUR_REQUEST = "our_request"
    CONFIGURATION = "configuration"
    LATER = "later"


def judge(status: int) -> Verdict:
    """The table of section 1.1: every status code has exactly one meaning."""
    if status in {200, 201, 202}:
        return Verdict.ACCEPTED
    if status in {404, 410}:
        return Verdict.GONE
    if status in {401, 403}:
        return Verdict.CREDENTIALS
    if status in {406, 408, 425, 429} or status >= 500:
        return Verdict.LATER
    if 300 <= status < 400:
        return Verdict.CONFIGURATION
    return Verdict.OUR_REQUEST


def payload(content: PushContent) -> bytes:
    """What the service worker reads."""
    return orjson.dumps(
        {
            "v": PAYLOAD_VERSION,
            "title": content.text.title,
            "body": content.text.body,
            "tag": content.tag,
            "url": content.path,
            "lang": content.language,
        }
    )


@dataclass(slots=True, eq=False)
class _Request:
    """A message that may be sent; encrypted anew for each try."""

    content: PushContent
    endpoint: Endpoint
    keys: encryption.SubscriptionKeys
    plaintext: bytes
    ttl: int


class WebPushSender:
    """Sends to every push service that may be sent to. Holds connections; close it before the loop ends."""

    def __init__(self, vapid: Vapid, *, origins: list[str], timeout: float) -> None:
        self._vapid = vapid
        self._endpoints = Endpoints(origins)
        self._gates = Gates()
        self._clients = Clients(timeout)
        self._addresses = dict[str, tuple[float, str]]()

    async def send(self, content: PushContent, /) -> Outcome:
        """Send one message; the endpoint is checked again, as the list may have changed since it was saved."""
        prepared = self._prepare(content)
        if not isinstance(prepared, _Request):
            return prepared
        gate = self._gates.of(prepared.endpoint.origin)
        try:
            gate.check(content.endpoint)
        except OpenError as error:
            return Refused("circuit_open", error.seconds, was_tried=False)
        return await self._deliver(prepared, gate)

    async def close(self) -> None:
        """Close the connections."""
        await self._clients.close()

    def _prepare(self, content: PushContent) -> "_Request | Outcome":
        ttl = int((content.expires_at - content.now - TTL_SLACK).total_seconds())
        if ttl <= 0:
            return Failed(Reason.EXPIRED, "expired")
        if content.vapid_key and content.vapid_key != self._vapid.public:
            # Kept: the wrong key file on one machine must not end every subscription. The client renews its own (WP-30).
            return Failed(Reason.CONFIGURATION, "other_vapid_key")
        try:
            endpoint = self._endpoints.check(content.endpoint)
            keys = encryption.read_keys(content.p256dh, content.auth)
        except RefusedEndpointError as error:
            metrics.refused_hosts.inc()
            log.warning("webpush.refused_endpoint", delivery=content.delivery_id, host=error.host)
            return Failed(Reason.CONFIGURATION, "refused_endpoint")
        except encryption.SubscriptionKeyError:
            return Gone("bad_keys")
        plaintext = payload(content)
        if len(plaintext) > encryption.LARGEST_PLAINTEXT:
            return Failed(Reason.PAYLOAD, "too_long")
        return _Request(content, endpoint, keys, plaintext, ttl)

    async def _deliver(self, request: "_Request", gate: Gate) -> Outcome:
        answer = await self._post(request)
        refused = isinstance(answer, Answer) and judge(answer.status) is Verdict.CREDENTIALS
        if refused and gate.others_accepted(request.content.endpoint):
            self._vapid.forget(request.endpoint.origin)
            answer = await self._post(request)
        if not isinstance(answer, Answer):
            return answer
        return self._outcome(answer, request.content, request.endpoint, gate)

    async def _post(self, request: "_Request") -> Answer | Outcome:
        content, endpoint = request.content, request.endpoint
        headers = {
            "Authorization": self._vapid.header(endpoint.origin, content.now),
            "TTL": str(request.ttl),
            "Urgency": content.urgency,
            "Topic": content.tag,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
        }
        try:
            client = await self._clients.client(endpoint.host, await self._address(endpoint), endpoint.port)
            return await post(client, endpoint.url, headers, encryption.encrypt(request.plaintext, request.keys))
        except RefusedEndpointError as error:
            log.error("webpush.private_address", host=error.host)
            return Refused("private_address")
        except (RequestError, OSError) as error:
            log.info("webpush.no_answer", delivery=content.delivery_id, host=endpoint.host, error=type(error).__name__)
            return Later("no_answer")

    async def _address(self, endpoint: Endpoint) -> str:
        """The pinned address of the origin, looked up at most once a minute."""
        known = self._addresses.get(endpoint.origin)
        if known is None or known[0] < time.monotonic() - ADDRESS_KEPT_SECONDS:
            known = (time.monotonic(), await webpush_address.resolve(endpoint))
            self._addresses[endpoint.origin] = known
        return known[1]

    def _outcome(self, answer: Answer, content: PushContent, endpoint: Endpoint, gate: Gate) -> Outcome:
        status = str(answer.status)
        verdict = judge(answer.status)
        if verdict is not Verdict.ACCEPTED:
            said = answer.body[:LOGGED_CHARACTERS].decode(errors="replace")
            log.info("webpush.answer", delivery=content.delivery_id, host=endpoint.host, status=answer.status, body=said)
        match verdict:
            case Verdict.ACCEPTED:
                gate.accepted(content.endpoint)
                return Accepted(status, answer.headers.get("location", "").rpartition("/")[2][:64])
            case Verdict.GONE:
                return Gone(status)
            case Verdict.LATER:
                return Later(status, answer.retry_after(content.now))
            case Verdict.CONFIGURATION:
                return Refused(status)
            case Verdict.OUR_REQUEST:
                log.error("webpush.our_mistake", host=endpoint.host, status=answer.status)
                return Failed(Reason.PAYLOAD, status)
            case Verdict.CREDENTIALS:
                return self._credentials(status, content, gate)

    @staticmethod
    def _credentials(status: str, content: PushContent, gate: Gate) -> Outcome:
        """WP-07 and WP-08: one refused subscription among accepted ones is dead; many are our own mistake, and delete nothing."""
        others = gate.others_accepted(content.endpoint)
        if gate.refused(content.endpoint) or not others:
            return Refused(status)
        return Gone(status)
