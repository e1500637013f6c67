"""Ending rows while workers claim and settle the same ones, on PostgreSQL, which locks row by row; SQLite has one writer."""

import asyncio
import contextvars
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

import pytest

from models import clock
from models.audience import AudienceScope
from models.database import transaction
from models.deceased import silence
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Lane, Reason
from models.member import Member, MemberStatus
from models.notice import NoticeKind
from push import outbox, recheck
from push.message import Accepted, Later
from push.outbox import Claimed, Ended, Result
from resolvers import notice
from resolvers.access import Operator
from resolvers.audience import Rule
from resolvers.notice import NoticeInput
from tests.support.town import Town

ROWS = 400
LONGEST_SECONDS = 30.0

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


async def announced(town: Town, name: str, order: Random) -> UUID:
    """A notice with many queued mails, whose members come in no order, so that no two ways through the rows are the same."""
    form = NoticeInput(kind=NoticeKind.WATER, title=name, audience=(Rule(AudienceScope.STOCK),), starts_at=town.now + timedelta(hours=1))
    notice_id = (await notice.publish(Operator(), form, name)).notice.id
    broadcast = await Broadcast.get(notice_id=notice_id)
    await Broadcast.filter(id=broadcast.id).update(fanned_out_at=town.now)
    members = list(town.members.values())
    await Delivery.bulk_create(
        [
            Delivery(
                broadcast=broadcast,
                member=order.choice(members),
                channel=Channel.MAIL,
                target=str(uuid4()),
                lane=Lane.BULK,
                created_at=town.now,
                due_at=town.now,
                valid_until=town.now + timedelta(days=1),
            )
            for _ in range(ROWS)
        ]
    )
    return notice_id


async def answered(claims: list[Claimed], order: Random) -> None:
    """Half are accepted, half are to be tried again at once."""
    now = await clock.now()
    outcomes = [order.choice([Accepted("250"), Later("421", 0.001, counts=False)]) for _ in claims]
    results = [Result(claim, outcome, now, target_hash="0" * 64) for claim, outcome in zip(claims, outcomes, strict=True)]
    assert await outbox.settle(results) == {claim.id for claim in claims}


async def test_withdrawing_waits_for_no_worker_and_what_it_holds_is_stopped_before_sending(town: Town) -> None:
    """OB-14: a claim that is not committed yet holds the withdrawal up by nothing; its rows find the broadcast withdrawn."""
    notice_id = await announced(town, "Wasserabschaltung", Random(1))  # noqa: S311 - a mix, not a secret
    async with transaction():
        claims = await outbox.claim(Lane.BULK, 10, 120)
        withdrawing = asyncio.create_task(notice.cancel(Operator(), notice_id), context=contextvars.Context())
        await asyncio.wait_for(withdrawing, LONGEST_SECONDS)
    held = {claim.id for claim in claims}
    assert len(held) == 10
    rows = {row.pk: (row.state, row.reason) for row in await Delivery.all()}
    assert {state for pk, state in rows.items() if pk in held} == {(DeliveryState.LEASED, None)}
    assert {state for pk, state in rows.items() if pk not in held} == {(DeliveryState.CANCELLED, Reason.WITHDRAWN)}
    withdrawn = Ended(DeliveryState.CANCELLED, Reason.WITHDRAWN)
    assert [recheck.verdict(job) for job in await recheck.load(claims)] == [withdrawn] * 10


async def test_a_death_waits_for_no_worker_and_its_rows_are_stopped_before_sending(town: Town) -> None:
    """DS-19a, OB-15: as above; whatever nobody has in hand is ended at once."""
    await announced(town, "Wasserabschaltung", Random(1))  # noqa: S311 - a mix, not a secret
    everybody = [member.id for member in town.members.values()]
    async with transaction():
        claims = await outbox.claim(Lane.BULK, 10, 120)
        await asyncio.wait_for(asyncio.create_task(died(everybody), context=contextvars.Context()), LONGEST_SECONDS)
    rows = {row.pk: (row.state, row.reason) for row in await Delivery.all()}
    held = {claim.id for claim in claims}
    assert {state for pk, state in rows.items() if pk in held} == {(DeliveryState.LEASED, None)}
    assert {state for pk, state in rows.items() if pk not in held} == {(DeliveryState.SUPPRESSED, Reason.DECEASED)}
    dead = Ended(DeliveryState.SUPPRESSED, Reason.DECEASED)
    assert [recheck.verdict(job) for job in await recheck.load(claims)] == [dead] * 10


async def died(members: list[UUID]) -> None:
    """As an import does it."""
    async with transaction():
        await Member.filter(id__in=members).update(status=MemberStatus.DECEASED)
        await silence(members)


@pytest.mark.parametrize("seed", range(3))
async def test_withdrawing_and_settling_never_wait_for_each_other_in_a_circle(town: Town, seed: int) -> None:
    """OB-14: three workers claim and settle without a pause while one notice after the other is withdrawn; nobody is thrown out."""
    order = Random(seed)  # noqa: S311 - a mix, not a secret
    notices = [await announced(town, f"Aushang {number}", order) for number in range(8)]
    done = asyncio.Event()

    async def work() -> int:
        settled = 0
        while not done.is_set():
            claims = await outbox.claim(Lane.BULK, 60, 120)
            await answered(claims, order)
            settled += len(claims)
        return settled

    async def withdraw() -> None:
        for notice_id in notices:
            await notice.cancel(Operator(), notice_id)
        done.set()

    async with asyncio.timeout(LONGEST_SECONDS), asyncio.TaskGroup() as group:
        workers = [group.create_task(work()) for _ in range(3)]
        group.create_task(withdraw())
    assert all(one.result() > 0 for one in workers)
    states = {row.state for row in await Delivery.filter(broadcast__notice_id__in=notices)}
    assert states <= {DeliveryState.CANCELLED, DeliveryState.ACCEPTED, DeliveryState.QUEUED}
