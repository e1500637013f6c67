"""More than a thousand targets in one audience, as an integrator or a desk with many ticks sends them: whole in one request."""

from models import bulk
from models.audience import AudienceMember, AudienceRule
from models.place import House
from tests.flows import people
from tests.flows.test_alert import PREVIEW, PUBLISH, water_shutoff
from tests.support import town as towns
from tests.support.running import RunningPortal

TARGETS = 1_200
WITHOUT = 100


async def test_over_a_thousand_targets_in_one_request(running: RunningPortal) -> None:
    """What decides stands last, behind a thousand empty houses: where people live, then which of these are left out. None is cut off."""
    town = await towns.build()
    desk = await people.sign_in_staff(running)
    address = {"street": "Neubaustraße", "postal_code": "90469", "city": "Nürnberg"}
    await bulk.insert(House, [{"external_id": f"N{index}", "number": str(index), **address} for index in range(TARGETS)])
    empty = await House.filter(street="Neubaustraße").values_list("id", flat=True)
    inside = town.districts["Gartenstadt"].id
    left_out = [house.id for house in town.houses.values() if house.district_id != inside]
    rules = [{"scope": "HOUSE", "id": str(house)} for house in [*empty, *(house.id for house in town.houses.values())]]
    rules += [{"scope": "HOUSE", "isExclusion": True, "id": str(house)} for house in [*empty[:WITHOUT], *left_out]]
    notice = water_shutoff(town) | {"title": "Kein Wasser in vielen Häusern", "audience": rules}

    preview = (await desk.ask(PREVIEW, input=notice))["audiencePreview"]
    published = (await desk.ask(PUBLISH, input=notice, key="many"))["publishNotice"]

    told = {row.member_id for row in await AudienceMember.filter(notice_id=published["notice"]["id"])}
    assert told == {town.members[name].id for name in ("Anna", "Bert", "Cora", "Dora")}
    assert preview["members"] == published["members"] == len(told)
    assert preview["households"] == published["households"]
    assert await AudienceRule.filter(notice_id=published["notice"]["id"]).count() == len(rules)
