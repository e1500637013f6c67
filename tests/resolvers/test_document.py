"""Documents: whose they are, who hears of them, and what is left when they are taken back."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from models import clock
from models.account import Account
from models.audit import AuditAction, AuditEntry, MutationRecord
from models.consent import Preference
from models.contract import Contract
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Lane, Message, Reason
from models.document import Document, DocumentCategory, DocumentReceipt, Upload
from models.event import Event, Topic
from models.session import SessionScope
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import document
from resolvers.access import Operator, Viewer
from resolvers.document import DocumentInput
from resolvers.errors import Code, Conflict, InvalidInput, NotAllowed, NotFound, PortalError
from tests.support.files import published, uploaded
from tests.support.town import Town, integrator, traces

pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture(autouse=True)
def straight_clock() -> Iterator[None]:
    """Tests may move the clock; afterwards it tells the time again."""
    yield
    clock.shift(timedelta())


async def form(viewer: Viewer, **changes: object) -> DocumentInput:
    """A statement of operating costs, with a fresh upload of the viewer."""
    blank = DocumentInput(
        upload_id=await uploaded(viewer), category=DocumentCategory.OPERATING_COSTS, title="Betriebskostenabrechnung 2025"
    )
    return replace(blank, **changes)


async def shelf(viewer: Viewer) -> list[UUID]:
    return [view.document.id for view in (await document.documents(viewer, first=100)).items]


async def readers(town: Town, document_id: UUID) -> set[str]:
    """Who finds it on the shelf; the single document, alone or for everybody at once, and the download must say the same."""
    found: set[str] = set()
    viewers = [await town.tenant(name) for name in town.members]
    limited = [await town.tenant(name, scope=SessionScope.CHANGE_PASSWORD) for name in town.members]
    alone = {viewer: await document.get(viewer, document_id) for viewer in viewers}
    at_once = await document.get_for_each([*viewers, *limited], document_id)
    assert at_once == {viewer: view for viewer, view in alone.items() if view is not None}
    for name in town.members:
        viewer = await town.tenant(name)
        on_shelf = document_id in await shelf(viewer)
        assert on_shelf == (await document.get(viewer, document_id) is not None)
        if on_shelf:
            found.add(name)
            await document.find_for_download(viewer, document_id)
        else:
            with pytest.raises(NotFound):
                await document.find_for_download(viewer, document_id)
    return found


def contract(town: Town, key: str) -> Contract:
    return town.contracts[key]


async def test_a_personal_document_is_the_persons_alone(town: Town) -> None:
    assert await readers(town, await published("m", member_id=town.members["Anna"].id)) == {"Anna"}


async def test_house_and_district_are_for_who_lives_there_today(town: Town) -> None:
    assert await readers(town, await published("1", house_id=town.houses["Amselweg 2"].id)) == {"Anna", "Bert", "Cora"}
    assert await readers(town, await published("2", district_id=town.districts["Gartenstadt"].id)) == {"Anna", "Bert", "Cora", "Dora"}
    nordend = await published("3", house_id=town.houses["Ringstraße 1"].id)
    assert await readers(town, nordend) == {"Emil"}
    clock.shift(timedelta(days=-40))
    assert await readers(town, nordend) == {"Felix"}


async def test_spouses_share_a_contracts_document_and_neighbours_do_not(town: Town) -> None:
    shared = await published("m", contract_id=contract(town, "Amselweg 2/1/-1000").id)
    assert await readers(town, shared) == {"Anna", "Bert"}
    view = await document.get(await town.tenant("Bert"), shared)
    assert view is not None
    assert (view.concerns, view.url, view.is_new) == ("0000, Amselweg 2", f"/documents/{shared}", True)


async def test_a_former_tenant_keeps_the_documents_of_their_time(town: Town) -> None:
    """DS-19: who moved out reads their own period; who moved in reads nothing of it."""
    felix, emil = contract(town, "Ringstraße 1/1/-1000"), contract(town, "Ringstraße 1/1/-20")
    theirs = await published("1", contract_id=felix.id, period_from=town.today - timedelta(days=400), period_until=town.today)
    assert await readers(town, theirs) == {"Felix"}
    without_period = await published("2", contract_id=felix.id)
    assert await readers(town, without_period) == {"Felix"}
    last_day = await published("3", contract_id=felix.id, period_from=felix.ends_on or town.today)
    assert await readers(town, last_day) == {"Felix"}
    first_day = await published("4", contract_id=emil.id, period_until=emil.starts_on)
    assert await readers(town, first_day) == {"Emil"}


@pytest.mark.parametrize("past_the_end", [True, False])
async def test_a_document_of_another_time_is_refused(town: Town, past_the_end: bool) -> None:
    if past_the_end:
        felix = contract(town, "Ringstraße 1/1/-1000")
        wrong = await form(Operator(), contract_id=felix.id, period_from=town.today - timedelta(days=29))
    else:
        emil = contract(town, "Ringstraße 1/1/-20")
        wrong = await form(Operator(), contract_id=emil.id, period_until=town.today - timedelta(days=21))
    await refused(Operator(), wrong, InvalidInput, "periodFrom")


async def test_publishing_announces_records_and_counts(town: Town) -> None:
    staff = await town.staff(StaffRole.EDITOR)
    for name in ("Anna", "Cora"):
        await Account.create(member=town.members[name], activated_at=town.now)
    await Preference.create(member=town.members["Cora"], document_mail=False)
    given = await form(staff, house_id=town.houses["Amselweg 2"].id, title="  Hausordnung ")
    done = await document.publish(staff, given, "mutation-1")
    assert (done.recipients, done.by_mail, done.dry_run) == (3, 1, False)
    row = await Document.get()
    assert done.document is not None
    assert done.document.document.id == row.id
    assert (row.title, row.created_by_id) == ("Hausordnung", staff.staff_id)
    assert row.published_at is not None
    broadcast = await Broadcast.get()
    assert (broadcast.message, broadcast.lane, broadcast.document_id) == (Message.DOCUMENT_PUBLISHED, Lane.BULK, row.id)
    entry = await AuditEntry.get()
    assert (entry.action, entry.actor_id, entry.object_id) == (AuditAction.DOCUMENT_PUBLISHED, str(staff.staff_id), str(row.id))
    event = await Event.get()
    assert (event.topic, event.subject_id) == (Topic.DOCUMENT, row.id)
    assert (await Upload.get()).used_at is not None


async def test_the_same_mutation_twice_is_one_document(town: Town) -> None:
    staff = await town.staff(StaffRole.MEMBER_DESK)
    given = await form(staff, member_id=town.members["Anna"].id)
    answers = await asyncio.gather(*(document.publish(staff, given, "mutation-1") for _ in range(3)))
    ids = {answer.document.document.id for answer in answers if answer.document}
    assert len(ids) == await Document.all().count() == await Broadcast.all().count() == 1
    before = await traces()
    with pytest.raises(Conflict) as refusal:
        await document.publish(staff, replace(given, title="Etwas anderes"), "mutation-1")
    assert refusal.value.code is Code.IDEMPOTENCY_CONFLICT
    assert await traces() == before


async def test_a_dry_run_counts_and_leaves_the_upload_for_the_real_one(town: Town) -> None:
    staff = await town.staff(StaffRole.MEMBER_DESK)
    given = await form(staff, member_id=town.members["Anna"].id)
    before = await traces()
    done = await document.publish(staff, given, "mutation-1", dry_run=True)
    assert (done.document, done.recipients, done.dry_run) == (None, 1, True)
    assert (await traces(), await Document.all().count(), await MutationRecord.all().count()) == (before, 0, 0)
    assert (await document.publish(staff, given, "mutation-1")).document is not None


async def test_a_form_must_be_sound(town: Town) -> None:
    anna: dict[str, object] = {"member_id": town.members["Anna"].id}
    wrong: list[tuple[dict[str, object], str]] = [
        ({}, "memberId"),
        (anna | {"house_id": town.houses["Amselweg 2"].id}, "memberId"),
        (anna | {"title": "ab"}, "title"),
        (anna | {"title": "a\nb c"}, "title"),
        (anna | {"period_from": date(2025, 1, 2), "period_until": date(2025, 1, 1)}, "periodUntil"),
        (anna | {"period_from": date(1, 1, 1)}, "periodFrom"),
        ({"member_id": uuid4()}, "memberId"),
        ({"contract_id": uuid4()}, "contractId"),
        ({"house_id": town.members["Anna"].id}, "houseId"),
        ({"district_id": uuid4()}, "districtId"),
    ]
    for changes, field in wrong:
        await refused(Operator(), await form(Operator(), **changes), InvalidInput, field)
    await refused(Operator(), await form(Operator(), **anna, upload_id=uuid4()), NotFound, "uploadId")
    await refused(Operator(), await form(await town.staff(StaffRole.ADMIN), **anna), NotFound, "uploadId")


async def test_only_the_roles_for_it_publish(town: Town) -> None:
    given = await form(Operator(), member_id=town.members["Anna"].id)
    viewers: list[Viewer] = [None, await town.tenant("Anna"), integrator(TokenScope.NOTICES_WRITE)]
    viewers += [await town.staff(role) for role in (StaffRole.READER, StaffRole.CARETAKER, StaffRole.ALERT_SENDER, StaffRole.AUDITOR)]
    for viewer in viewers:
        await refused(viewer, given, NotAllowed)
    token = integrator(TokenScope.DOCUMENTS_WRITE)
    done = await document.publish(token, await form(token, member_id=town.members["Anna"].id), "mutation-1")
    assert done.recipients == 1


async def test_an_area_ends_at_its_border(town: Town) -> None:
    staff = await town.staff(StaffRole.EDITOR, houses=("Amselweg 2",))
    outside: list[tuple[dict[str, object], str]] = [
        ({"member_id": town.members["Emil"].id}, "memberId"),
        ({"contract_id": contract(town, "Amselweg 12/1/-1000").id}, "contractId"),
        ({"house_id": town.houses["Amselweg 12"].id}, "houseId"),
        ({"district_id": town.districts["Gartenstadt"].id}, "districtId"),
    ]
    for changes, field in outside:
        await refused(staff, await form(staff, **changes), InvalidInput, field)
    for number, target in enumerate([{"member_id": town.members["Anna"].id}, {"house_id": town.houses["Amselweg 2"].id}]):
        await document.publish(staff, await form(staff, **target), f"mutation-{number}")


async def test_what_staff_see(town: Town) -> None:
    personal = await published("1", member_id=town.members["Anna"].id)
    shared = await published("2", contract_id=contract(town, "Ringstraße 1/1/-20").id)
    posted = await published("3", house_id=town.houses["Amselweg 2"].id)

    async def seen(viewer: Viewer) -> list[bool]:
        return [await document.get(viewer, document_id) is not None for document_id in (personal, shared, posted)]

    assert await seen(await town.staff(StaffRole.MEMBER_DESK)) == [True, True, True]
    assert await seen(await town.staff(StaffRole.READER)) == [False, False, True]
    assert await seen(await town.staff(StaffRole.MEMBER_DESK, districts=("Gartenstadt",))) == [True, False, True]
    assert await seen(await town.staff(StaffRole.ADMIN, houses=("Ringstraße 1",))) == [False, True, False]
    for viewer in (None, await town.staff(StaffRole.CARETAKER), await town.staff(StaffRole.AUDITOR), integrator(*TokenScope)):
        with pytest.raises(NotAllowed):
            await document.get(viewer, posted)
    page = await document.of_member(await town.staff(StaffRole.ADMIN), town.members["Anna"].id, first=10)
    assert [view.document.id for view in page.items] == [posted, personal]
    page = await document.of_member(await town.staff(StaffRole.READER), town.members["Anna"].id, first=10)
    assert [view.document.id for view in page.items] == [posted]
    with pytest.raises(NotFound):
        await document.of_member(await town.staff(StaffRole.ADMIN, districts=("Nordend",)), town.members["Anna"].id, first=10)
    with pytest.raises(NotAllowed):
        await document.of_member(await town.tenant("Anna"), town.members["Anna"].id, first=10)


async def test_a_session_that_may_only_set_a_password_reads_nothing(town: Town) -> None:
    theirs = await published("1", member_id=town.members["Anna"].id)
    viewer = await town.tenant("Anna", scope=SessionScope.CHANGE_PASSWORD)
    for work in (document.documents(viewer, first=1), document.get(viewer, theirs), document.find_for_download(viewer, theirs)):
        with pytest.raises(NotAllowed) as refusal:
            await work
        assert refusal.value.code is Code.PASSWORD_CHANGE_REQUIRED


async def test_the_shelf_is_paged_filtered_and_knows_what_is_new(town: Town) -> None:
    anna = await town.tenant("Anna")
    older, newer = [await published(key, member_id=anna.member_id) for key in ("1", "2")]
    await Document.filter(id=older).update(category=DocumentCategory.LETTER)
    page = await document.documents(anna, first=1)
    assert ([view.document.id for view in page.items], page.total, page.has_next) == ([newer], 2, True)
    page = await document.documents(anna, first=5, category=DocumentCategory.LETTER)
    assert [view.document.id for view in page.items] == [older]
    assert await document.unread_count(anna) == 2
    await document.note_opening(anna, newer)
    first = await DocumentReceipt.get()
    clock.shift(timedelta(minutes=3))
    await document.note_opening(anna, newer)
    assert (await DocumentReceipt.get()).opened_at == first.opened_at
    assert await AuditEntry.filter(action=AuditAction.DOCUMENT_OPENED, object_id=str(newer)).count() == 2
    assert [view.is_new for view in (await document.documents(anna, first=5)).items] == [False, True]
    assert await document.unread_count(anna) == 1


async def test_reading_by_staff_is_logged_and_is_no_receipt(town: Town) -> None:
    theirs = await published("1", member_id=town.members["Anna"].id)
    staff = await town.staff(StaffRole.MEMBER_DESK)
    await document.note_opening(staff, theirs)
    assert await DocumentReceipt.all().count() == 0
    entry = await AuditEntry.get(action=AuditAction.DOCUMENT_READ_BY_STAFF)
    assert (entry.actor_id, entry.object_id) == (str(staff.staff_id), str(theirs))


async def test_a_withdrawn_document_stays_in_the_list_without_its_file(town: Town) -> None:
    anna = await town.tenant("Anna")
    theirs, other = await published("1", member_id=anna.member_id), await published("2", member_id=anna.member_id)
    for document_id in (theirs, other):
        broadcast = await Broadcast.get(document_id=document_id)
        await Delivery.create(
            broadcast=broadcast,
            member_id=anna.member_id,
            channel=Channel.MAIL,
            target="mail",
            lane=Lane.BULK,
            created_at=town.now,
            due_at=town.now,
            valid_until=broadcast.valid_until,
        )
    staff = await town.staff(StaffRole.MEMBER_DESK)
    view = await document.withdraw(staff, theirs)
    assert view.document.withdrawn_at is not None
    assert await shelf(anna) == [other, theirs]
    with pytest.raises(NotFound):
        await document.find_for_download(anna, theirs)
    with pytest.raises(NotFound):
        await document.find_for_download(staff, theirs)
    assert await document.unread_count(anna) == 1
    row = await Delivery.get(broadcast__document_id=theirs)
    assert (row.state, row.reason, row.is_open) == (DeliveryState.CANCELLED, Reason.WITHDRAWN, False)
    assert (await Delivery.get(broadcast__document_id=other)).state is DeliveryState.QUEUED
    assert await AuditEntry.filter(action=AuditAction.DOCUMENT_WITHDRAWN, object_id=str(theirs)).count() == 1
    before = await traces()
    with pytest.raises(Conflict):
        await document.withdraw(staff, theirs)
    assert await traces() == before


async def test_only_the_roles_for_it_withdraw(town: Town) -> None:
    theirs = await published("1", member_id=town.members["Anna"].id)
    before = await traces()
    for viewer in (None, await town.tenant("Anna"), await town.staff(StaffRole.READER), integrator(TokenScope.DOCUMENTS_WRITE)):
        with pytest.raises(NotAllowed):
            await document.withdraw(viewer, theirs)
    for viewer in (await town.staff(StaffRole.EDITOR), await town.staff(StaffRole.ADMIN, districts=("Nordend",))):
        for document_id in (theirs, uuid4()):
            with pytest.raises(NotFound):
                await document.withdraw(viewer, document_id)
    assert await traces() == before
    assert (await Document.get()).withdrawn_at is None


async def test_a_house_of_a_district_does_not_withdraw_for_the_others(town: Town) -> None:
    posted = await published("1", district_id=town.districts["Gartenstadt"].id)
    before = await traces()
    with pytest.raises(NotAllowed):
        await document.withdraw(await town.staff(StaffRole.MEMBER_DESK, houses=("Amselweg 2",)), posted)
    assert await traces() == before
    assert (await Document.get()).withdrawn_at is None
    await document.withdraw(await town.staff(StaffRole.MEMBER_DESK, districts=("Gartenstadt",)), posted)
    assert (await Document.get()).withdrawn_at is not None


async def refused(viewer: Viewer, given: DocumentInput, error: type[PortalError], field: str | None = None) -> None:
    """Nothing changed and nothing was announced; the upload can still be used."""
    before = await traces(), await Document.all().count(), await MutationRecord.all().count(), await Upload.filter(used_at=None).count()
    for dry_run in (False, True):
        with pytest.raises(error) as refusal:
            await document.publish(viewer, given, "mutation-refused", dry_run=dry_run)
        if field is not None:
            assert refusal.value.field == field
    after = await traces(), await Document.all().count(), await MutationRecord.all().count(), await Upload.filter(used_at=None).count()
    assert after == before
