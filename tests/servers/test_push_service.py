"""The push service takes what a correct sender sends and refuses every violation by name: T18, the sender is tested against it."""

import asyncio
import secrets
import time
from collections.abc import Callable
from typing import Any, cast

import http_ece
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import AnyHttpUrl, TypeAdapter
from webpush import VAPID, WebPush, WebPushSubscription

from tests.servers import base64url
from tests.servers.answers import Manner
from tests.servers.authority import Authority
from tests.servers.push_service import Message, PushService, Subscription
from tests.servers.sender import Sender
from tests.support.waiting import eventually

TEXT = b'{"title":"Neuer Aushang","id":"a1"}'
encrypt = cast(
    "Callable[..., bytes]",
    http_ece.encrypt,  # pyright: ignore[reportUnknownMemberType] # http_ece has no types
)


def body_for(subscription: Subscription, text: bytes = TEXT, rs: int = 4096) -> bytes:
    """Encrypt as a correct sender does."""
    return encrypt(
        text,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=base64url.decode(subscription.p256dh),
        auth_secret=base64url.decode(subscription.auth),
        salt=secrets.token_bytes(16),
        rs=rs,
        version="aes128gcm",
    )


def headers_for(subscription: Subscription, sender: Sender, **claims: Any) -> dict[str, str]:
    """Everything a correct request carries."""
    return {
        "TTL": "3600",
        "Urgency": "high",
        "Topic": "n-4711_A",
        "Content-Encoding": "aes128gcm",
        "Authorization": sender.authorization(subscription.endpoint, **claims),
    }


async def post(subscription: Subscription, headers: Any, body: bytes) -> httpx.Response:
    """One request on a connection of its own."""
    async with httpx.AsyncClient() as client:
        return await client.post(subscription.endpoint, headers=headers, content=body)


async def test_a_correct_message_is_opened_and_stored(push_service: PushService) -> None:
    sender = Sender()
    subscription = push_service.subscribe(sender.public)
    response = await post(subscription, headers_for(subscription, sender), body_for(subscription))
    assert response.status_code == 201
    assert response.headers["TTL"] == "3600"
    assert response.headers["Location"].startswith(f"{push_service.origin}/m/")
    (message,) = push_service.messages
    assert message.subscription == subscription
    assert message.decoded == {"title": "Neuer Aushang", "id": "a1"}
    assert (message.ttl, message.urgency, message.topic) == (3600, "high", "n-4711_A")
    assert push_service.rejections == []


async def test_the_webpush_library_is_accepted_once_its_audience_has_a_port(push_service: PushService) -> None:
    private, public, key = VAPID.generate_keys()
    library = WebPush(private_key=private, public_key=public, subscriber="push@noris.example", ttl=60)
    subscription = push_service.subscribe(key)
    keys = {"auth": subscription.auth, "p256dh": subscription.p256dh}
    target = WebPushSubscription.model_validate({"endpoint": subscription.endpoint, "keys": keys})
    made = library.get("Wasser wird abgestellt", target)
    headers = TypeAdapter(dict[str, str]).validate_python(made.headers)
    assert (await post(subscription, headers, made.encrypted)).status_code == 401
    assert push_service.rejections[0].reason == f"aud is 'http://127.0.0.1', not '{push_service.origin}'"
    assert push_service.messages == []

    class Endpoint(AnyHttpUrl):
        """The library writes `scheme://host`; a host with its port makes that the origin."""

        @property
        def host(self) -> str:
            return f"127.0.0.1:{self.port}"

    headers["authorization"] = library.vapid.get_authorization_header(
        endpoint=Endpoint(subscription.endpoint), subscriber="push@noris.example", expiration=3600
    )
    assert (await post(subscription, headers, made.encrypted)).status_code == 201
    assert push_service.messages[0].plaintext == b"Wasser wird abgestellt"


