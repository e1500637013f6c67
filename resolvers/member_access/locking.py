"""Locking an account by hand: nobody gets in and no device is told anything; mails about the house and the lease go on.

Those mails are part of the service a tenancy owes (an outage concerns who lives there, locked or not) and open nothing by themselves.
Mails that open the account stop: neither links nor one-time passwords are made for a locked one.
"""

from uuid import UUID

from models import audit, clock
from models.account import Account, MailedToken, OneTimePassword
from models.audit import AuditAction
from models.database import transaction
from models.device import Device
from models.member import Member
from resolvers import reader, session
from resolvers.access import Viewer, actor
from resolvers.errors import Conflict
from resolvers.member_access.people import find_living, reason_of


async def lock(viewer: Viewer, member_id: UUID, *, reason: str) -> Member:
    """Lock a member's account; sessions, devices, one-time passwords and mailed links end in the same transaction (WP-34).

    Whom the member invited to read along reads no more, as whoever sits at a stolen account may have invited them.

    Raises:
        NotAllowed: the member desk and the administration only.
        NotFound: there is no such member for the viewer.
        InvalidInput: the reason.
        Conflict: deceased, no account, or locked already.
    """
    reason = reason_of(reason)
    member = await find_living(viewer, member_id)
    async with transaction():
        now = await clock.now()
        if not await Account.filter(member_id=member.id, locked_at=None).update(locked_at=now, lock_reason=reason):
            raise Conflict("There is no account to lock.")
        account = await Account.get(member_id=member.id)
        ended = await session.revoke_account(account.id)
        await Device.filter(member_id=member.id).delete()
        await OneTimePassword.filter(account_id=account.id).delete()
        await MailedToken.filter(account_id=account.id, used_at=None, expires_at__gt=now).update(expires_at=now)
        await reader.end_all(viewer, member.id)
        details: dict[str, object] = {"reason": reason, "sessions": ended}
        await audit.record(AuditAction.MEMBER_LOCKED, actor(viewer), object_kind="member", object_id=member.id, details=details)
    return member


async def unlock(viewer: Viewer, member_id: UUID, *, reason: str) -> Member:
    """Let a member in again, with the password they had; what ended stays ended.

    Raises:
        NotAllowed: the member desk and the administration only.
        NotFound: there is no such member for the viewer.
        InvalidInput: the reason.
        Conflict: deceased, or not locked.
    """
    reason = reason_of(reason)
    member = await find_living(viewer, member_id)
    async with transaction():
        if not await Account.filter(member_id=member.id, locked_at__isnull=False).update(locked_at=None, lock_reason=""):
            raise Conflict("The account is not locked.")
        details: dict[str, object] = {"reason": reason}
        await audit.record(AuditAction.MEMBER_UNLOCKED, actor(viewer), object_kind="member", object_id=member.id, details=details)
    return member
