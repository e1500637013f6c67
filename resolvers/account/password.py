"""Own passwords: set, changed, and set anew by a mailed link. Afterwards every other session ends and a mail says so (AU-08)."""

from collections.abc import Iterable
from uuid import UUID

from models import audit, clock, codes, password_policy, passwords
from models.account import Account, MailedToken, OneTimePassword
from models.audit import ActorKind, AuditAction
from models.database import as_uuid, placeholders, rows, transaction
from models.member import EmailState, Member
from models.session import Session, SessionScope
from models.staff import Staff as StaffRow
from models.staff_mail import StaffSecurityChange
from push import staff_mail
from resolvers import limits, second_factor, session
from resolvers.access import Staff, Tenant, actor, refusal
from resolvers.account import mails, numbers, one_time
from resolvers.account.request import RequestInfo
from resolvers.email import is_same
from resolvers.errors import Code, CredentialsRefused, NotAllowed, TooManyAttempts, WeakPassword
from resolvers.session import Issued, Renewed

_PROVEN = frozenset({EmailState.VERIFIED, EmailState.SUPPRESSED})
_FIELD = "newPassword"


async def change_password(viewer: Tenant | Staff, *, new_password: str, current_password: str | None = None) -> Issued:
    """Set an own password and continue in a new session; all earlier ones end. A full session must give the current password (AU-10).

    The first own password is no change and sends no mail.

    Raises:
        WeakPassword: too short, easy to guess, not new, or not to be had for another reason that would say too much.
        CredentialsRefused: the current password is wrong.
        TooManyAttempts: five wrong current passwords in five minutes.
        NotAllowed: the account was locked a moment ago.
    """
    if viewer.scope not in {SessionScope.FULL, SessionScope.CHANGE_PASSWORD}:
        raise refusal(viewer)
    if isinstance(viewer, Staff):
        return await _change_staff(viewer, new_password, current_password)
    account = await Account.get(id=viewer.account_id)
    if viewer.scope is SessionScope.FULL:
        await _check_current(viewer.account_id, account.password_hash, current_password)
    await check_new(as_uuid(account.member_id), new_password)
    encoded = await passwords.make_hash(new_password)
    label = await _label(viewer.session_id)
    async with transaction():
        await _store(account, encoded)
        if account.password_hash is not None:
            await mails.send_password_changed(account)
        await audit.record(AuditAction.PASSWORD_CHANGED, actor(viewer), object_kind="account", object_id=account.id)
        return await session.create_for_account(account, scope=SessionScope.FULL, kind=viewer.kind, device_label=label)


async def confirm_password(viewer: Tenant | Staff, *, password: str) -> Renewed | None:
    """Show again who sits here, for the next five minutes of this session (AU-10). Wrong ones count as wrong current passwords do.

    Returns what the browser's cookie becomes (AU-09).

    Raises:
        CredentialsRefused: the password is wrong.
        TooManyAttempts: five wrong ones in five minutes.
        NotAllowed: the session is not fully open yet, and a password alone must not open it.
    """
    if viewer.scope is not SessionScope.FULL:
        raise NotAllowed
    if isinstance(viewer, Staff):
        subject, encoded = viewer.staff_id, (await StaffRow.get(id=viewer.staff_id)).password_hash
    else:
        subject, encoded = viewer.account_id, (await Account.get(id=viewer.account_id)).password_hash
    await _check_current(subject, encoded, password, field="password")
    return await session.confirm(viewer)


async def request_reset(request: RequestInfo, *, number: str, email: str) -> None:
    """Send a link to a new password, or a new one-time password where no own one was ever set (AU-25), if number and address match.

    Where a one-time password ran out three times, nothing is sent: only a new letter helps then.

    The answer and what is written are the same in every case but for the mail in the outbox (AU-06).

    Raises:
        TooManyAttempts: thirty requests an hour from this network address.
    """
    await limits.hit(limits.RESET_ADDRESS, limits.network(request.address))
    subject = numbers.subject(number)
    found = await _accounts(number, email)
    async with transaction():
        is_used_up = await limits.count(limits.RESET_NUMBER, subject) > 0
        await audit.record(
            AuditAction.PASSWORD_RESET_REQUESTED,
            (ActorKind.ANONYMOUS, ""),
            object_kind="number",
            object_id=subject,
            correlation_id=request.correlation_id,
        )
        for account in found if not is_used_up else []:
            if account.password_hash is None:
                if await one_time.is_renewable(account):
                    await mails.send_one_time_password(account)
            else:
                await mails.send_password_reset(account)


