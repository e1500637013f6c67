"""Tokens of RFC 8292: valid though clocks differ, never shared between origins or keys, and keys that are replaced (WP-27..30)."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models import keyring
from models.keyring import Keyring
from push.channels.vapid import LIFE_SECONDS, RENEW_SECONDS, Vapid
from tests.servers import base64url, vapid

SUBSCRIBER = "mailto:service@noris.example"
ORIGIN = "https://push.example"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize("minutes", [-10, 0, 10])
def test_a_token_is_valid_though_our_clock_is_ten_minutes_off(keyring: Keyring, minutes: int) -> None:
    """WP-29: neither over nor more than a day ahead, when it is made and just before the next one is."""
    header = Vapid(keyring.vapid, SUBSCRIBER).header(ORIGIN, NOW + timedelta(minutes=minutes))
    for seconds in (0, RENEW_SECONDS):
        proof = vapid.verify(header, origin=ORIGIN, now=NOW.timestamp() + seconds)
        assert proof.claims["exp"] == NOW.timestamp() + minutes * 60 + LIFE_SECONDS


def test_ten_thousand_messages_to_an_origin_take_one_signature(keyring: Keyring) -> None:
    """WP-28: per origin and key; another origin, another port and another key have their own token."""
    signer = Vapid(keyring.vapid, SUBSCRIBER)
    headers = {signer.header(ORIGIN, NOW + timedelta(milliseconds=300 * number)) for number in range(10_000)}
    assert len(headers) == 1
    for origin in ("https://other.example", "https://push.example:8443"):
        header = signer.header(origin, NOW)
        assert header not in headers
        assert vapid.verify(header, origin=origin, now=NOW.timestamp()).claims["aud"] == origin


def test_a_forgotten_token_is_signed_anew_once(keyring: Keyring) -> None:
    """WP-07: many refused at once must not sign many times."""
    signer = Vapid(keyring.vapid, SUBSCRIBER)
    first = signer.header(ORIGIN, NOW)
    other = signer.header("https://other.example", NOW)
    signer.forget(ORIGIN, first)
    second = signer.header(ORIGIN, NOW)
    assert second != first
    signer.forget(ORIGIN, first)
    assert signer.header(ORIGIN, NOW) == second
    assert signer.header("https://other.example", NOW) == other


def test_an_older_key_signs_for_what_was_subscribed_with_it(tmp_path: Path) -> None:
    """WP-30: the key in the header is the one the subscription is bound to."""
    old = Keyring.load(tmp_path).vapid
    new = keyring.rotate_vapid(tmp_path)
    signer = Vapid.of(Keyring.load(tmp_path), SUBSCRIBER)
    assert signer.public == new.public != old.public
    for public, used in ((old.public, old), (new.public, new), ("", new), ("unknown", new)):
        proof = vapid.verify(signer.header(ORIGIN, NOW, public), origin=ORIGIN, now=NOW.timestamp())
        assert base64url.encode(proof.key) == used.public
    assert signer.header(ORIGIN, NOW, old.public) != signer.header(ORIGIN, NOW, new.public)


def test_a_running_worker_learns_a_key_that_another_process_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """WP-30: it looks at the files when it meets a key it does not know, at most once a minute."""
    signer = Vapid.of(Keyring.load(tmp_path), SUBSCRIBER)
    moment = time.monotonic()
    monkeypatch.setattr("push.channels.vapid.time.monotonic", lambda: moment)
    assert not signer.knows("unknown")
    new = keyring.rotate_vapid(tmp_path)
    assert not signer.knows(new.public)
    moment += 60
    assert signer.knows(new.public)
    proof = vapid.verify(signer.header(ORIGIN, NOW, new.public), origin=ORIGIN, now=NOW.timestamp())
    assert base64url.encode(proof.key) == new.public
