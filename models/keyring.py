"""The portal's own secrets: made at first start, kept as files only the portal can read, never in the database.

`server.key` (32 bytes) keys every HMAC: activation codes, API tokens, rate-limit subjects. `vapid.pem` (P-256) signs web pushes; after a
rotation `vapid-2.pem` and so on: the highest number is the active one, the others sign for the subscriptions made with them (WP-30).
Losing the first voids all letters and API tokens; losing the others ends every push subscription: all belong into the backup.
"""

import base64
import contextlib
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SERVER_KEY_BYTES = 32
_NONCE_BYTES = 12
FIRST_VAPID = "vapid.pem"
_VAPID_FILE = re.compile(r"vapid(?:-([1-9][0-9]*))?\.pem")


class KeyringError(ValueError):
    """A key file is damaged; restore it from the backup."""


@dataclass(frozen=True, slots=True)
class VapidKey:
    """The application server's key pair (RFC 8292): public as base64url of the uncompressed point, private as PKCS 8 PEM."""

    public: str
    private_pem: str = field(repr=False)

    @property
    def id(self) -> str:
        """Eight characters for people; a device's row holds the whole public key."""
        return hashlib.sha256(self.public.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys in memory; none shows in a repr. `vapid` is the active one, `older_vapid` those before it, the newest first."""

    server_key: bytes = field(repr=False)
    vapid: VapidKey
    older_vapid: tuple[VapidKey, ...] = ()
    folder: Path | None = field(default=None, repr=False)

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
        if not _vapid_files(folder):
            _read_or_make(folder / FIRST_VAPID, _new_private_pem)
        active, *older = vapid_keys(folder)
        return cls(server_key, active, tuple(older), folder)

    def vapid_keys(self) -> Sequence[VapidKey]:
        """The VAPID keys as they lie in the folder now, the active one first: another process may have rotated them.

        Raises:
            KeyringError: a file holds no such key.
        """
        return (self.vapid, *self.older_vapid) if self.folder is None else vapid_keys(self.folder)

    def has_vapid(self, public: str) -> bool:
        """Whether this is one of the portal's keys."""
        return any(key.public == public for key in (self.vapid, *self.older_vapid))

    def sign(self, purpose: str, data: bytes) -> bytes:
        """HMAC-SHA256 of `data` with a key derived for `purpose`, so that a value made for one purpose never fits another."""
        signer = _signer(self.server_key, purpose).copy()
        signer.update(data)
        return signer.digest()

    def seal(self, purpose: str, owner: str, data: bytes) -> str:
        """`data` encrypted (AES-256-GCM) with a key derived for `purpose`, as base64url; it opens for the same `owner` only."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self.sign(purpose, b"seal")).encrypt(nonce, data, owner.encode())
        return base64.urlsafe_b64encode(nonce + sealed).decode()

    def unseal(self, purpose: str, owner: str, sealed: str) -> bytes:
        """What `seal` was given.

        Raises:
            KeyringError: it was sealed with another server key, for another purpose or owner, or it was changed.
        """
        content = base64.urlsafe_b64decode(sealed)
        try:
            return AESGCM(self.sign(purpose, b"seal")).decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], owner.encode())
        except InvalidTag as error:
            raise KeyringError(f"a {purpose} does not fit server.key; restore it from the backup") from error


@lru_cache(maxsize=64)
def _signer(server_key: bytes, purpose: str) -> hmac.HMAC:
    """Begun with the key of the purpose; to be copied."""
    return hmac.new(hmac.digest(server_key, purpose.encode(), hashlib.sha256), digestmod=hashlib.sha256)


def vapid_keys(folder: Path) -> list[VapidKey]:
    """The VAPID keys in `folder`, the active one first; only reads. Empty before the first start.

    Raises:
        KeyringError: a file holds no such key.
    """
    return [_vapid(path) for _, path in sorted(_vapid_files(folder), reverse=True)]


def rotate_vapid(folder: Path) -> VapidKey:
    """Make a new active VAPID key beside the others, which go on signing for the subscriptions made with them (WP-30).

    Raises:
        KeyringError: there is no key yet, or another rotation came in between.
    """
    numbers = [number for number, _ in _vapid_files(folder)]
    if not numbers:
        raise KeyringError("There is no VAPID key yet; start the portal first.")
    path = folder / f"vapid-{max(numbers) + 1}.pem"
    made = _new_private_pem()
    if _read_or_make(path, lambda: made) != made:
        raise KeyringError("Another rotation came in between; nothing was changed by this one.")
    return _vapid(path)


def retire_vapid(folder: Path, public: str) -> None:
    """Delete an older key for which no subscription is left.

    Raises:
        KeyringError: it is the active one, or there is no such key.
    """
    found = [(path, _vapid(path)) for _, path in sorted(_vapid_files(folder), reverse=True)]
    if found and found[0][1].public == public:
        raise KeyringError("The active VAPID key is not retired; rotate first.")
    for path, key in found:
        if key.public == public:
            path.unlink()
            return
    raise KeyringError("There is no such VAPID key.")


def _vapid_files(folder: Path) -> list[tuple[int, Path]]:
    """Every key file with its number; the first one has none in its name."""
    matches = [(_VAPID_FILE.fullmatch(path.name), path) for path in folder.glob("vapid*.pem")]
    return [(int(match[1] or 1), path) for match, path in matches if match is not None]


def _vapid(path: Path) -> VapidKey:
    try:
        pem = path.read_bytes()
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
