"""Which push endpoints are accepted, at saving time and again before each send (WP-20..23): endpoints come from clients."""

import ipaddress
import re
import socket
from asyncio import get_running_loop
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST = 2048
HOSTS = frozenset({"fcm.googleapis.com", "android.googleapis.com", "updates.push.services.mozilla.com"})
SUFFIXES = (".push.apple.com", ".notify.windows.com")
DEFAULT_PORTS = {"https": 443, "http": 80}
MOST_ORIGINS = 1000
_PRINTABLE = re.compile(r"[!-\x7e]*")


class RefusedEndpointError(ValueError):
    """The endpoint is not one of a push service that we send to; `host` is for the operator's eyes."""

    def __init__(self, reason: str, host: str = "") -> None:
        super().__init__(f"push endpoint refused: {reason}")
        self.host = host


@dataclass(slots=True)
class Endpoint:
    """A checked endpoint. `is_listed`: its origin is one the operator named, which alone may be plain, private or on another port."""

    url: str
    origin: str
    host: str
    port: int
    is_listed: bool


def check_endpoint(url: str, origins: Sequence[str]) -> Endpoint:
    """Normalise and check a push endpoint; `origins` are the operator's own (lower case, no path).

    Raises:
        RefusedEndpointError (a ValueError): not https on port 443 of a known push service, nor on a listed origin.
    """
    if len(url) > LONGEST or not _PRINTABLE.fullmatch(url):
        raise RefusedEndpointError("too long or not a plain address")
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise RefusedEndpointError("not an address") from error
    host = (parts.hostname or "").lower().removesuffix(".")
    if "@" in parts.netloc or "#" in url or not host:
        raise RefusedEndpointError("user name, fragment or no host", host)
    origin = _origin(parts.scheme, host, port)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    endpoint = Endpoint(f"{origin}{path or '/'}", origin, host, port, origin in origins)
    if not endpoint.is_listed:
        _check_public(parts.scheme, host, port)
    return endpoint


class Endpoints:
    """Checks endpoints of the same few origins again and again: what comes before the path is looked at once."""

    def __init__(self, origins: Sequence[str]) -> None:
        self._origins = origins
        self._known = dict[str, Endpoint]()

    def check(self, url: str) -> Endpoint:
        """As `check_endpoint`.

        Raises:
            RefusedEndpointError: as there.
        """
        begin = url.find("/", len("https://"))
        known = self._known.get(url[:begin])
        if known is None:
            checked = check_endpoint(url, self._origins)
            if begin > 0 and len(self._known) < MOST_ORIGINS:
                self._known[url[:begin]] = checked
            return checked
        if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "#" in url:
            raise RefusedEndpointError("too long or not a plain address", known.host)
        return Endpoint(known.origin + url[begin:], known.origin, known.host, known.port, known.is_listed)


def _origin(scheme: str, host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}" if port == DEFAULT_PORTS.get(scheme) else f"{scheme}://{name}:{port}"


def _check_public(scheme: str, host: str, port: int) -> None:
    if scheme != "https" or port != 443:
        raise RefusedEndpointError("not https on port 443", host)
    if host not in HOSTS and not host.endswith(SUFFIXES):
        raise RefusedEndpointError("the host is not a known push service", host)


async def resolve(endpoint: Endpoint) -> str:
    """The one address to connect to, looked up once; every address of the name must be public (WP-22).

    Raises:
        RefusedEndpointError: one of them is not, and the operator has not listed the origin.
        OSError: the name cannot be looked up now.
    """
    loop = get_running_loop()
    found = await loop.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not endpoint.is_listed and not all(is_public(address) for address in addresses):
        raise RefusedEndpointError("the name leads to an address that is not public", endpoint.host)
    return addresses[0]


def is_public(address: str) -> bool:
    """Neither loopback, private, link-local, CGNAT, ULA, metadata, multicast nor a v4 address dressed as v6."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped or ip.sixtofour or ip.teredo):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
