"""Who may address whom, what is refused, how many are counted, and what the rules are called."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from models import bulk, clock
from models.audience import AudienceMember, AudienceScope
from models.contract import Contract, ContractPerson
from models.database import transaction
from models.member import Member, MemberStatus
from models.notice import Notice, NoticeKind
from models.place import House, Unit, UnitKind
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import audience
from resolvers.access import Integrator, Operator
from resolvers.audience import Rule
from resolvers.errors import InvalidInput, NotAllowed
from tests.support.town import Town, integrator

STOCK = Rule(AudienceScope.STOCK)
ALL = Rule(AudienceScope.ALL_MEMBERS)


async def names(town: Town, *rules: Rule, days: audience.Days | None = None) -> list[str]:
    told = {target.member_id for target in await audience.resolve(Operator(), rules, days=days)}
    return sorted(name for name, member in town.members.items() if member.id in told)


async def test_everybody_with_a_current_contract_is_the_stock(town: Town) -> None:
    assert await names(town, STOCK) == ["Anna", "Bert", "Cora", "Dora", "Emil", "Gerda"]


async def test_all_members_are_those_and_the_members_without_a_flat(town: Town) -> None:
    assert "Hans" in await names(town, ALL)
    assert set(await names(town, STOCK)) < set(await names(town, ALL))
    assert await names(town, ALL, Rule(AudienceScope.STOCK, True)) == ["Felix", "Hans"]
    await Member.filter(id=town.members["Hans"].id).update(status=MemberStatus.ENDED)
    assert "Hans" not in await names(town, ALL)


async def test_a_district_a_house_a_flat_a_person(town: Town) -> None:
    assert await names(town, Rule(AudienceScope.DISTRICT, id=town.districts["Gartenstadt"].id)) == ["Anna", "Bert", "Cora", "Dora"]
    assert await names(town, Rule(AudienceScope.HOUSE, id=town.houses["Seegasse 5"].id)) == ["Gerda"]
    assert await names(town, Rule(AudienceScope.UNIT, id=town.units["Amselweg 2/1"].id)) == ["Anna", "Bert"]
    assert await names(town, Rule(AudienceScope.MEMBER, id=town.members["Hans"].id)) == ["Hans"]


async def test_nobody_is_the_audience_of_no_rule_and_of_exclusions(town: Town) -> None:
    assert await names(town) == []
    assert await names(town, Rule(AudienceScope.HOUSE, True, town.houses["Seegasse 5"].id), Rule(AudienceScope.STOCK, True)) == []


async def test_the_dead_are_told_nothing(town: Town) -> None:
    await Member.filter(id=town.members["Dora"].id).update(status=MemberStatus.DECEASED)
    assert await names(town, Rule(AudienceScope.MEMBER, id=town.members["Dora"].id), STOCK) == ["Anna", "Bert", "Cora", "Emil", "Gerda"]


async def test_contracts_count_by_their_days(town: Town) -> None:
    house = Rule(AudienceScope.HOUSE, id=town.houses["Ringstraße 1"].id)
    await town.move_in("Hans", "Ringstraße 1", "9", since=3)
    assert await names(town, house) == ["Emil"]
    assert await names(town, house, days=audience.Days(town.today, town.today + timedelta(days=2))) == ["Emil"]
    assert await names(town, house, days=audience.Days(town.today, town.today + timedelta(days=3))) == ["Emil", "Hans"]


async def test_the_last_day_of_a_contract_still_counts(town: Town) -> None:
    house = Rule(AudienceScope.HOUSE, id=town.houses["Seegasse 5"].id)
    await Contract.filter(persons__member_id=town.members["Gerda"].id).update(ends_on=town.today)
    assert await names(town, house) == ["Gerda"]
    await Contract.filter(persons__member_id=town.members["Gerda"].id).update(ends_on=town.today - timedelta(days=1))
    assert await names(town, house) == []


async def test_a_snapshot_takes_the_days_of_its_notice(town: Town) -> None:
    await town.move_in("Hans", "Ringstraße 1", "9", since=3)
    now = await clock.now()
    notice = await Notice.create(
        kind=NoticeKind.WATER, title="Wasser", created_at=now, updated_at=now, starts_at=now + timedelta(days=4), ends_at=None
    )
    async with transaction():
        await audience.resolve_into_snapshot(notice.id, [Rule(AudienceScope.HOUSE, id=town.houses["Ringstraße 1"].id)])
    told = await AudienceMember.filter(notice_id=notice.id).select_related("member")
    assert sorted(row.member.first_name for row in told) == ["Emil", "Hans"]


async def test_days_run_in_berlin_from_today_to_the_end(town: Town) -> None:
    evening = datetime.combine(town.today + timedelta(days=2), datetime.min.time(), UTC).replace(hour=23, minute=30)
    assert await audience.days_of(None, None) == audience.Days(town.today, town.today)
    assert await audience.days_of(evening, None) == audience.Days(town.today, town.today + timedelta(days=3))
    assert await audience.days_of(town.now, evening) == audience.Days(town.today, town.today + timedelta(days=3))
    assert await audience.days_of(datetime(2020, 1, 1, tzinfo=UTC), None) == audience.Days(town.today, town.today)


async def test_a_garage_belongs_to_the_household_of_its_tenants_flat(town: Town) -> None:
    yard = await town.house("Garagenhof 1")
    garage = await Unit.create(external_id="G1", house=yard, number="G1", kind=UnitKind.GARAGE)
    lease = await Contract.create(external_id="GC1", number="G1", unit=garage, starts_on=date(2020, 1, 1))
    await ContractPerson.create(contract=lease, member=town.members["Anna"])
    only_yard = await audience.preview(Operator(), [Rule(AudienceScope.HOUSE, id=yard.id)])
    assert (only_yard.households, only_yard.members, [row.house.id for row in only_yard.houses]) == (1, 1, [yard.id])
    [target] = await audience.resolve(Operator(), [Rule(AudienceScope.HOUSE, id=yard.id)])
    assert (target.household, target.unit_id) == (town.units["Amselweg 2/1"].id, garage.id)
    whole = await audience.preview(Operator(), [STOCK])
    assert whole.households == 5


@pytest.mark.parametrize("scope", [AudienceScope.DISTRICT, AudienceScope.HOUSE, AudienceScope.UNIT, AudienceScope.MEMBER])
@pytest.mark.parametrize("is_exclusion", [False, True])
async def test_an_unknown_target_is_refused(town: Town, scope: AudienceScope, is_exclusion: bool) -> None:
    for target in (uuid4(), None):
        with pytest.raises(InvalidInput) as caught:
            await audience.preview(Operator(), [STOCK, Rule(scope, is_exclusion, target)])
        assert caught.value.field == "audience"
    assert await names(town, STOCK) != []


@pytest.mark.parametrize("scope", [AudienceScope.STOCK, AudienceScope.ALL_MEMBERS])
async def test_the_whole_takes_no_target(town: Town, scope: AudienceScope) -> None:
    with pytest.raises(InvalidInput):
        await audience.preview(Operator(), [Rule(scope, id=town.districts["Nordend"].id)])


async def test_staff_with_areas_address_places_of_these_areas_only(town: Town) -> None:
    caretaker = await town.staff(StaffRole.CARETAKER, houses=("Seegasse 5",), districts=("Nordend",))
    allowed = [
        Rule(AudienceScope.HOUSE, id=town.houses["Seegasse 5"].id),
        Rule(AudienceScope.DISTRICT, id=town.districts["Nordend"].id),
        Rule(AudienceScope.HOUSE, id=town.houses["Ringstraße 1"].id),
        Rule(AudienceScope.MEMBER, id=town.members["Gerda"].id),
    ]
    assert (await audience.preview(caretaker, allowed)).members == 2
    outside = [
        STOCK,
        ALL,
        Rule(AudienceScope.DISTRICT, id=town.districts["Gartenstadt"].id),
        Rule(AudienceScope.HOUSE, id=town.houses["Amselweg 2"].id),
        Rule(AudienceScope.UNIT, id=town.units["Amselweg 2/1"].id),
        Rule(AudienceScope.MEMBER, id=town.members["Anna"].id),
        Rule(AudienceScope.MEMBER, id=town.members["Hans"].id),
    ]
    for rule in outside:
        with pytest.raises(NotAllowed):
            await audience.preview(caretaker, [*allowed, rule])
    but_one = Rule(AudienceScope.HOUSE, True, town.houses["Ringstraße 1"].id)
    assert (await audience.preview(caretaker, [*allowed, but_one])).members == 1


@pytest.mark.parametrize("is_exclusion", [False, True])
async def test_what_lies_outside_an_area_looks_like_what_does_not_exist(town: Town, *, is_exclusion: bool) -> None:
    """GQ-14: staff and tokens of an area learn nothing about ids of another one, neither by including nor by leaving out."""
    inside = Rule(AudienceScope.DISTRICT, id=town.districts["Nordend"].id)
    token = Integrator(uuid4(), frozenset({TokenScope.NOTICES_WRITE}), frozenset({town.districts["Nordend"].id}))
    foreign = [
        Rule(AudienceScope.DISTRICT, is_exclusion, town.districts["Gartenstadt"].id),
        Rule(AudienceScope.HOUSE, is_exclusion, town.houses["Amselweg 2"].id),
        Rule(AudienceScope.UNIT, is_exclusion, town.units["Amselweg 2/1"].id),
        Rule(AudienceScope.MEMBER, is_exclusion, town.members["Anna"].id),
    ]
    for viewer in (await town.staff(StaffRole.EDITOR, districts=("Nordend",)), token):
        assert (await audience.preview(viewer, [inside])).members == 1
        for rule in foreign:
            answers: set[str] = set()
            for one in (rule, Rule(rule.scope, is_exclusion, uuid4())):
                with pytest.raises(NotAllowed) as refusal:
                    await audience.preview(viewer, [inside, one])
                answers.add(f"{refusal.value.code} {refusal.value.field} {refusal.value}")
            assert answers == {"not_allowed audience The audience reaches beyond the houses you work in."}


async def test_a_caretaker_without_areas_addresses_nobody(town: Town) -> None:
    caretaker = await town.staff(StaffRole.CARETAKER)
    with pytest.raises(NotAllowed):
        await audience.preview(caretaker, [Rule(AudienceScope.HOUSE, id=town.houses["Seegasse 5"].id)])


async def test_tenants_and_visitors_address_nobody(town: Town) -> None:
    for viewer in (None, await town.tenant("Anna")):
        with pytest.raises(NotAllowed):
            await audience.preview(viewer, [STOCK])
        with pytest.raises(NotAllowed):
            await audience.resolve(viewer, [])
    assert (await audience.preview(integrator(TokenScope.NOTICES_WRITE), [STOCK])).members == 6


async def test_more_than_a_thousand_targets_in_one_audience(town: Town) -> None:
    ids = [uuid4() for _ in range(3000)]
    address = {"street": "Ring", "number": "1", "postal_code": "90402", "city": "Nürnberg"}
    await bulk.insert(House, [{"id": each, "external_id": str(each), **address} for each in ids])
    rules = [Rule(AudienceScope.HOUSE, id=each) for each in ids]
    rules += [Rule(AudienceScope.HOUSE, id=house.id) for house in town.houses.values()]
    assert await names(town, *rules) == ["Anna", "Bert", "Cora", "Dora", "Emil", "Gerda"]
    assert (await audience.preview(Operator(), rules)).members == 6


async def test_who_is_barred_from_information_is_counted_but_not_shown(town: Town) -> None:
    await Member.filter(id=town.members["Dora"].id).update(information_barred=True)
    preview = await audience.preview(Operator(), [Rule(AudienceScope.DISTRICT, id=town.districts["Gartenstadt"].id)])
    assert preview.members == 4
    assert preview.sample_names == ["Anna Amsel", "Bert Amsel", "Cora Condé"]
    assert preview.districts == 1


async def test_rules_in_words(town: Town) -> None:
    rules = audience.rules_from(
        [
            STOCK,
            ALL,
            Rule(AudienceScope.DISTRICT, id=town.districts["Gartenstadt"].id),
            Rule(AudienceScope.HOUSE, True, town.houses["Amselweg 12"].id),
            Rule(AudienceScope.UNIT, id=town.units["Amselweg 2/1"].id),
            Rule(AudienceScope.MEMBER, id=town.members["Hans"].id),
            Rule(AudienceScope.MEMBER, id=town.members["Hans"].id),
            Rule(AudienceScope.HOUSE, id=uuid4()),
        ]
    )
    assert len(rules) == 7
    assert list((await audience.describe(rules)).values()) == [
        "alle Haushalte", "alle Mitglieder", "Quartier Gartenstadt", "Amselweg 12", "Amselweg 2, Wohnung 1", "Hans Halm",
    ]  # fmt: skip
