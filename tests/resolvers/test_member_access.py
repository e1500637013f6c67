"""Access ends, is locked and is given anew: at once, whole, for one person and nobody else (AU-15, DS-19a, WP-34)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from models import clock
from models.account import Account, ActivationCode, EmailConfirmation, MailedToken, OneTimePassword, Registration
from models.audit import AuditAction, AuditEntry
from models.delivery import Broadcast, Delivery, DeliveryState, Lane, Message, Reason
from models.device import Device
from models.event import Event, Topic
from models.letter import Letter
from models.member import EmailState, Member, MemberStatus, MemberTask, MemberTaskKind
from models.passkey import Passkey
from models.session import Session
from models.staff import StaffRole
from models.token import TokenScope
from push import security_words
from push.recheck import load, verdict
from push.render import Renderer
from resolvers import account, letter, member_access, session
from resolvers.access import Operator, Staff, Viewer
from resolvers.errors import Code, Conflict, CredentialsRefused, InvalidInput, NotAllowed, NotFound
from resolvers.member_access import IdentityCheck
from tests.resolvers.test_notice_update import claim_of, written
from tests.support.accounts import COOPERATIVE, PASSWORD, REQUEST, device_of, settled, tenant
from tests.support.audit import logged
from tests.support.town import Town, integrator, traces

REASON = "Frau Beispiel hat sich getrennt und rief an."


async def lived_in(town: Town, portal: str, name: str = "Anna") -> UUID:
    """Give a member of the town everything an access consists of; returns the session."""
    member = town.members[name]
    await Member.filter(id=member.id).update(street="Amselweg 2", postal_code="90402", city="Nürnberg", last_name=member.last_name)
    viewer = await town.tenant(name)
    issued = await session.create_for_account(
        await Account.get(id=viewer.account_id), scope=viewer.scope, kind=viewer.kind, device_label="Handy"
    )
    now = await clock.now()
    later = now + timedelta(days=30)
    owner = viewer.account_id
    await OneTimePassword.create(account_id=owner, password_hash="-", created_at=now, expires_at=later)
    await MailedToken.create(account_id=owner, token_hash=str(uuid4()), delivery_id=1, created_at=now, expires_at=later)
    await ActivationCode.create(member=member, code_hash=str(uuid4()), issued_at=now, expires_at=later)
    await EmailConfirmation.create(member=member, email="anna@example.org", created_at=now)
    await Passkey.create(account_id=owner, credential_id=str(uuid4()), public_key="-", sign_count=0, name="Handy", created_at=now)
    await device_of(member)
    return issued.session.id


async def holds(member: Member) -> dict[str, object]:
    """What is left of a member's access."""
    now = await clock.now()
    row = await Member.get(id=member.id)
    mine = await Account.get_or_none(member_id=member.id)
    owner = mine.id if mine else uuid4()
    return {
        "account": mine is not None,
        "locked": mine is not None and mine.locked_at is not None,
        "email": (row.email, row.email_state),
        "sessions": await Session.filter(account_id=owner, revoked_at=None).count(),
        "passkeys": await Passkey.filter(account_id=owner).count(),
        "passwords": await OneTimePassword.filter(account_id=owner).count(),
        "links": await MailedToken.filter(account_id=owner, expires_at__gt=now).count(),
        "codes": await ActivationCode.filter(member_id=member.id, voided_at=None).count(),
        "confirmations": await EmailConfirmation.filter(member_id=member.id).count(),
        "devices": await Device.filter(member_id=member.id).count(),
    }


NOTHING = {
    "account": False,
    "locked": False,
    "email": (None, EmailState.NONE),
    "sessions": 0,
    "passkeys": 0,
    "passwords": 0,
    "links": 0,
    "codes": 0,
    "confirmations": 0,
    "devices": 0,
}


