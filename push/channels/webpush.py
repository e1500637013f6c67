"""Web push: RFC 8030 over HTTP/2, with every answer turned into an Outcome in one table (WP-01..14)."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta

import orjson
import structlog
from pyreqwest.exceptions import RequestError

from models.delivery import Reason
from push import metrics
from push.channels import encryption
from push.channels.gate import Gate, OpenError
from push.channels.http import Answer, Clients, post
from push.channels.vapid import Vapid
from push.channels.webpush_address import Endpoint, Endpoints, RefusedEndpointError
from push.channels.webpush_answers import Verdict, judge, said
from push.channels.webpush_origin import Origin
from push.message import Accepted, Failed, Gone, Later, Outcome, PushContent, PushText, Refused

log: structlog.stdlib.BoundLogger = structlog.get_logger()

PAYLOAD_VERSION = 1
TTL_SLACK = timedelta(seconds=5)
MOST_SUBSCRIPTIONS = 10_000
MOST_PAYLOADS = 200
MOST_ORIGINS = 500
"""Apple and Microsoft have many names; whoever registers made-up ones fills no memory with them."""
STANDING_HEADERS = {"Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream"}


def payload(text: PushText, tag: str, path: str, language: str) -> bytes:
    """What the service worker reads."""
    content = {"v": PAYLOAD_VERSION, "title": text.title, "body": text.body, "tag": tag, "url": path, "lang": language}
    return orjson.dumps(content)


@dataclass(slots=True, eq=False)
class _Subscription:
    """A checked subscription; found again by its endpoint while the keys are the same."""

    p256dh: str
    auth: str
    endpoint: Endpoint
    origin: Origin
    keys: encryption.SubscriptionKeys


class WebPushSender:
    """Sends to every push service that may be sent to. Holds connections; close it before the loop ends."""

    def __init__(self, vapid: Vapid, *, origins: list[str], timeout: float) -> None:
        self._vapid = vapid
        self._endpoints = Endpoints(origins)
        self._clients = Clients(timeout, STANDING_HEADERS)
        self._origins = OrderedDict[str, Origin]()
        self._subscriptions = OrderedDict[str, _Subscription]()
        self._payloads = dict[tuple[str, str, str, str, str], bytes]()

    async def send(self, content: PushContent, /) -> Outcome:
        """Send one message; the endpoint is checked again, as the list may have changed since it was saved."""
        ttl = int((content.expires_at - content.now - TTL_SLACK).total_seconds())
        if ttl <= 0:
            return Failed(Reason.EXPIRED, "expired")
        subscription = self._subscription(content)
        if not isinstance(subscription, _Subscription):
            return subscription
        plaintext = self._payload(content)
        if len(plaintext) > encryption.LARGEST_PLAINTEXT:
            return Failed(Reason.PAYLOAD, "too_long")
        origin = subscription.origin
        try:
            origin.gate.check(content.endpoint)
        except OpenError as error:
            return Refused("circuit_open", error.seconds, was_tried=False)
        return await self._deliver(content, subscription, plaintext, ttl)

    async def close(self) -> None:
        """Close the connections."""
        await self._clients.close()

    def _payload(self, content: PushContent) -> bytes:
        """The same for every device of a notice."""
        key = (content.text.title, content.text.body, content.tag, content.path, content.language)
        found = self._payloads.get(key)
        if found is None:
            if len(self._payloads) >= MOST_PAYLOADS:
                self._payloads.clear()
            found = self._payloads[key] = payload(content.text, content.tag, content.path, content.language)
        return found

    def _subscription(self, content: PushContent) -> "_Subscription | Outcome":
        found = self._subscriptions.get(content.endpoint)
        if found is not None and found.p256dh == content.p256dh and found.auth == content.auth:
            return found
        try:
            endpoint = self._endpoints.check(content.endpoint)
            keys = encryption.read_keys(content.p256dh, content.auth)
        except RefusedEndpointError as error:
            metrics.refused_hosts.inc()
            log.warning("webpush.refused_endpoint", delivery=content.delivery_id, host=error.host)
            return Failed(Reason.CONFIGURATION, "refused_endpoint")
        except encryption.SubscriptionKeyError:
            return Gone("bad_keys")
        origin = self._origins.get(endpoint.origin)
        if origin is None:
            if len(self._origins) >= MOST_ORIGINS:
                self._origins.popitem(last=False)
            origin = self._origins[endpoint.origin] = Origin(endpoint, self._clients)
        if len(self._subscriptions) >= MOST_SUBSCRIPTIONS:
            self._subscriptions.popitem(last=False)
        found = self._subscriptions[content.endpoint] = _Subscription(content.p256dh, content.auth, endpoint, origin, keys)
        return found

    async def _deliver(self, content: PushContent, subscription: _Subscription, plaintext: bytes, ttl: int) -> Outcome:
        """Sent a second time with a fresh token where only this subscription's credentials are refused (WP-07)."""
        origin, gate = subscription.origin, subscription.origin.gate
        may_retry = True
        try:
            while True:
                # The look at the files is for keys of a moment ago; a key nobody knows is tried with ours, and the answer tells.
                authorization = self._vapid.header(origin.name, content.now, content.vapid_key if self._knows(content) else "")
                client = origin.client or await origin.connect()
                headers = origin.headers(authorization, ttl, content.urgency, content.tag)
                body = encryption.encrypt(plaintext, subscription.keys)
                answer = await post(client, subscription.endpoint.url, headers, body, reads_accepted=False)
                if 200 <= answer.status <= 202:
                    gate.accepted(content.endpoint)
                    origin.look_at_clock(answer, content.now)
                    return _accepted(answer, ttl)
                verdict = judge(answer.status, answer.body)
                if not may_retry or verdict not in {Verdict.CREDENTIALS, Verdict.TOKEN} or not gate.others_accepted(content.endpoint):
                    return self._outcome(verdict, answer, content, origin, gate)
                self._vapid.forget(origin.name, authorization)
                may_retry = False
        except RefusedEndpointError as error:
            log.error("webpush.private_address", host=error.host)
            return Refused("private_address")
        except (RequestError, OSError) as error:
            log.info("webpush.no_answer", delivery=content.delivery_id, host=origin.host, error=type(error).__name__)
            return Later("no_answer")

    def _knows(self, content: PushContent) -> bool:
        return not content.vapid_key or self._vapid.knows(content.vapid_key)

    def _outcome(self, verdict: Verdict, answer: Answer, content: PushContent, origin: Origin, gate: Gate) -> Outcome:  # noqa: PLR0911 - a table
        status = str(answer.status)
        log.info("webpush.answer", delivery=content.delivery_id, host=origin.host, status=answer.status, said=said(answer.body))
        match verdict:
            case Verdict.ACCEPTED:
                return _accepted(answer, 0)
            case Verdict.GONE:
                return Gone(status)
            case Verdict.LATER:
                return Later(status, answer.retry_after(content.now))
            case Verdict.CONFIGURATION:
                return Refused(status)
            case Verdict.OUR_REQUEST:
                log.error("webpush.our_mistake", host=origin.host, status=answer.status, said=said(answer.body))
                return Failed(Reason.PAYLOAD, status)
            case Verdict.OTHER_KEY if not self._knows(content):
                return self._foreign_key(status, content, origin)
            case Verdict.TOKEN:
                origin.look_at_clock(answer, content.now)
                gate.refused(content.endpoint)
                return Refused(status)
            case Verdict.OTHER_KEY | Verdict.CREDENTIALS:
                origin.look_at_clock(answer, content.now)
                others = gate.others_accepted(content.endpoint)
                return Refused(status) if gate.refused(content.endpoint) or not others else Gone(status)

    @staticmethod
    def _foreign_key(status: str, content: PushContent, origin: Origin) -> Outcome:
        """WP-04: made with a key that is none of ours. One is deleted and its browser subscribes anew when the portal is opened next.

        Many are a sign that key files were lost or mixed up: nothing is deleted, and the others of the origin go on.
        """
        if origin.are_foreign(content.endpoint):
            return Failed(Reason.CONFIGURATION, "other_vapid_key")
        log.warning("webpush.subscribe_anew", delivery=content.delivery_id, host=origin.host)
        return Gone(f"{status} other_vapid_key")


def _accepted(answer: Answer, ttl: int) -> Accepted:
    """A time to live shorter than asked for is kept in the ledger (WP-01)."""
    kept = answer.headers.get("ttl")
    status = str(answer.status)
    if kept is not None and kept.isdigit() and len(kept) < 10 and int(kept) < ttl:
        status = f"{status} ttl={int(kept)}"
    return Accepted(status, answer.headers.get("location", "").rpartition("/")[2][:64])
