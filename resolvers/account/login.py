"""Signing in and out. Every way through costs the same number of argon2 computations and gives one answer to strangers (AU-03)."""

from collections.abc import Collection
from uuid import UUID

from models import audit, clock, codes, passwords
from models.account import Account, MailedToken, OneTimePassword
from models.audit import ActorKind, AuditAction
from models.database import as_uuid, placeholders, rows, transaction
from models.device import Device
from models.session import SessionKind, SessionScope
from models.staff import Staff as StaffRow
from models.staff import StaffRole
from resolvers import known_device, limits, second_factor, session
from resolvers.access import Staff, Tenant, actor
from resolvers.account import admission, login_code, mails, matching, numbers, options
from resolvers.account.matching import Match
from resolvers.account.request import RequestInfo
from resolvers.errors import Code, CredentialsRefused, TooManyAttempts
from resolvers.session import Issued
from resolvers.staff import FIRST_SECRET_VALID

STAFF_COMPUTATIONS = 1
LONGEST_EMAIL = 254
LONGEST_INSTALLATION = 64


async def login(
    request: RequestInfo, *, number: str, password: str, kind: SessionKind = SessionKind.COOKIE, device_label: str = ""
) -> Issued:
    """Sign in a member. With a one-time password, which then is used up, the session may only set an own password (AU-24); where the
    operator asks for it, a device nobody knows gets a session that may only take the digits of a mail (AU-29).

    Raises:
        CredentialsRefused: unknown number, wrong password, locked or deceased: one answer. password_expired, to whoever gives a
            one-time password that ran out.
        TooManyAttempts: too many failures for this number from this address, or too many anywhere.
    """
    subject = numbers.subject(number)
    members = await numbers.members_on(number)
    known = await known_device.recognise(request.known_devices, members)
    admitted = await admission.admit(request, subject, known)
    if admitted.is_alarm:
        await _warn(members, subject)
    if admitted.wait:
        raise TooManyAttempts(admitted.wait)
    match = await matching.find(members, password)
    is_known = match is not None and any(device.account_id == match.account.id for device in known)
    is_open = match is not None and not match.is_expired
    issued = await _enter(request, match, kind, device_label, is_known=is_known) if match is not None and is_open else None
    if match is None or issued is None:
        await _refuse(request, "number", subject)
        raise CredentialsRefused(code=Code.PASSWORD_EXPIRED if match is not None and match.is_expired else None)
    await admission.forgive(request, subject, admitted)
    if match.one_time is None:
        await _rehash(match.account.id, match.encoded, password)
    return issued


async def staff_login(request: RequestInfo, *, email: str, password: str, device_label: str = "") -> Issued:
    """Sign in an employee; the one-time secret of a new one opens a session that may only set an own password. Caretakers come by the
    link of the day alone (resolvers/caretaker).

    Raises:
        CredentialsRefused: unknown address, wrong password, no longer active, first secret older than 72 hours: one answer.
        TooManyAttempts: too many failures for this address of mail from this network address, or too many anywhere.
    """
    address = email.strip().lower()
    subject = numbers.subject(f"staff:{address}")
    admitted = await admission.admit(request, subject)
    if admitted.wait:
        raise TooManyAttempts(admitted.wait)
    known = StaffRow.filter(email=address, is_active=True).exclude(role=StaffRole.CARETAKER)
    row = await known.first() if len(address) <= LONGEST_EMAIL else None
    typed = codes.normalise_one_time_password(password) or password
    found = await passwords.find(typed, [row.password_hash] if row else [], computations=STAFF_COMPUTATIONS)
    issued = await _enter_staff(request, row, device_label) if row is not None and found is not None else None
    if issued is None:
        await _refuse(request, "staff_email", subject)
        raise CredentialsRefused
    await admission.forgive(request, subject)
    return issued


async def logout(viewer: Tenant | Staff, *, installation_id: str | None = None) -> None:
    """End this session and, in the same transaction, take this device's push subscriptions (WP-34)."""
    async with transaction():
        await session.revoke(viewer.session_id)
        # The end of a session fails for nothing that a page sends with it.
        if isinstance(viewer, Tenant) and installation_id and len(installation_id) <= LONGEST_INSTALLATION:
            removed = await Device.filter(member_id=viewer.member_id, installation_id=installation_id).delete()
            if removed:
                await audit.record(AuditAction.DEVICE_REMOVED, actor(viewer), object_kind="member", object_id=viewer.member_id)
        await audit.record(AuditAction.LOGOUT, actor(viewer), object_kind="session", object_id=viewer.session_id)


