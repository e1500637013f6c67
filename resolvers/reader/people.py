"""The row of a person who is invited: a stand-in until they accept, their own row where they only read, gone where they are a member."""

from uuid import uuid4

from models import clock, codes
from models.database import as_uuid
from models.member import EmailState, Member, MemberStatus
from models.reader import Reader

NAME_LEAST, NAME_MOST = 2, 120


async def stand_in(name: str, email: str) -> Member:
    """Somebody who was named and has not answered yet."""
    return await Member.create(
        external_id=f"reader:{uuid4()}",
        status=MemberStatus.READER,
        last_name=name,
        email=email,
        email_state=EmailState.UNVERIFIED,
    )


async def forget(row: Reader) -> None:
    """An invitation that was never accepted leaves nothing behind: neither the name nor the address, nor the row itself."""
    await Member.filter(id=as_uuid(row.person_id), status=MemberStatus.READER, account__id__isnull=True).delete()


async def has_lapsed(row: Reader) -> bool:
    """Nobody accepted it while its link was good."""
    return row.accepted_at is None and row.invited_at + codes.INVITATION_LINK_VALID <= await clock.now()
