"""Fan-out: every member of the source has at least one row, nobody has two for one target, and a re-run adds nothing."""

from datetime import UTC, date, timedelta

import pytest
from tortoise.exceptions import IntegrityError

from models import clock
from models.delivery import Broadcast, Delivery, Lane, Message
from models.member import EmailState, Member, MemberStatus
from models.notice import Urgency
from push import fanout, outbox
from tests.push.world import World, ledger
from tests.servers.fcm_service import FcmService
from tests.servers.push_service import PushService


async def names() -> list[str]:
    """Last names of who has a row, sorted, with repetition."""
    return sorted(row.member.last_name for row in await Delivery.all().prefetch_related("member"))


async def test_every_member_gets_a_row_per_channel_or_the_reason_why_not(
    world: World, push_service: PushService, fcm_service: FcmService
) -> None:
    """Account and confirmed address: mail. Each device: push. Nothing: paper, with its reason."""
    full = await world.member("Alles", email="a@muster.example")
    await world.browser(full, push_service)
    await world.browser(full, push_service)
    await world.phone(full, fcm_service)
    unverified = await world.member("Offen", email="o@muster.example")
    await Member.filter(id=unverified.id).update(email_state=EmailState.UNVERIFIED)
    bounced = await world.member("Zurück", email="z@muster.example")
    await Member.filter(id=bounced.id).update(email_state=EmailState.SUPPRESSED)
    no_account = await world.member("Ohne")
    await Member.filter(id=no_account.id).update(email="x@muster.example", email_state=EmailState.VERIFIED)
    mail_only = await world.member("Post", email="p@muster.example")
    await world.browser(mail_only, push_service)
    await world.prefers(mail_only, outage_push=False)
    documents_off = await world.member("Rest", email="r@muster.example")
    await world.prefers(documents_off, document_mail=False, document_push=False)
    notice = await world.publish([full, unverified, bounced, no_account, mail_only, documents_off])
    assert await fanout.advance(Lane.BULK)
    assert await ledger(notice) == [
        ("Alles", "fcm", "queued", None),
        ("Alles", "mail", "queued", None),
        ("Alles", "webpush", "queued", None),
        ("Alles", "webpush", "queued", None),
        ("Offen", "paper", "skipped", "no_channel"),
        ("Ohne", "paper", "skipped", "no_channel"),
        ("Post", "mail", "queued", None),
        ("Rest", "mail", "queued", None),
        ("Zurück", "paper", "skipped", "no_channel"),
    ]
    assert await Delivery.filter(is_open=True).count() == await Delivery.filter(state="queued").count() == 6


async def test_a_person_with_two_flats_gets_one_row_per_target(world: World) -> None:
    """Also when the two snapshot rows fall into different chunks."""
    member = await world.member("Doppelt", email="d@muster.example")
    await world.contract(member, "Finkenweg 1")
    await world.publish([member])
    while await fanout.advance(Lane.BULK, chunk=1):
        pass
    assert await ledger() == [("Doppelt", "mail", "queued", None)]


async def test_chunks_add_up_and_a_repeated_chunk_adds_nothing(world: World) -> None:
    """OB-04: the cursor moves with its rows; starting again from zero finds every row there."""
    members = [await world.member(f"M{number}", email=f"m{number}@muster.example") for number in range(7)]
    notice = await world.publish(members)
    counts = list[int]()
    while await fanout.advance(Lane.BULK, chunk=3):
        counts.append(await Delivery.all().count())
    assert counts == [3, 6, 7]
    assert (await world.broadcast(notice)).fanned_out_at is not None
    before = await Delivery.all().order_by("id").values_list("id", "member_id")
    await Broadcast.all().update(cursor=0, fanned_out_at=None)
    while await fanout.advance(Lane.BULK, chunk=2):
        pass
    assert await Delivery.all().order_by("id").values_list("id", "member_id") == before


