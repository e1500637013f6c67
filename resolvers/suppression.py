"""Addresses that are not written to any more, as the desk sees them, and how the desk lifts that (SM-19)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import audit, keyring
from models.audit import AuditAction
from models.database import transaction
from models.member import EmailState, Member
from models.suppression import Suppression, SuppressionCause
from push.bounces import addresses
from resolvers import text
from resolvers.access import ROLES, Task, Viewer, actor, require_staff, visible_members
from resolvers.errors import Conflict, NotFound

LIFTERS = ROLES[Task.HELP_MEMBERS]
LONGEST_REASON = 300
SHORTEST_REASON = 5


@dataclass(frozen=True, slots=True)
class MailProblem:
    """Why and since when a member's address is not written to. `status` is the mail server's, such as `550 5.1.1`."""

    cause: SuppressionCause
    since: datetime
    status: str


async def problems(member_ids: Collection[UUID]) -> Mapping[UUID, MailProblem]:
    """What is wrong with the addresses of these members; the viewer was let to their rows before."""
    members = await Member.filter(id__in=list(member_ids), email_state=EmailState.SUPPRESSED, email__isnull=False)
    hashes = {member.id: addresses.address_hash(keyring.current(), member.email or "") for member in members}
    rows = {row.address_hash: row for row in await Suppression.filter(address_hash__in=list(hashes.values()))}
    found: dict[UUID, MailProblem] = {}
    for member_id, address_hash in hashes.items():
        row = rows.get(address_hash)
        if row is not None and row.suppressed_at is not None:
            found[member_id] = MailProblem(row.cause or SuppressionCause.HARD_BOUNCE, row.suppressed_at, row.last_status)
    return found


async def lift(viewer: Viewer, member_id: UUID, *, reason: str) -> Member:
    """Write to a member's address again; the reason stands in the audit log.

    Raises:
        NotAllowed: the member desk and the administration only.
        NotFound: there is no such member for the viewer.
        InvalidInput: the reason has fewer than 5 or more than 300 characters.
        Conflict: the address is not suppressed.
    """
    require_staff(viewer, LIFTERS)
    reason = text.line(reason, field="reason", least=SHORTEST_REASON, most=LONGEST_REASON)
    member = await visible_members(viewer).get_or_none(id=member_id)
    if member is None:
        raise NotFound
    async with transaction():
        if not member.email or not await addresses.lift(keyring.current(), member.email):
            raise Conflict("The address is not suppressed.")
        details: dict[str, object] = {"reason": reason}
        await audit.record(AuditAction.SUPPRESSION_LIFTED, actor(viewer), object_kind="member", object_id=member_id, details=details)
    return await Member.get(id=member_id)
