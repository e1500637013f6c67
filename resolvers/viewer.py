"""The signed-in person's own rows: session, employee, member."""

from dataclasses import dataclass

from models import clock
from models.account import Account
from models.consent import Preference
from models.contract import Contract
from models.language import Language, reads_in
from models.member import Member
from models.session import Session
from models.staff import Staff as StaffRow
from resolvers import account, member
from resolvers.access import Staff, Tenant


@dataclass(frozen=True, slots=True)
class Myself:
    """A tenant's own rows. `preference` holds the defaults where nothing was chosen."""

    member: Member
    account: Account
    preference: Preference

    @property
    def language(self) -> Language:
        """In which they read notices: what they chose, else what the ERP has."""
        return reads_in(self.preference.language, self.member.language)


async def session_of(viewer: Tenant | Staff) -> Session:
    """The session of this request."""
    return await Session.get(id=viewer.session_id)


async def staff_of(viewer: Staff) -> StaffRow:
    """The employee who is signed in."""
    return await StaffRow.get(id=viewer.staff_id)


async def myself(viewer: Tenant) -> Myself:
    """The member who is signed in; also with a one-time password, as the page that asks for an own one greets by name."""
    row = await Account.get(id=viewer.account_id).select_related("member")
    return Myself(row.member, row, await account.preferences(viewer))


async def homes(viewer: Tenant) -> list[Contract]:
    """The tenant's contracts that run today or begin later, with unit and house."""
    today = (await clock.now()).astimezone(clock.BERLIN).date()
    theirs = (await member.contracts(viewer, [viewer.member_id]))[viewer.member_id]
    return [contract for contract in theirs if contract.ends_on is None or contract.ends_on >= today]
