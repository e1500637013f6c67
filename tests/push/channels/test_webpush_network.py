"""Where a message is sent to: never inside, always to the address that was looked at (WP-20..23)."""

import asyncio
import time

import pytest

from models.delivery import Reason
from models.keyring import Keyring
from push.channels import webpush_address
from push.channels.vapid import Vapid
from push.channels.webpush import WebPushSender
from push.channels.webpush_address import Endpoint
from push.message import Accepted, Failed, Gone, Later, Refused
from tests.push.channels.contents import push
from tests.servers.push_service import PushService

ORIGIN = "https://push.example"


async def test_a_name_that_leads_outside_first_and_inside_then_is_not_followed(keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    """WP-23: rebinding. The first address is the one connected to; after a minute the name is looked up and judged anew."""
    loop = asyncio.get_running_loop()
    reached = list[bytes]()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.append(await reader.read(1))
        writer.close()

    inside = await asyncio.start_server(take, "127.0.0.1", 0)
    port = inside.sockets[0].getsockname()[1]
    answers = ["127.0.0.2", "127.0.0.1"]

    def is_public(address: str) -> bool:
        return address == "127.0.0.2"

    monkeypatch.setattr("push.channels.webpush_address.is_public", is_public)

    async def getaddrinfo(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (answers.pop(0), port))]

    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
    sender = WebPushSender(Vapid(keyring.vapid, "mailto:a@noris.example"), origins=[], timeout=0.3)
    monkeypatch.setattr(sender._endpoints, "check", lambda url: Endpoint(url, ORIGIN, "push.example", port, is_listed=False))  # pyright: ignore[reportPrivateUsage, reportUnknownArgumentType, reportUnknownLambdaType] - a public name on our port
    content = push(PushService().subscribe(), endpoint=f"{ORIGIN}:{port}/x")
    assert await sender.send(content) == Later("no_answer")
    assert answers == ["127.0.0.1"]
    moment = time.monotonic() + 61
    monkeypatch.setattr("push.channels.webpush_origin.time.monotonic", lambda: moment)
    assert await sender.send(content) == Refused("private_address")
    await sender.close()
    inside.close()
    await inside.wait_closed()
    assert (answers, reached) == ([], [])


async def test_many_at_once_look_the_name_up_once(
    sender: WebPushSender, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WP-22: one look-up a minute and origin, however many wait for it."""
    asked = list[str]()
    resolve = webpush_address.resolve

    async def counted(endpoint: Endpoint) -> str:
        asked.append(endpoint.host)
        return await resolve(endpoint)

    monkeypatch.setattr("push.channels.webpush_address.resolve", counted)
    outcomes = await asyncio.gather(*(sender.send(push(push_service.subscribe())) for _ in range(20)))
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert asked == ["127.0.0.1"]


async def test_bad_keys_and_foreign_hosts_are_not_sent_to(sender: WebPushSender, push_service: PushService) -> None:
    """WP-22, WP-25: keys no browser could have made are dead; a host we do not send to is for the operator to mend."""
    browser = push_service.subscribe()
    assert await sender.send(push(browser, auth="AAAA")) == Gone("bad_keys")
    foreign = push(browser, endpoint="http://127.0.0.1:1/x")
    assert await sender.send(foreign) == Failed(Reason.CONFIGURATION, "refused_endpoint")
    assert push_service.attempts == []


async def test_a_name_that_leads_inside_is_never_connected_to(
    keyring: Keyring, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WP-23: zero bytes reach an inner address, whatever the name server says."""
    sender = WebPushSender(Vapid(keyring.vapid, "mailto:a@noris.example"), origins=[], timeout=1)

    async def inside(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("127.0.0.1", 443))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", inside)
    browser = push_service.subscribe()
    content = push(browser, endpoint="https://fcm.googleapis.com/fcm/send/x")
    assert await sender.send(content) == Refused("private_address")
    await sender.close()
    assert push_service.attempts == []


async def test_the_looked_up_address_is_the_one_connected_to(
    keyring: Keyring, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WP-22: one look-up, and the connection goes there under the endpoint's own name."""
    port = push_service.origin.rpartition(":")[2]
    origin = f"http://push.noris.example:{port}"
    sender = WebPushSender(Vapid(keyring.vapid, "mailto:a@noris.example"), origins=[origin], timeout=1)
    asked = list[object]()

    async def inside(host: object, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", int(port)))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", inside)
    browser = push_service.subscribe()
    for _ in range(3):
        await sender.send(push(browser, endpoint=browser.endpoint.replace(push_service.origin, origin)))
    await sender.close()
    assert asked == ["push.noris.example"]
    hosts = {rejection.headers["host"] for rejection in push_service.rejections}
    assert hosts == {f"push.noris.example:{port}"}
