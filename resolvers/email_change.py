"""A member changes where mails go (AU-10): nothing changes until a link in a mail to the new address is confirmed.

The address of before is told twice, when it is asked for and when it is done, each time without the new one in full. Looking at the link
changes nothing; the page behind it confirms. The same address may serve two members (DS-19).
"""

from datetime import timedelta
from uuid import UUID

from models import audit, clock, codes, keyring
from models.account import Account, EmailChange, EmailConfirmation, MailedToken
from models.audit import ActorKind, AuditAction
from models.database import as_uuid, placeholders, rows, transaction
from models.delivery import Broadcast, Message
from models.member import EmailState, Member
from push.bounces import addresses
from resolvers import limits, recent
from resolvers.access import Tenant, actor
from resolvers.account import mails
from resolvers.account.request import RequestInfo
from resolvers.email import is_same, normalise
from resolvers.errors import Code, Conflict, CredentialsRefused

KEPT = timedelta(days=7)
_TO_THE_OLD = (Message.PASSWORD_RESET, Message.ONE_TIME_PASSWORD)


async def pending(member_id: UUID) -> EmailChange | None:
    """The change that waits for its link."""
    return await EmailChange.get_or_none(member_id=member_id, confirmed_at=None, ended_at=None, expires_at__gt=await clock.now())


async def request(viewer: Tenant, email: str) -> EmailChange:
    """Send a link to the new address, and a word to the one of before. An earlier request ends.

    Raises:
        NotAllowed: reauthentication_required.
        InvalidEmail: the address is not complete.
        Conflict: it is the address that is there already.
        TooManyAttempts: five mails a day were sent for this member, or ten to this address.
    """
    await recent.require(viewer)
    address = normalise(email)
    if is_same((await Member.get(id=viewer.member_id)).email, address):
        raise Conflict("This is the address already.", field="email")
    await _count(viewer, address)
    now = await clock.now()
    async with transaction():
        member = await _hold(viewer.member_id)
        await _end(viewer.member_id)
        change = await EmailChange.create(
            member_id=member.id, old_email=_told_at(member), email=address, created_at=now, expires_at=now + codes.CHANGE_VALID
        )
        await mails.send_email_change(change)
        await mails.send_email_change_asked(change)
        await audit.record(AuditAction.EMAIL_CHANGE_ASKED, actor(viewer), object_kind="member", object_id=member.id)
    return change


async def resend(viewer: Tenant) -> EmailChange:
    """Send the link again; the newest counts, and the time begins anew.

    Raises:
        Conflict: nothing waits.
        TooManyAttempts: as request.
    """
    change = await pending(viewer.member_id)
    if change is None:
        raise Conflict("No change of the address waits.")
    await _count(viewer, change.email)
    change.expires_at = await clock.now() + codes.CHANGE_VALID
    async with transaction():
        if not await EmailChange.filter(id=change.id, confirmed_at=None, ended_at=None).update(expires_at=change.expires_at):
            raise Conflict("No change of the address waits.")
        await mails.send_email_change(change)
    return change


async def cancel(viewer: Tenant) -> None:
    """The address stays as it is; the link opens nothing any more. Without anything to cancel nothing happens.

    Needs no new proof of who sits here: it takes nothing away, and whoever was warned by the mail should not be kept from it.
    """
    async with transaction():
        if await _end(viewer.member_id):
            await audit.record(AuditAction.EMAIL_CHANGE_CANCELLED, actor(viewer), object_kind="member", object_id=viewer.member_id)


async def confirm(request_info: RequestInfo, token: str) -> None:
    """From now on mails go to the new address; its history of bounces ends. Links and passwords on their way to the old one end (AU-07).

    Raises:
        CredentialsRefused: link_used or link_expired (also for a link that never was, and for a change that was cancelled).
        Conflict: somebody who signs in with an address has this one.
        TooManyAttempts: too many links tried from this network address.
    """
    await limits.hit(limits.LINK_ADDRESS, limits.network(request_info.address))
    digest = codes.token_hash(token)
    async with transaction():
        used = await rows(
            f"UPDATE mailed_token SET used_at = {clock.sql_now()} WHERE token_hash = {placeholders(1)[0]}"  # noqa: S608 - a placeholder
            f" AND change_id IS NOT NULL AND used_at IS NULL AND expires_at > {clock.sql_now()} RETURNING change_id",
            [digest],
        )
        if used:
            await _confirm(request_info, as_uuid(used[0]["change_id"]))
    if not used:
        row = await MailedToken.get_or_none(token_hash=digest, change_id__isnull=False)
        raise CredentialsRefused(code=Code.LINK_USED if row is not None and row.used_at is not None else Code.LINK_EXPIRED)