async def test_the_first_chunk_of_an_alert_is_sent_before_the_fan_out_ends(world: World) -> None:
    """OB-04: what is committed can be claimed."""
    members = [await world.member(f"M{number}", email=f"m{number}@muster.example") for number in range(4)]
    notice = await world.publish(members, urgency=Urgency.URGENT)
    assert await fanout.advance(Lane.URGENT, chunk=2)
    assert (await world.broadcast(notice)).fanned_out_at is None
    assert len(await outbox.claim(Lane.URGENT, 10, 30)) == 2


async def test_a_chunk_and_its_cursor_commit_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """K3: when the cursor cannot be written, neither are the rows."""
    notice = await world.publish([await world.member("M", email="m@muster.example")])

    async def break_down(*_: object) -> None:
        raise IntegrityError("the machine stops here")

    monkeypatch.setattr(fanout.live, "notify", break_down)
    with pytest.raises(IntegrityError):
        await fanout.advance(Lane.BULK)
    assert await Delivery.all().count() == 0
    assert (await world.broadcast(notice)).cursor == 0
    monkeypatch.undo()
    assert await fanout.advance(Lane.BULK)
    assert await Delivery.all().count() == 1


async def test_what_is_not_due_yet_or_cancelled_stays_out(world: World) -> None:
    """The undo window, and a broadcast stopped before it began."""
    member = await world.member("M", email="m@muster.example")
    await world.publish([member], delay=timedelta(seconds=15))
    cancelled = await world.publish([member])
    await Broadcast.filter(notice=cancelled).update(cancelled_at=await clock.now())
    assert not await fanout.advance(Lane.BULK)
    clock.shift(timedelta(seconds=16))
    assert await fanout.advance(Lane.BULK)
    assert not await fanout.advance(Lane.BULK)
    assert await Delivery.all().count() == 1


async def test_a_personal_document_goes_to_its_person_alone(world: World) -> None:
    """Story 4; with the document's own preferences, and a row that says why when there is no way."""
    owner, other = await world.member("Eigen", email="e@muster.example"), await world.member("Fremd", email="f@muster.example")
    await world.document(member=owner)
    await fanout.advance(Lane.BULK)
    assert await ledger() == [("Eigen", "mail", "queued", None)]
    await world.prefers(other, document_mail=False)
    await world.document(member=other)
    await fanout.advance(Lane.BULK)
    assert await ledger() == [("Eigen", "mail", "queued", None), ("Fremd", "paper", "skipped", "opted_out")]


async def test_a_contracts_document_goes_to_the_persons_of_its_period(world: World) -> None:
    """DS-19: the contract of the document, and only while it overlaps the period."""
    tenant = await world.member("Jetzt", address=None)
    contract = await world.contract(tenant, "Amselweg 12", starts_on=date(2025, 7, 1), ends_on=date(2026, 6, 30))
    await world.member("Nachbar")
    await world.document(contract=contract, period_from=date(2025, 1, 1), period_until=date(2025, 12, 31))
    await world.document(contract=contract, period_from=date(2024, 1, 1), period_until=date(2024, 12, 31))
    await world.document(contract=contract, period_from=date(2026, 7, 1), period_until=date(2026, 12, 31))
    while await fanout.advance(Lane.BULK):
        pass
    assert await names() == ["Jetzt"]
    await world.document(contract=contract)
    await fanout.advance(Lane.BULK)
    assert await names() == ["Jetzt", "Jetzt"]


async def test_a_house_document_goes_to_its_current_persons(world: World) -> None:
    """Neither former nor future tenants, nor the house next door; today is a day in Berlin."""
    today = (await clock.now()).astimezone(clock.BERLIN).date()
    await world.member("Jetzt")
    for name, starts, ends in (
        ("Zukunft", today + timedelta(days=1), None),
        ("Gestern", date(2020, 1, 1), today - timedelta(days=1)),
        ("Letzter Tag", date(2020, 1, 1), today),
        ("Erster Tag", today, None),
    ):
        await world.contract(await world.member(name, address=None), "Amselweg 12", starts_on=starts, ends_on=ends)
    await world.member("Nebenan", address="Finkenweg 1")
    await world.document(house=await world.house())
    await fanout.advance(Lane.BULK)
    assert await names() == ["Erster Tag", "Jetzt", "Letzter Tag"]
    await world.document(district=world.district)
    await fanout.advance(Lane.BULK)
    assert (await names()).count("Nebenan") == 1


