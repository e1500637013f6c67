"""The Authorization header of RFC 8292: an ES256 JWT per push origin and key, signed at most once an hour (WP-27, WP-28).

A portal may have several keys (WP-30): new subscriptions are made with the active one, old ones are signed for with their own.
"""

import base64
import json
import re
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from models.keyring import Keyring, VapidKey

LIFE_SECONDS = 12 * 60 * 60
RENEW_SECONDS = 60 * 60
REREAD_SECONDS = 60.0
_DOMAIN = re.compile(r"([a-z0-9-]+\.)+[a-z][a-z0-9-]+")


def check_subscriber(subscriber: str) -> None:
    """`sub` must be mailto: or https: with a real domain; Apple refuses @localhost.

    Raises:
        ValueError: it is not; say so at start-up (RFC 8292 2.1).
    """
    parts = urlsplit(subscriber)
    domain = (
        parts.path.rpartition("@")[2]
        if parts.scheme == "mailto" and "@" in parts.path
        else parts.hostname
        if parts.scheme == "https"
        else ""
    )
    if not domain or not _DOMAIN.fullmatch(domain.lower()) or domain.lower().endswith((".localhost", ".local")):
        raise ValueError(f"MIETERPORTAL_PUSH__SUBSCRIBER must be mailto: or https: with a real domain, not {subscriber!r}")


class Vapid:
    """Signs with the portal's keys; a token is never used for another origin or key than it was made for.

    `reread` gives the keys as they are now: another process may have begun to hand out a new one (WP-30).
    """

    def __init__(
        self, key: VapidKey, subscriber: str, *, older: Sequence[VapidKey] = (), reread: Callable[[], Sequence[VapidKey]] | None = None
    ) -> None:
        check_subscriber(subscriber)
        self.public = key.public
        self._keys = {one.public: _private(one) for one in (key, *older)}
        self._subscriber = subscriber
        self._headers = dict[tuple[str, str], tuple[float, str]]()
        self._reread = reread
        self._read_at = float("-inf")

    @classmethod
    def of(cls, keyring: Keyring, subscriber: str) -> Self:
        """With every key of the keyring."""
        return cls(keyring.vapid, subscriber, older=keyring.older_vapid, reread=keyring.vapid_keys)

    def knows(self, public: str) -> bool:
        """Whether we can sign for subscriptions made with this key; looks at the files again at most once a minute."""
        if public in self._keys:
            return True
        now = time.monotonic()
        if self._reread is not None and now >= self._read_at + REREAD_SECONDS:
            self._read_at = now
            self._keys |= {one.public: _private(one) for one in self._reread() if one.public not in self._keys}
        return public in self._keys

    def header(self, origin: str, now: datetime, public: str = "") -> str:
        """The header for an endpoint of `origin` whose subscription was made with `public`; an unknown key is signed for with ours."""
        public = public if public in self._keys else self.public
        moment = now.timestamp()
        known = self._headers.get((origin, public))
        if known is not None and 0 <= moment - known[0] < RENEW_SECONDS:
            return known[1]
        header = f"vapid t={self._token(origin, moment, self._keys[public])}, k={public}"
        self._headers[origin, public] = (moment, header)
        return header

    def forget(self, origin: str, header: str) -> None:
        """Sign anew for this origin next time, unless somebody has since `header` was made (WP-07)."""
        for key, (_, known) in list(self._headers.items()):
            if key[0] == origin and known == header:
                del self._headers[key]

    def _token(self, origin: str, moment: float, private: ec.EllipticCurvePrivateKey) -> str:
        claims = {"aud": origin, "exp": int(moment) + LIFE_SECONDS, "sub": self._subscriber}
        signed = f"{_encode(json.dumps({'typ': 'JWT', 'alg': 'ES256'}).encode())}.{_encode(json.dumps(claims).encode())}"
        r, s = decode_dss_signature(private.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{signed}.{_encode(r.to_bytes(32) + s.to_bytes(32))}"


def _private(key: VapidKey) -> ec.EllipticCurvePrivateKey:
    private = load_pem_private_key(key.private_pem.encode(), password=None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise ValueError("the VAPID key must be an elliptic curve key")
    return private


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
