"""Mails about an account: put into the outbox in the caller's transaction; their secrets are minted by the worker at send time."""

from datetime import timedelta
from uuid import UUID

from models import clock, codes
from models.account import Account, EmailChange, Registration
from models.database import as_uuid
from models.delivery import Broadcast, Lane, Message
from push.outbox import announce
from resolvers.access import Tenant

# Somebody waits for each of these, so they never queue behind a thousand statements.
_LANE = Lane.URGENT
_ORDINARY = timedelta(days=5)  # RFC 5321 4.5.4.1: give up after four to five days.
_RESET = timedelta(days=1)
_CODE = timedelta(minutes=10)


async def send_activation(registration: Registration) -> None:
    """The activation mail, to the address of the registration."""
    await _send(Message.ACTIVATION, _ORDINARY, as_uuid(registration.member_id), registration.id)


async def send_one_time_password(account: Account) -> None:
    """The password mail, to the confirmed address."""
    await _send(Message.ONE_TIME_PASSWORD, _ORDINARY, as_uuid(account.member_id), account.id)


async def send_password_reset(account: Account) -> None:
    """The mail with a link to a new password."""
    await _send(Message.PASSWORD_RESET, _RESET, as_uuid(account.member_id), account.id)


async def send_password_changed(account: Account) -> None:
    """The notice that the password was changed, without any secret (AU-08)."""
    await _send(Message.PASSWORD_CHANGED, _ORDINARY, as_uuid(account.member_id), account.id)


async def send_login_attempts(account: Account) -> None:
    """The notice that somebody tries passwords with the member's number (AU-05)."""
    await _send(Message.LOGIN_ATTEMPTS, _ORDINARY, as_uuid(account.member_id), account.id)


async def send_new_device(account: Account, session_id: UUID) -> None:
    """The notice that the own password was used on a device nobody knows (AU-05)."""
    await _send(Message.NEW_DEVICE, _ORDINARY, as_uuid(account.member_id), session_id)


async def send_login_code(account: Account, session_id: UUID) -> None:
    """The mail with six digits for a session that waits for them (AU-29)."""
    await _send(Message.LOGIN_CODE, _CODE, as_uuid(account.member_id), session_id)


async def send_passkey_changed(message: Message, viewer: Tenant) -> None:
    """The notice that a passkey was added or removed (AU-10)."""
    await _send(message, _ORDINARY, viewer.member_id, viewer.account_id)


async def send_email_change(change: EmailChange) -> None:
    """The mail with a link, to the address that is to be proven."""
    await _send(Message.EMAIL_CHANGE, codes.CHANGE_VALID, as_uuid(change.member_id), change.id)


async def send_email_change_asked(change: EmailChange) -> None:
    """The notice to the address of before, where it takes mails, that another one is wanted (AU-10)."""
    if change.old_email:
        await _send(Message.EMAIL_CHANGE_ASKED, _ORDINARY, as_uuid(change.member_id), change.id)


async def send_email_left(change: EmailChange) -> None:
    """The notice to the address of before that another one counts now (AU-10)."""
    if change.old_email:
        await _send(Message.EMAIL_LEFT, _ORDINARY, as_uuid(change.member_id), change.id)


async def send_email_changed(change: EmailChange) -> None:
    """The same to the new one."""
    await _send(Message.EMAIL_CHANGED, _ORDINARY, as_uuid(change.member_id), change.id)


async def cancel(subject_ids: list[UUID]) -> None:
    """Mails about these registrations that have not gone out yet are no longer wanted."""
    if subject_ids:
        await Broadcast.filter(subject_id__in=subject_ids, cancelled_at=None).update(cancelled_at=await clock.now())


async def _send(message: Message, valid_for: timedelta, member_id: UUID, subject_id: UUID) -> None:
    await announce(message, lane=_LANE, valid_for=valid_for, member_id=member_id, subject_id=subject_id)