async def test_access_given_anew_ends_everything_and_orders_a_letter(town: Town, portal: str) -> None:
    """DS-19a, WP-34: one transaction; the spouse on the same lease keeps everything."""
    ended = await lived_in(town, portal)
    await lived_in(town, portal, "Bert")
    spouse = await holds(town.members["Bert"])
    desk = await town.fresh(StaffRole.MEMBER_DESK)
    anna = town.members["Anna"]
    ordered = await member_access.regrant(desk, anna.id, reason=REASON, client_mutation_id="again")
    assert await holds(anna) == NOTHING
    assert await holds(town.members["Bert"]) == spouse
    assert await Session.filter(id=ended).count() == 0
    assert [event.subject_id for event in await Event.filter(topic=Topic.SESSION)] == [ended]
    assert ordered.run is not None
    assert ordered.run.letters == 1
    assert [letter.member_id for letter in await Letter.all()] == [anna.id]
    entry = await AuditEntry.get(action=AuditAction.MEMBER_ACCESS_ENDED)
    assert (entry.actor_id, entry.object_id) == (str(desk.staff_id), str(anna.id))
    assert entry.details == {"reason": REASON, "sessions": 1}


async def test_a_regrant_that_arrives_again_late_ends_nothing(town: Town, portal: str) -> None:
    """OB-03, DS-19a: the member has a newer access by then; the same name for another member or reason is refused."""
    await lived_in(town, portal)
    desk, anna = await town.fresh(StaffRole.MEMBER_DESK), town.members["Anna"]
    first = await member_access.regrant(desk, anna.id, reason=REASON, client_mutation_id="once")
    assert first.run is not None
    await Account.create(member_id=anna.id, activated_at=await clock.now())
    await Member.filter(id=anna.id).update(email="anna.neu@example.org", email_state=EmailState.VERIFIED)
    before = (await holds(anna), await traces(), await Letter.all().count())
    again = await member_access.regrant(desk, anna.id, reason=REASON, client_mutation_id="once")
    assert again.run is not None
    assert again.run.run.id == first.run.run.id
    for other, reason in ((town.members["Bert"], REASON), (anna, "Ein anderer Grund")):
        with pytest.raises(Conflict) as refusal:
            await member_access.regrant(desk, other.id, reason=reason, client_mutation_id="once")
        assert refusal.value.code is Code.IDEMPOTENCY_CONFLICT
    assert (await holds(anna), await traces(), await Letter.all().count()) == before
    await letter.discard(desk, first.run.run.id)
    gone = await member_access.regrant(desk, anna.id, reason=REASON, client_mutation_id="once")
    assert (gone.run, await holds(anna)) == (None, before[0])


async def test_two_colleagues_who_give_it_anew_at_once_order_one_letter(town: Town, portal: str) -> None:
    """AU-18: of two sheets one would open nothing. A letter that waits in a wave is enough as well, and what it ends has ended."""
    await lived_in(town, portal)
    anna = town.members["Anna"]
    desks = [await town.fresh(StaffRole.MEMBER_DESK), await town.fresh(StaffRole.ADMIN)]
    done = await asyncio.gather(
        *(member_access.regrant(desk, anna.id, reason=REASON, client_mutation_id=f"press-{n}") for n, desk in enumerate(desks))
    )
    assert len({regranted.run.run.id for regranted in done if regranted.run}) == 1
    assert await Letter.filter(member_id=anna.id).count() == 1
    assert await holds(anna) == NOTHING
    third = await member_access.regrant(desks[0], anna.id, reason=REASON, client_mutation_id="later")
    assert third.run is not None
    assert await Letter.filter(member_id=anna.id).count() == 1
    await letter.discard(desks[0], third.run.run.id)
    assert (await member_access.regrant(desks[0], anna.id, reason=REASON, client_mutation_id="anew")).run is not None
    assert await Letter.filter(member_id=anna.id).count() == 2


async def test_au_10_ending_an_access_stops_no_word_to_the_address_before(town: Town, portal: str) -> None:
    """Corrected and given anew in one breath, before any mail went: the member reads of it where they read until now."""
    desk, anna = await town.fresh(StaffRole.MEMBER_DESK), town.members["Anna"]
    await town.tenant("Anna")
    await member_access.correct_email(desk, anna.id, email="mallory@example.org", check=IdentityCheck.CALL_BACK, note=REASON)
    await member_access.regrant(desk, anna.id, reason=REASON, client_mutation_id="at-once")
    await written()
    [row] = await Delivery.filter(state=DeliveryState.QUEUED)
    [job] = await load([claim_of(row)])
    assert (job.message, verdict(job)) == (Message.EMAIL_LEFT, None)
    _, address = await security_words.letter(Renderer(COOPERATIVE, "https://portal.noris.example"), job, anna)
    assert address == "anna@example.org"


