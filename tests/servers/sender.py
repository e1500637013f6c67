"""A correct application server in the hands of the tests: every part can be bent to see it refused."""

import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.servers import base64url


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@dataclass
class Sender:
    """One VAPID key pair."""

    private_key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def public(self) -> str:
        """The applicationServerKey."""
        point = self.private_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64url.encode(point)

    def claims(self, endpoint: str) -> dict[str, Any]:
        """What a correct token says."""
        return {"aud": origin_of(endpoint), "exp": int(time.time()) + 12 * 60 * 60, "sub": "mailto:push@noris.example"}

    def token(self, claims: dict[str, Any], head: dict[str, Any] | None = None) -> str:
        """A JWT signed with ES256 (RFC 7518 3.4), whatever `head` pretends."""
        parts = [base64url.encode(json.dumps(part).encode()) for part in (head or {"typ": "JWT", "alg": "ES256"}, claims)]
        signed = ".".join(parts)
        r, s = decode_dss_signature(self.private_key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{signed}.{base64url.encode(r.to_bytes(32) + s.to_bytes(32))}"

    def authorization(self, endpoint: str, **changed: Any) -> str:
        """The header, with claims changed by name; None removes a claim."""
        claims = self.claims(endpoint) | changed
        return f"vapid t={self.token({k: v for k, v in claims.items() if v is not None})}, k={self.public}"
