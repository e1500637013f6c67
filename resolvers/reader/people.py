"""The row of a person who is invited: a stand-in until they accept, their own row where they only read, gone where they are a member."""

import re
from uuid import uuid4

from models import clock, codes
from models.database import as_uuid
from models.member import EmailState, Member, MemberStatus
from models.reader import Reader
from resolvers import text
from resolvers.errors import InvalidInput

NAME_LEAST, NAME_MOST = 2, 120
_ADDRESS = re.compile(r"[/:@\\<>]|\bwww\.|\w{3,}\.[a-z]{2,}\b|\.(?:com|net|org|info|biz|shop|online|de|eu|ru|io)\b", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b(?:dr|prof|st|ing|dipl|med|jur|frl|geb|von)\.", re.IGNORECASE)


def name_of(typed: str, *, field: str = "name") -> str:
    """A name as it stands in the salutation of a mail to a stranger: no address in it that a mail programme would make a link of.

    Raises:
        InvalidInput: too short, too long, not one line, or an address is in it.
    """
    name = text.line(typed, field=field, least=NAME_LEAST, most=NAME_MOST)
    if _ADDRESS.search(_ABBREVIATED.sub("", name)):
        raise InvalidInput("A name holds no address.", field=field)
    return name


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
