"""The caretaker (AU-13): in for one day by link and number, for the households of own houses that nothing reached, and for nothing else."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from models import clock, passwords
from models.audience import AudienceScope
from models.audit import AuditAction, AuditEntry
from models.caretaker import CaretakerLink, HouseholdTold
from models.delivery import Broadcast, Delivery, DeliveryState
from models.member import Member
from models.notice import NoticeKind, Urgency
from models.session import SessionScope
from models.staff import Staff as StaffRow
from models.staff import StaffRole
from models.staff_mail import StaffMail, StaffMessage
from push import staff_mail
from resolvers import account, caretaker, delivery, notice, session, staff_management
from resolvers.access import Operator, Staff
from resolvers.audience import Rule
from resolvers.caretaker import MOST_FAILURES
from resolvers.errors import Conflict, CredentialsRefused, NotAllowed, NotFound, TooManyAttempts
from resolvers.notice import NoticeInput
from resolvers.staff_management import Places
from tests.servers.mail_server import MailServer
from tests.support.accounts import REQUEST
from tests.support.audit import logged
from tests.support.posts import post
from tests.support.town import Town, traces

pytestmark = pytest.mark.usefixtures("portal")
EMAIL = "hausmeister@noris.example.org"
HOUR = timedelta(hours=1)


async def employed(town: Town, *houses: str) -> tuple[UUID, str]:
    """A caretaker of these houses, with the digits that were handed over."""
    places = Places(houses=frozenset(town.houses[name].id for name in houses or ("Amselweg 2",)))
    row = (await staff_management.invite(Operator(), email=EMAIL, name="Karl Wölfel", role=StaffRole.CARETAKER, places=places)).row
    return row.id, await caretaker.renew_number(Operator(), row.id)


async def mailed(mail_server: MailServer) -> str:
    """The secret of the newest link that went out."""
    await post(mail_server).run_until_idle()
    found = re.search(r"/hausmeister#([\w-]+)", mail_server.to(EMAIL)[-1].text)
    assert found is not None
    return found[1]


async def on_duty(town: Town, *houses: str) -> Staff:
    """The viewer of a caretaker who came in today."""
    viewer = await town.staff(StaffRole.CARETAKER, houses=houses or ("Amselweg 2",))
    return Staff(viewer.session_id, viewer.staff_id, viewer.role, viewer.districts, viewer.houses, SessionScope.WORK_LIST)


async def outage(town: Town, *accepted: str, ends_at: datetime | None = None) -> UUID:
    """Water is off in the whole Gartenstadt; these were reached, and the ledger is written."""
    form = NoticeInput(
        kind=NoticeKind.WATER,
        title="Wasserabschaltung",
        audience=(Rule(AudienceScope.DISTRICT, id=town.districts["Gartenstadt"].id),),
        urgency=Urgency.URGENT,
        starts_at=town.now + HOUR,
        ends_at=ends_at or town.now + 3 * HOUR,
    )
    notice_id = (await notice.publish(Operator(), form, str(uuid4()))).notice.id
    await Broadcast.filter(notice_id=notice_id).update(fanned_out_at=town.now)
    broadcast = await Broadcast.get(notice_id=notice_id)
    for name in accepted:
        await Delivery.create(
            broadcast=broadcast,
            member=town.members[name],
            channel="mail",
            target="mail",
            lane="urgent",
            state=DeliveryState.ACCEPTED,
            is_open=False,
            created_at=town.now,
            due_at=town.now,
            valid_until=town.now + HOUR,
        )
    return notice_id


async def doors(viewer: Staff) -> list[tuple[str, str, str]]:
    return [(entry.house, entry.unit, entry.names) for entry in (await caretaker.work_list(viewer, first=100)).items]


async def test_link_and_number_open_the_day(town: Town, mail_server: MailServer) -> None:
    """AU-13: the mail holds no digits; the session is for the work list alone and ends at midnight."""
    staff_id, number = await employed(town)
    await caretaker.send_link(Operator(), staff_id)
    token = await mailed(mail_server)
    assert number not in mail_server.to(EMAIL)[-1].text
    issued = await caretaker.login(REQUEST, token=token, number=f" {number[:3]} {number[3:]} ")
    viewer = await session.authenticate(issued.token)
    assert isinstance(viewer, Staff)
    assert (viewer.scope, viewer.role, viewer.houses) == (SessionScope.WORK_LIST, StaffRole.CARETAKER, {town.houses["Amselweg 2"].id})
    assert issued.session.expires_at == staff_mail.end_of_day(await clock.now())
    link = await CaretakerLink.get()
    assert token not in str(link.__dict__)
    assert number not in str((await StaffRow.get(id=staff_id)).__dict__)
    assert [row[0] for row in await logged(AuditAction.CARETAKER_NUMBER_MADE, AuditAction.CARETAKER_LINK_SENT)] == [
        "caretaker_number_made",
        "caretaker_link_sent",
    ]


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (datetime(2026, 3, 28, 5, 30, tzinfo=UTC), datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),
        (datetime(2026, 3, 29, 5, 30, tzinfo=UTC), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        (datetime(2026, 11, 23, 19, 30, tzinfo=UTC), datetime(2026, 11, 24, 23, 0, tzinfo=UTC)),
        (datetime(2026, 11, 23, 18, 59, tzinfo=UTC), datetime(2026, 11, 23, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_midnight_in_berlin(now: datetime, end: datetime) -> None:
    """Also on the days the clock changes; what is sent from 20 o'clock on serves the next day."""
    assert staff_mail.end_of_day(now) == end


