"""Employees of the cooperative, and the administration's care of them (AU-13, AU-15)."""

from datetime import datetime
from uuid import UUID

import strawberry

from models import staff
from models.delivery import DeliveryState
from models.staff import StaffRole
from resolvers import access, staff_management
from resolvers.staff_management import Places
from schema.context import Info
from schema.paging import Connection, connection
from schema.permissions import STAFF_MANAGERS, Require
from schema.place import District, House

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


@strawberry.type(
    description=(
        "An employee as the administration sees them. Without districts and houses the role applies everywhere. `mailState` is that of the"
        " newest mail with a one-time password."
    )
)
class Colleague:
    id: UUID
    name: str
    email: str
    role: StaffRole
    districts: list[District]
    houses: list[House]
    is_locked: bool
    is_self: bool
    has_own_password: bool
    has_second_factor: bool
    mail_state: DeliveryState | None
    created_at: datetime
    last_login_at: datetime | None

    @classmethod
    def wrap(cls, viewer: access.Viewer, view: staff_management.Colleague) -> "Colleague":
        row = view.row
        return cls(
            id=row.id,
            name=row.name,
            email=row.email,
            role=row.role,
            districts=[District.from_row(one) for one in view.districts],
            houses=[House.from_row(one) for one in view.houses],
            is_locked=not row.is_active,
            is_self=isinstance(viewer, access.Staff) and viewer.staff_id == row.id,
            has_own_password=not row.must_change_password,
            has_second_factor=view.has_second_factor,
            mail_state=view.mail.state if view.mail else None,
            created_at=row.created_at,
            last_login_at=row.last_login_at,
        )


@strawberry.input(
    description=(
        "Either everywhere, or in these districts and houses. ADMIN and AUDITOR take neither; CARETAKER takes districts or houses."
    )
)
class StaffPlacesInput:
    everywhere: bool = False
    district_ids: list[UUID] = strawberry.field(default_factory=list[UUID])
    house_ids: list[UUID] = strawberry.field(default_factory=list[UUID])

    def places(self) -> Places:
        """What the resolvers take."""
        return Places(self.everywhere, frozenset(self.district_ids), frozenset(self.house_ids))


@strawberry.input
class StaffInput:
    email: str
    name: str
    role: StaffRole
    places: StaffPlacesInput


@strawberry.type
class StaffQuery:
    @strawberry.field(description="Everybody with access to the desk, by name.", extensions=[Require(STAFF_MANAGERS)])
    async def colleagues(self, info: Info, first: int = 50, after: str | None = None) -> Connection[Colleague]:
        viewer = info.context.viewer
        page = await staff_management.colleagues(viewer, first=first, after=after)
        return connection(page, lambda view: Colleague.wrap(viewer, view))


@strawberry.type
class StaffMutation:
    @strawberry.mutation(
        description="A mail brings the new employee a one-time password that nobody else sees.", extensions=[Require(STAFF_MANAGERS)]
    )
    async def invite_staff(self, info: Info, input: StaffInput) -> Colleague:
        viewer = info.context.viewer
        made = await staff_management.invite(viewer, email=input.email, name=input.name, role=input.role, places=input.places.places())
        return Colleague.wrap(viewer, made)

    @strawberry.mutation(description="Ends the employee's sessions; nobody's own.", extensions=[Require(STAFF_MANAGERS)])
    async def change_staff_role(self, info: Info, id: UUID, role: StaffRole, places: StaffPlacesInput) -> Colleague:
        viewer = info.context.viewer
        return Colleague.wrap(viewer, await staff_management.change_role(viewer, id, role=role, places=places.places()))

    @strawberry.mutation(description="No sign-in until unlocked.", extensions=[Require(STAFF_MANAGERS)])
    async def lock_staff(self, info: Info, id: UUID) -> Colleague:
        return Colleague.wrap(info.context.viewer, await staff_management.lock(info.context.viewer, id))

    @strawberry.mutation(extensions=[Require(STAFF_MANAGERS)])
    async def unlock_staff(self, info: Info, id: UUID) -> Colleague:
        return Colleague.wrap(info.context.viewer, await staff_management.unlock(info.context.viewer, id))

    @strawberry.mutation(
        description="Password and second factors are void at once; a mail brings a one-time password.", extensions=[Require(STAFF_MANAGERS)]
    )
    async def reset_staff_access(self, info: Info, id: UUID) -> Colleague:
        return Colleague.wrap(info.context.viewer, await staff_management.reset_access(info.context.viewer, id))

    @strawberry.mutation(description="For good; the last administrator stays.", extensions=[Require(STAFF_MANAGERS)])
    async def remove_staff(self, info: Info, id: UUID) -> bool:
        await staff_management.remove(info.context.viewer, id)
        return True
