"""Employees: made by the command line (AU-28: no default accounts), limited to their areas (AU-13)."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tortoise.exceptions import IntegrityError

from models import audit, clock, passwords
from models.audit import AuditAction
from models.codes import new_one_time_password
from models.database import as_uuid, transaction
from models.staff import Staff, StaffArea, StaffRole
from resolvers.access import Operator, actor
from resolvers.access import Staff as StaffViewer
from resolvers.email import normalise
from resolvers.errors import Conflict, InvalidInput

FIRST_SECRET_VALID = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Areas:
    """Where a role applies."""

    districts: frozenset[UUID]
    houses: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class NewStaff:
    """The row and its one-time secret, which the first login replaces by an own password within 72 hours."""

    row: Staff
    secret: str


async def create_staff(viewer: Operator | StaffViewer, *, email: str, name: str, role: StaffRole) -> NewStaff:
    """A new employee with a one-time secret in the look of a one-time password.

    Raises:
        InvalidEmail: the address is not one.
        InvalidInput: no name.
        Conflict: there is an employee with this address.
    """
    address = normalise(email).lower()
    if not name.strip():
        raise InvalidInput(field="name")
    secret = new_one_time_password()
    encoded = await passwords.make_hash(secret.replace("-", ""))
    now = await clock.now()
    try:
        async with transaction():
            row = await Staff.create(
                email=address, name=name.strip()[:120], role=role, password_hash=encoded, must_change_password=True, created_at=now
            )
            details: dict[str, object] = {"role": role.value}
            await audit.record(AuditAction.STAFF_CREATED, actor(viewer), object_kind="staff", object_id=row.id, details=details)
    except IntegrityError as error:
        raise Conflict(f"There is an employee with the address {address}.", field="email") from error
    return NewStaff(row, secret)


async def areas(staff_id: UUID) -> Areas:
    """The districts and houses an employee is limited to; both empty means the whole stock (a caretaker: nothing)."""
    found = await StaffArea.filter(staff_id=staff_id)
    return Areas(
        frozenset(as_uuid(area.district_id) for area in found if area.district_id),
        frozenset(as_uuid(area.house_id) for area in found if area.house_id),
    )
