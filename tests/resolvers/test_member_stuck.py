"""Somebody on the telephone does not get in: the desk sees where it stuck, sends again, corrects the address; never a secret (AU-15)."""

from datetime import timedelta

import pytest

from models import clock, codes
from models.account import Account, ActivationCode, EmailChange, EmailConfirmation, MailedToken, OneTimePassword, Registration
from models.audit import AuditAction, AuditEntry
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Message
from models.member import EmailState, Member, MemberTask, MemberTaskKind
from models.staff import StaffRole
from resolvers import account, email_change, email_confirmation, limits, member_access
from resolvers.access import Operator
from resolvers.errors import Code, Conflict, CredentialsRefused, InvalidEmail, TooManyAttempts
from resolvers.member_access import Advice, IdentityCheck, MailFate, StepKind
from tests.support.accounts import (
    EMAIL,
    OTHER_PASSWORD,
    PASSWORD,
    REQUEST,
    Letter,
    activated,
    activation_token,
    invited,
    one_time_password,
    register,
    settled,
    tenant,
)
from tests.support.town import Town, traces

NOTE = "Ausweis am Schalter gesehen."
NEW = "neu@example.org"
pytestmark = pytest.mark.usefixtures("portal", "database")


async def correct(member: Member, email: str = NEW) -> Member:
    return await member_access.correct_email(Operator(), member.id, email=email, check=IdentityCheck.CALL_BACK, note=NOTE)


async def ledger(member: Member, message: Message, state: DeliveryState, status: str = "") -> None:
    """What became of the last mail of this kind."""
    broadcast = await Broadcast.filter(member_id=member.id, message=message).order_by("-created_at").first()
    assert broadcast is not None
    now = await clock.now()
    is_open = state is DeliveryState.QUEUED
    await Delivery.create(
        broadcast=broadcast, member=member, channel=Channel.MAIL, target="mail", lane=broadcast.lane, state=state, is_open=is_open,
        created_at=now, due_at=now, valid_until=broadcast.valid_until, last_status=status, settled_at=None if is_open else now,
    )  # fmt: skip


async def advice(member: Member) -> Advice:
    return (await member_access.look(Operator(), member.id)).advice


async def test_the_way_of_a_stuck_member_step_by_step() -> None:
    """Each place where one can be stuck has its advice; codes are counted, never named."""
    letter = await invited()
    assert await advice(letter.member) is Advice.LETTER_WAITS
    for _ in range(2):
        with pytest.raises(CredentialsRefused):
            await register(Letter(letter.member, letter.number, "AAAA-AAAA-AAAA-AA"))
    found = await member_access.look(Operator(), letter.member.id)
    assert found.advice is Advice.CODE_REFUSED
    assert [(step.kind, step.count) for step in found.steps] == [(StepKind.CODE_ISSUED, 1), (StepKind.CODE_REFUSED, 2)]
    registered = await register(letter)
    assert await advice(letter.member) is Advice.MAIL_WAITING
    await Broadcast.all().update(created_at=await clock.now() - timedelta(minutes=16))
    assert await advice(letter.member) is Advice.MAIL_LATE
    await ledger(letter.member, Message.ACTIVATION, DeliveryState.BOUNCED, "550 5.1.1")
    found = await member_access.look(Operator(), letter.member.id)
    assert found.advice is Advice.MAIL_BOUNCED
    assert [(step.fate, step.status) for step in found.steps if step.kind is StepKind.ACTIVATION_MAIL] == [(MailFate.BOUNCED, "550 5.1.1")]
    await Delivery.all().update(state=DeliveryState.ACCEPTED)
    assert await advice(letter.member) is Advice.LINK_NOT_OPENED
    owner = await account.activate(REQUEST, await activation_token(registered.status.registration_id))
    await ledger(letter.member, Message.ONE_TIME_PASSWORD, DeliveryState.ACCEPTED)
    assert await advice(letter.member) is Advice.ONE_TIME_PASSWORD_NOT_USED
    first = await account.login(REQUEST, number=letter.number, password=await one_time_password(owner))
    await account.change_password(tenant(first), new_password=PASSWORD)
    assert await advice(letter.member) is Advice.FINE
    with pytest.raises(CredentialsRefused):
        await account.login(REQUEST, number=letter.number, password=OTHER_PASSWORD)
    assert await advice(letter.member) is Advice.LOGIN_REFUSED


async def test_who_has_no_letter_or_an_old_one() -> None:
    """Only a letter helps, and the page says so."""
    letter = await invited()
    code = await ActivationCode.get(member_id=letter.member.id)
    code.expires_at = await clock.now()
    await code.save()
    assert await advice(letter.member) is Advice.LETTER_EXPIRED
    await code.delete()
    assert await advice(letter.member) is Advice.NO_LETTER
    with pytest.raises(Conflict):
        await member_access.resend_mail(Operator(), letter.member.id)


