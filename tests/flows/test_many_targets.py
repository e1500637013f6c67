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
    """The houses that somebody lives in come last, behind those that are empty and those left out: none is cut off."""
    town = await towns.build()
    desk = await people.sign_in_staff(running)
    address = {"street": "Neubaustraße", "postal_code": "90469", "city": "Nürnberg"}
    await bulk.insert(House, [{"external_id": f"N{index}", "number": str(index), **address} for index in range(TARGETS + WITHOUT)])
    empty = [str(house) for house in await House.filter(street="Neubaustraße").order_by("external_id").values_list("id", flat=True)]
    inside = town.districts["Gartenstadt"].id
    lived_in = {
        is_in: [str(house.id) for house in town.houses.values() if (house.district_id == inside) is is_in] for is_in in (True, False)
    }
    rules = [{"scope": "HOUSE", "id": house} for house in empty[:TARGETS]]
    rules += [{"scope": "HOUSE", "isExclusion": True, "id": house} for house in [*empty[TARGETS:], *lived_in[False]]]
    rules += [{"scope": "HOUSE", "id": house} for house in lived_in[True]]
    notice = water_shutoff(town) | {"title": "Kein Wasser in vielen Häusern", "audience": rules}

    preview = (await desk.ask(PREVIEW, input=notice))["audiencePreview"]
    published = (await desk.ask(PUBLISH, input=notice, key="many"))["publishNotice"]

    told = {row.member_id for row in await AudienceMember.filter(notice_id=published["notice"]["id"])}
    assert told == {town.members[name].id for name in ("Anna", "Bert", "Cora", "Dora")}
    assert preview["members"] == published["members"] == len(told)
    assert preview["households"] == published["households"]
    assert await AudienceRule.filter(notice_id=published["notice"]["id"]).count() == len(rules)
