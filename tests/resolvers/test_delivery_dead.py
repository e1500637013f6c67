"""Dead letters: what staff see of them, and trying again or giving up (OB-12)."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from models import clock
from models.audience import AudienceScope
from models.audit import AuditAction, AuditEntry
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Lane, Message, Reason
from models.document import Document, DocumentCategory, StoredFile
from models.notice import NoticeKind
from models.staff import StaffRole
from push import outbox
from resolvers import delivery, notice
from resolvers.access import Operator
from resolvers.audience import Rule
from resolvers.errors import Conflict, NotAllowed, NotFound
from resolvers.notice import NoticeInput
from tests.support.town import Town


@pytest.fixture
async def outage(town: Town) -> UUID:
    form = NoticeInput(
        kind=NoticeKind.WATER, title="Wasserabschaltung", audience=(Rule(AudienceScope.STOCK),), starts_at=town.now + timedelta(hours=1)
    )
    return (await notice.publish(Operator(), form, "mutation-1")).notice.id


async def dead(town: Town, outage: UUID, name: str, channel: Channel = Channel.MAIL, target: str = "mail") -> Delivery:
    return await Delivery.create(
        broadcast=await Broadcast.get(notice_id=outage),
        member=town.members[name],
        channel=channel,
        target=target,
        lane=Lane.BULK,
        state=DeliveryState.DEAD,
        is_open=False,
        reason=Reason.ATTEMPTS,
        attempt=9,
        last_status="451 4.7.1",
        created_at=town.now,
        due_at=town.now,
        valid_until=town.now + timedelta(hours=1),
        settled_at=town.now,
    )


async def state_of(row: Delivery) -> tuple[DeliveryState, Reason | None, bool, int]:
    found = await Delivery.get(id=row.pk)
    return found.state, found.reason, found.is_open, found.attempt  # pyright: ignore[reportReturnType] - a nullable enum column


async def audited() -> list[tuple[AuditAction, str, dict[str, object]]]:
    wanted = [AuditAction.DELIVERY_RETRIED, AuditAction.DELIVERY_DROPPED]
    return [(entry.action, entry.object_id, entry.details) for entry in await AuditEntry.filter(action__in=wanted).order_by("id")]


async def test_staff_see_why_and_never_an_address(town: Town, outage: UUID) -> None:
    """OB-12: reason, last status, masked target."""
    device = str(uuid4())
    mail = await dead(town, outage, "Cora")
    push = await dead(town, outage, "Emil", Channel.WEBPUSH, device)
    page = await delivery.dead_letters(await town.staff(StaffRole.MEMBER_DESK), first=10)
    assert [
        (one.id, one.member_name, one.about, one.channel, one.target, one.reason, one.last_status, one.can_retry) for one in page.items
    ] == [
        (mail.pk, "Cora Condé", "Wasserabschaltung", Channel.MAIL, "…@example.org", Reason.ATTEMPTS, "451 4.7.1", True),
        (push.pk, "Emil Ernst", "Wasserabschaltung", Channel.WEBPUSH, f"…{device[-4:]}", Reason.ATTEMPTS, "451 4.7.1", True),
    ]
    assert [one.notice_id for one in page.items] == [outage, outage]
    assert (await delivery.dead_letters(Operator(), first=10, notice_id=uuid4())).total == 0


async def test_retry_queues_it_with_all_attempts_before_it(town: Town, outage: UUID) -> None:
    """OB-12: due at once, and on record who did it."""
    row = await dead(town, outage, "Cora")
    await delivery.retry(await town.staff(StaffRole.ADMIN), row.pk)
    assert await state_of(row) == (DeliveryState.QUEUED, None, True, 0)
    assert [claimed.id for claimed in await outbox.claim(Lane.BULK, 10, 120)] == [row.pk]
    assert await audited() == [
        (AuditAction.DELIVERY_RETRIED, str(row.pk), {"channel": "mail", "reason": "attempts", "message": "notice_published"})
    ]


async def test_drop_gives_it_up(town: Town, outage: UUID) -> None:
    """OB-12: it is over, counts as not sent, and cannot be tried again."""
    row = await dead(town, outage, "Cora")
    await delivery.drop(await town.staff(StaffRole.MEMBER_DESK), row.pk)
    assert await state_of(row) == (DeliveryState.CANCELLED, Reason.DROPPED, False, 9)
    assert (await delivery.dead_letters(Operator(), first=10)).total == 0
    for again in (delivery.retry, delivery.drop):
        with pytest.raises(Conflict):
            await again(Operator(), row.pk)
    assert [action for action, _, _ in await audited()] == [AuditAction.DELIVERY_DROPPED]


@pytest.mark.parametrize("why", ["expired", "withdrawn", "called off"])
async def test_what_nobody_may_send_any_more_is_not_tried_again(town: Town, outage: UUID, why: str) -> None:
    """OB-12, OB-13, OB-14: refused, nothing changed, nothing on record; dropping it is still possible."""
    row = await dead(town, outage, "Cora")
    match why:
        case "expired":
            await Delivery.filter(id=row.pk).update(valid_until=await clock.now())
        case "withdrawn":
            await Broadcast.filter(notice_id=outage).update(cancelled_at=town.now)
        case _:
            await notice.cancel(Operator(), outage)
    assert [one.can_retry for one in (await delivery.dead_letters(Operator(), first=10)).items] == [False]
    with pytest.raises(Conflict):
        await delivery.retry(Operator(), row.pk)
    assert await state_of(row) == (DeliveryState.DEAD, Reason.ATTEMPTS, False, 9)
    assert await audited() == []
    await delivery.drop(Operator(), row.pk)


async def test_only_a_desk_and_only_its_area(town: Town, outage: UUID) -> None:
    """OB-12: a foreign id and a missing id look the same; whoever may only look may not decide."""
    row = await dead(town, outage, "Emil")
    elsewhere = await town.staff(StaffRole.MEMBER_DESK, districts=("Gartenstadt",))
    assert (await delivery.dead_letters(elsewhere, first=10)).total == 0
    for viewer, delivery_id, refusal in (
        (elsewhere, row.pk, NotFound),
        (Operator(), row.pk + 1, NotFound),
        (await town.staff(StaffRole.READER), row.pk, NotAllowed),
        (await town.tenant("Emil"), row.pk, NotAllowed),
        (None, row.pk, NotAllowed),
    ):
        for decide in (delivery.retry, delivery.drop):
            with pytest.raises(refusal):
                await decide(viewer, delivery_id)
    with pytest.raises(NotAllowed):
        await delivery.dead_letters(await town.tenant("Emil"), first=10)
    assert await state_of(row) == (DeliveryState.DEAD, Reason.ATTEMPTS, False, 9)
    assert await audited() == []


async def test_a_second_flat_does_not_carry_the_notices_of_another_district(town: Town) -> None:
    """OB-12, AU-13: Emil of Nordend also rents in the Gartenstadt; its desk sees what its own houses were told, and nothing of his."""
    await town.move_in("Emil", "Amselweg 12", "7")
    now = town.now + timedelta(hours=1)
    rows = dict[str, Delivery]()
    for district, title in (("Nordend", "Rohrbruch"), ("Gartenstadt", "Kein Wasser")):
        audience = (Rule(AudienceScope.DISTRICT, id=town.districts[district].id),)
        form = NoticeInput(kind=NoticeKind.WATER, title=title, audience=audience, starts_at=now)
        rows[title] = await dead(town, (await notice.publish(Operator(), form, title)).notice.id, "Emil")
    desk = await town.staff(StaffRole.MEMBER_DESK, districts=("Gartenstadt",))
    page = await delivery.dead_letters(desk, first=10)
    assert ([one.about for one in page.items], page.total) == (["Kein Wasser"], 1)
    for decide in (delivery.retry, delivery.drop):
        with pytest.raises(NotFound):
            await decide(desk, rows["Rohrbruch"].pk)
    assert await state_of(rows["Rohrbruch"]) == (DeliveryState.DEAD, Reason.ATTEMPTS, False, 9)
    assert await audited() == []
    await delivery.drop(desk, rows["Kein Wasser"].pk)
    elsewhere = await town.staff(StaffRole.MEMBER_DESK, districts=("Nordend",))
    assert [one.about for one in (await delivery.dead_letters(elsewhere, first=10)).items] == ["Rohrbruch"]
    assert (await delivery.dead_letters(await town.staff(StaffRole.MEMBER_DESK), first=10)).total == 1


async def test_a_dead_account_mail_names_no_notice(town: Town) -> None:
    """OB-12: it can be tried again as long as it is valid."""
    broadcast = await outbox.announce(
        Message.PASSWORD_CHANGED, lane=Lane.URGENT, valid_for=timedelta(hours=1), member_id=town.members["Cora"].id
    )
    row = await Delivery.create(
        broadcast=broadcast,
        member=town.members["Cora"],
        channel=Channel.MAIL,
        target="mail",
        lane=Lane.URGENT,
        state=DeliveryState.DEAD,
        is_open=False,
        reason=Reason.POISON,
        created_at=town.now,
        due_at=town.now,
        valid_until=broadcast.valid_until,
        settled_at=town.now,
    )
    assert (await delivery.dead_letters(await town.staff(StaffRole.MEMBER_DESK, districts=("Nordend",)), first=10)).total == 0
    for viewer in (Operator(), await town.staff(StaffRole.MEMBER_DESK, districts=("Gartenstadt",))):
        (found,) = (await delivery.dead_letters(viewer, first=10)).items
        assert (found.about, found.notice_id, found.message, found.can_retry) == ("", None, Message.PASSWORD_CHANGED, True)
    await delivery.retry(Operator(), row.pk)
    assert (await Delivery.get(id=row.pk)).state is DeliveryState.QUEUED


async def test_the_title_of_a_personal_document_is_for_those_who_may_see_it(town: Town) -> None:
    """OB-12, DS-01: a reader sees that a mail died, not that it was about a reminder; the member desk sees the title."""
    file = await StoredFile.create(key="k", filename="m.pdf", content_type="application/pdf", size=1, sha256="0" * 64, created_at=town.now)
    personal = await Document.create(
        category=DocumentCategory.LETTER,
        title="Mahnung",
        file=file,
        member=town.members["Cora"],
        created_at=town.now,
        published_at=town.now,
    )
    broadcast = await outbox.announce(Message.DOCUMENT_PUBLISHED, lane=Lane.BULK, valid_for=timedelta(hours=1), document_id=personal.id)
    await Delivery.create(
        broadcast=broadcast,
        member=town.members["Cora"],
        channel=Channel.MAIL,
        target="mail",
        lane=Lane.BULK,
        state=DeliveryState.DEAD,
        is_open=False,
        reason=Reason.ATTEMPTS,
        created_at=town.now,
        due_at=town.now,
        valid_until=broadcast.valid_until,
        settled_at=town.now,
    )
    for role, about in ((StaffRole.MEMBER_DESK, "Mahnung"), (StaffRole.READER, ""), (StaffRole.ALERT_SENDER, "")):
        (found,) = (await delivery.dead_letters(await town.staff(role), first=10)).items
        assert (found.about, found.can_retry) == (about, True)
