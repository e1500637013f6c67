"""A bounced address is proven to work again: a mail, a link, a button (SM-19). Looking at the link changes nothing, confirming does."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from models import audit, clock, codes, keyring
from models.account import EmailConfirmation, MailedToken
from models.audit import ActorKind, AuditAction
from models.database import as_uuid, placeholders, rows, transaction
from models.delivery import Lane, Message
from models.member import EmailState, Member
from push import outbox
from push.bounces import addresses
from resolvers import limits
from resolvers.access import Tenant
from resolvers.account.request import RequestInfo
from resolvers.errors import Code, Conflict, CredentialsRefused

_VALID = timedelta(days=1)


class LinkState(StrEnum):
    """What a link of a confirmation mail still does."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Link:
    """A link's state; `email` is the address it confirms, "" where it does nothing any more."""

    state: LinkState
    email: str = ""


async def request(viewer: Tenant) -> None:
    """Send a mail with a link to the address that was suppressed, or that the desk corrected; the link proves it. Earlier links end.

    Raises:
        Conflict: nothing is wrong with the address, or there is none.
        TooManyAttempts: five mails a day were sent.
    """
    member = await Member.get(id=viewer.member_id)
    if member.email is None or member.email_state not in {EmailState.SUPPRESSED, EmailState.UNVERIFIED}:
        raise Conflict("There is no address to confirm.")
    await limits.hit(limits.EMAIL_CONFIRMATION, str(viewer.member_id))
    async with transaction():
        await send(member.id, member.email)


async def send(member_id: UUID, email: str) -> None:
    """Announce the mail whose link proves `email`, in the caller's transaction; earlier links end."""
    # The first statement writes: what was asked for before and has not gone out yet is no longer wanted.
    await EmailConfirmation.filter(member_id=member_id, confirmed_at=None).delete()
    row = await EmailConfirmation.create(member_id=member_id, email=email, created_at=await clock.now())
    await outbox.announce(Message.EMAIL_CONFIRMATION, lane=Lane.URGENT, valid_for=_VALID, member_id=member_id, subject_id=row.id)


async def look(token: str) -> Link:
    """What the link does; nothing is changed, so a mail scanner may look as often as it likes."""
    row = await MailedToken.get_or_none(token_hash=codes.token_hash(token)).prefetch_related("confirmation__member")
    if row is None or row.confirmation is None:
        return Link(LinkState.EXPIRED)
    if row.used_at is not None or row.confirmation.confirmed_at is not None:
        return Link(LinkState.USED)
    if row.expires_at <= await clock.now() or _is_over(row.confirmation):
        return Link(LinkState.EXPIRED)
    return Link(LinkState.OPEN, row.confirmation.email)


async def confirm(request_info: RequestInfo, token: str) -> None:
    """The address works: its history ends, and everybody who has it is written to again.

    Raises:
        CredentialsRefused: link_used or link_expired (also for a link that never was, or an address the member has left).
        TooManyAttempts: too many links tried from this address.
    """
    await limits.hit(limits.LINK_ADDRESS, limits.network(request_info.address))
    async with transaction():
        used = await rows(
            f"UPDATE mailed_token SET used_at = {clock.sql_now()} WHERE token_hash = {placeholders(1)[0]}"  # noqa: S608 - a placeholder
            f" AND confirmation_id IS NOT NULL AND used_at IS NULL AND expires_at > {clock.sql_now()} RETURNING confirmation_id",
            [codes.token_hash(token)],
        )
        if used:
            await _confirm(request_info, str(used[0]["confirmation_id"]))
    if not used:
        state = (await look(token)).state
        raise CredentialsRefused(code=Code.LINK_USED if state is LinkState.USED else Code.LINK_EXPIRED)


async def _confirm(request_info: RequestInfo, confirmation_id: str) -> None:
    """A refusal rolls back, so that the link stays what it was."""
    row = await EmailConfirmation.get(id=confirmation_id).prefetch_related("member")
    if _is_over(row):
        raise CredentialsRefused(code=Code.LINK_EXPIRED)
    if not await EmailConfirmation.filter(id=row.id, confirmed_at=None).update(confirmed_at=await clock.now()):
        raise CredentialsRefused(code=Code.LINK_USED)
    await addresses.lift(keyring.current(), row.email)
    await Member.filter(id=row.member_id, email=row.email, email_state=EmailState.UNVERIFIED).update(email_state=EmailState.VERIFIED)
    await audit.record(
        AuditAction.EMAIL_CONFIRMED,
        (ActorKind.TENANT, str(as_uuid(row.member_id))),
        object_kind="member",
        object_id=row.member_id,
        correlation_id=request_info.correlation_id,
    )


def _is_over(row: EmailConfirmation) -> bool:
    """The member has another address by now, or died."""
    return row.member.email != row.email or not row.member.is_reachable
