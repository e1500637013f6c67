"""Districts and houses for staff: who sees which, in which order, with how many households."""

import pytest

from models.staff import StaffRole
from resolvers import place
from resolvers.access import Operator
from resolvers.errors import NotAllowed
from resolvers.place import DistrictCounts
from tests.support.town import Town


async def test_districts_come_by_name_with_their_counts(town: Town) -> None:
    page = await place.districts(Operator(), first=10)
    assert [row.name for row in page.items] == ["Gartenstadt", "Nordend"]
    counts = await place.district_counts(Operator(), [row.id for row in page.items])
    assert counts == {
        town.districts["Gartenstadt"].id: DistrictCounts(houses=2, households=3),
        town.districts["Nordend"].id: DistrictCounts(houses=1, households=1),
    }


async def test_houses_come_by_address_and_are_found_by_words(town: Town) -> None:
    async def found(search: str) -> list[str]:
        return [row.address for row in (await place.houses(Operator(), first=10, search=search)).items]

    assert await found("") == ["Amselweg 12", "Amselweg 2", "Ringstraße 1", "Seegasse 5"]
    assert await found("amsel 12") == ["Amselweg 12"]
    assert await found("Nürnberg 5") == ["Seegasse 5"]
    assert await found("Finkenstraße") == []


async def test_houses_of_a_district_with_their_households(town: Town) -> None:
    page = await place.houses(Operator(), first=10, district_id=town.districts["Gartenstadt"].id)
    assert [row.address for row in page.items] == ["Amselweg 12", "Amselweg 2"]
    assert await place.households_of_houses([row.id for row in page.items]) == {
        town.houses["Amselweg 2"].id: 2,
        town.houses["Amselweg 12"].id: 1,
    }
    assert await place.districts_by_id([town.districts["Nordend"].id]) == {town.districts["Nordend"].id: town.districts["Nordend"]}


async def test_staff_of_a_house_see_and_count_it_only(town: Town) -> None:
    """AU-13: and a caretaker none at all, who has the work list."""
    reader = await town.staff(StaffRole.READER, houses=("Amselweg 12",))
    assert [row.address for row in (await place.houses(reader, first=10)).items] == ["Amselweg 12"]
    with pytest.raises(NotAllowed):
        await place.houses(await town.staff(StaffRole.CARETAKER, houses=("Amselweg 12",)), first=10)
    district = town.districts["Gartenstadt"].id
    assert await place.district_counts(reader, [district]) == {district: DistrictCounts(houses=1, households=1)}


async def test_tenants_and_visitors_see_no_list(town: Town) -> None:
    for viewer in (None, await town.tenant("Anna")):
        with pytest.raises(NotAllowed):
            await place.districts(viewer, first=10)
        with pytest.raises(NotAllowed):
            await place.houses(viewer, first=10)
