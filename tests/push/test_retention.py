"""OB-25: what goes from the ledger, when, and what stays of it."""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models import clock
from models.delivery import Broadcast, Channel, Delivery, DeliveryAttempt, DeliveryState, Lane, Message, Reason
from models.document import Document
from models.evidence import DeliveryTotal, DocumentEvidence, HouseholdReached, NoticeReach
from push import fanout, outbox, retention
from push.message import Accepted, Failed, Later
from push.outbox import Result
from push.reach import Best
from push.retention import Purged
from tests.push.world import World

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def back_to_now() -> Iterator[None]:
    yield
    clock.shift(timedelta())


async def told(world: World, *names: str) -> None:
    """A notice by mail to these people, every mail accepted."""
    members = [await world.member(name, email=f"{name.lower()}@muster.example") for name in names]
    await world.publish(members)
    await settle_all()


async def settle_all() -> None:
    for lane in Lane:
        while await fanout.advance(lane):
            pass
    now = await clock.now()
    claims = [*await outbox.claim(Lane.URGENT, 50, 30), *await outbox.claim(Lane.BULK, 50, 120)]
    await outbox.settle([Result(claimed, Accepted("250", f"queue-{claimed.id}"), now, target_hash="0" * 64) for claimed in claims])


async def totals() -> list[tuple[str, str, str, int]]:
    return sorted([(row.channel.value, row.state.value, row.reason, row.number) for row in await DeliveryTotal.all()])


async def test_accepted_rows_go_after_90_days_with_their_attempts_and_stay_as_numbers(world: World) -> None:
    """OB-25: one day before nothing happens; afterwards nobody can tell who was written to, only how many."""
    await told(world, "Eins", "Zwei", "Drei")
    clock.shift(timedelta(days=89, hours=23))
    assert await retention.purge() == Purged()
    assert (await Delivery.all().count(), await DeliveryAttempt.all().count()) == (3, 3)
    clock.shift(timedelta(days=90, minutes=1))
    assert await retention.purge(batch=2) == Purged(rows=3)
    assert (await Delivery.all().count(), await DeliveryAttempt.all().count()) == (0, 0)
    assert await totals() == [("mail", "accepted", "", 3)]
    assert [(row.best, row.households) for row in await NoticeReach.all()] == [(Best.MAIL, 3)]


async def test_dead_rows_go_after_30_days_the_others_of_their_broadcast_stay(world: World) -> None:
    """OB-12, OB-25: and the household still counts as one where sending failed."""
    await told(world, "Eins", "Zwei")
    dead = await Delivery.all().order_by("id").first()
    assert dead is not None
    await Delivery.filter(id=dead.id).update(state=DeliveryState.DEAD, reason=Reason.ATTEMPTS)
    clock.shift(timedelta(days=29, hours=23))
    assert (await retention.purge()).rows == 0
    clock.shift(timedelta(days=30, minutes=1))
    assert await retention.purge() == Purged(rows=1, dead=1)
    assert [row.id for row in await Delivery.all()] == [dead.id + 1]
    assert await totals() == [("mail", "dead", "attempts", 1)]
    assert [row.best for row in await HouseholdReached.all()] == [Best.FAILED]
    clock.shift(timedelta(days=91))
    await retention.purge()
    assert await totals() == [("mail", "accepted", "", 1), ("mail", "dead", "attempts", 1)]
    assert sorted([(row.best, row.households) for row in await NoticeReach.all()]) == [(Best.FAILED, 1), (Best.MAIL, 1)]
    assert await HouseholdReached.all().count() == 0


async def test_a_run_of_dead_rows_only_is_counted_in_the_end_as_well(world: World) -> None:
    """OB-25: no household stays named because all it ever had was a dead row."""
    await told(world, "Eins")
    await Delivery.all().update(state=DeliveryState.DEAD, reason=Reason.ATTEMPTS)
    clock.shift(timedelta(days=31))
    await retention.purge()
    assert (await Delivery.all().count(), await HouseholdReached.all().count()) == (0, 1)
    clock.shift(timedelta(days=91))
    await retention.purge()
    assert await HouseholdReached.all().count() == 0
    assert [(row.best, row.households) for row in await NoticeReach.all()] == [(Best.FAILED, 1)]


async def test_purging_twice_or_by_two_processes_counts_once(world: World) -> None:
    """OB-25: whoever comes second finds nothing left."""
    await told(world, *(f"Person{number}" for number in range(12)))
    clock.shift(timedelta(days=91))
    both = await asyncio.gather(retention.purge(batch=3), retention.purge(batch=2))
    assert sum(done.rows for done in both) == 12
    assert await retention.purge() == Purged()
    assert await totals() == [("mail", "accepted", "", 12)]
    assert [row.households for row in await NoticeReach.all()] == [12]


