"""A service account made for the test, and the OAuth check of what is signed with it (RFC 7523)."""

import functools
import json
import os
from pathlib import Path
from typing import Any, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.servers import base64url

SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
AUDIENCE = "https://oauth2.googleapis.com/token"
"""Google's documentation: the audience is always this address, whatever token_uri says."""
LONGEST_LIFE = 3600
CLOCK_SLACK = 60


class GrantError(Exception):
    """The assertion is refused; the message says why."""


@functools.cache
def signing_key() -> rsa.RSAPrivateKey:
    """One key for the process: making it takes longer than most tests."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class ServiceAccount:
    """What the console of Firebase would let the operator download."""

    def __init__(self, project: str, token_uri: str) -> None:
        self.project = project
        self.token_uri = token_uri
        self.email = f"mieterportal@{project}.iam.gserviceaccount.com"
        self.key_id = "0123456789abcdef0123456789abcdef01234567"

    def write(self, path: Path) -> Path:
        """Write the account's JSON, readable by the owner only."""
        private = signing_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        content = {
            "type": "service_account",
            "project_id": self.project,
            "private_key_id": self.key_id,
            "private_key": private.decode(),
            "client_email": self.email,
            "client_id": "100000000000000000001",
            "token_uri": self.token_uri,
        }
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(content, file)
        return path

    def verify(self, assertion: str, now: float) -> None:
        """Check the JWT bearer grant. Raises GrantError."""
        parts = assertion.split(".")
        if len(parts) != 3:
            raise GrantError("the assertion is not a JWT of three parts")
        try:
            head, claims, signature = _json(parts[0]), _json(parts[1]), base64url.decode(parts[2])
        except ValueError as error:
            raise GrantError(f"the assertion does not decode: {error}") from error
        if head.get("alg") != "RS256" or head.get("kid") != self.key_id:
            raise GrantError(f"JWT header is {head}")
        try:
            signed = f"{parts[0]}.{parts[1]}".encode()
            signing_key().public_key().verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature as error:
            raise GrantError("Invalid JWT Signature.") from error
        self._check_claims(claims, now)

    def _check_claims(self, claims: dict[str, Any], now: float) -> None:
        if claims.get("iss") != self.email:
            raise GrantError(f"iss is {claims.get('iss')!r}")
        if claims.get("aud") not in {AUDIENCE, self.token_uri}:
            raise GrantError(f"aud is {claims.get('aud')!r}")
        if str(claims.get("scope", "")).split() != [SCOPE]:
            raise GrantError(f"scope is {claims.get('scope')!r}")
        issued, expiry = claims.get("iat"), claims.get("exp")
        if not isinstance(issued, int) or not isinstance(expiry, int):
            raise GrantError("iat and exp must be whole seconds")
        if expiry - issued > LONGEST_LIFE or issued > now + CLOCK_SLACK or expiry <= now:
            raise GrantError("Token must be a short-lived token and in a reasonable timeframe")


def _json(part: str) -> dict[str, Any]:
    value = json.loads(base64url.decode(part))
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return cast("dict[str, Any]", value)
