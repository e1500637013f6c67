"""Over random stocks and audiences: what is previewed is what the snapshot holds, and both are what the rules say."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import clock
from models.audience import AudienceMember
from models.contract import ContractPerson
from models.database import as_uuid, transaction
from models.member import MembershipPerson
from models.notice import Notice, NoticeKind, Urgency
from resolvers import audience
from resolvers.access import Operator
from resolvers.audience import Target
from resolvers.imports import import_stock
from tests.support import stocks
from tests.support.stockfile import stock as stock_file

pytestmark = pytest.mark.usefixtures("database")

TODAY = date(2026, 11, 24)
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


async def snapshot_of(rules: tuple[audience.Rule, ...], days: audience.Days) -> list[Target]:
    now = await clock.now()
    async with transaction():
        notice = await Notice.create(id=uuid4(), kind=NoticeKind.WATER, title="Wasser", created_at=now, updated_at=now)
        await audience.resolve_into_snapshot(notice.id, rules, days=days)
    written = await AudienceMember.filter(notice_id=notice.id)

    def optional(value: object) -> UUID | None:
        return as_uuid(value) if value else None

    targets = [
        Target(
            as_uuid(row.member_id),
            row.household,
            optional(row.house_id),
            optional(row.unit_id),
            optional(row.contract_id),
            row.scope,
        )
        for row in written
    ]
    return sorted(targets, key=lambda target: (target.member_id, target.household))


@quick
@given(data=st.data())
async def test_resolved_is_snapshot_is_what_the_rules_say(data: st.DataObject) -> None:
    stock = data.draw(stocks.stocks(TODAY))
    rules, days = data.draw(stocks.rules(stock)), data.draw(stocks.days(TODAY))
    await stocks.put(stock)
    told = stocks.expected(stock, rules, days)
    assert await audience.resolve(Operator(), rules, days=days) == told
    assert await snapshot_of(rules, days) == told


@quick
@given(data=st.data())
async def test_the_preview_counts_the_same_people(data: st.DataObject) -> None:
    today = (await clock.now()).astimezone(clock.BERLIN).date()
    stock = data.draw(stocks.stocks(today))
    rules, urgency, is_outage = data.draw(stocks.rules(stock)), data.draw(st.sampled_from(Urgency)), data.draw(st.booleans())
    await stocks.put(stock)
    told = stocks.expected(stock, rules, audience.Days(today, today))
    people = {target.member_id: stock.person(target.member_id) for target in told}
    urgent = urgency is Urgency.URGENT
    by_push = {key for key, each in people.items() if each.has_device and (urgent or (each.wants_mail if is_outage else each.wants_push))}
    by_mail = {key for key, each in people.items() if each.has_mail and (urgent or (each.wants_push if is_outage else each.wants_mail))}
    reached = {target.household for target in told if target.member_id in by_push | by_mail}
    preview = await audience.preview(Operator(), rules, urgency=urgency, is_outage=is_outage)
    assert (preview.households, preview.members) == (len({target.household for target in told}), len(people))
    assert (preview.by_push, preview.by_mail) == (len(by_push), len(by_mail))
    assert preview.paper_households == len({target.household for target in told} - reached)
    assert preview.other_languages == sum(each.reads != "de" for each in people.values())
    assert {(row.house.id, row.households) for row in preview.houses} == {
        (house, len({target.household for target in told if target.house_id == house}))
        for house in {target.house_id for target in told} - {None}
    }


@quick
@given(data=st.data())
async def test_an_exclusion_never_widens(data: st.DataObject) -> None:
    stock = data.draw(stocks.stocks(TODAY))
    rules, days = data.draw(stocks.rules(stock)), data.draw(stocks.days(TODAY))
    more = data.draw(stocks.rules(stock, exclusions_only=True))
    await stocks.put(stock)
    wide = {(target.member_id, target.household) for target in await audience.resolve(Operator(), rules, days=days)}
    narrow = {(target.member_id, target.household) for target in await audience.resolve(Operator(), [*rules, *more], days=days)}
    assert narrow <= wide
    assert await audience.resolve(Operator(), more, days=days) == []


@few
@given(data=st.data())
async def test_importing_twice_is_importing_once(data: st.DataObject) -> None:
    stock = data.draw(stocks.stocks(TODAY))
    lines = stocks.as_rows(stock)
    await stocks.clear()
    source = stock_file(*data.draw(st.permutations(lines))).encode()
    first = await import_stock(Operator(), source)
    assert first.problems == []
    assert first.kinds["Verträge"].created == len(stock.leases)
    assert first.kinds["Personen"].created == len(stock.persons)
    again = await import_stock(Operator(), stock_file(*lines).encode())
    assert (again.applied, again.created, again.updated) == (True, 0, 0)
    links = {
        (link.contract.external_id, link.member.external_id) for link in await ContractPerson.all().select_related("contract", "member")
    }
    assert links == {(str(lease.id), str(person)) for lease in stock.leases for person in lease.persons}
    assert await MembershipPerson.all().count() == sum(person.has_number for person in stock.persons)