async def test_a_broadcast_with_an_open_or_a_younger_row_stays_whole(world: World) -> None:
    """OB-25: the 90 days begin with the last result; nothing is counted while a household may still be reached."""
    await told(world, "Eins", "Zwei")
    first, second = await Delivery.all().order_by("id")
    await Delivery.filter(id=first.id).update(state=DeliveryState.QUEUED, is_open=True, settled_at=None)
    clock.shift(timedelta(days=91))
    assert (await retention.purge()).rows == 0
    await Delivery.filter(id=first.id).update(state=DeliveryState.EXPIRED, is_open=False, settled_at=await clock.now())
    assert (await retention.purge()).rows == 0
    assert (await Delivery.all().count(), await NoticeReach.all().count(), await DeliveryTotal.all().count()) == (2, 0, 0)
    clock.shift(timedelta(days=182))
    assert (await retention.purge()).rows == 2
    assert second.id


async def test_who_was_sent_a_document_stays_as_evidence_until_the_end_of_the_third_year(world: World) -> None:
    """OB-25, §§ 195, 199 BGB: who, when, by which channel, taken over when and under which id; then that goes as well."""
    member = await world.member("Muster", email="muster@muster.example")
    other = await world.member("Papier")
    document = await world.document(member=member)
    await world.document(member=other)
    await settle_all()
    accepted = await Delivery.get(state=DeliveryState.ACCEPTED).prefetch_related("broadcast")
    settled_at = accepted.settled_at
    assert settled_at is not None
    clock.shift(timedelta(days=91))
    assert await retention.purge() == Purged(rows=2, kept_as_evidence=1)
    assert await Delivery.all().count() == 0
    (kept,) = await DocumentEvidence.all()
    year = settled_at.astimezone(BERLIN).year + 3
    assert (kept.document_id, kept.member_id, kept.delivery_id) == (document.id, member.id, accepted.id)
    assert (kept.channel, kept.provider_id) == (Channel.MAIL, f"queue-{accepted.id}")
    assert (kept.announced_at, kept.accepted_at, kept.kept_until) == (accepted.broadcast.created_at, settled_at, date(year, 12, 31))
    await _move_to(datetime(year, 12, 31, 23, 59, tzinfo=BERLIN))
    assert (await retention.purge()).evidence == 0
    await _move_to(datetime(year + 1, 1, 1, 0, 1, tzinfo=BERLIN))
    assert (await retention.purge()).evidence == 1
    assert (await DocumentEvidence.all().count(), await Document.all().count()) == (0, 2)


async def _move_to(moment: datetime) -> None:
    clock.shift(timedelta())
    clock.shift(moment - await clock.now())


async def test_an_account_mail_leaves_no_name(world: World) -> None:
    """OB-25: its broadcast is about one person; without its rows it only counts."""
    member = await world.member("Muster", email="muster@muster.example")
    await outbox.announce(Message.PASSWORD_CHANGED, lane=Lane.URGENT, valid_for=timedelta(hours=1), member_id=member.id)
    await settle_all()
    assert (await Broadcast.get()).member_id == member.id
    clock.shift(timedelta(days=91))
    await retention.purge()
    broadcast = await Broadcast.get()
    assert (broadcast.member_id, broadcast.subject_id) == (None, None)
    assert await totals() == [("mail", "accepted", "", 1)]


async def test_each_try_is_one_row_that_never_changes_and_holds_no_content(world: World) -> None:
    """OB-23: when, which channel, a hash, what came of it, how long it took, and the network's id; nothing of what was said to whom."""
    member = await world.member("Geheim", email="geheim@muster.example")
    await world.publish([member], title="Wasser im Geheimkeller", cause="Ein Rohr im Geheimkeller.")
    await fanout.advance(Lane.BULK)
    written: list[dict[str, object]] = []
    for outcome in (Later("451"), Failed(Reason.PAYLOAD, "554")):
        (claimed,) = await outbox.claim(Lane.BULK, 1, 120)
        began = await clock.now()
        await outbox.settle([Result(claimed, outcome, began, latency_ms=7, target_hash="a" * 64)])
        found = [dict(row) for row in await DeliveryAttempt.all().order_by("id").values()]
        assert found[: len(written)] == written
        assert len(found) == len(written) + 1
        written = found
        clock.shift(timedelta(hours=2))
    assert [(row["outcome"], row["status"], row["latency_ms"], row["target_hash"]) for row in written] == [
        ("later", "451", 7, "a" * 64),
        ("failed", "554", 7, "a" * 64),
    ]
    told_columns = {"id", "delivery_id", "started_at", "channel", "target_hash", "outcome", "status", "latency_ms", "provider_id"}
    assert set(written[0]) == told_columns
    text = f"{written} {await Delivery.all().values()} {await Broadcast.all().values()}".lower()
    assert "geheim" not in text
    assert "muster" not in text
