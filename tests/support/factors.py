"""Employees with an authenticator app, as the app would show it: the code is computed from the secret alone."""

from dataclasses import dataclass

from pyotp.totp import TOTP

from models import clock
from models.staff import StaffRole
from resolvers import account, second_factor, staff
from resolvers.access import Operator
from resolvers.access import Staff as StaffViewer
from resolvers.session import Issued
from tests.support.accounts import PASSWORD, REQUEST

EMAIL = "anna@noris.example.org"
ISSUER = "Noris eG"


@dataclass(frozen=True, slots=True)
class Colleague:
    """An employee who has just set up an app, with what they hold in their hands."""

    session: Issued
    secret: str
    recovery_codes: list[str]

    @property
    def viewer(self) -> StaffViewer:
        return at_desk(self.session)


def at_desk(issued: Issued) -> StaffViewer:
    """The viewer of an employee's session."""
    assert isinstance(issued.viewer, StaffViewer)
    return issued.viewer


async def newcomer(role: StaffRole = StaffRole.EDITOR, email: str = EMAIL) -> Issued:
    """A new employee who has set an own password and nothing else."""
    created = await staff.create_staff(Operator(), email=email, name="Anna Beispiel", role=role)
    first = await account.staff_login(REQUEST, email=created.row.email, password=created.secret)
    return await account.change_password(at_desk(first), new_password=PASSWORD)


async def colleague(role: StaffRole = StaffRole.EDITOR, email: str = EMAIL) -> Colleague:
    """An employee with an own password and an authenticator app, who is signed in."""
    waiting = at_desk(await newcomer(role, email))
    enrolment = await second_factor.begin_totp(waiting, issuer=ISSUER)
    opened = await second_factor.confirm_totp(REQUEST, waiting, code=await shown(enrolment.secret))
    assert opened.issued is not None
    return Colleague(opened.issued, enrolment.secret, opened.recovery_codes)


async def shown(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or so many steps of 30 seconds later."""
    return TOTP(secret).at(await clock.now(), counter_offset=steps)


async def sign_in(password: str = PASSWORD, email: str = EMAIL) -> Issued:
    """The first step of the login."""
    return await account.staff_login(REQUEST, email=email, password=password)
