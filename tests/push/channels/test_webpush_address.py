"""Endpoints come from clients: only push services, and never an address inside (WP-20..23)."""

import socket
from typing import Any

import pytest

from push.channels.webpush_address import RefusedEndpointError, check_endpoint, is_public, resolve

ORIGINS = ["http://127.0.0.1:9000", "https://push.noris.example:8443"]


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:DEF_1", "https://fcm.googleapis.com/fcm/send/abc:DEF_1"),
        ("https://FCM.googleapis.com/x", "https://fcm.googleapis.com/x"),
        ("https://fcm.googleapis.com./x", "https://fcm.googleapis.com/x"),
        ("https://fcm.googleapis.com:443/x?y=1", "https://fcm.googleapis.com/x?y=1"),
        ("https://android.googleapis.com/x", "https://android.googleapis.com/x"),
        ("https://updates.push.services.mozilla.com/wpush/v2/x", "https://updates.push.services.mozilla.com/wpush/v2/x"),
        ("https://web.push.apple.com/x", "https://web.push.apple.com/x"),
        ("https://db5p.notify.windows.com/w/?token=x%3d", "https://db5p.notify.windows.com/w/?token=x%3d"),
        ("http://127.0.0.1:9000/wpush/1", "http://127.0.0.1:9000/wpush/1"),
        ("https://push.noris.example:8443/x", "https://push.noris.example:8443/x"),
    ],
)
def test_endpoints_of_push_services_are_normalised(url: str, normal: str) -> None:
    """Case and trailing dot do not matter; listed origins may be plain, private or on another port."""
    assert check_endpoint(url, ORIGINS).url == normal


@pytest.mark.parametrize(
    "url",
    [
        "https://evil-push.apple.com.example.org/x",
        "https://evilpush.apple.com/x",
        "https://push.apple.com.evil.example/x",
        "https://notify.windows.com/x",
        "https://xn--fcm-googleapis.com/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:444/x",
        "http://fcm.googleapis.com/x",
        "http://fcm.googleapis.com:443/x",
        "https://fcm.googleapis.com/x#fragment",
        "https://fcm.googleapis.com/x#",
        "https://fcm.googleapis.com\\@evil.example/x",
        "https://fcm.googleapis.com/x y",
        "https://fcm.googleapis.com/x\n",
        "https://fcm.googleapis.com/ü",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:9001/x",
        "https://127.0.0.1:9000/x",
        "http://127.0.0.1:99999/x",
        "ftp://fcm.googleapis.com/x",
        "https:///x",
        "",
        "https://fcm.googleapis.com/" + "x" * 2048,
    ],
)
def test_everything_else_is_refused(url: str) -> None:
    """As a ValueError, so that a resolver can blame the field."""
    with pytest.raises(ValueError, match="push endpoint refused"):
        check_endpoint(url, ORIGINS)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "2002:7f00:1::",
        "ff02::1",
    ],
)
def test_inner_addresses_are_not_public(address: str) -> None:
    """Loopback, private, link-local, CGNAT, ULA, v4 in v6, metadata."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["142.250.185.74", "34.107.243.93", "2a00:1450:4001:80e::200a"])
def test_the_internet_is_public(address: str) -> None:
    """Addresses of real push services."""
    assert is_public(address)


def answers(*addresses: str) -> Any:
    """A name server that answers with these addresses."""

    async def getaddrinfo(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]

    return getaddrinfo


async def test_one_inner_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """WP-22: every address of the name must be public; a listed origin may be anything."""
    import asyncio

    loop = asyncio.get_running_loop()
    endpoint = check_endpoint("https://fcm.googleapis.com/x", ORIGINS)
    monkeypatch.setattr(loop, "getaddrinfo", answers("142.250.185.74", "142.250.185.75"))
    assert await resolve(endpoint) == "142.250.185.74"
    monkeypatch.setattr(loop, "getaddrinfo", answers("142.250.185.74", "127.0.0.1"))
    with pytest.raises(RefusedEndpointError):
        await resolve(endpoint)
    assert await resolve(check_endpoint("http://127.0.0.1:9000/x", ORIGINS)) == "142.250.185.74"