async def test_after_the_end_of_the_day_nothing_opens(town: Town, mail_server: MailServer) -> None:
    staff_id, number = await employed(town)
    await caretaker.send_link(Operator(), staff_id)
    token = await mailed(mail_server)
    issued = await caretaker.login(REQUEST, token=token, number=number)
    clock.shift(staff_mail.end_of_day(await clock.now()) - await clock.now() + timedelta(seconds=1))
    assert await session.authenticate(issued.token) is None
    with pytest.raises(CredentialsRefused):
        await caretaker.login(REQUEST, token=token, number=number)


async def test_a_link_that_ran_out_is_forgotten(town: Town, mail_server: MailServer) -> None:
    """And not a day before: the log names what happened with it."""
    staff_id, _ = await employed(town)
    await caretaker.send_link(Operator(), staff_id)
    await mailed(mail_server)
    clock.shift(timedelta(days=7))
    assert await caretaker.purge() == 0
    clock.shift(timedelta(days=10))
    assert await caretaker.purge() == 1
    assert await CaretakerLink.all().count() == 0


async def test_a_new_link_voids_the_one_before_and_a_new_number_everything(town: Town, mail_server: MailServer) -> None:
    """One link, one device: who signs in with it again ends the session before."""
    staff_id, number = await employed(town)
    await caretaker.send_link(Operator(), staff_id)
    first = await mailed(mail_server)
    await caretaker.send_link(Operator(), staff_id)
    second = await mailed(mail_server)
    with pytest.raises(CredentialsRefused):
        await caretaker.login(REQUEST, token=first, number=number)
    one = await caretaker.login(REQUEST, token=second, number=number)
    other = await caretaker.login(REQUEST, token=second, number=number)
    assert await session.authenticate(one.token) is None
    assert await session.authenticate(other.token) is not None
    await caretaker.renew_number(Operator(), staff_id)
    assert await session.authenticate(other.token) is None
    with pytest.raises(CredentialsRefused):
        await caretaker.login(REQUEST, token=second, number=number)


