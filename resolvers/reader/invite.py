"""Jemand liest für mich mit: a member invites a carer or a relative."""

from models import audit, clock
from models.audit import AuditAction
from models.database import placeholders, rows, transaction
from models.member import Member, MemberStatus
from models.reader import Reader, ReaderKind
from resolvers import limits, recent
from resolvers.access import Tenant, Viewer, actor, require_tenant
from resolvers.email import is_same, normalise
from resolvers.errors import Conflict, InvalidInput, NotAllowed
from resolvers.reader import mails, people

MOST_INVITED = 3


async def invite(viewer: Viewer, *, name: str, email: str, reads_documents: bool = False) -> Reader:
    """Send somebody a link with which they read the member's notices, and the documents where the member says so.

    An invitation to the same address that waits, or has lapsed, is replaced.

    Raises:
        NotAllowed: no member asks, or one who only reads; reauthentication_required (AU-10).
        InvalidInput: the name, or one's own address.
        InvalidEmail: the address is not complete.
        Conflict: this person reads already, or three do or are asked to.
        TooManyAttempts: six invitations a day, or five to this address, whoever sends them.
    """
    tenant = require_tenant(viewer)
    await recent.require(viewer)
    name = people.name_of(name)
    address = normalise(email)
    member = await Member.get(id=tenant.member_id)
    if member.status is MemberStatus.READER:
        raise NotAllowed
    if is_same(member.email, address):
        raise InvalidInput("This is your own address.", field="email")
    await limits.hit(limits.READER_INVITATION, str(member.id))
    await limits.hit(limits.READER_INVITATION_ADDRESS, address.casefold())
    async with transaction():
        await _hold(tenant)
        await _make_room(member, address)
        person = await people.stand_in(name, address)
        row = await Reader.create(
            member_id=member.id,
            person_id=person.id,
            kind=ReaderKind.INVITED,
            name=name,
            email=address,
            reads_documents=reads_documents,
            invited_at=await clock.now(),
        )
        await mails.send_invitation(row)
        details: dict[str, object] = {"reader": str(row.id), "documents": reads_documents}
        await audit.record(AuditAction.READER_INVITED, actor(viewer), object_kind="member", object_id=member.id, details=details)
    return row


async def _make_room(member: Member, address: str) -> None:
    """Lapsed invitations, and an earlier one to the same address, are forgotten; then there must be a place left."""
    taken = 0
    for row in await Reader.filter(member_id=member.id, kind=ReaderKind.INVITED, ended_at=None):
        is_same_address = is_same(row.email, address)
        if row.accepted_at is not None and is_same_address:
            raise Conflict("This person reads already.")
        if row.accepted_at is None and (is_same_address or await people.has_lapsed(row)):
            await mails.cancel(row)
            await people.forget(row)
        else:
            taken += 1
    if taken >= MOST_INVITED:
        raise Conflict(f"At most {MOST_INVITED} people may be invited.")


async def _hold(tenant: Tenant) -> None:
    """Lock the account's row first: two invitations at once are counted one after the other."""
    await rows(
        f"UPDATE account SET locked_at = locked_at WHERE id = {placeholders(1)[0]} RETURNING id",  # noqa: S608 - a placeholder
        [str(tenant.account_id)],
    )
