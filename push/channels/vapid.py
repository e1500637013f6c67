"""The Authorization header of RFC 8292: an ES256 JWT per push origin, signed at most once an hour (WP-27, WP-28)."""

import base64
import json
import re
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from models.keyring import VapidKey

LIFE_SECONDS = 12 * 60 * 60
RENEW_SECONDS = 60 * 60
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
    """Signs for one key pair; a token is never used for another origin than it was made for."""

    def __init__(self, key: VapidKey, subscriber: str) -> None:
        check_subscriber(subscriber)
        private = load_pem_private_key(key.private_pem.encode(), password=None)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise ValueError("the VAPID key must be an elliptic curve key")
        self.public = key.public
        self._private = private
        self._subscriber = subscriber
        self._headers = dict[str, tuple[datetime, str]]()

    def header(self, origin: str, now: datetime) -> str:
        """The header for an endpoint of `origin`, signed anew when the last one is an hour old."""
        made_at, header = self._headers.get(origin, (now, ""))
        if not header or not 0 <= (now - made_at).total_seconds() < RENEW_SECONDS:
            header = f"vapid t={self._token(origin, now)}, k={self.public}"
            self._headers[origin] = (now, header)
        return header

    def forget(self, origin: str) -> None:
        """Sign anew for this origin next time (WP-07)."""
        self._headers.pop(origin, None)

    def _token(self, origin: str, now: datetime) -> str:
        claims = {"aud": origin, "exp": int(now.timestamp()) + LIFE_SECONDS, "sub": self._subscriber}
        signed = f"{_encode(json.dumps({'typ': 'JWT', 'alg': 'ES256'}).encode())}.{_encode(json.dumps(claims).encode())}"
        r, s = decode_dss_signature(self._private.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{signed}.{_encode(r.to_bytes(32) + s.to_bytes(32))}"


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