async def test_without_an_address_for_the_letter_nothing_ends(town: Town, portal: str) -> None:
    """DS-19a: nobody is locked out without a way back in."""
    await lived_in(town, portal, "Hans")
    await Member.filter(id=town.members["Hans"].id).update(street="", postal_code="", city="")
    await refused(town, "Hans", InvalidInput, lambda viewer, id: member_access.regrant(viewer, id, reason=REASON, client_mutation_id="x"))


async def test_the_old_password_opens_nothing_after_access_was_given_anew(portal: str, database: str) -> None:
    """AU-03: the answer is the one of every wrong password."""
    issued = await settled()
    await member_access.end_access(Operator(), tenant(issued).member_id)
    with pytest.raises(CredentialsRefused) as refusal:
        await account.login(REQUEST, number="0012345", password=PASSWORD)
    with pytest.raises(CredentialsRefused) as unknown:
        await account.login(REQUEST, number="0099999", password=PASSWORD)
    assert (str(refusal.value), refusal.value.code) == (str(unknown.value), unknown.value.code)
    assert await session.authenticate(issued.token) is None


async def test_a_lock_ends_sessions_and_devices_and_leaves_the_address(town: Town, portal: str) -> None:
    """WP-34: in the same transaction. Mails about the house go on: the address stays confirmed."""
    await lived_in(town, portal)
    anna = town.members["Anna"]
    desk = await town.staff(StaffRole.MEMBER_DESK)
    await member_access.lock(desk, anna.id, reason=REASON)
    assert await holds(anna) == NOTHING | {
        "account": True,
        "locked": True,
        "email": ("anna@example.org", EmailState.VERIFIED),
        "passkeys": 1,
        "codes": 1,
        "confirmations": 1,
    }
    assert (await AuditEntry.get(action=AuditAction.MEMBER_LOCKED)).details == {"reason": REASON, "sessions": 1}
    for again in (
        lambda: member_access.lock(desk, anna.id, reason=REASON),
        lambda: member_access.resend_mail(desk, anna.id),
    ):
        with pytest.raises(Conflict):
            await again()
    await member_access.unlock(desk, anna.id, reason=REASON)
    assert (await Account.get(member_id=anna.id)).lock_reason == ""
    assert (await holds(anna))["locked"] is False
    with pytest.raises(Conflict):
        await member_access.unlock(desk, anna.id, reason=REASON)
    assert await logged(AuditAction.MEMBER_UNLOCKED) == [("member_unlocked", "staff", str(desk.staff_id), "member", str(anna.id))]


async def test_a_locked_member_is_told_what_everybody_is_told(portal: str, database: str, town: Town) -> None:
    """AU-03, WP-34."""
    issued = await settled("0055555")
    desk = await town.staff(StaffRole.MEMBER_DESK)
    await member_access.lock(desk, tenant(issued).member_id, reason=REASON)
    assert await session.authenticate(issued.token) is None
    with pytest.raises(CredentialsRefused) as locked:
        await account.login(REQUEST, number="0055555", password=PASSWORD)
    with pytest.raises(CredentialsRefused) as unknown:
        await account.login(REQUEST, number="0099999", password=PASSWORD)
    assert (str(locked.value), locked.value.code) == (str(unknown.value), unknown.value.code)
    await member_access.unlock(desk, tenant(issued).member_id, reason=REASON)
    await account.login(REQUEST, number="0055555", password=PASSWORD)


async def waiting_mail(member: Member) -> Delivery:
    """A mail that waits to be sent."""
    now = await clock.now()
    later = now + timedelta(days=1)
    broadcast = await Broadcast.create(
        message=Message.NOTICE_PUBLISHED, lane=Lane.BULK, member=member, created_at=now, not_before=now, valid_until=later
    )
    return await Delivery.create(
        broadcast=broadcast, member=member, channel="mail", target="mail", lane=Lane.BULK, created_at=now, due_at=now, valid_until=later
    )