async def reset_password(request: RequestInfo, *, token: str, new_password: str) -> None:
    """Set a new password with a mailed link. Ends the link and all sessions; signs nobody in. A refused password leaves the link open.

    Raises:
        CredentialsRefused: link_used or link_expired (also for a link that never was).
        WeakPassword: as change_password.
        TooManyAttempts: too many links tried from this network address.
    """
    await limits.hit(limits.LINK_ADDRESS, limits.network(request.address))
    digest = codes.token_hash(token)
    row = await MailedToken.get_or_none(token_hash=digest).prefetch_related("account")
    if row is None or row.account is None:
        raise CredentialsRefused(code=Code.LINK_EXPIRED)
    if row.used_at is not None:
        raise CredentialsRefused(code=Code.LINK_USED)
    if row.expires_at <= await clock.now() or row.account.locked_at is not None:
        raise CredentialsRefused(code=Code.LINK_EXPIRED)
    account = row.account
    await check_new(as_uuid(account.member_id), new_password)
    encoded = await passwords.make_hash(new_password)
    async with transaction():
        used = await rows(
            f"UPDATE mailed_token SET used_at = {clock.sql_now()} WHERE token_hash = {placeholders(1)[0]}"  # noqa: S608 - a placeholder
            f" AND used_at IS NULL AND expires_at > {clock.sql_now()} RETURNING id",
            [digest],
        )
        if not used:
            raise CredentialsRefused(code=Code.LINK_USED)
        await _store(account, encoded)
        await mails.send_password_changed(account)
        await audit.record(
            AuditAction.PASSWORD_CHANGED,
            (ActorKind.TENANT, str(account.member_id)),
            object_kind="account",
            object_id=account.id,
            correlation_id=request.correlation_id,
            details={"by": "mailed link"},
        )


async def _change_staff(viewer: Staff, new_password: str, current_password: str | None) -> Issued:
    row = await StaffRow.get(id=viewer.staff_id)
    if viewer.scope is SessionScope.FULL:
        await _check_current(viewer.staff_id, row.password_hash, current_password)
    await _check_policy(new_password, password_policy.STAFF, [row.email, row.name])
    if await passwords.find(new_password, [row.password_hash], computations=1):
        raise WeakPassword(field=_FIELD)
    encoded = await passwords.make_hash(new_password)
    label = await _label(viewer.session_id)
    async with transaction():
        if not await StaffRow.filter(id=row.id, is_active=True).update(password_hash=encoded, must_change_password=False):
            raise NotAllowed
        await session.revoke_staff(row.id)
        if not row.must_change_password:
            await staff_mail.tell(StaffSecurityChange.PASSWORD_CHANGED, row.id)
        await audit.record(AuditAction.PASSWORD_CHANGED, actor(viewer), object_kind="staff", object_id=row.id)
        scope = SessionScope.FULL if viewer.scope is SessionScope.FULL else await second_factor.next_scope(row.id)
        return await session.create_for_staff(row, scope=scope, device_label=label)


async def _check_current(subject: UUID, encoded: str | None, current_password: str | None, *, field: str = "currentPassword") -> None:
    wait = await limits.count(limits.PASSWORD_CHECK, str(subject))
    if wait:
        raise TooManyAttempts(wait)
    if not await passwords.find(current_password or "", [encoded] if encoded else [], computations=1):
        raise CredentialsRefused("The current password is wrong.", field=field)
    await limits.give_back(limits.PASSWORD_CHECK, str(subject))


async def check_new(member_id: UUID, new_password: str, *, address: str = "") -> None:
    """AU-02; and never the password that is set already, nor that of the other person on the number, who could not be told apart.

    `address` is the one of the registration, where the member has none yet.

    Raises:
        WeakPassword: it is one of these.
    """
    member = await Member.get(id=member_id)
    context = [member.email or "", address, member.name, *await numbers.numbers_of(member_id)]
    await _check_policy(new_password, password_policy.TENANT, context)
    sharing = await Account.filter(member_id__in=[member_id, *await numbers.members_sharing(member_id)])
    hashes = [other.password_hash for other in sharing if other.password_hash]
    if await passwords.find(new_password, hashes, computations=2):
        raise WeakPassword(field=_FIELD)


async def _check_policy(new_password: str, policy: password_policy.Policy, context: Iterable[str]) -> None:
    if not await password_policy.is_good(new_password, policy, context):
        raise WeakPassword(field=_FIELD)


async def _store(account: Account, encoded: str) -> None:
    """The new hash; one-time passwords, reset links and sessions of the account end with the old one."""
    held = await rows(
        f"UPDATE account SET password_hash = {placeholders(2)[0]}, password_changed_at = {clock.sql_now()}, unused_passwords = 0"  # noqa: S608 - placeholders
        f" WHERE id = {placeholders(2)[1]} AND locked_at IS NULL RETURNING id",
        [encoded, str(account.id)],
    )
    if not held:
        raise NotAllowed
    await OneTimePassword.filter(account_id=account.id).delete()
    await MailedToken.filter(account_id=account.id, used_at=None).update(expires_at=await clock.now())
    await session.revoke_account(account.id)


async def _accounts(number: str, email: str) -> list[Account]:
    """Whose address it is and has been proven to be; one the desk has just typed is proven by its link first (AU-06, AU-15)."""
    members = await numbers.members_on(number) or [UUID(int=0)]
    found = await Account.filter(member_id__in=members, locked_at=None).prefetch_related("member")
    return [account for account in found if account.member.email_state in _PROVEN and is_same(account.member.email, email.strip())]


async def _label(session_id: UUID) -> str:
    row = await Session.get_or_none(id=session_id)
    return row.device_label if row else ""
