"""The shared way out over HTTP: pooled HTTP/2 clients without proxy or redirect, each pinned to one looked-up address."""

import json
import os
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, cast

from pyreqwest.client import Client, ClientBuilder
from pyreqwest.http import HeaderMap

LARGEST_ANSWER = 64 * 1024
MOST_CLIENTS = 64
NO_HEADERS: Mapping[str, str] = {}
Headers = HeaderMap | Mapping[str, str]


@dataclass(slots=True)
class Answer:
    """What a network said: at most 64 KiB of it (WP-14)."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as an object; empty when it is anything else."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return cast("dict[str, Any]", value) if isinstance(value, dict) else {}

    def retry_after(self, now: datetime) -> float | None:
        """Retry-After in seconds from now: a number or an HTTP date (RFC 9110 10.2.3); None when missing or unreadable."""
        text = self.headers.get("retry-after", "").strip()
        if text.isdigit():
            return float(min(int(text), 10 * 365 * 86400))
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - now).total_seconds())


def start_client_thread() -> None:
    """Start the thread of all clients, as one that lets the running thread finish when it wakes up (SCHED_BATCH, sched(7)).

    Otherwise it takes the processor for each single answer, only to wait for Python's lock, and gives it back: that costs a quarter of
    the processor. Like this it finds many answers at once. Once per process, before its first client, in the main thread, which keeps
    its own policy: an alert must not wait behind password hashes. Linux alone has the policy, and a container may forbid it.
    """
    if not hasattr(os, "SCHED_BATCH"):
        return
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
        ClientBuilder().build()
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


class Clients:
    """One client per (host, address): a client connects to the address it was given and to no other (WP-22).

    `headers` go with every request.
    """

    def __init__(self, timeout: float, headers: Mapping[str, str] = NO_HEADERS) -> None:
        self._timeout = timedelta(seconds=timeout)
        self._headers = dict(headers)
        self._open: OrderedDict[tuple[str, str, int], Client] = OrderedDict()

    async def client(self, host: str, address: str, port: int) -> Client:
        """The client for this address; the longest unused one goes when there are too many."""
        key = (host, address, port)
        if key in self._open:
            self._open.move_to_end(key)
            return self._open[key]
        builder = ClientBuilder().http2(True).no_proxy().follow_redirects(False).timeout(self._timeout).user_agent("Mieterportal")
        # No answer of a few words comes compressed, and one that does must not grow when it is opened.
        builder = builder.gzip(False).brotli(False).zstd(False).deflate(False).default_headers(self._headers)
        if address != host:
            builder = builder.resolve(host, address, port)
        self._open[key] = builder.build()
        if len(self._open) > MOST_CLIENTS:
            _, oldest = self._open.popitem(last=False)
            await oldest.close()
        return self._open[key]

    async def close(self) -> None:
        """Close every client, before the loop ends."""
        while self._open:
            _, client = self._open.popitem()
            await client.close()


async def post(client: Client, url: str, headers: Headers, body: bytes, *, reads_accepted: bool = True) -> Answer:
    """POST and read at most 64 KiB of the answer; without `reads_accepted` nothing of one that says 2xx.

    Raises:
        pyreqwest.exceptions.RequestError: no answer came.
    """
    async with client.post(url).headers(headers).body_bytes(body).build_streamed() as response:
        status = response.status
        if 200 <= status < 300 and not reads_accepted:
            return Answer(status, response.headers, b"")
        content = b""
        while len(content) < LARGEST_ANSWER and (chunk := await response.body_reader.read_chunk()):
            content += bytes(chunk)
        return Answer(status, response.headers, content[:LARGEST_ANSWER])
