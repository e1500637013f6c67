"""What a use case must know about the request it serves."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RequestInfo:
    """`address` is the caller's IP address (behind trusted proxies the one they vouch for); "" on the command line.

    `known_devices` is the device cookie as it came, which may be forged (resolvers/known_device.py); "" where there is none.
    """

    address: str = ""
    correlation_id: str = ""
    known_devices: str = field(default="", repr=False)
