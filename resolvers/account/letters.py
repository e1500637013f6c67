"""Activation codes for welcome letters: whoever prints the letter is the only one who ever sees the code."""

from collections.abc import Sequence
from uuid import UUID

from models import audit, codes, keyring
from models.audit import AuditAction
from models.database import transaction
from models.member import Member, MemberStatus
from resolvers.access import Operator, Staff, actor


async def issue_codes(viewer: Staff | Operator, member_ids: Sequence[UUID]) -> dict[UUID, str]:
    """New codes for those of `member_ids` who live; their earlier codes are void. For a letter each, and for nothing else."""
    alive: set[UUID] = set()
    for start in range(0, len(member_ids), 500):
        chunk = list(member_ids[start : start + 500])
        alive.update(member.id for member in await Member.filter(id__in=chunk).exclude(status=MemberStatus.DECEASED).only("id"))
    async with transaction():
        issued = await codes.issue([member_id for member_id in dict.fromkeys(member_ids) if member_id in alive], keyring.current())
        await audit.record(AuditAction.CODES_ISSUED, actor(viewer), object_kind="member", details={"count": len(issued)})
    return issued
