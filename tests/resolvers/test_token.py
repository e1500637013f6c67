"""API tokens of integrators."""

from datetime import timedelta

import pytest

from models import clock, keyring
from models.audit import AuditAction, AuditEntry
from models.token import ApiToken, TokenScope
from resolvers import session, token
from resolvers.access import Integrator, Operator
from resolvers.errors import InvalidInput
from resolvers.token import NewToken

pytestmark = pytest.mark.usefixtures("portal")


async def made(**changed: timedelta) -> NewToken:
    """A token of the ERP."""
    scopes = [TokenScope.STOCK_WRITE, TokenScope.NOTICES_READ]
    return await token.create(Operator(), name="Wodis", scopes=scopes, valid_for=changed.get("valid_for", timedelta(days=365)))


async def test_a_token_is_shown_once_and_stored_as_hmac() -> None:
    """AU-11: mp_, 37 symbols of base62 (220 bit), six of CRC32."""
    created = await made()
    assert created.secret.startswith("mp_")
    assert len(created.secret) == 46
    assert created.secret.removeprefix("mp_").isalnum()
    assert created.row.token_hash == keyring.current().sign("api-token", created.secret.encode()).hex()
    assert created.secret not in repr(created)
    entry = await AuditEntry.get(action=AuditAction.TOKEN_CREATED)
    assert entry.details == {"scopes": ["notices:read", "stock:write"], "districts": []}


async def test_a_token_says_who_asks() -> None:
    """AU-11: with its scopes; the day of the last use is kept."""
    created = await made()
    expected = Integrator(created.row.id, frozenset({TokenScope.STOCK_WRITE, TokenScope.NOTICES_READ}))
    assert await session.authenticate(created.secret) == expected
    assert (await ApiToken.get()).last_used_on == (await clock.now()).astimezone(clock.BERLIN).date()


async def test_a_token_ends() -> None:
    """AU-11: at its end, and at once when it is revoked."""
    short, long = await made(valid_for=timedelta(days=1)), await made()
    clock.shift(timedelta(days=1, seconds=1))
    assert await session.authenticate(short.secret) is None
    assert await session.authenticate(long.secret) is not None
    await ApiToken.filter(id=long.row.id).update(revoked_at=await clock.now())
    assert await session.authenticate(long.secret) is None


async def test_a_mistyped_token_is_nobody() -> None:
    """AU-11: the checksum tells it without the database."""
    created = await made()
    last = "A" if created.secret[-1] != "A" else "B"
    for wrong in (created.secret[:-1] + last, created.secret[:-1], "mp_", "mp_" + "0" * 43, created.secret.lower() + "x"):
        assert await session.authenticate(wrong) is None


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [(" ", [TokenScope.STOCK_WRITE], 30), ("ERP", [], 30), ("ERP", [TokenScope.STOCK_WRITE], 367), ("ERP", [TokenScope.STOCK_WRITE], 0)],
)
async def test_what_a_token_needs(name: str, scopes: list[TokenScope], days: int) -> None:
    """AU-11: a name, a scope, and an end within a year."""
    with pytest.raises(InvalidInput):
        await token.create(Operator(), name=name, scopes=scopes, valid_for=timedelta(days=days))
    assert await ApiToken.all().count() == 0
    assert await AuditEntry.all().count() == 0
