"""What is known of one push origin: its address, its client, its breaker, headers that repeat, and how its clock differs from ours."""

import asyncio
import time
from datetime import datetime
from email.utils import parsedate_to_datetime

import structlog
from pyreqwest.client import Client
from pyreqwest.http import HeaderMap

from push import metrics
from push.channels import webpush_address
from push.channels.gate import REFUSALS_TO_OPEN, WINDOW_SECONDS, Gate
from push.channels.http import Answer, Clients
from push.channels.webpush_address import Endpoint

log: structlog.stdlib.BoundLogger = structlog.get_logger()

ADDRESS_KEPT_SECONDS = 60.0
CLOCK_LOOK_SECONDS = 300.0
MOST_SKEW_SECONDS = 60.0


class Origin:
    """One push service; there are few, as the allow-list is short."""

    def __init__(self, endpoint: Endpoint, clients: Clients) -> None:
        self.name, self.host = endpoint.origin, endpoint.host
        self.gate = Gate(endpoint.origin)
        self._endpoint = endpoint
        self._clients = clients
        self._client: Client | None = None
        self._looked_up_at = 0.0
        self._connecting = asyncio.Lock()
        self._foreign = dict[str, float]()
        self._headers = dict[tuple[str, int, str, str], HeaderMap]()
        self._clock_looked_at = float("-inf")

    @property
    def client(self) -> Client | None:
        """The client pinned to the address that was looked up less than a minute ago (WP-22); None: connect first."""
        return self._client if time.monotonic() < self._looked_up_at + ADDRESS_KEPT_SECONDS else None

    async def connect(self) -> Client:
        """Look the address up, and take a client that connects to it and to no other.

        Raises:
            RefusedEndpointError: the name leads to an address that is not public.
            OSError: the name has no address.
        """
        async with self._connecting:
            if (client := self.client) is not None:
                return client
            address = await webpush_address.resolve(self._endpoint)
            self._client = await self._clients.client(self._endpoint.host, address, self._endpoint.port)
            self._looked_up_at = time.monotonic()
            return self._client

    def are_foreign(self, target: str) -> bool:
        """Note a subscription made with a key that is none of ours; True when so many are that key files must be missing (WP-04)."""
        now = time.monotonic()
        self._foreign[target] = now
        self._foreign = {one: at for one, at in self._foreign.items() if at > now - WINDOW_SECONDS}
        return len(self._foreign) >= REFUSALS_TO_OPEN

    def headers(self, authorization: str, ttl: int, urgency: str, topic: str) -> HeaderMap:
        """The headers of one notice are the same for all its devices while its time to live is."""
        key = (authorization, ttl, urgency, topic)
        found = self._headers.get(key)
        if found is None:
            self._headers.clear()
            found = HeaderMap({"Authorization": authorization, "TTL": str(ttl), "Urgency": urgency, "Topic": topic})
            self._headers[key] = found
        return found

    def look_at_clock(self, answer: Answer, now: datetime) -> None:
        """Compare our clock with the service's now and then, and warn before tokens are refused (WP-29)."""
        if time.monotonic() < self._clock_looked_at + CLOCK_LOOK_SECONDS:
            return
        self._clock_looked_at = time.monotonic()
        try:
            theirs = parsedate_to_datetime(answer.headers.get("date", ""))
            skew = (now - theirs).total_seconds()
        except (ValueError, TypeError):
            return
        metrics.clock_skew.labels(self.host).set(skew)
        if abs(skew) > MOST_SKEW_SECONDS:
            log.warning("clock.skew", host=self.host, seconds=round(skew))