async def test_the_mail_the_member_waits_for_is_sent_again_within_the_members_limits() -> None:
    """AU-15, AU-06, AU-25: activation, one-time password or a link; the desk gets to know which, and nothing else."""
    letter = await invited()
    registered = await register(letter)
    assert await member_access.resend_mail(Operator(), letter.member.id) is Message.ACTIVATION
    owner = await account.activate(REQUEST, await activation_token(registered.status.registration_id))
    before = await Broadcast.filter(message=Message.ONE_TIME_PASSWORD).count()
    for _ in range(limits.PASSWORD_MAIL.count):
        assert await member_access.resend_mail(Operator(), letter.member.id) is Message.ONE_TIME_PASSWORD
    traced = await traces()
    with pytest.raises(TooManyAttempts):
        await member_access.resend_mail(Operator(), letter.member.id)
    assert await traces() == traced
    assert await Broadcast.filter(message=Message.ONE_TIME_PASSWORD).count() == before + limits.PASSWORD_MAIL.count
    first = await account.login(REQUEST, number=letter.number, password=await one_time_password(owner))
    await account.change_password(tenant(first), new_password=PASSWORD)
    for _ in range(limits.RESET_NUMBER.count):
        assert await member_access.resend_mail(Operator(), letter.member.id) is Message.PASSWORD_RESET
    with pytest.raises(TooManyAttempts):
        await member_access.resend_mail(Operator(), letter.member.id)
    kept = [entry.details for entry in await AuditEntry.filter(action=AuditAction.MEMBER_MAIL_RESENT)]
    assert {str(details["message"]) for details in kept} == {"activation", "one_time_password", "password_reset"}


async def test_an_address_is_corrected_before_activation() -> None:
    """Links in mails to the wrong address end at once, and it is told (AU-10): nobody at the desk turns a registration aside in silence."""
    letter = await invited()
    registered = await register(letter)
    old = await activation_token(registered.status.registration_id)
    await correct(letter.member)
    assert (await Registration.get(member_id=letter.member.id)).email == NEW
    with pytest.raises(CredentialsRefused):
        await account.activate(REQUEST, old)
    entry = await AuditEntry.get(action=AuditAction.MEMBER_EMAIL_CORRECTED)
    assert entry.details == {"check": "call_back", "note": NOTE}
    told = await EmailChange.get(member_id=letter.member.id)
    assert (told.old_email, told.email) == (EMAIL, NEW)
    assert await Broadcast.filter(message=Message.EMAIL_LEFT, subject_id=told.id, cancelled_at=None).count() == 1


async def test_a_corrected_address_is_proven_before_notices_go_there() -> None:
    """AU-07, AU-15: reset links die, the new address counts as confirmed by its own link only; sessions and password stay."""
    issued = await settled()
    member = await Member.get(id=tenant(issued).member_id)
    owner = tenant(issued).account_id
    now = await clock.now()
    await MailedToken.create(account_id=owner, token_hash="h", delivery_id=1, created_at=now, expires_at=now + timedelta(hours=1))
    corrected = await correct(member)
    assert (corrected.email, corrected.email_state) == (NEW, EmailState.UNVERIFIED)
    assert (await MailedToken.get(token_hash="h")).expires_at <= await clock.now()
    assert await advice(member) is Advice.EMAIL_UNCONFIRMED
    row = await EmailConfirmation.get(member_id=member.id)
    assert row.email == NEW
    assert await Broadcast.filter(message=Message.EMAIL_CONFIRMATION, subject_id=row.id).count() == 1
    token = (await email_confirmation_token(row)).secret
    await email_confirmation.confirm(REQUEST, token)
    assert (await Member.get(id=member.id)).email_state is EmailState.VERIFIED


@pytest.mark.parametrize("is_broken", [False, True])
async def test_au_10_the_member_hears_of_a_corrected_address_at_the_old_one(is_broken: bool) -> None:
    """AU-10: unless mails to it come back; a change the member had asked for is over."""
    viewer = tenant(await settled())
    member = await Member.get(id=viewer.member_id)
    asked = await email_change.request(viewer, "eigene@example.org")
    if is_broken:
        await Member.filter(id=member.id).update(email_state=EmailState.SUPPRESSED)
    await correct(member)
    assert await email_change.pending(member.id) is None
    told = await EmailChange.get(confirmed_at__isnull=False)
    assert (told.old_email, told.email) == (None if is_broken else member.email, NEW)
    assert await Broadcast.filter(message=Message.EMAIL_LEFT, subject_id=told.id).count() == (0 if is_broken else 1)
    assert await Broadcast.filter(message=Message.EMAIL_CHANGE, subject_id=asked.id, cancelled_at=None).count() == 0


async def email_confirmation_token(row: EmailConfirmation) -> codes.Minted:
    return await codes.mint_confirmation_token(delivery_id=9, confirmation_id=row.id)


