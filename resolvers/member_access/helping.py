"""Somebody is on the telephone and does not get in: send the mail again, or to the right address. No secret passes the desk (AU-15)."""

from enum import StrEnum
from uuid import UUID

from models import audit, clock
from models.account import Account, MailedToken, OneTimePassword, Registration
from models.audit import AuditAction
from models.database import transaction
from models.delivery import Message
from models.member import EmailState, Member
from resolvers import email as addresses
from resolvers import email_change, email_confirmation, limits, recent
from resolvers.access import Viewer, actor
from resolvers.account import mails, numbers, one_time
from resolvers.account.registration import send_again
from resolvers.errors import Code, Conflict
from resolvers.member_access.people import find_living, open_account, reason_of


class IdentityCheck(StrEnum):
    """How the desk made sure that the caller is the member."""

    ID_CARD = "id_card"
    CALL_BACK = "call_back"
    KNOWN_IN_PERSON = "known_in_person"


async def resend_mail(viewer: Viewer, member_id: UUID) -> Message:
    """Send the mail the member waits for: activation, one-time password, or the link to a new password. The limits are the member's own.

    To an address nobody has proven yet goes nothing but the link that proves it. Where mail is not enough for a one-time password any more
    (AU-25), a letter is asked for instead.

    Raises:
        NotAllowed: the member desk and the administration only.
        NotFound: there is no such member for the viewer.
        Conflict: deceased, locked, no address, or not registered yet; letter_required, as only a letter helps then.
        TooManyAttempts: so many mails of the kind were sent today (AU-06, AU-25).
    """
    member = await find_living(viewer, member_id)
    account = await open_account(member)
    async with transaction():
        sent = await _resend_activation(member) if account is None else await _resend_to(member, account)
        if sent is None:
            await one_time.ask_for_letter(member.id)
        else:
            details: dict[str, object] = {"message": sent.value}
            await audit.record(AuditAction.MEMBER_MAIL_RESENT, actor(viewer), object_kind="member", object_id=member.id, details=details)
    if sent is None:
        raise Conflict("Only a new letter helps now.", code=Code.LETTER_REQUIRED)
    return sent


async def correct_email(viewer: Viewer, member_id: UUID, *, email: str, check: IdentityCheck, note: str) -> Member:
    """Write to another address from now on; it counts as confirmed when its link was opened, and until then gets no notices.

    Who made sure of the person's identity, and how, stands in the audit log; the addresses do not. Links and one-time passwords that
    went to the old address end at once (AU-07); whoever has no own password yet gets the next one by letter (AU-25). The member is told at
    the old address, if mails still reach it (AU-10); so is whoever registered with one and has not opened its link yet.

    Raises:
        NotAllowed: the member desk and the administration only; reauthentication_required, as the next password goes to this address.
        NotFound: there is no such member for the viewer.
        InvalidInput: the note has fewer than 5 or more than 300 characters.
        InvalidEmail: the address is not complete.
        Conflict: deceased, locked, not registered yet, or it is the address that is there already.
        TooManyAttempts: so many mails of the kind were sent today.
    """
    note = reason_of(note)
    member = await find_living(viewer, member_id)
    await recent.require(viewer)
    address = addresses.normalise(email)
    account = await open_account(member)
    async with transaction():
        if account is None:
            await _correct_registration(member, address)
        else:
            await _correct_account(member, account, address)
        details: dict[str, object] = {"check": check.value, "note": note}
        await audit.record(AuditAction.MEMBER_EMAIL_CORRECTED, actor(viewer), object_kind="member", object_id=member.id, details=details)
    return await Member.get(id=member.id)


async def _resend_activation(member: Member) -> Message:
    await send_again(await _registration(member))
    return Message.ACTIVATION


async def _resend_to(member: Member, account: Account) -> Message | None:
    """Which mail went out; None where only a letter helps."""
    if member.email is None:
        raise Conflict("There is no address to write to.")
    if member.email_state is EmailState.UNVERIFIED:
        await limits.hit(limits.EMAIL_CONFIRMATION, str(member.id))
        await email_confirmation.send(member.id, member.email)
        return Message.EMAIL_CONFIRMATION
    if account.password_hash is None:
        if not await one_time.is_renewable(account):
            return None
        await limits.hit(limits.PASSWORD_MAIL, str(account.id))
        await mails.send_one_time_password(account)
        return Message.ONE_TIME_PASSWORD
    # The same counter as "Passwort vergessen?", so that both together stay within five a day.
    for number in (await numbers.numbers_of(member.id))[:1]:
        await limits.hit(limits.RESET_NUMBER, numbers.subject(number))
    await mails.send_password_reset(account)
    return Message.PASSWORD_RESET


async def _correct_registration(member: Member, address: str) -> None:
    registration = await _registration(member)
    if addresses.is_same(registration.email, address):
        raise Conflict("This is the address already.")
    before = registration.email
    await send_again(registration, new_address=address)
    await email_change.moved(member, address, registered=before)


async def _correct_account(member: Member, account: Account, address: str) -> None:
    if addresses.is_same(member.email, address):
        raise Conflict("This is the address already.")
    await limits.hit(limits.EMAIL_CONFIRMATION, str(member.id))
    await Member.filter(id=member.id).update(email=address, email_state=EmailState.UNVERIFIED)
    now = await clock.now()
    await MailedToken.filter(account_id=account.id, used_at=None, expires_at__gt=now).update(expires_at=now)
    await mails.cancel([account.id])
    await email_change.moved(member, address)
    await email_confirmation.send(member.id, address)
    if account.password_hash is None:
        await OneTimePassword.filter(account_id=account.id).delete()
        await one_time.ask_for_letter(member.id)


async def _registration(member: Member) -> Registration:
    found = await Registration.filter(member_id=member.id, confirmed_at=None).order_by("-created_at").first()
    if found is None:
        raise Conflict("The member has not registered yet.")
    return found
