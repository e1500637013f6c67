"""A one-time password ran out before it was used: a new one by mail, as long as mail reaches the person the letter was for (AU-25).

A failure is a one-time password that ran out unused. After the third in a row, and after a change of the address that confirmed the
registration, only a new letter helps. Nothing a stranger does counts: neither wrong passwords nor asking again within the 72 hours.
"""

from uuid import UUID

from models import audit, clock
from models.account import Account, OneTimePassword, Registration
from models.audit import ActorKind, AuditAction
from models.database import as_uuid, placeholders, rows, transaction
from models.member import EmailState, Member, MemberTask, MemberTaskKind
from resolvers import known_device, limits
from resolvers.account import admission, mails, matching, numbers
from resolvers.account.request import RequestInfo
from resolvers.email import is_same
from resolvers.errors import Code, CredentialsRefused, TooManyAttempts

MOST_UNUSED = 3


async def renew(request: RequestInfo, *, number: str, password: str) -> None:
    """Mail a new one-time password to whoever gives the one that ran out. The limits and the cost are those of a login.

    Raises:
        CredentialsRefused: credentials_refused for strangers; letter_required where mail is not enough any more, and then the desk knows.
        TooManyAttempts: as login; or five mails a day were sent.
    """
    subject = numbers.subject(number)
    members = await numbers.members_on(number)
    admitted = await admission.admit(request, subject, await known_device.recognise(request.known_devices, members))
    if admitted.wait:
        raise TooManyAttempts(admitted.wait)
    match = await matching.find(members, password)
    if match is None or not match.is_expired:
        await audit.record(
            AuditAction.LOGIN_REFUSED,
            (ActorKind.ANONYMOUS, ""),
            object_kind="number",
            object_id=subject,
            correlation_id=request.correlation_id,
        )
        raise CredentialsRefused
    await admission.forgive(request, subject, admitted)
    async with transaction():
        may_have_another = await is_renewable(match.account)
        if may_have_another:
            await limits.hit(limits.PASSWORD_MAIL, str(match.account.id))
            await mails.send_one_time_password(match.account)
        else:
            await ask_for_letter(as_uuid(match.account.member_id))
    if not may_have_another:
        raise CredentialsRefused("Only a new letter helps now.", code=Code.LETTER_REQUIRED)


async def is_renewable(account: Account) -> bool:
    """Whether a mail is enough for another one-time password, in the caller's transaction; counts one that ran out, once."""
    held = await rows(
        f"UPDATE account SET unused_passwords = unused_passwords WHERE id = {placeholders(1)[0]}"  # noqa: S608 - a placeholder
        " AND locked_at IS NULL AND password_hash IS NULL RETURNING unused_passwords",
        [str(account.id)],
    )
    if not held:
        return False
    unused = int(held[0]["unused_passwords"])
    newest = await OneTimePassword.filter(account_id=account.id).order_by("-created_at").first()
    if newest is not None and newest.expires_at <= await clock.now() and not await limits.count(limits.UNUSED_PASSWORD, str(newest.id)):
        unused += 1
        await Account.filter(id=account.id).update(unused_passwords=unused)
    return unused < MOST_UNUSED and await _is_address_confirmed(as_uuid(account.member_id))


async def ask_for_letter(member_id: UUID) -> None:
    """The desk prints a letter with a new activation password; asked once until it is settled. In the caller's transaction."""
    if not await MemberTask.exists(member_id=member_id, kind=MemberTaskKind.NEW_LETTER, settled_at=None):
        await MemberTask.create(member_id=member_id, kind=MemberTaskKind.NEW_LETTER, created_at=await clock.now())


async def _is_address_confirmed(member_id: UUID) -> bool:
    """Whether mails go to the address that opened the activation link, whatever bounced since."""
    member = await Member.get(id=member_id)
    if member.email_state not in {EmailState.VERIFIED, EmailState.SUPPRESSED}:
        return False
    registered = await Registration.filter(member_id=member_id, confirmed_at__isnull=False).order_by("-confirmed_at").first()
    return registered is None or is_same(member.email, registered.email)
