"""What a use case must know about the request it serves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestInfo:
    """`address` is the caller's IP address (behind trusted proxies the one they vouch for); "" on the command line."""

    address: str = ""
    correlation_id: str = ""
