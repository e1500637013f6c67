"""Stopping what was announced (OB-14)."""

from datetime import timedelta

from models import clock
from models.audience import AudienceScope
from models.delivery import Channel, Delivery, DeliveryState, Lane, Reason
from models.notice import NoticeKind
from push import fanout, outbox
from push.message import Accepted
from push.outbox import Result
from resolvers import delivery, notice
from resolvers.access import Operator
from resolvers.audience import Rule
from resolvers.notice import NoticeInput
from tests.support.town import Town


async def test_a_withdrawn_notice_stops_at_once_and_what_is_under_way_finishes(town: Town) -> None:
    """OB-14: unsent rows are cancelled in the transaction that withdraws; a mail in a worker's hand is still settled by it."""
    form = NoticeInput(
        kind=NoticeKind.WATER,
        title="Wasserabschaltung",
        audience=(Rule(AudienceScope.ALL_MEMBERS),),
        starts_at=town.now + timedelta(hours=1),
    )
    notice_id = (await notice.publish(Operator(), form, "mutation-1")).notice.id
    for name in ("Anna", "Cora", "Dora"):
        await town.tenant(name)
    while await fanout.advance(Lane.BULK):
        pass
    (held,) = await outbox.claim(Lane.BULK, 1, 120, (Channel.MAIL,))
    await notice.cancel(Operator(), notice_id)
    mails = {row.pk: (row.state, row.reason, row.is_open) for row in await Delivery.filter(channel=Channel.MAIL)}
    assert mails.pop(held.id) == (DeliveryState.LEASED, None, True)
    assert list(mails.values()) == [(DeliveryState.CANCELLED, Reason.WITHDRAWN, False)] * 2
    assert await outbox.claim(Lane.BULK, 10, 120) == []
    assert await outbox.settle([Result(held, Accepted("250"), await clock.now(), target_hash="0" * 64)]) == {held.id}
    while await fanout.advance(Lane.BULK):
        pass
    (last_word,) = await outbox.claim(Lane.BULK, 10, 120)
    assert last_word.member_id == held.member_id, "whom it was with hears that it is off, and nobody else"
    assert await outbox.settle([Result(last_word, Accepted("250"), await clock.now(), target_hash="0" * 64)]) == {last_word.id}
    found = await delivery.progress(Operator(), notice_id)
    assert found is not None
    mail = next(channel for channel in found.channels if channel.channel is Channel.MAIL)
    assert (mail.accepted, mail.skipped, mail.queued, found.is_finished) == (2, 2, 0, True)