async def test_death_stops_everything_and_makes_a_task(town: Town, portal: str) -> None:
    """DS-19a, WP-34: reported at the desk; an administrator takes it back when it was a mistake."""
    ended = await lived_in(town, portal)
    anna = town.members["Anna"]
    mail = await waiting_mail(anna)
    desk, admin = await town.staff(StaffRole.MEMBER_DESK), await town.staff(StaffRole.ADMIN)
    await member_access.report_death(desk, anna.id)
    assert (await Member.get(id=anna.id)).status is MemberStatus.DECEASED
    gone = await holds(anna)
    assert (gone["locked"], gone["sessions"], gone["devices"], gone["passwords"], gone["links"], gone["codes"]) == (True, 0, 0, 0, 0, 0)
    await mail.refresh_from_db()
    assert (mail.state, mail.reason) == (DeliveryState.SUPPRESSED, Reason.DECEASED)
    assert [event.subject_id for event in await Event.filter(topic=Topic.SESSION)] == [ended]
    page = await member_access.open_tasks(desk, first=10)
    assert [(task.kind, task.member_id) for task in page.items] == [(MemberTaskKind.CLARIFY_HEIRS, anna.id)]
    with pytest.raises(Conflict):
        await member_access.report_death(desk, anna.id)
    with pytest.raises(NotAllowed):
        await member_access.withdraw_death(desk, anna.id, reason=REASON)
    await member_access.withdraw_death(admin, anna.id, reason=REASON)
    assert (await Member.get(id=anna.id)).status is MemberStatus.ACTIVE
    assert (await holds(anna))["locked"] is False
    assert (await member_access.open_tasks(desk, first=10)).items == []
    assert (await AuditEntry.get(action=AuditAction.MEMBER_DEATH_WITHDRAWN)).details == {"reason": REASON}


async def test_taking_a_death_back_keeps_the_lock_of_staff(town: Town, portal: str) -> None:
    """DS-19a: what was locked for another reason stays locked."""
    await lived_in(town, portal)
    admin, anna = await town.staff(StaffRole.ADMIN), town.members["Anna"]
    await member_access.lock(admin, anna.id, reason=REASON)
    await member_access.report_death(admin, anna.id)
    await member_access.withdraw_death(admin, anna.id, reason=REASON)
    assert (await holds(anna))["locked"] is True


async def test_a_task_is_settled_once_and_in_the_own_area_only(town: Town) -> None:
    """DS-19a, GQ-14."""
    desk = await town.staff(StaffRole.MEMBER_DESK)
    await member_access.report_death(desk, town.members["Anna"].id)
    task = (await MemberTask.all())[0]
    north = await town.staff(StaffRole.MEMBER_DESK, districts=("Nordend",))
    assert (await member_access.open_tasks(north, first=10)).items == []
    with pytest.raises(NotFound):
        await member_access.settle_task(north, task.id)
    for _ in range(2):
        await member_access.settle_task(desk, task.id)
    assert await AuditEntry.filter(action=AuditAction.MEMBER_TASK_SETTLED).count() == 1
    assert (await MemberTask.get(id=task.id)).settled_by == str(desk.staff_id)


Act = Callable[[Viewer, UUID], Awaitable[object]]
ACTS: dict[str, Act] = {
    "lock": lambda viewer, id: member_access.lock(viewer, id, reason=REASON),
    "unlock": lambda viewer, id: member_access.unlock(viewer, id, reason=REASON),
    "death": member_access.report_death,
    "alive": lambda viewer, id: member_access.withdraw_death(viewer, id, reason=REASON),
    "regrant": lambda viewer, id: member_access.regrant(viewer, id, reason=REASON, client_mutation_id="x"),
    "resend": member_access.resend_mail,
    "correct": lambda viewer, id: member_access.correct_email(
        viewer, id, email="neu@example.org", check=IdentityCheck.ID_CARD, note=REASON
    ),
    "look": member_access.look,
}