async def moved(member: Member, address: str, *, registered: str | None = None) -> None:
    """The desk wrote another address in place of the member's, or of the one they `registered` with and have not confirmed yet: the one
    of before is told. In the caller's transaction."""
    now = await clock.now()
    await _end(member.id)
    change = await EmailChange.create(
        member_id=member.id, old_email=registered or _told_at(member), email=address, created_at=now, expires_at=now, confirmed_at=now
    )
    await mails.send_email_left(change)


async def forget(member_id: UUID) -> None:
    """No change waits any more, in the caller's transaction: the access ends.

    Of what was changed already the old address is still told: whoever ends an access a moment after correcting it must not stop that word.
    """
    waiting = EmailChange.filter(member_id=member_id, confirmed_at=None)
    await mails.cancel([row.id for row in await waiting])
    await EmailChange.filter(member_id=member_id, confirmed_at=None).delete()


async def purge() -> int:
    """Forget the addresses of changes that were over a week ago: no mail about them is sent any more; how many."""
    return await EmailChange.filter(expires_at__lte=await clock.now() - KEPT).delete()


async def _confirm(request_info: RequestInfo, change_id: UUID) -> None:
    """A refusal rolls back, so that the link stays what it was."""
    change = await EmailChange.get(id=change_id)
    member = await _hold(as_uuid(change.member_id))
    account = await Account.get_or_none(member_id=member.id, locked_at=None)
    now = await clock.now()
    change.old_email = _told_at(member)
    waiting = EmailChange.filter(id=change.id, confirmed_at=None, ended_at=None)
    if account is None or not member.is_reachable or not await waiting.update(confirmed_at=now, old_email=change.old_email):
        raise CredentialsRefused(code=Code.LINK_EXPIRED)
    await _end_links(account)
    await EmailConfirmation.filter(member_id=member.id, confirmed_at=None).delete()
    await addresses.lift(keyring.current(), change.email)
    await Member.filter(id=member.id).update(email=change.email, email_state=EmailState.VERIFIED)
    if account.login_email is not None:
        await _sign_in_with(account, change.email.lower())
    await mails.send_email_left(change)
    await mails.send_email_changed(change)
    await audit.record(
        AuditAction.EMAIL_CHANGED,
        (ActorKind.TENANT, str(member.id)),
        object_kind="member",
        object_id=member.id,
        correlation_id=request_info.correlation_id,
    )


async def _end_links(account: Account) -> None:
    now = await clock.now()
    await MailedToken.filter(account_id=account.id, used_at=None, expires_at__gt=now).update(expires_at=now)
    await Broadcast.filter(subject_id=account.id, message__in=list(_TO_THE_OLD), cancelled_at=None).update(cancelled_at=now)


async def _sign_in_with(account: Account, address: str) -> None:
    """Who has no number signs in with the address, which is nobody else's then."""
    if await Account.filter(login_email=address).exclude(id=account.id).exists():
        raise Conflict("Somebody signs in with this address already.", field="email")
    await Account.filter(id=account.id).update(login_email=address)


async def _end(member_id: UUID) -> bool:
    """Whether something waited; its link and its mails that have not gone out yet are over."""
    waiting = await EmailChange.filter(member_id=member_id, confirmed_at=None, ended_at=None)
    if not waiting:
        return False
    now = await clock.now()
    await EmailChange.filter(id__in=[row.id for row in waiting]).update(ended_at=now)
    await MailedToken.filter(change_id__in=[row.id for row in waiting], used_at=None, expires_at__gt=now).update(expires_at=now)
    await Broadcast.filter(subject_id__in=[row.id for row in waiting], message=Message.EMAIL_CHANGE, cancelled_at=None).update(
        cancelled_at=now
    )
    return True


async def _hold(member_id: UUID) -> Member:
    """The member, once everybody else who is changing the address has finished: the account's row is locked first, as everywhere."""
    await rows(
        f"UPDATE account SET lock_reason = lock_reason WHERE member_id = {placeholders(1)[0]} RETURNING id",  # noqa: S608 - a placeholder
        [str(member_id)],
    )
    return await Member.get(id=member_id)


async def _count(viewer: Tenant, address: str) -> None:
    await limits.hit(limits.EMAIL_CHANGE, str(viewer.account_id))
    await limits.hit(limits.EMAIL_CHANGE_ADDRESS, address.casefold())


def _told_at(member: Member) -> str | None:
    """Where a word about it goes; nowhere where mails come back."""
    return None if member.email_state in {EmailState.NONE, EmailState.SUPPRESSED} else member.email