async def test_five_wrong_numbers_void_the_link(town: Town, mail_server: MailServer) -> None:
    """From networks all over the world, so that no delay of one network stops them; then the right number opens nothing either."""
    staff_id, number = await employed(town)
    admin = await town.staff(StaffRole.ADMIN)
    await caretaker.send_link(Operator(), staff_id)
    token = await mailed(mail_server)
    wrong = f"{(int(number) + 1) % 10**6:06}"
    for attempt in range(MOST_FAILURES):
        with pytest.raises(CredentialsRefused):
            await caretaker.login(replace(REQUEST, address=f"203.0.113.{attempt}"), token=token, number=wrong)
    with pytest.raises((CredentialsRefused, TooManyAttempts)):
        await caretaker.login(REQUEST, token=token, number=number)
    assert (await CaretakerLink.get()).ended_at is not None
    assert len(await logged(AuditAction.CARETAKER_LINK_VOID)) == 1
    alarms = await StaffMail.filter(message=StaffMessage.CARETAKER_LINK_VOID)
    assert [(mail.staff_id, mail.details) for mail in alarms] == [(admin.staff_id, {"caretaker": "Karl Wölfel"})]
    await post(mail_server).run_until_idle()
    assert number not in mail_server.mails[-1].text
    assert wrong not in mail_server.mails[-1].text


async def test_strangers_are_told_the_same(town: Town, mail_server: MailServer) -> None:
    """AU-03, AU-06: no link, or nobody's; an address that is none of ours gets no mail and the same answer."""
    await employed(town)
    with pytest.raises(CredentialsRefused) as refused:
        await caretaker.login(REQUEST, token="x" * 43, number="123456")
    assert refused.value.code == CredentialsRefused().code
    for address in (EMAIL.upper(), "niemand@example.org", ""):
        await caretaker.request_link(REQUEST, address)
    await post(mail_server).run_until_idle()
    assert [mail.recipient for mail in mail_server.mails] == [EMAIL]


@pytest.mark.parametrize("change", ["lock", "role", "remove"])
async def test_who_is_a_caretaker_no_more_is_out_at_once(town: Town, mail_server: MailServer, change: str) -> None:
    """GQ-13: sessions end with their sockets, and the link of the morning opens nothing."""
    staff_id, number = await employed(town)
    await caretaker.send_link(Operator(), staff_id)
    token = await mailed(mail_server)
    issued = await caretaker.login(REQUEST, token=token, number=number)
    match change:
        case "lock":
            await staff_management.lock(Operator(), staff_id)
        case "role":
            await staff_management.change_role(Operator(), staff_id, role=StaffRole.READER, places=Places(is_everywhere=True))
        case _:
            await staff_management.remove(Operator(), staff_id)
    assert await session.authenticate(issued.token) is None
    with pytest.raises(CredentialsRefused):
        await caretaker.login(REQUEST, token=token, number=number)
    if change == "lock":
        await staff_management.unlock(Operator(), staff_id)
        with pytest.raises(CredentialsRefused):
            await caretaker.login(replace(REQUEST, address="203.0.113.9"), token=token, number=number)


async def test_tries_at_the_same_moment_cannot_pass_the_five(town: Town, mail_server: MailServer) -> None:
    """AU-05, AU-13: a try is counted before it is judged; while five others are being looked at, the right number opens nothing."""
    staff_id, number = await employed(town)
    await caretaker.send_link(Operator(), staff_id)
    token = await mailed(mail_server)
    await CaretakerLink.filter(staff_id=staff_id).update(failures=MOST_FAILURES)
    with pytest.raises(CredentialsRefused):
        await caretaker.login(REQUEST, token=token, number=number)
    assert (await CaretakerLink.get()).ended_at is not None