async def test_the_vector_of_rfc_8291_appendix_a_is_opened(push_service: PushService) -> None:
    private_key = ec.derive_private_key(int.from_bytes(base64url.decode("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")), ec.SECP256R1())
    public = base64url.decode("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
    subscription = push_service.adopt(private_key, public, base64url.decode("BTBZMqHH6r4Tts7J_aSIgg"))
    body = base64url.decode(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
        "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    sender = Sender()
    assert (await post(subscription, headers_for(subscription, sender), body)).status_code == 201
    assert push_service.messages[0].plaintext == b"When I grow up, I want to be a watermelon"


HEADER_VIOLATIONS = [
    ("TTL", None, 400, "TTL is missing"),
    ("TTL", "60s", 400, "TTL is not a number of seconds: '60s'"),
    ("TTL", "-1", 400, "TTL is not a number of seconds: '-1'"),
    ("TTL", "1.5", 400, "TTL is not a number of seconds: '1.5'"),
    ("Urgency", "urgent", 400, "Urgency is 'urgent'"),
    ("Urgency", "high,low", 400, "Urgency is 'high,low'"),
    ("Topic", "x" * 33, 400, f"Topic is '{'x' * 33}'"),
    ("Topic", "Straße", 400, "Topic is 'StraÃ\\x9fe'"),
    ("Topic", "a b", 400, "Topic is 'a b'"),
    ("Topic", "YQ==", 400, "Topic is 'YQ=='"),
    ("Content-Encoding", None, 400, "Content-Encoding is not aes128gcm"),
    ("Content-Encoding", "aesgcm", 400, "Content-Encoding is not aes128gcm"),
    ("Authorization", None, 401, "Authorization is missing"),
    ("Authorization", "WebPush abc", 401, "authorization scheme is 'WebPush', not vapid"),
    ("Authorization", "vapid t=abc", 401, "parameters are ['t'], not t and k"),
    ("Authorization", "vapid t=a, k=b, t=c", 401, "malformed parameter ' t=c'"),
    ("Authorization", "vapid t=a.b, k=BAAA", 401, "t is not a JWT of three parts"),
]


@pytest.mark.parametrize(("name", "value", "status", "reason"), HEADER_VIOLATIONS)
async def test_a_wrong_header_is_refused(push_service: PushService, name: str, value: str | None, status: int, reason: str) -> None:
    sender = Sender()
    subscription = push_service.subscribe(sender.public)
    headers = {key: text.encode() for key, text in headers_for(subscription, sender).items() if key != name}
    if value is not None:
        headers[name] = value.encode()
    assert (await post(subscription, headers, body_for(subscription))).status_code == status
    assert [rejection.reason for rejection in push_service.rejections] == [reason]
    assert push_service.messages == []


@pytest.mark.parametrize("name", ["TTL", "Urgency", "Topic", "Authorization"])
async def test_a_header_sent_twice_is_refused(push_service: PushService, name: str) -> None:
    sender = Sender()
    subscription = push_service.subscribe(sender.public)
    headers = headers_for(subscription, sender)
    response = await post(subscription, [*headers.items(), (name, headers[name])], body_for(subscription))
    assert response.status_code == 400
    assert push_service.rejections[0].reason == f"{name.lower()} is sent 2 times"
    assert push_service.messages == []


CLAIM_VIOLATIONS: list[tuple[dict[str, Any], str]] = [
    ({"aud": None}, "aud is None"),
    ({"aud": "https://push.example.org"}, "aud is 'https://push.example.org'"),
    ({"exp": None}, "exp is None, not a number"),
    ({"exp": str(int(time.time()) + 3600)}, "not a number"),
    ({"exp": True}, "exp is True, not a number"),
    ({"exp": 1_000_000_000}, "exp has passed"),
    ({"exp": time.time() + 25 * 60 * 60}, "exp is more than 24 hours away"),
    ({"sub": None}, "sub is missing"),
    ({"sub": "push@noris.example"}, "neither mailto: nor https:"),
    ({"sub": "mailto:push@localhost"}, "sub names no real domain: 'localhost'"),
    ({"sub": "https://localhost/contact"}, "sub names no real domain: 'localhost'"),
    ({"sub": "https://127.0.0.1/contact"}, "sub names no real domain: '127.0.0.1'"),
]


@pytest.mark.parametrize(("claims", "reason"), CLAIM_VIOLATIONS)
async def test_a_wrong_claim_is_refused(push_service: PushService, claims: dict[str, Any], reason: str) -> None:
    sender = Sender()
    subscription = push_service.subscribe(sender.public)
    response = await post(subscription, headers_for(subscription, sender, **claims), body_for(subscription))
    assert response.status_code == 401
    assert reason in push_service.rejections[0].reason
    assert push_service.messages == []


async def test_a_signature_by_another_key_is_refused(push_service: PushService) -> None:
    sender, stranger = Sender(), Sender()
    subscription = push_service.subscribe(sender.public)
    headers = headers_for(subscription, sender)
    token = stranger.token(stranger.claims(subscription.endpoint))
    headers["Authorization"] = f"vapid t={token}, k={sender.public}"
    assert (await post(subscription, headers, body_for(subscription))).status_code == 401
    assert push_service.rejections[0].reason == "the signature is not by k"


async def test_another_algorithm_is_refused(push_service: PushService) -> None:
    sender = Sender()
    subscription = push_service.subscribe(sender.public)
    headers = headers_for(subscription, sender)
    token = sender.token(sender.claims(subscription.endpoint), {"typ": "JWT", "alg": "none"})
    headers["Authorization"] = f"vapid t={token}, k={sender.public}"
    assert (await post(subscription, headers, body_for(subscription))).status_code == 401
    assert push_service.rejections[0].reason == "JWT header is {'typ': 'JWT', 'alg': 'none'}, not ES256"


async def test_a_key_the_subscription_is_not_bound_to_is_refused(push_service: PushService) -> None:
    sender, other = Sender(), Sender()
    subscription = push_service.subscribe(other.public)
    assert (await post(subscription, headers_for(subscription, sender), body_for(subscription))).status_code == 401
    assert push_service.rejections[0].reason == "k is not the key the subscription is bound to"


async def test_a_body_of_4096_bytes_passes_and_one_more_does_not(push_service: PushService) -> None:
    sender = Sender()
    subscription = push_service.subscribe(sender.public)
    fitting = body_for(subscription, b"x" * 3993)
    assert len(fitting) == 4096
    assert (await post(subscription, headers_for(subscription, sender), fitting)).status_code == 201
    too_long = body_for(subscription, b"x" * 3994)
    assert (await post(subscription, headers_for(subscription, sender), too_long)).status_code == 413
    assert len(push_service.messages) == 1


def with_flipped_bit(subscription: Subscription) -> bytes:
    body = bytearray(body_for(subscription))
    body[-1] ^= 1
    return bytes(body)


BODY_VIOLATIONS: dict[str, Callable[[Subscription], bytes]] = {
    "does not decrypt": with_flipped_bit,
    "more than one record": lambda subscription: body_for(subscription, b"x" * 100, rs=60),
    "too few": lambda subscription: b"",
    "keyid is not": lambda subscription: bytes(200),
}


@pytest.mark.parametrize("reason", BODY_VIOLATIONS)
async def test_a_body_the_browser_could_not_open_is_refused(push_service: PushService, reason: str) -> None:
    sender = Sender()
    subscription = push_service.subscribe(sender.public)
    body = BODY_VIOLATIONS[reason](subscription)
    assert (await post(subscription, headers_for(subscription, sender), body)).status_code == 400
    assert reason in push_service.rejections[0].reason
    assert push_service.messages == []


async def test_a_body_for_another_browser_is_refused(push_service: PushService) -> None:
    sender = Sender()
    mine, yours = push_service.subscribe(sender.public), push_service.subscribe(sender.public)
    assert (await post(mine, headers_for(mine, sender), body_for(yours))).status_code == 400
    assert push_service.rejections[0].reason.startswith("does not decrypt")


async def test_the_same_salt_and_key_twice_is_refused(push_service: PushService) -> None:
    sender = Sender()
    subscription = push_service.subscribe(sender.public)
    body, headers = body_for(subscription), headers_for(subscription, sender)
    assert (await post(subscription, headers, body)).status_code == 201
    assert (await post(subscription, headers, body)).status_code == 400
    assert push_service.rejections[0].reason == "salt or ephemeral key used before"


async def test_an_unknown_endpoint_is_404_and_an_ended_one_410(push_service: PushService) -> None:
    sender = Sender()
    subscription = push_service.subscribe(sender.public)
    push_service.unsubscribe(subscription)
    assert (await post(subscription, headers_for(subscription, sender), body_for(subscription))).status_code == 410
    async with httpx.AsyncClient() as client:
        assert (await client.post(f"{push_service.origin}/wpush/v2/unknown")).status_code == 404


async def send(push_service: PushService, subscription: Subscription, sender: Sender, **changed: str) -> httpx.Response:
    headers = headers_for(subscription, sender) | changed
    return await post(subscription, headers, body_for(subscription, f"message {len(push_service.messages)}".encode()))


async def test_a_topic_replaces_what_is_stored_and_a_ttl_ends_it(push_service: PushService) -> None:
    sender = Sender()
    subscription = push_service.subscribe(sender.public)
    for topic, ttl in [("water", "3600"), ("heating", "10"), ("water", "3600")]:
        await send(push_service, subscription, sender, Topic=topic, TTL=ttl)
    later = time.time() + 60
    push_service.now = lambda: later

    def texts(messages: list[Message]) -> list[bytes]:
        return [message.plaintext for message in messages]

    assert texts(push_service.deliver(subscription)) == [b"message 2"]
    assert push_service.deliver(subscription) == []
    assert texts(push_service.received(subscription)) == [b"message 0", b"message 1", b"message 2"]


async def test_a_ttl_beyond_30_days_is_shortened_and_said_so(push_service: PushService) -> None:
    sender = Sender()
    subscription = push_service.subscribe(sender.public)
    assert (await send(push_service, subscription, sender, TTL="9999999")).headers["TTL"] == "2592000"


async def test_scripted_answers_come_in_order_and_store_nothing(push_service: PushService) -> None:
    sender = Sender()
    subscription = push_service.subscribe(sender.public)
    push_service.answer(subscription, status=429, headers={"Retry-After": "7"}, body="slow down", times=2)
    push_service.answer(subscription, status=503, times=1)
    answers = [await send(push_service, subscription, sender) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [429, 429, 503, 201]
    assert (answers[0].headers["Retry-After"], answers[0].text) == ("7", "slow down")
    assert len(push_service.messages) == 1
    assert push_service.attempts == [subscription] * 4


async def test_a_wrong_request_is_refused_before_the_script_is_asked(push_service: PushService) -> None:
    sender = Sender()
    subscription = push_service.subscribe(sender.public)
    push_service.answer(subscription, status=500, times=1)
    assert (await send(push_service, subscription, sender, TTL="soon")).status_code == 400
    assert (await send(push_service, subscription, sender)).status_code == 500


@pytest.mark.parametrize(("manner", "taken"), [(Manner.DROP, 0), (Manner.DROP_AFTER_ACCEPTING, 1)])
async def test_a_dropped_connection(push_service: PushService, manner: Manner, taken: int) -> None:
    sender = Sender()
    subscription = push_service.subscribe(sender.public)
    push_service.misbehave(subscription, manner, times=1)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await send(push_service, subscription, sender)
    assert len(push_service.messages) == taken
    assert (await send(push_service, subscription, sender)).status_code == 201


async def test_a_hanging_subscription_leaves_the_others_alone(push_service: PushService) -> None:
    sender = Sender()
    hanging, other = push_service.subscribe(sender.public), push_service.subscribe(sender.public)
    push_service.misbehave(hanging, Manner.HANG)
    waiting = asyncio.create_task(send(push_service, hanging, sender))
    assert (await send(push_service, other, sender)).status_code == 201
    await eventually(lambda: hanging in push_service.attempts)
    assert not waiting.done()
    await push_service.stop()
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await waiting
    await push_service.start()
    assert (await send(push_service, other, sender)).status_code == 201


async def test_over_tls_only_who_trusts_the_authority_gets_through(authority: Authority) -> None:
    service = PushService(authority.server_context())
    await service.start()
    sender = Sender()
    subscription = service.subscribe(sender.public)
    assert subscription.endpoint.startswith("https://127.0.0.1:")
    async with httpx.AsyncClient() as stranger:
        with pytest.raises(httpx.ConnectError):
            await stranger.post(subscription.endpoint)
    async with httpx.AsyncClient(verify=authority.client_context()) as client:
        answer = await client.post(subscription.endpoint, headers=headers_for(subscription, sender), content=body_for(subscription))
    await service.stop()
    assert answer.status_code == 201
    assert service.messages[0].plaintext == TEXT
