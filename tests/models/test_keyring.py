"""The portal's own keys."""

import base64
import multiprocessing
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from models import keyring
from models.keyring import Keyring, KeyringError


def load(folder: Path) -> tuple[bytes, str]:
    """What one process finds or makes."""
    ring = Keyring.load(folder)
    return ring.server_key, ring.vapid.public


def test_keys_are_made_once_and_for_this_user_alone(tmp_path: Path) -> None:
    """Files 0600 in a folder 0700; the second start finds the same."""
    folder = tmp_path / "secrets"
    first = load(folder)
    assert load(folder) == first
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {"server.key": 0o600, "vapid.pem": 0o600}


def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    """The first link wins, everybody reads it."""
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert len(set(pool.map(load, [tmp_path / "secrets"] * 8))) == 1
    assert len(list((tmp_path / "secrets").iterdir())) == 2


def test_the_vapid_key_is_p256(tmp_path: Path) -> None:
    """RFC 8292 3.2: the public key as base64url of the uncompressed point."""
    vapid = Keyring.load(tmp_path).vapid
    point = base64.urlsafe_b64decode(vapid.public + "=")
    assert (len(point), point[0]) == (65, 4)
    private = serialization.load_pem_private_key(vapid.private_pem.encode(), None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    public = private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    assert public == point


def test_what_is_signed_for_one_purpose_fits_no_other(tmp_path: Path) -> None:
    """One derived key per purpose."""
    ring = Keyring.load(tmp_path)
    assert ring.sign("a", b"data") == ring.sign("a", b"data")
    assert len({ring.sign("a", b"data"), ring.sign("b", b"data"), ring.sign("a", b"date")}) == 3
    assert len(ring.sign("a", b"")) == 32


def test_keys_do_not_show(tmp_path: Path) -> None:
    """AL-03: neither in a repr nor in a log that prints one."""
    ring = Keyring.load(tmp_path)
    assert "PRIVATE" not in repr(ring)
    assert repr(ring.server_key) not in repr(ring)


@pytest.mark.parametrize(("name", "content"), [("server.key", b"short"), ("vapid.pem", b"nonsense")])
def test_a_damaged_file_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    """The operator restores it; it is never replaced silently."""
    Keyring.load(tmp_path)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(KeyringError, match=name):
        Keyring.load(tmp_path)
    assert (tmp_path / name).read_bytes() == content


def test_a_key_of_another_curve_is_refused(tmp_path: Path) -> None:
    """Push services take P-256 only."""
    other = ec.generate_private_key(ec.SECP384R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "vapid.pem").write_bytes(other)
    with pytest.raises(KeyringError, match="P-256"):
        Keyring.load(tmp_path)


def test_a_process_without_keys_says_so() -> None:
    """A forgotten start is a fault of ours, found at the first use."""
    keyring.use(None)
    with pytest.raises(RuntimeError):
        keyring.current()


def test_a_rotated_key_is_active_and_the_older_ones_stay(tmp_path: Path) -> None:
    """WP-30: the newest first; also after a restart."""
    first = Keyring.load(tmp_path).vapid
    second = keyring.rotate_vapid(tmp_path)
    third = keyring.rotate_vapid(tmp_path)
    ring = Keyring.load(tmp_path)
    assert (ring.vapid, ring.older_vapid) == (third, (second, first))
    assert ring.has_vapid(first.public)
    assert not ring.has_vapid("")
    assert len({key.id for key in ring.vapid_keys()}) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_a_retired_key_is_gone_for_good_and_the_active_one_stays(tmp_path: Path) -> None:
    """WP-30: a restart does not make the first key anew."""
    first = Keyring.load(tmp_path).vapid
    second = keyring.rotate_vapid(tmp_path)
    with pytest.raises(KeyringError, match="active"):
        keyring.retire_vapid(tmp_path, second.public)
    keyring.retire_vapid(tmp_path, first.public)
    with pytest.raises(KeyringError, match="no such"):
        keyring.retire_vapid(tmp_path, first.public)
    ring = Keyring.load(tmp_path)
    assert (ring.vapid, ring.older_vapid) == (second, ())
    assert keyring.vapid_keys(tmp_path) == [second]


def test_nothing_is_rotated_before_the_first_start(tmp_path: Path) -> None:
    """And looking makes no file."""
    with pytest.raises(KeyringError, match="start the portal first"):
        keyring.rotate_vapid(tmp_path)
    assert keyring.vapid_keys(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["vapid-1.txt", "vapid-0.pem", "vapid-x.pem", "vapid.pem.old"])
def test_other_files_are_no_keys(tmp_path: Path, name: str) -> None:
    """Copies an operator left lying there."""
    ring = Keyring.load(tmp_path)
    (tmp_path / name).write_text("nothing")
    assert Keyring.load(tmp_path).vapid_keys() == [ring.vapid]
