"""What a push service demands of the Authorization header (RFC 8292), checked without the portal's own libraries."""

import json
import re
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tests.servers import base64url

LONGEST_LIFE = 24 * 60 * 60
PARAMETER = re.compile(r"\s*([a-z]+)=([A-Za-z0-9_.-]+)\s*")
MAILTO = re.compile(r"mailto:[^@\s]+@([^@\s]+)")


class VapidError(Exception):
    """The header is refused; the message says why."""


@dataclass(frozen=True)
class Vapid:
    """A header that passed."""

    key: bytes
    claims: dict[str, Any]
    token: str


def verify(header: str, *, origin: str, now: float) -> Vapid:
    """Check `vapid t=.., k=..` for this origin at this time. Raises VapidError."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "vapid":
        raise VapidError(f"authorization scheme is {scheme!r}, not vapid")
    parameters = _parameters(rest)
    if set(parameters) != {"t", "k"}:
        raise VapidError(f"parameters are {sorted(parameters)}, not t and k")
    key = _decode(parameters["k"], "k")
    token = parameters["t"]
    claims = _signed_claims(token, key)
    _check_audience(claims, origin)
    _check_expiry(claims, now)
    _check_subject(claims)
    return Vapid(key, claims, token)


def _parameters(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.split(","):
        match = PARAMETER.fullmatch(part)
        if match is None or match[1] in found:
            raise VapidError(f"malformed parameter {part!r}")
        found[match[1]] = match[2]
    return found


def _decode(text: str, what: str) -> bytes:
    try:
        return base64url.decode(text)
    except ValueError as error:
        raise VapidError(f"{what}: {error}") from error


def _json(text: str, what: str) -> dict[str, Any]:
    try:
        value = json.loads(_decode(text, what))
    except ValueError as error:
        raise VapidError(f"{what} is not JSON") from error
    if not isinstance(value, dict):
        raise VapidError(f"{what} is not an object")
    return cast("dict[str, Any]", value)


def _signed_claims(token: str, key: bytes) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != 3:
        raise VapidError("t is not a JWT of three parts")
    head = _json(parts[0], "JWT header")
    if head.get("alg") != "ES256" or head.get("typ", "JWT") != "JWT":
        raise VapidError(f"JWT header is {head}, not ES256")
    signature = _decode(parts[2], "signature")
    if len(signature) != 64:
        raise VapidError("an ES256 signature has 64 bytes")
    if len(key) != 65 or key[0] != 4:
        raise VapidError("k is not an uncompressed P-256 point")
    encoded = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
        public.verify(encoded, f"{parts[0]}.{parts[1]}".encode(), ec.ECDSA(hashes.SHA256()))
    except ValueError as error:
        raise VapidError("k is not on the curve P-256") from error
    except InvalidSignature as error:
        raise VapidError("the signature is not by k") from error
    return _json(parts[1], "JWT claims")


def _check_audience(claims: dict[str, Any], origin: str) -> None:
    if claims.get("aud") != origin:
        raise VapidError(f"aud is {claims.get('aud')!r}, not {origin!r}")


def _check_expiry(claims: dict[str, Any], now: float) -> None:
    expiry = claims.get("exp")
    if isinstance(expiry, bool) or not isinstance(expiry, int | float):
        raise VapidError(f"exp is {expiry!r}, not a number")
    if expiry <= now:
        raise VapidError("exp has passed")
    if expiry > now + LONGEST_LIFE:
        raise VapidError("exp is more than 24 hours away")


def _check_subject(claims: dict[str, Any]) -> None:
    subject = claims.get("sub")
    if not isinstance(subject, str):
        raise VapidError("sub is missing")
    match = MAILTO.fullmatch(subject)
    domain = match[1] if match else urlsplit(subject).hostname if subject.startswith("https://") else None
    if domain is None:
        raise VapidError(f"sub is {subject!r}, neither mailto: nor https:")
    if not re.fullmatch(r"([a-z0-9-]+\.)+[a-z][a-z0-9-]+", domain.lower()) or domain.endswith((".localhost", ".local")):
        raise VapidError(f"sub names no real domain: {domain!r}")
