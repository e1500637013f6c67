"""People who read for others, as if everything before had gone well."""

from uuid import uuid4

from models import clock
from models.account import Account
from models.member import EmailState, Member, MemberStatus
from models.reader import Reader, ReaderKind
from models.session import SessionKind, SessionScope
from resolvers.access import Tenant
from tests.support.town import Town


async def person(name: str, email: str | None = None) -> Member:
    """Somebody with an account who is no member of the cooperative."""
    first, _, last = name.partition(" ")
    address = email or f"{first.lower()}@example.net"
    row = await Member.create(
        external_id=f"reader:{uuid4()}",
        status=MemberStatus.READER,
        first_name=first,
        last_name=last,
        email=address,
        email_state=EmailState.VERIFIED,
    )
    await Account.create(member=row, activated_at=await clock.now(), login_email=address.lower(), password_hash="-")
    return row


async def reads(
    town: Town, first_name: str, who: Member, *, kind: ReaderKind = ReaderKind.INVITED, documents: bool = False, name: str = ""
) -> Reader:
    """`who` reads for the member of the town from now on."""
    return await Reader.create(
        member=town.members[first_name],
        person=who,
        kind=kind,
        name=name or who.name,
        email=who.email or "",
        reads_documents=documents,
        invited_at=town.now,
        accepted_at=town.now,
    )


async def viewer(who: Member, *, scope: SessionScope = SessionScope.FULL) -> Tenant:
    """The signed-in person."""
    account = await Account.get_or_none(member_id=who.id) or await Account.create(member=who, activated_at=await clock.now())
    return Tenant(session_id=uuid4(), account_id=account.id, member_id=who.id, scope=scope, kind=SessionKind.COOKIE)


async def reader_of(town: Town, first_name: str, name: str, *, documents: bool = False) -> Tenant:
    """A carer whom the member invited, signed in."""
    who = await person(name)
    await reads(town, first_name, who, documents=documents)
    return await viewer(who)


async def registered(town: Town, first_name: str, who: Member, kind: ReaderKind = ReaderKind.GUARDIAN) -> Reader:
    """`who` reads by deed, with the account they have."""
    await viewer(who)
    return await reads(town, first_name, who, kind=kind, documents=True, name="Betreuungsverein Noris")
