"""Who asks, and which rows they get; the default is no."""

import pytest

from models.session import SessionScope
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import access
from resolvers.access import Operator, Staff, Viewer
from resolvers.errors import Code, NotAllowed
from tests.support.town import Town, integrator

EVERYBODY = {"Anna", "Bert", "Cora", "Dora", "Emil", "Felix", "Gerda", "Hans"}


async def members(viewer: Viewer) -> set[str]:
    return {row.first_name for row in await access.visible_members(viewer)}


async def houses(viewer: Viewer) -> set[str]:
    return {row.address for row in await access.visible_houses(viewer)}


async def districts(viewer: Viewer) -> set[str]:
    return {row.name for row in await access.visible_districts(viewer)}


async def test_members(town: Town) -> None:
    assert await members(Operator()) == await members(await town.staff(StaffRole.READER)) == EVERYBODY
    assert await members(integrator(TokenScope.MEMBERS_READ)) == EVERYBODY
    assert await members(await town.tenant("Anna")) == {"Anna"}
    assert await members(await town.staff(StaffRole.EDITOR, districts=("Nordend",))) == {"Emil", "Felix"}
    assert await members(await town.staff(StaffRole.EDITOR, houses=("Amselweg 12", "Seegasse 5"))) == {"Dora", "Gerda"}
    nobody: list[Viewer] = [None, await town.staff(StaffRole.CARETAKER, houses=("Amselweg 2",)), await town.staff(StaffRole.AUDITOR)]
    nobody += [integrator(TokenScope.NOTICES_READ), await town.tenant("Anna", scope=SessionScope.CHANGE_PASSWORD)]
    for viewer in nobody:
        assert await members(viewer) == set()


async def test_places(town: Town) -> None:
    everywhere = {"Amselweg 2", "Amselweg 12", "Ringstraße 1", "Seegasse 5"}
    for viewer in (Operator(), await town.staff(StaffRole.ADMIN), integrator(TokenScope.MEMBERS_READ)):
        assert await houses(viewer) == everywhere
        assert await districts(viewer) == {"Gartenstadt", "Nordend"}
    mixed = await town.staff(StaffRole.EDITOR, districts=("Nordend",), houses=("Amselweg 2", "Seegasse 5"))
    assert await houses(mixed) == {"Ringstraße 1", "Amselweg 2", "Seegasse 5"}
    assert await districts(mixed) == {"Gartenstadt", "Nordend"}
    reader = await town.staff(StaffRole.READER, houses=("Seegasse 5",))
    assert (await houses(reader), await districts(reader)) == ({"Seegasse 5"}, set())
    caretaker = await town.staff(StaffRole.CARETAKER, houses=("Seegasse 5",))
    for viewer in (None, await town.tenant("Anna"), await town.staff(StaffRole.AUDITOR), caretaker):
        assert (await houses(viewer), await districts(viewer)) == (set(), set())


async def first_password(town: Town) -> Staff:
    """An administrator who has to set an own password first."""
    full = await town.staff(StaffRole.ADMIN)
    return Staff(full.session_id, full.staff_id, StaffRole.ADMIN, scope=SessionScope.CHANGE_PASSWORD)


async def test_staff_with_a_first_password_see_nothing_yet(town: Town) -> None:
    viewer = await first_password(town)
    assert (await members(viewer), await houses(viewer), await districts(viewer)) == (set(), set(), set())
    assert await (await access.visible_notices(viewer)).count() == await (await access.visible_documents(viewer)).count() == 0
    with pytest.raises(NotAllowed) as refusal:
        access.require_staff(viewer, list(StaffRole))
    assert refusal.value.code is Code.PASSWORD_CHANGE_REQUIRED


@pytest.mark.parametrize("role", StaffRole)
async def test_a_role_is_let_through_where_it_is_named_and_nowhere_else(town: Town, role: StaffRole) -> None:
    viewer = await town.staff(role)
    assert access.require_staff(viewer, {role}) is viewer
    with pytest.raises(NotAllowed) as refusal:
        access.require_staff(viewer, set(StaffRole) - {role}, scope=TokenScope.NOTICES_READ)
    assert refusal.value.code is Code.NOT_ALLOWED


async def test_tokens_need_the_scope_and_visitors_a_session(town: Town) -> None:
    token = integrator(TokenScope.NOTICES_WRITE)
    assert access.require_staff(token, set(), scope=TokenScope.NOTICES_WRITE) is token
    cases: list[tuple[Viewer, Code]] = [
        (None, Code.NOT_SIGNED_IN),
        (await town.tenant("Anna"), Code.NOT_ALLOWED),
        (await town.tenant("Anna", scope=SessionScope.CHANGE_PASSWORD), Code.PASSWORD_CHANGE_REQUIRED),
        (integrator(TokenScope.NOTICES_READ), Code.NOT_ALLOWED),
    ]
    for viewer, code in cases:
        with pytest.raises(NotAllowed) as refusal:
            access.require_staff(viewer, list(StaffRole), scope=TokenScope.NOTICES_WRITE)
        assert refusal.value.code is code
    with pytest.raises(NotAllowed):
        access.require_staff(token, list(StaffRole))
    for stranger in (Operator(), token, await town.staff(StaffRole.ADMIN)):
        with pytest.raises(NotAllowed):
            access.require_tenant(stranger)