async def test_new_links_bring_no_new_tries(town: Town, mail_server: MailServer) -> None:
    """AU-05: whoever reads the mailbox stops before the fifth wrong number and asks anew; the eleventh of the week voids each link, the
    administration hears of it, and not even the right digits open. New digits begin anew."""
    staff_id, number = await employed(town)
    await town.staff(StaffRole.ADMIN)
    token, wrong = "", f"{(int(number) + 1) % 10**6:06}"
    for attempt in range(10):
        if attempt % 4 == 0:
            await caretaker.send_link(Operator(), staff_id)
            token = await mailed(mail_server)
        with pytest.raises(CredentialsRefused):
            await caretaker.login(replace(REQUEST, address=f"203.0.113.{attempt}"), token=token, number=wrong)
    assert await CaretakerLink.filter(ended_at=None).count() == 1
    assert await logged(AuditAction.CARETAKER_LINK_VOID) == []
    for voided in (1, 2):
        await caretaker.send_link(Operator(), staff_id)
        token = await mailed(mail_server)
        with pytest.raises(CredentialsRefused):
            await caretaker.login(replace(REQUEST, address="203.0.113.99"), token=token, number=number)
        assert len(await logged(AuditAction.CARETAKER_LINK_VOID)) == voided
    assert await StaffMail.filter(message=StaffMessage.CARETAKER_LINK_VOID).count() == 2
    number = await caretaker.renew_number(Operator(), staff_id)
    await caretaker.send_link(Operator(), staff_id)
    await caretaker.login(REQUEST, token=await mailed(mail_server), number=number)


async def test_right_numbers_are_no_tries(town: Town, mail_server: MailServer) -> None:
    """Whoever signs in twelve times a week is no guesser."""
    staff_id, number = await employed(town)
    await caretaker.send_link(Operator(), staff_id)
    token = await mailed(mail_server)
    for _ in range(12):
        await caretaker.login(REQUEST, token=token, number=number)


async def test_an_address_that_is_nobodys_is_written_down_as_one_that_is(town: Town) -> None:
    """AU-06: the same rows but for the mail, so that the time says nothing; the sixth mail of a day is not sent."""
    staff_id, _ = await employed(town)
    await caretaker.request_link(REQUEST, "niemand@example.org")
    assert await StaffMail.filter(message=StaffMessage.CARETAKER_LINK).count() == 0
    for _ in range(6):
        await caretaker.request_link(REQUEST, EMAIL)
    assert await StaffMail.filter(message=StaffMessage.CARETAKER_LINK).count() == 5
    asked = await AuditEntry.filter(action=AuditAction.CARETAKER_LINK_ASKED).order_by("id")
    assert [entry.object_id for entry in asked] == ["", *[str(staff_id)] * 6]


async def test_only_the_administration_lets_caretakers_in(town: Town) -> None:
    """AU-13, AU-10: and only for caretakers who have a number; refused, nothing is mailed."""
    staff_id, _ = await employed(town)
    reader = await staff_management.invite(
        Operator(), email="lesen@noris.example.org", name="Lea Leser", role=StaffRole.READER, places=Places(is_everywhere=True)
    )
    before = await traces()
    for viewer in (None, await town.staff(StaffRole.MEMBER_DESK), await on_duty(town)):
        with pytest.raises(NotAllowed):
            await caretaker.send_link(viewer, staff_id)
        with pytest.raises(NotAllowed):
            await caretaker.renew_number(viewer, staff_id)
    with pytest.raises(Conflict):
        await caretaker.send_link(Operator(), reader.row.id)
    with pytest.raises(NotFound):
        await caretaker.renew_number(Operator(), uuid4())
    await StaffRow.filter(id=staff_id).update(number_hash="")
    with pytest.raises(Conflict):
        await caretaker.send_link(Operator(), staff_id)
    assert await traces() == before
    assert await StaffMail.filter(message=StaffMessage.CARETAKER_LINK).count() == 0


