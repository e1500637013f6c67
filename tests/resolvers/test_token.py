"""API tokens of integrators."""

from datetime import timedelta
from uuid import uuid4

import pytest

from models import clock, keyring
from models.audit import AuditAction, AuditEntry
from models.staff import StaffRole
from models.token import ApiToken, TokenScope
from resolvers import session, token
from resolvers.access import Integrator, Operator, Viewer
from resolvers.errors import InvalidInput, NotAllowed, NotFound
from resolvers.token import NewToken
from tests.support.town import build

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


async def test_districts_of_a_token() -> None:
    """AU-11: bound to districts; what imports the whole stock takes none, and an unknown district is refused."""
    town = await build()
    north = town.districts["Nordend"].id
    valid = timedelta(days=30)
    made = await token.create(Operator(), name="ERP", scopes=[TokenScope.MEMBERS_READ], valid_for=valid, districts=[north, north])
    assert await session.authenticate(made.secret) == Integrator(made.row.id, frozenset({TokenScope.MEMBERS_READ}), frozenset({north}))
    for scopes, districts in (([TokenScope.STOCK_WRITE], [north]), ([TokenScope.MEMBERS_READ], [north, uuid4()])):
        with pytest.raises(InvalidInput) as refusal:
            await token.create(Operator(), name="ERP", scopes=scopes, valid_for=valid, districts=districts)
        assert refusal.value.field == "districtIds"
    assert await ApiToken.all().count() == 1


async def test_who_manages_tokens() -> None:
    """AU-11, AU-13: the administration alone makes, lists and ends them."""
    town, made = await build(), await made_for_a_day()
    viewers: list[Viewer] = [await town.staff(role) for role in StaffRole if role is not StaffRole.ADMIN]
    viewers += [None, await town.tenant("Anna"), Integrator(made.row.id, frozenset(TokenScope))]
    for viewer in viewers:
        with pytest.raises(NotAllowed):
            await token.create(viewer, name="ERP", scopes=[TokenScope.STOCK_WRITE], valid_for=timedelta(days=1))
        with pytest.raises(NotAllowed):
            await token.tokens(viewer, first=10)
        with pytest.raises(NotAllowed):
            await token.revoke(viewer, made.row.id)
    assert await session.authenticate(made.secret) is not None
    admin = await town.admin()
    assert [view.row.id for view in (await token.tokens(admin, first=10)).items] == [made.row.id]
    first, second = await token.revoke(admin, made.row.id), await token.revoke(admin, made.row.id)
    assert first.row.revoked_at == second.row.revoked_at is not None
    assert await AuditEntry.filter(action=AuditAction.TOKEN_REVOKED).count() == 1
    with pytest.raises(NotFound):
        await token.revoke(admin, uuid4())


async def made_for_a_day() -> NewToken:
    """A token that is about to end."""
    return await made(valid_for=timedelta(days=1))
