"""Employees of the cooperative."""

from uuid import UUID

import strawberry

from models import staff
from models.staff import StaffRole

strawberry.enum(StaffRole)


@strawberry.type
class Staff:
    id: UUID
    name: str
    email: str
    role: StaffRole

    @classmethod
    def from_row(cls, row: staff.Staff) -> "Staff":
        return cls(id=row.id, name=row.name, email=row.email, role=row.role)
