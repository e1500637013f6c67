"""Over random stocks, audiences and windows, through the use cases themselves:

members previewed == members in the snapshot == members with a ledger row == members who may read at publication.
"""

from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from models import clock
from models.account import Account
from models.audience import AudienceMember
from models.database import as_uuid, rows
from models.delivery import Delivery, Lane
from models.member import MemberStatus
from models.notice import Notice, NoticeKind, Urgency
from models.session import SessionKind, SessionScope
from push import fanout
from resolvers import access, notice
from resolvers.access import Operator, Tenant
from resolvers.errors import InvalidInput
from resolvers.notice import NoticeInput
from tests.support import stocks

pytestmark = pytest.mark.usefixtures("portal")

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def forms(draw: st.DrawFn, stock: stocks.RandomStock) -> NoticeInput:
    """A bulletin, or an outage up to a week ahead."""
    rules = draw(stocks.rules(stock))
    urgency = draw(st.sampled_from(Urgency))
    if draw(st.booleans()):
        return NoticeInput(kind=NoticeKind.BULLETIN, title="Sommerfest im Hof", body="Am Samstag.", audience=rules, urgency=urgency)
    begin = datetime.combine(stock.today + timedelta(days=draw(st.integers(1, 7))), time(8), clock.BERLIN)
    end = draw(st.none() | st.integers(1, 60))
    ends_at = None if end is None else begin + timedelta(hours=end)
    return NoticeInput(kind=NoticeKind.WATER, title="Wasserabschaltung", audience=rules, urgency=urgency, starts_at=begin, ends_at=ends_at)


async def readers(stock: stocks.RandomStock, notice_id: UUID) -> set[UUID]:
    """Every person of the stock who, signed in, would find the notice."""
    found: set[UUID] = set()
    for person in stock.persons:
        viewer = Tenant(uuid4(), uuid4(), person.id, SessionScope.FULL, SessionKind.COOKIE)
        if await (await access.visible_notices(viewer)).filter(id=notice_id).exists():
            found.add(person.id)
    return found


async def expanded(notice_id: UUID) -> set[UUID]:
    """The members the ledger names, after a fan-out in chunks of two."""
    for lane in Lane:
        while await fanout.advance(lane, chunk=2):
            pass
    return {as_uuid(row.member_id) for row in await Delivery.filter(broadcast__notice_id=notice_id)}


@quick
@given(data=st.data())
async def test_previewed_is_snapshot_is_ledger_is_readable(data: st.DataObject) -> None:
    today = (await clock.now()).astimezone(clock.BERLIN).date()
    stock = data.draw(stocks.stocks(today))
    form = data.draw(forms(stock))
    await stocks.put(stock)
    await rows("DELETE FROM mutation_record")
    assume(any(person.status is not MemberStatus.DECEASED for person in stock.persons))
    previewed = await notice.preview(Operator(), form)
    if previewed.reach.members == 0:
        with pytest.raises(InvalidInput):
            await notice.publish(Operator(), form, str(uuid4()))
        assert (await Notice.all().count(), await AudienceMember.all().count()) == (0, 0)
        return
    published = await notice.publish(Operator(), form, str(uuid4()))
    snapshot = {(as_uuid(row.member_id), row.household) for row in await AudienceMember.filter(notice_id=published.notice.id)}
    members = {member for member, _ in snapshot}
    assert (previewed.reach.members, previewed.reach.households) == (len(members), len({household for _, household in snapshot}))
    assert (published.members, published.households) == (previewed.reach.members, previewed.reach.households)
    assert await expanded(published.notice.id) == members
    assert await readers(stock, published.notice.id) == members
    mailed = await Delivery.filter(broadcast__notice_id=published.notice.id, channel="mail").count()
    pushed = await Delivery.filter(broadcast__notice_id=published.notice.id, channel="webpush").count()
    assert (previewed.reach.by_mail, previewed.reach.by_push) == (mailed, pushed)
    assert await Account.all().count() == sum(person.has_mail for person in stock.persons)
