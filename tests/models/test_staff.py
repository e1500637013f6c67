"""Areas of staff limit and never widen."""

import pytest
from tortoise.exceptions import IntegrityError

from models.staff import StaffArea, StaffRole
from tests.support import town as towns

pytestmark = pytest.mark.usefixtures("portal")


async def test_a_place_somebody_is_limited_to_cannot_vanish() -> None:
    """Without its last area a role would apply to the whole stock."""
    town = await towns.build()
    viewer = await town.staff(StaffRole.EDITOR)
    area = await StaffArea.create(staff_id=viewer.staff_id, district=town.districts["Nordend"])
    with pytest.raises(IntegrityError):
        await town.districts["Nordend"].delete()
    assert await StaffArea.filter(id=area.id).exists()
