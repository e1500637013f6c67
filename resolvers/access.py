"""Who asks, and which rows they get. The only way from a viewer to rows a tenant may see; the default is no.

A foreign id and a missing id look the same: both are absent from these queries.
"""

from dataclasses import dataclass, field
from uuid import UUID

from models.audit import ActorKind
from models.session import SessionKind, SessionScope
from models.staff import StaffRole
from models.token import TokenScope


@dataclass(frozen=True, slots=True)
class Tenant:
    """A signed-in member."""

    session_id: UUID
    account_id: UUID
    member_id: UUID
    scope: SessionScope
    kind: SessionKind


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in employee. Empty `districts` and `houses` mean the whole stock (a caretaker: nothing)."""

    session_id: UUID
    staff_id: UUID
    role: StaffRole
    districts: frozenset[UUID] = field(default_factory=frozenset[UUID])
    houses: frozenset[UUID] = field(default_factory=frozenset[UUID])


@dataclass(frozen=True, slots=True)
class Integrator:
    """An API token."""

    token_id: UUID
    scopes: frozenset[TokenScope]


@dataclass(frozen=True, slots=True)
class Operator:
    """The command line on the portal's own machine: may do everything staff may."""


Viewer = Tenant | Staff | Integrator | Operator | None


def actor(viewer: Viewer) -> tuple[ActorKind, str]:
    """Kind and id for audit entries and idempotency keys."""
    match viewer:
        case Tenant():
            return ActorKind.TENANT, str(viewer.member_id)
        case Staff():
            return ActorKind.STAFF, str(viewer.staff_id)
        case Integrator():
            return ActorKind.TOKEN, str(viewer.token_id)
        case Operator():
            return ActorKind.OPERATOR, ""
        case None:
            return ActorKind.ANONYMOUS, ""
