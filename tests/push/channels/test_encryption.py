"""RFC 8291: the appendix vector, the webpush library as an oracle, random messages, and keys that are refused."""

import base64
import hmac
import secrets
from typing import Any, cast

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from webpush import WebPush
from webpush.types import WebPushSubscription
from webpush.vapid import VAPID

from push.channels import encryption
from push.channels.encryption import SubscriptionKeyError, encrypt, read_keys
from tests.servers.aes128gcm import open_body


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decode(text)), ec.SECP256R1())


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def test_the_vector_of_rfc_8291_appendix_a() -> None:
    """WP-19: byte for byte."""
    keys = read_keys("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "BTBZMqHH6r4Tts7J_aSIgg")
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        keys,
        salt=decode("DGv6ra1nlYgDCS1FRnbzlw"),
        private=private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
    )
    assert encode(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@given(st.binary(max_size=encryption.LARGEST_PLAINTEXT))
def test_a_browser_opens_every_message(plaintext: bytes) -> None:
    """Two independent readers: our strict server's and http_ece."""
    browser, auth = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
    body = encrypt(plaintext, read_keys(encode(point(browser)), encode(auth)))
    assert open_body(body, browser, auth).plaintext == plaintext
    opened: Any = cast("Any", http_ece).decrypt(body, private_key=browser, auth_secret=auth, version="aes128gcm")
    assert opened == plaintext
    assert len(body) == len(plaintext) + 103 <= encryption.LARGEST_BODY


LIBRARY_KEYS = VAPID.generate_keys()


@given(st.binary(min_size=1, max_size=encryption.LARGEST_PLAINTEXT), st.binary(min_size=16, max_size=16))
def test_the_webpush_library_says_the_same(message: bytes, auth: bytes) -> None:
    """WP-19, the oracle: the same header layout and a body of the same length, opened by the same reader, for random messages."""
    browser = ec.generate_private_key(ec.SECP256R1())
    library = WebPush(private_key=LIBRARY_KEYS[0], public_key=LIBRARY_KEYS[1], subscriber="service@noris.example")
    subscription = WebPushSubscription.model_validate(
        {"endpoint": "https://updates.push.services.mozilla.com/x", "keys": {"p256dh": encode(point(browser)), "auth": encode(auth)}}
    )
    theirs = library.get(message=message, subscription=subscription).encrypted
    ours = encrypt(message, read_keys(encode(point(browser)), encode(auth)))
    assert len(ours) == len(theirs)
    assert ours[16:21] == theirs[16:21]
    assert open_body(ours, browser, auth).plaintext == open_body(theirs, browser, auth).plaintext == message


def test_salt_and_key_are_fresh_for_each_message() -> None:
    """WP-19: a repeated salt or ephemeral key would break the encryption."""
    browser = ec.generate_private_key(ec.SECP256R1())
    keys = read_keys(encode(point(browser)), encode(secrets.token_bytes(16)))
    bodies = [encrypt(b"same", keys) for _ in range(20)]
    assert len({body[:16] for body in bodies}) == len({body[21:86] for body in bodies}) == 20


def test_a_message_longer_than_the_policy_raises() -> None:
    """WP-19: 2,048 bytes at most."""
    keys = read_keys(encode(point(ec.generate_private_key(ec.SECP256R1()))), encode(bytes(16)))
    encrypt(bytes(2048), keys)
    with pytest.raises(ValueError, match="2049"):
        encrypt(bytes(2049), keys)


GOOD = encode(point(private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")))


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", encode(bytes(16))),
        (encode(decode(GOOD)[:64]), encode(bytes(16))),
        (encode(b"\x04" + bytes(64)), encode(bytes(16))),
        (encode(b"\x02" + decode(GOOD)[1:33]), encode(bytes(16))),
        (GOOD, encode(bytes(15))),
        (GOOD, encode(bytes(17))),
        (GOOD, "ä" * 22),
        (GOOD[:-1] + "!", encode(bytes(16))),
    ],
)
def test_keys_that_no_browser_makes_are_refused(p256dh: str, auth: str) -> None:
    """WP-25: 65 bytes uncompressed on P-256, and 16 bytes."""
    with pytest.raises(SubscriptionKeyError):
        read_keys(p256dh, auth)


def test_padding_of_base64_is_accepted() -> None:
    """Some browsers send `=`."""
    assert read_keys(GOOD + "=", encode(bytes(16)) + "==") == read_keys(GOOD, encode(bytes(16)))


@given(key=st.binary(max_size=64), message=st.binary(max_size=300))
def test_our_hmac_is_that_of_the_standard_library(key: bytes, message: bytes) -> None:
    """RFC 2104, for every key that RFC 8291 has."""
    assert encryption._hmac(key, message) == hmac.digest(key, message, "sha256")  # pyright: ignore[reportPrivateUsage] - what the rest is made of
