"""No test talks to the world: a Python socket connects to loopback and Unix sockets only."""

import ipaddress
import socket
from typing import Any

import pytest


class ForeignConnectionError(AssertionError):
    """A test tried to reach something outside this machine."""


def is_local(address: Any) -> bool:
    """Whether a socket address is a Unix path, loopback, or localhost by name."""
    if isinstance(address, str | bytes):
        return True
    host = str(address[0]).partition("%")[0]
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def forbid_foreign_connections(patch: pytest.MonkeyPatch) -> None:
    """Make connect and name look-ups raise ForeignConnectionError for anything that is not this machine."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse_foreign(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_foreign(address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in {None, "", "0.0.0.0", "::"}:  # noqa: S104 # asking for the wildcard address is a local act
            _refuse_foreign((name,))
        return getaddrinfo(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)


def _refuse_foreign(address: Any) -> None:
    if not is_local(address):
        raise ForeignConnectionError(f"a test tried to reach {address[0]!r}")