async def test_no_password_opens_a_caretakers_account(town: Town) -> None:
    """AU-14: they have no second factor, so there is no way around link and number."""
    staff_id, _ = await employed(town)
    await StaffRow.filter(id=staff_id).update(password_hash=await passwords.make_hash("ein langes Kennwort"), must_change_password=False)
    with pytest.raises(CredentialsRefused):
        await account.staff_login(REQUEST, email=EMAIL, password="ein langes Kennwort")


async def test_the_list_has_the_households_nothing_reached(town: Town) -> None:
    """AU-13: own houses only, from door to door; house, position and surname. Anna was reached, so nobody knocks at her and Bert's."""
    await outage(town, "Anna")
    viewer = await on_duty(town, "Amselweg 2", "Ringstraße 1")
    assert await doors(viewer) == [("Amselweg 2", "2", "Condé")]
    assert await doors(await on_duty(town, "Amselweg 12")) == [("Amselweg 12", "1", "Dahl")]
    assert await doors(await on_duty(town, "Seegasse 5")) == []


async def test_who_may_not_be_named_is_a_door_without_a_name(town: Town) -> None:
    """§ 51 BMG; and nobody knocks for the dead."""
    await outage(town)
    await Member.filter(first_name="Cora").update(information_barred=True)
    await Member.filter(first_name="Bert").update(status="deceased")
    assert await doors(await on_duty(town)) == [("Amselweg 2", "1", "Amsel"), ("Amselweg 2", "2", "")]


async def test_told_is_told_once_and_can_be_taken_back(town: Town) -> None:
    """Two caretakers at one door: one row, one entry in the log; the desk sees it and when."""
    notice_id = await outage(town, "Anna")
    one, other = await on_duty(town), await on_duty(town)
    [entry] = (await caretaker.work_list(one, first=10)).items
    await asyncio.gather(caretaker.mark(one, entry.id, is_told=True), caretaker.mark(other, entry.id, is_told=True))
    assert await HouseholdTold.all().count() == 1
    assert len(await logged(AuditAction.HOUSEHOLD_TOLD)) == 1
    [seen] = (await caretaker.work_list(other, first=10)).items
    assert seen.told_at is not None
    missed = (await delivery.not_reached(Operator(), notice_id, first=100)).items
    assert {row.member_name: row.told_at is not None for row in missed if row.house == "Amselweg 2" and row.unit == "2"} == {
        "Cora Condé": True
    }
    figures = await delivery.progress(Operator(), notice_id)
    assert figures is not None
    assert (figures.told_in_person, figures.households.paper, figures.households.mail) == (1, 2, 1), "a word at the door is no delivery"
    assert (await caretaker.mark(one, entry.id, is_told=False)).told_at is None
    assert await HouseholdTold.all().count() == 0
    assert len(await logged(AuditAction.HOUSEHOLD_UNTOLD)) == 1


async def test_a_foreign_door_is_no_door(town: Town) -> None:
    """GQ-14: a household of another house, one that is not on the list and one that never was are the same."""
    await outage(town, "Anna")
    [foreign] = (await caretaker.work_list(await on_duty(town, "Amselweg 12"), first=10)).items
    viewer = await on_duty(town)
    before = await traces()
    for entry_id in (foreign.id, 999_999):
        with pytest.raises(NotFound):
            await caretaker.mark(viewer, entry_id, is_told=True)
    for stranger in (None, await town.staff(StaffRole.ADMIN), await town.tenant("Anna"), await town.staff(StaffRole.CARETAKER)):
        with pytest.raises(NotAllowed):
            await caretaker.work_list(stranger, first=10)
        with pytest.raises(NotAllowed):
            await caretaker.mark(stranger, foreign.id, is_told=True)
    assert await traces() == before
    assert await HouseholdTold.all().count() == 0


async def test_nobody_knocks_for_what_is_over(town: Town) -> None:
    notice_id = await outage(town, "Anna")
    viewer = await on_duty(town)
    assert len(await doors(viewer)) == 1
    await notice.cancel(Operator(), notice_id)
    assert await doors(viewer) == []
