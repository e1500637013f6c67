"""Activation codes for welcome letters: whoever prints the letter is the only one who ever sees the code."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from models import audit, codes, keyring
from models.audit import AuditAction
from models.database import transaction
from models.member import Member, MemberStatus
from resolvers.access import Operator, Staff, actor
from resolvers.account.numbers import numbers_of
from resolvers.errors import NotFound


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


@dataclass(frozen=True, slots=True)
class LetterCode:
    """What one welcome letter says."""

    external_id: str
    name: str
    numbers: list[str]
    code: str = field(repr=False)


async def issue_for(viewer: Staff | Operator, external_ids: Sequence[str]) -> list[LetterCode]:
    """New codes for the living members with these ids of the ERP, in the order given.

    Raises:
        NotFound: one of them is unknown, or has died; then no code is issued.
    """
    found = {row.external_id: row for row in await Member.filter(external_id__in=list(external_ids)).exclude(status=MemberStatus.DECEASED)}
    missing = [external_id for external_id in external_ids if external_id not in found]
    if missing:
        raise NotFound(f"There is no living member with the id {', '.join(missing)}.")
    members = [found[external_id] for external_id in dict.fromkeys(external_ids)]
    issued = await issue_codes(viewer, [member.id for member in members])
    return [LetterCode(row.external_id, row.name, await numbers_of(row.id), issued[row.id]) for row in members]
