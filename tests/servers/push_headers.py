"""The headers a web push service demands (RFC 8030), with the error numbers of Mozilla's autopush."""

import re

from starlette.requests import Request

LARGEST_BODY = 4096
LONGEST_TTL = 30 * 24 * 60 * 60
URGENCIES = {"very-low", "low", "normal", "high"}
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")


class RefusedError(Exception):
    """Raised by the checks, answered with status and errno."""

    def __init__(self, status: int, errno: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.errno, self.reason = status, errno, reason


def only_value(request: Request, name: str) -> str | None:
    """The only value of a header; a header sent twice is refused."""
    values = request.headers.getlist(name)
    if len(values) > 1:
        raise RefusedError(400, 111, f"{name} is sent {len(values)} times")
    return values[0] if values else None


def ttl(request: Request) -> int:
    """RFC 8030 5.2: required. A longer time than we keep messages is shortened, as autopush does."""
    text = only_value(request, "ttl")
    if text is None:
        raise RefusedError(400, 111, "TTL is missing")
    if not re.fullmatch(r"[0-9]{1,10}", text):
        raise RefusedError(400, 112, f"TTL is not a number of seconds: {text!r}")
    return min(int(text), LONGEST_TTL)


def urgency(request: Request) -> str:
    """RFC 8030 5.3: at most one of four words."""
    urgency = only_value(request, "urgency")
    if urgency is not None and urgency not in URGENCIES:
        raise RefusedError(400, 111, f"Urgency is {urgency!r}")
    return urgency or "normal"


def topic(request: Request) -> str | None:
    """RFC 8030 5.4: at most 32 characters of base64url."""
    topic = only_value(request, "topic")
    if topic is not None and TOPIC.fullmatch(topic) is None:
        raise RefusedError(400, 113, f"Topic is {topic!r}")
    return topic


async def limited_body(request: Request) -> bytes:
    """RFC 8030 7.2: 4096 bytes at least must be taken; no service takes more."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise RefusedError(413, 104, f"the body is longer than {LARGEST_BODY} bytes")
    return body