async def test_no_password_goes_to_an_address_the_desk_has_just_typed() -> None:
    """AU-15, AU-22, AU-25: the one at the old address opens nothing any more, and the new address is proven first; then a letter helps."""
    letter = await invited()
    owner = await activated(letter)
    old = await one_time_password(owner)
    await correct(letter.member)
    assert await OneTimePassword.filter(account_id=owner.id).count() == 0
    with pytest.raises(CredentialsRefused):
        await account.login(REQUEST, number=letter.number, password=old)
    assert await member_access.resend_mail(Operator(), letter.member.id) is Message.EMAIL_CONFIRMATION
    assert await Broadcast.filter(message=Message.ONE_TIME_PASSWORD, cancelled_at=None, fanned_out_at=None).count() == 0
    await Member.filter(id=letter.member.id).update(email_state=EmailState.VERIFIED)
    with pytest.raises(Conflict) as refused:
        await member_access.resend_mail(Operator(), letter.member.id)
    assert refused.value.code is Code.LETTER_REQUIRED
    assert await Broadcast.filter(message=Message.ONE_TIME_PASSWORD, cancelled_at=None, fanned_out_at=None).count() == 0
    assert await MemberTask.filter(member_id=letter.member.id, kind=MemberTaskKind.NEW_LETTER, settled_at=None).count() == 1


async def test_no_link_to_a_password_goes_to_an_unproven_address() -> None:
    """AU-06, AU-15: the desk may have been talked into it; the owner of the address confirms it before anything else goes there."""
    member = await Member.get(id=tenant(await settled()).member_id)
    await correct(member)
    assert await member_access.resend_mail(Operator(), member.id) is Message.EMAIL_CONFIRMATION
    await account.request_reset(REQUEST, number="0012345", email=NEW)
    assert await Broadcast.filter(message=Message.PASSWORD_RESET).count() == 0
    await Member.filter(id=member.id).update(email_state=EmailState.VERIFIED)
    await account.request_reset(REQUEST, number="0012345", email=NEW)
    assert await Broadcast.filter(message=Message.PASSWORD_RESET).count() == 1


async def test_spouses_may_share_an_address_and_see_nothing_of_each_other(town: Town) -> None:
    """DS-19: one e-mail serves two members; each looks at the own access only."""
    for name in ("Anna", "Bert"):
        await Account.create(member_id=town.members[name].id, activated_at=town.now)
    await member_access.correct_email(
        Operator(), town.members["Bert"].id, email="anna@example.org", check=IdentityCheck.KNOWN_IN_PERSON, note=NOTE
    )
    assert (await Member.get(id=town.members["Anna"].id)).email_state is EmailState.VERIFIED
    steps = (await member_access.look(Operator(), town.members["Anna"].id)).steps
    assert StepKind.CONFIRMATION_MAIL not in {step.kind for step in steps}


async def test_what_cannot_be_corrected_stays(town: Town) -> None:
    """The same address, no address, nobody registered: nothing changes and nothing is sent."""
    anna, emil = town.members["Anna"], town.members["Emil"]
    await Account.create(member_id=anna.id, activated_at=town.now)
    before = await traces()
    for member, email, error in ((anna, "ANNA@example.org", Conflict), (anna, "anna@", InvalidEmail), (emil, NEW, Conflict)):
        with pytest.raises(error):
            await correct(member, email)
    assert await traces() == before
    assert (await Member.get(id=anna.id)).email == "anna@example.org"


async def test_no_answer_and_no_log_entry_holds_a_secret(town: Town) -> None:
    """AU-15: canaries in the code, the one-time password, the link and the own password; the desk's whole view and the log name none."""
    letter = await invited("0077777")
    registered = await register(letter)
    link = await activation_token(registered.status.registration_id)
    owner = await account.activate(REQUEST, link)
    first_password = await one_time_password(owner)
    first = await account.login(REQUEST, number=letter.number, password=first_password)
    await account.change_password(tenant(first), new_password=PASSWORD)
    desk = await town.fresh(StaffRole.MEMBER_DESK)
    await member_access.resend_mail(desk, letter.member.id)
    reset = (await codes.mint_reset_token(delivery_id=7, account_id=owner.id)).secret
    await member_access.correct_email(desk, letter.member.id, email=NEW, check=IdentityCheck.ID_CARD, note=NOTE)
    await member_access.lock(desk, letter.member.id, reason=NOTE)
    hashes = [str((await Account.get(id=owner.id)).password_hash)]
    seen = [repr(await member_access.look(desk, letter.member.id)), *[repr(entry.__dict__) for entry in await AuditEntry.all()]]
    for canary in (
        letter.code,
        letter.code.replace("-", ""),
        link,
        first_password,
        first_password.replace("-", ""),
        PASSWORD,
        reset,
        *hashes,
    ):
        assert [text for text in seen if canary in text] == []
    assert [text for text in seen[1:] if "@example.org" in text] == []
