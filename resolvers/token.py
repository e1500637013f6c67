"""API tokens of integrators: `mp_` + 37 base62 symbols (220 bit) + CRC32 check, stored as HMAC-SHA256, shown once (AU-11)."""

import secrets
import string
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from models import audit, clock, keyring
from models.audit import AuditAction
from models.database import transaction
from models.token import ApiToken, TokenScope
from resolvers.access import Integrator, Operator, Staff, actor
from resolvers.errors import InvalidInput

PREFIX = "mp_"
LONGEST_VALID = timedelta(days=366)
_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM = 37
_CHECK = 6
_LENGTH = len(PREFIX) + _RANDOM + _CHECK


@dataclass(frozen=True, slots=True)
class NewToken:
    """The row, and the only copy of the secret."""

    row: ApiToken
    secret: str = field(repr=False)


async def create(viewer: Staff | Operator, *, name: str, scopes: Iterable[TokenScope], valid_for: timedelta) -> NewToken:
    """A token for an integrator; it ends after `valid_for`, at most a year.

    Raises:
        InvalidInput: no name, no scope, or no or too long a time.
    """
    chosen = sorted(set(scopes))
    if not name.strip():
        raise InvalidInput(field="name")
    if not chosen:
        raise InvalidInput(field="scopes")
    if not timedelta() < valid_for <= LONGEST_VALID:
        raise InvalidInput("An API token is valid for at most one year.", field="validFor")
    secret = _new_secret()
    now = await clock.now()
    async with transaction():
        row = await ApiToken.create(
            name=name.strip()[:120],
            token_hash=_hash(secret),
            scopes=[scope.value for scope in chosen],
            created_at=now,
            expires_at=now + valid_for,
        )
        details: dict[str, object] = {"scopes": row.scopes}
        await audit.record(AuditAction.TOKEN_CREATED, actor(viewer), object_kind="token", object_id=row.id, details=details)
    return NewToken(row, secret)


def is_api_token(secret: str) -> bool:
    """Whether `secret` has the look of an API token."""
    return secret.startswith(PREFIX) and len(secret) == _LENGTH


async def verify(secret: str) -> Integrator | None:
    """The integrator of this token, or None where it is mistyped, unknown, revoked or past its end."""
    body = secret[len(PREFIX) :]
    if not is_api_token(secret) or _checksum(body[:_RANDOM]) != body[_RANDOM:]:
        return None
    now = await clock.now()
    row = await ApiToken.get_or_none(token_hash=_hash(secret), revoked_at=None, expires_at__gt=now)
    if row is None:
        return None
    today = now.astimezone(clock.BERLIN).date()
    if row.last_used_on != today:
        await ApiToken.filter(id=row.id).update(last_used_on=today)
    return Integrator(row.id, frozenset(TokenScope(scope) for scope in row.scopes))


def _new_secret() -> str:
    body = "".join(secrets.choice(_BASE62) for _ in range(_RANDOM))
    return PREFIX + body + _checksum(body)


def _checksum(body: str) -> str:
    """CRC32 of the random part in base62: tells a mistyped or invented token from a real one without the database."""
    number, digits = zlib.crc32(body.encode()), ""
    for _ in range(_CHECK):
        number, digit = divmod(number, 62)
        digits = _BASE62[digit] + digits
    return digits


def _hash(secret: str) -> str:
    return keyring.current().sign("api-token", secret.encode()).hex()