async def _refuse(request: RequestInfo, kind: str, subject: str) -> None:
    await audit.record(
        AuditAction.LOGIN_REFUSED,
        (ActorKind.ANONYMOUS, ""),
        object_kind=kind,
        object_id=subject,
        correlation_id=request.correlation_id,
    )


async def _warn(member_ids: Collection[UUID], subject: str) -> None:
    """Tell the people of a number that somebody is guessing; once a day (AU-05)."""
    if await limits.count(limits.LOGIN_NOTICE, subject):
        return
    async with transaction():
        for account in await Account.filter(member_id__in=list(member_ids) or [UUID(int=0)], locked_at=None):
            await mails.send_login_attempts(account)


async def _enter(request: RequestInfo, match: Match, kind: SessionKind, device_label: str, *, is_known: bool) -> Issued | None:
    """The session; None where the one-time password was used, or the account locked or given another password, a moment ago."""
    account = match.account
    async with transaction():
        if not await _hold(account):
            return None
        if match.one_time is not None:
            is_current = await _use_up(match.one_time)
            scope = SessionScope.CHANGE_PASSWORD
        else:
            is_current = await Account.exists(id=account.id, password_hash=match.encoded)
            is_code_asked = options.current().code_on_new_device and not is_known
            scope = SessionScope.LOGIN_CODE if is_code_asked else SessionScope.FULL
        if not is_current:
            return None
        now = await clock.now()
        await Account.filter(id=account.id).update(last_login_at=now)
        await MailedToken.filter(account_id=account.id, used_at=None).update(expires_at=now)
        issued = await session.create_for_account(account, scope=scope, kind=kind, device_label=device_label)
        await session.note_login(issued, request.correlation_id)
        if scope is SessionScope.LOGIN_CODE:
            await login_code.send(account, issued.session.id)
        elif scope is SessionScope.FULL and not is_known:
            await _tell_of_new_device(account, issued)
        return issued


async def _tell_of_new_device(account: Account, issued: Issued) -> None:
    """To whoever has used a browser we know: the own password was just used elsewhere. Three such mails a day at most."""
    if account.device_generation and not await limits.count(limits.NEW_DEVICE_MAIL, str(account.id)):
        await mails.send_new_device(account, issued.session.id)


async def _use_up(one_time: OneTimePassword) -> bool:
    """The first use of one voids all of the account (AU-23); False where it was used or voided a moment ago. The account is held."""
    if not await OneTimePassword.filter(id=one_time.id).delete():
        return False
    await OneTimePassword.filter(account_id=as_uuid(one_time.account_id)).delete()
    return True


async def _hold(account: Account) -> bool:
    """Lock the account's row, first as everywhere, so that nobody waits in a circle; False where it is locked for good."""
    held = await rows(
        f"UPDATE account SET locked_at = NULL WHERE id = {placeholders(1)[0]} AND locked_at IS NULL RETURNING id",  # noqa: S608 - a placeholder
        [str(account.id)],
    )
    return bool(held)


async def _rehash(account_id: UUID, encoded: str, password: str) -> None:
    """Store the hash anew where the parameters have risen since (AU-01)."""
    if passwords.needs_rehash(encoded):
        stronger = await passwords.make_hash(password)
        await Account.filter(id=account_id, password_hash=encoded).update(password_hash=stronger)


async def _enter_staff(request: RequestInfo, row: StaffRow, device_label: str) -> Issued | None:
    now = await clock.now()
    if row.must_change_password and (row.secret_expires_at or row.created_at + FIRST_SECRET_VALID) <= now:
        return None
    async with transaction():
        if not await StaffRow.filter(id=row.id, password_hash=row.password_hash, is_active=True).update(last_login_at=now):
            return None
        scope = SessionScope.CHANGE_PASSWORD if row.must_change_password else await second_factor.next_scope(row.id)
        issued = await session.create_for_staff(row, scope=scope, device_label=device_label)
        await session.note_login(issued, request.correlation_id)
        return issued
