"""API tokens of integrators: `mp_` + 37 base62 symbols (220 bit) + CRC32 check, stored as HMAC-SHA256, shown once (AU-11)."""

import re
import secrets
import string
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from models import audit, clock, keyring
from models.audit import AuditAction
from models.database import as_uuid, placeholders, rows, transaction
from models.event import Topic
from models.place import District
from models.token import ApiToken, ApiTokenDistrict, TokenScope
from push import live
from resolvers import recent, text
from resolvers.access import ROLES, Integrator, Task, Viewer, actor, require_staff
from resolvers.errors import InvalidInput, NotFound
from resolvers.paging import Page, paginate

PREFIX = "mp_"
LONGEST_VALID = timedelta(days=366)
_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM = 37
_CHECK = 6
_LENGTH = len(PREFIX) + _RANDOM + _CHECK
_ANYWHERE = re.compile(rf"{PREFIX}([0-9A-Za-z]{{{_RANDOM}}})([0-9A-Za-z]{{{_CHECK}}})(?![0-9A-Za-z])")
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class NewToken:
    """The row, and the only copy of the secret."""

    row: ApiToken
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token as its managers see it: never the secret. Without districts it applies everywhere."""

    row: ApiToken
    districts: Sequence[District]


async def create(
    viewer: Viewer, *, name: str, scopes: Iterable[TokenScope], valid_for: timedelta, districts: Collection[UUID] = ()
) -> NewToken:
    """A token for an integrator; it ends after `valid_for`, at most a year, and with `districts` sees these alone.

    Raises:
        NotAllowed: the administration only; reauthentication_required.
        InvalidInput: no name, no scope, no or too long a time, an unknown district, or districts for a token that imports the whole stock.
    """
    require_staff(viewer, ROLES[Task.MANAGE_TOKENS])
    await recent.require(viewer)
    name = text.line(name, field="name", least=1, most=LONGEST_NAME)
    chosen, places = sorted(set(scopes)), sorted(set(districts))
    if not chosen:
        raise InvalidInput(field="scopes")
    if not timedelta() < valid_for <= LONGEST_VALID:
        raise InvalidInput("An API token is valid for at most one year.", field="validDays")
    if places and TokenScope.STOCK_WRITE in chosen:
        raise InvalidInput("The stock is imported as a whole; such a token has no districts.", field="districtIds")
    if await District.filter(id__in=places).count() != len(places):
        raise InvalidInput("A district is unknown.", field="districtIds")
    secret = _new_secret()
    now = await clock.now()
    async with transaction():
        row = await ApiToken.create(
            name=name,
            token_hash=_hash(secret),
            scopes=[scope.value for scope in chosen],
            created_at=now,
            expires_at=now + valid_for,
        )
        await ApiTokenDistrict.bulk_create([ApiTokenDistrict(token_id=row.id, district_id=place) for place in places])
        details: dict[str, object] = {"scopes": row.scopes, "districts": [str(place) for place in places]}
        await audit.record(AuditAction.TOKEN_CREATED, actor(viewer), object_kind="token", object_id=row.id, details=details)
    return NewToken(row, secret)


async def tokens(viewer: Viewer, *, first: int, after: str | None = None) -> Page[TokenView]:
    """Every token, also those that have ended, the newest first.

    Raises:
        NotAllowed: the administration only.
        InvalidInput: first or after.
    """
    require_staff(viewer, ROLES[Task.MANAGE_TOKENS])
    page = await paginate(ApiToken.all(), first=first, after=after, order=("-created_at",))
    return page.replace(await _views(page.items))


async def revoke(viewer: Viewer, token_id: UUID) -> TokenView:
    """End a token now; its open sockets are closed. Ending it twice is no error.

    Raises:
        NotAllowed: the administration only; reauthentication_required.
        NotFound: there is no such token.
    """
    require_staff(viewer, ROLES[Task.MANAGE_TOKENS])
    await recent.require(viewer)
    async with transaction():
        ended = await rows(
            f"UPDATE api_token SET revoked_at = {clock.sql_now()} WHERE id = {placeholders(1)[0]}"  # noqa: S608 - a placeholder
            " AND revoked_at IS NULL RETURNING id",
            [str(token_id)],
        )
        if ended:
            await audit.record(AuditAction.TOKEN_REVOKED, actor(viewer), object_kind="token", object_id=token_id)
            await live.notify(Topic.SESSION, token_id)
    return await view(viewer, token_id)


async def view(viewer: Viewer, token_id: UUID) -> TokenView:
    """One token.

    Raises:
        NotAllowed: the administration only.
        NotFound: there is no such token.
    """
    require_staff(viewer, ROLES[Task.MANAGE_TOKENS])
    row = await ApiToken.get_or_none(id=token_id)
    if row is None:
        raise NotFound
    return (await _views([row]))[0]


def is_api_token(secret: str) -> bool:
    """Whether `secret` has the look of an API token."""
    return secret.startswith(PREFIX) and len(secret) == _LENGTH


def is_in(content: str) -> bool:
    """Whether an API token stands somewhere in `content`, by its checksum: what only looks like one does not count."""
    return any(_checksum(match[1]) == match[2] for match in _ANYWHERE.finditer(content))


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
    places = await ApiTokenDistrict.filter(token_id=row.id)
    return Integrator(
        row.id, frozenset(TokenScope(scope) for scope in row.scopes), frozenset(as_uuid(place.district_id) for place in places)
    )


async def _views(found: Sequence[ApiToken]) -> list[TokenView]:
    places = await ApiTokenDistrict.filter(token_id__in=[row.id for row in found]).select_related("district").order_by("district__name")
    return [TokenView(row, [place.district for place in places if place.token_id == row.id]) for row in found]


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
