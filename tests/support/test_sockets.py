"""The guard lets loopback pass and nothing else."""

import asyncio
import socket

import pytest

from tests.support.sockets import ForeignConnectionError, is_local

FOREIGN = ["192.0.2.1", "10.0.0.1", "169.254.169.254", "2001:db8::1", "::ffff:192.0.2.1"]


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_address_is_refused(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as wanderer:
        with pytest.raises(ForeignConnectionError):
            wanderer.connect((host, 443))
        with pytest.raises(ForeignConnectionError):
            wanderer.connect_ex((host, 443))


async def test_asyncio_does_not_slip_through() -> None:
    with pytest.raises(ForeignConnectionError):
        await asyncio.open_connection("192.0.2.1", 443)


def test_a_foreign_name_is_not_looked_up() -> None:
    with pytest.raises(ForeignConnectionError):
        socket.getaddrinfo("push.example.org", 443)


async def test_loopback_passes() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize("address", ["/var/run/some.sock", ("::1", 1, 0, 0), ("127.9.9.9", 1), ("localhost", 1)])
def test_what_counts_as_local(address: object) -> None:
    assert is_local(address)