async def test_rows_are_due_in_the_order_of_the_audience(world: World) -> None:
    """Which is that of the houses: neighbours follow one another, so that the words of a house are made once, not once per person."""
    people = [await world.member(f"Haus {number % 5}", email=f"p{number}@muster.example") for number in range(20)]
    await world.publish(sorted(people, key=lambda person: person.last_name))
    await fanout.advance(Lane.BULK)
    rows = await Delivery.all().order_by("due_at", "id").prefetch_related("member")
    assert [row.member.last_name for row in rows] == [f"Haus {number // 4}" for number in range(20)]


async def test_an_account_mail_is_one_mail_to_its_member(world: World) -> None:
    """Whatever was switched off; the dead get none (DS-19a)."""
    member = await world.member("Neu", email="n@muster.example")
    await world.prefers(member, outage_mail=False, document_mail=False)
    dead = await world.member("Selig", status=MemberStatus.DECEASED)
    for one in (member, dead):
        await outbox.announce(Message.PASSWORD_CHANGED, lane=Lane.URGENT, valid_for=timedelta(hours=1), member_id=one.id)
    assert await fanout.advance(Lane.URGENT)
    assert await fanout.advance(Lane.URGENT)
    assert await ledger() == [("Neu", "mail", "queued", None), ("Selig", "paper", "skipped", "deceased")]


async def test_validity_is_kept_in_utc_whatever_zone_it_came_in(world: World) -> None:
    """A time of Berlin compares with the database's clock."""
    member = await world.member()
    until = (await clock.now()).astimezone(clock.BERLIN) + timedelta(minutes=30)
    await outbox.announce(Message.PASSWORD_CHANGED, lane=Lane.URGENT, valid_until=until, member_id=member.id)
    await fanout.advance(Lane.URGENT)
    await outbox.expire()
    row = await Delivery.get()
    assert row.is_open
    assert row.valid_until.astimezone(UTC) == until


async def test_two_broadcasts_take_turns_and_a_small_one_does_not_wait_for_the_end_of_a_large_one(world: World) -> None:
    """OB-17: mails of a notice published later go out among those of the earlier one, also when that waits for hours already."""
    many = [await world.member(f"A{number:02}", email=f"a{number}@muster.example") for number in range(40)]
    few = [await world.member(f"B{number}", email=f"b{number}@muster.example") for number in range(4)]
    await world.publish(many)
    assert await fanout.advance(Lane.BULK)
    clock.shift(timedelta(hours=3))
    late = await world.publish(few)
    assert await fanout.advance(Lane.BULK)
    broadcast = await world.broadcast(late)
    claimed = [one.broadcast_id == broadcast.id for _ in range(4) for one in await outbox.claim(Lane.BULK, 4, 120)]
    assert claimed.count(True) == 4
    assert await Delivery.filter(due_at__lte=await clock.now()).count() == 28


async def test_a_broadcast_that_has_not_begun_goes_before_the_rest_of_another(world: World) -> None:
    """OB-17: the first chunk of each comes before the second of any."""
    members = [await world.member(f"M{number}", email=f"m{number}@muster.example") for number in range(6)]
    await world.publish(members)
    assert await fanout.advance(Lane.BULK, chunk=2)
    second = await world.publish(members[:1])
    assert await fanout.advance(Lane.BULK, chunk=2)
    assert await Delivery.filter(broadcast__notice_id=second.id).count() == 1
    assert await Delivery.all().count() == 3
