"""Mobile push: FCM HTTP v1, one message per token, with every answer turned into an Outcome in one table (FC-01..16)."""

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

import orjson
import structlog
from pyreqwest.exceptions import RequestError

from models.delivery import Channel, Reason
from push.channels.fcm_account import FcmAccount, NoAccessTokenError
from push.channels.fcm_answers import Code, FcmError
from push.channels.fcm_keys import CollapseKeys
from push.channels.gate import Gate, OpenError
from push.channels.http import Answer, Clients, post
from push.channels.rate import TokenBucket
from push.message import Accepted, Failed, Gone, Later, Outcome, PushContent, PushText, Refused

log: structlog.stdlib.BoundLogger = structlog.get_logger()

LONGEST_TTL = 2_419_200
LARGEST_PAYLOAD = 4096
TTL_SLACK = timedelta(seconds=5)
FIRST_RETRY_SECONDS = 10.0
QUOTA_RETRY_SECONDS = 60.0
RAMP_SECONDS = 60.0
MOST_PAYLOADS = 1000
MOST_BODIES = 1000
PLACE_OF_TOKEN = secrets.token_hex()
"""Stands in a body for the token; nobody can have written it into a notice."""


class FcmSender:
    """Sends to one Firebase project, at most `rate` messages a second (FC-12)."""

    def __init__(self, account: FcmAccount, *, timeout: float, rate: float = 200) -> None:
        parts = urlsplit(account.url)
        self._host, self._port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        self._account = account
        self._clients = Clients(timeout)
        self._gate = Gate(Channel.FCM)
        self._bucket = TokenBucket(rate, ramp_seconds=RAMP_SECONDS, channel=Channel.FCM)
        self._keys = CollapseKeys()
        self._bodies = dict[tuple[object, ...], tuple[bytes, bytes]]()
        self._taken = OrderedDict[tuple[str, PushText], str]()

    @property
    def rate(self) -> float:
        """Ordinary messages a second that may go now."""
        return self._bucket.rate

    async def send(self, content: PushContent, /) -> Outcome:
        """Send one message; a lost answer may deliver twice, which collapse_key and tag make invisible (FC-10, FC-16)."""
        ttl = min(LONGEST_TTL, int((content.expires_at - content.now - TTL_SLACK).total_seconds()))
        if ttl <= 0:
            return Failed(Reason.EXPIRED, "expired")
        body = self._body(content, ttl)
        if len(body) > LARGEST_PAYLOAD:
            return Failed(Reason.PAYLOAD, "too_long")
        try:
            self._gate.check(content.endpoint)
        except OpenError as error:
            return Refused("circuit_open", error.seconds, was_tried=False)
        # The one that probes an open circuit waits for nobody.
        if not self._gate.is_open:
            seconds = await self._bucket.take(is_urgent=content.urgency == "high")
            if seconds:
                return Later("rate_limited", seconds, counts=False)
        return await self._deliver(content, body)

    async def close(self) -> None:
        """Close the connections."""
        await self._clients.close()

    def _body(self, content: PushContent, ttl: int) -> bytes:
        """pyfcm's JSON, made once for everybody who gets the same and completed with the device's token."""
        is_urgent = content.urgency == "high"
        key = ""
        if content.tag:
            key = self._keys.key(content.endpoint, content.tag, now=content.now, expires_at=content.expires_at, is_urgent=is_urgent)
        same = (content.text, content.path, content.tag, content.language, is_urgent, ttl, key)
        parts = self._bodies.get(same)
        if parts is None:
            if len(self._bodies) >= MOST_BODIES:
                self._bodies.clear()
            before, _, after = self._common_body(content, ttl, key).partition(PLACE_OF_TOKEN.encode())
            parts = self._bodies[same] = before[:-1], after[1:]
        return parts[0] + orjson.dumps(content.endpoint) + parts[1]

    def _common_body(self, content: PushContent, ttl: int, key: str) -> bytes:
        """Nothing but the words every reader may see and our own path: no name, no number, strings only (FC-11, WP-35)."""
        android: dict[str, object] = {"priority": "HIGH" if content.urgency == "high" else "NORMAL", "ttl": f"{ttl}s"}
        if content.tag:
            android |= {"notification": {"tag": content.tag}, "collapse_key": key}
        return self._account.body(
            fcm_token=PLACE_OF_TOKEN,
            notification_title=content.text.title,
            notification_body=content.text.body,
            data_payload={"v": "1", "url": content.path, "tag": content.tag, "lang": content.language},
            android_config=android,
        )

    async def _deliver(self, content: PushContent, body: bytes) -> Outcome:
        try:
            answer, headers = await self._post(body)
            if answer.status == 401 and FcmError(answer).code is Code.UNAUTHENTICATED:
                self._account.forget(headers)
                answer, _ = await self._post(body)
        except NoAccessTokenError as error:
            log.error("fcm.no_access_token", error=error.why)
            self._gate.open()
            return Refused("no_access_token")
        except (RequestError, OSError) as error:
            log.info("fcm.no_answer", delivery=content.delivery_id, error=type(error).__name__)
            return Later("no_answer", first=FIRST_RETRY_SECONDS)
        return self._accepted(answer, content) if answer.status == 200 else self._verdict(FcmError(answer), answer, content)

    async def _post(self, body: bytes) -> tuple[Answer, Mapping[str, str]]:
        headers = await self._account.headers()
        client = await self._clients.client(self._host, self._host, self._port)
        return await post(client, self._account.url, headers, body), headers

    def _accepted(self, answer: Answer, content: PushContent) -> Outcome:
        """FC-07: an accepting answer without the message's name is not believed."""
        try:
            name = orjson.loads(answer.body)["name"]
        except (ValueError, KeyError, TypeError):
            name = None
        if not isinstance(name, str):
            return Later("empty_answer", answer.retry_after(content.now), first=FIRST_RETRY_SECONDS)
        self._gate.accepted(content.endpoint)
        self._taken.setdefault((content.tag, content.text), content.endpoint)
        if len(self._taken) > MOST_PAYLOADS:
            self._taken.popitem(last=False)
        return Accepted("200", name.rpartition("/")[2])

    def _is_taken_for_others(self, content: PushContent) -> bool:
        """Whether another token got these very words (FC-03)."""
        return self._taken.get((content.tag, content.text), content.endpoint) != content.endpoint

    def _verdict(self, error: FcmError, answer: Answer, content: PushContent) -> Outcome:  # noqa: PLR0911 - a table
        """The table of section 2."""
        status, gate = f"{answer.status} {error.code}", self._gate
        log.info("fcm.answer", delivery=content.delivery_id, status=answer.status, code=str(error.code))
        match error.code:
            case Code.UNREGISTERED if error.is_fcms_own:
                return Gone(status)
            case Code.UNREGISTERED | Code.SENDER_ID_MISMATCH:
                others = gate.others_accepted(content.endpoint)
                return Refused(status) if gate.refused(content.endpoint) or not others else Gone(status)
            case Code.INVALID_ARGUMENT if error.blames_the_token and self._is_taken_for_others(content):
                return Gone(status)
            case Code.UNAUTHENTICATED | Code.THIRD_PARTY_AUTH_ERROR | Code.PERMISSION_DENIED:
                log.error("fcm.configuration", status=answer.status, code=str(error.code))
                gate.open()
                return Refused(status)
            case Code.QUOTA_EXCEEDED:
                self._bucket.slow_down()
                return Later(status, answer.retry_after(content.now), first=QUOTA_RETRY_SECONDS)
            case Code.UNAVAILABLE | Code.INTERNAL:
                return Later(status, answer.retry_after(content.now), first=FIRST_RETRY_SECONDS)
            case Code.OTHER if answer.status == 404 or 300 <= answer.status < 400:
                return Refused(status)
            case Code.INVALID_ARGUMENT | Code.OTHER:
                log.error("fcm.our_mistake", status=status)
                return Failed(Reason.PAYLOAD, status)
