"""The portal's own secrets: made at first start, kept as files only the portal can read, never in the database.

`server.key` (32 bytes) keys every HMAC: activation codes, API tokens, rate-limit subjects. `vapid.pem` (P-256) signs web pushes.
Losing the first voids all letters and API tokens; losing the second ends every push subscription: both belong into the backup.
"""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

SERVER_KEY_BYTES = 32


class KeyringError(ValueError):
    """A key file is damaged; restore it from the backup."""


@dataclass(frozen=True, slots=True)
class VapidKey:
    """The application server's key pair (RFC 8292): public as base64url of the uncompressed point, private as PKCS 8 PEM."""

    public: str
    private_pem: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keyring:
    """Both keys in memory; neither shows in a repr."""

    server_key: bytes = field(repr=False)
    vapid: VapidKey

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the keys in `folder`, making what is missing. Two processes starting at once end up with the same keys.

        Raises:
            KeyringError: a file is there but holds no such key.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        server_key = _read_or_make(folder / "server.key", lambda: secrets.token_bytes(SERVER_KEY_BYTES))
        if len(server_key) != SERVER_KEY_BYTES:
            raise KeyringError(f"{folder / 'server.key'} must hold {SERVER_KEY_BYTES} bytes; restore it from the backup")
        return cls(server_key, _vapid(folder / "vapid.pem"))

    def sign(self, purpose: str, data: bytes) -> bytes:
        """HMAC-SHA256 of `data` with a key derived for `purpose`, so that a value made for one purpose never fits another."""
        purpose_key = hmac.digest(self.server_key, purpose.encode(), hashlib.sha256)
        return hmac.digest(purpose_key, data, hashlib.sha256)


def _vapid(path: Path) -> VapidKey:
    pem = _read_or_make(path, _new_private_pem)
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except ValueError as error:
        raise KeyringError(f"{path} holds no private key; restore it from the backup") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyringError(f"{path} must hold a P-256 key (RFC 8292 2)")
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return VapidKey(base64.urlsafe_b64encode(point).rstrip(b"=").decode(), pem.decode())


def _new_private_pem() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _read_or_make(path: Path, make: Callable[[], bytes]) -> bytes:
    """The file's content; when it is missing, a new one is written aside and linked into place, and the first link wins."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(make())
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):  # Another process was first; its key counts.
                os.link(draft, path)
        finally:
            draft.unlink()
    return path.read_bytes()


_current: Keyring | None = None


def use(keyring: Keyring | None) -> None:
    """Make `keyring` the one of this process; called once at start."""
    global _current  # noqa: PLW0603 - one keyring per process, like one database
    _current = keyring


def current() -> Keyring:
    """The keyring of this process.

    Raises:
        RuntimeError: `use` was not called.
    """
    if _current is None:
        raise RuntimeError("keyring.use() has not been called")
    return _current