async def refused(town: Town, name: str, error: type[Exception], act: Act, viewer: Viewer | Staff = None) -> None:
    """The act is refused and leaves no trace."""
    viewer = viewer if viewer is not None else await town.fresh(StaffRole.ADMIN)
    before = (await traces(), await holds(town.members[name]), await Registration.all().count())
    with pytest.raises(error):
        await act(viewer, town.members[name].id)
    assert (await traces(), await holds(town.members[name]), await Registration.all().count()) == before


@pytest.mark.parametrize("act", sorted(ACTS))
async def test_nobody_else_touches_an_access(town: Town, portal: str, act: str) -> None:
    """AU-13, DS-19a: other roles, co-tenants, tokens; a member of another district looks like none (GQ-14)."""
    await lived_in(town, portal)
    for role in sorted(set(StaffRole) - {StaffRole.ADMIN, StaffRole.MEMBER_DESK}):
        await refused(town, "Anna", NotAllowed, ACTS[act], await town.fresh(role))
    for viewer in (await town.tenant("Anna"), await town.tenant("Bert"), integrator(*TokenScope)):
        await refused(town, "Anna", NotAllowed, ACTS[act], viewer)
    north = await town.fresh(StaffRole.ADMIN, districts=("Nordend",))
    await refused(town, "Anna", NotFound, ACTS[act], north)


@pytest.mark.parametrize("act", sorted(set(ACTS) - {"alive", "look"}))
async def test_the_dead_are_left_alone(town: Town, portal: str, act: str) -> None:
    """DS-19a: nothing is sent, opened or printed for a deceased person any more."""
    await lived_in(town, portal)
    await member_access.report_death(await town.staff(StaffRole.ADMIN), town.members["Anna"].id)
    await refused(town, "Anna", Conflict, ACTS[act])


@pytest.mark.parametrize("act", ["correct", "regrant"])
@pytest.mark.parametrize("minutes", [None, 6])
async def test_au_10_whoever_finds_an_open_session_of_the_desk_opens_no_way_to_an_account(
    town: Town, portal: str, act: str, minutes: int | None
) -> None:
    """AU-10: without a sign-in of the last five minutes the address stays, nothing ends and nothing is ordered; afterwards it works."""
    await lived_in(town, portal)
    desk = await town.staff(StaffRole.MEMBER_DESK)
    if minutes:
        await town.sign_in(desk)
        await Session.filter(id=desk.session_id).update(authenticated_at=await clock.now() - timedelta(minutes=minutes))
    await refused(town, "Anna", NotAllowed, ACTS[act], desk)
    with pytest.raises(NotAllowed) as asked:
        await ACTS[act](desk, town.members["Anna"].id)
    assert asked.value.code is Code.REAUTHENTICATION_REQUIRED
    assert await Letter.all().count() == 0
    await ACTS[act](await town.fresh(StaffRole.MEMBER_DESK), town.members["Anna"].id)


@pytest.mark.parametrize("act", ["lock", "unlock", "death"])
async def test_what_closes_an_access_asks_nobody_again(town: Town, portal: str, act: str) -> None:
    """A lock must not wait, and what it ends opens nothing to who pressed it; unlocking gives back what was there before, and no more."""
    await lived_in(town, portal)
    desk = await town.staff(StaffRole.MEMBER_DESK)
    if act == "unlock":
        await member_access.lock(desk, town.members["Anna"].id, reason=REASON)
    before = await holds(town.members["Anna"])
    await ACTS[act](desk, town.members["Anna"].id)
    after = await holds(town.members["Anna"])
    assert {name for name in after if after[name] and not before[name]} <= {"locked"}
    assert await Broadcast.all().count() == 0


@pytest.mark.parametrize("act", ["lock", "unlock", "regrant", "correct"])
async def test_a_reason_is_asked_for(town: Town, portal: str, act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """AU-15: who asked, and how one knew."""
    monkeypatch.setattr(f"{__name__}.REASON", "ok")
    await lived_in(town, portal)
    await refused(town, "Anna", InvalidInput, ACTS[act])
