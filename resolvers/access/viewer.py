"""Who asks, and whether they may at all; the default is no."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TypeGuard
from uuid import UUID

from models.audit import ActorKind
from models.session import SessionKind, SessionScope
from models.staff import StaffRole
from models.token import TokenScope
from resolvers.access.roles import ROLES, Task
from resolvers.errors import Code, NotAllowed


@dataclass(frozen=True, slots=True)
class Tenant:
    """A signed-in member."""

    session_id: UUID
    account_id: UUID
    member_id: UUID
    scope: SessionScope
    kind: SessionKind


@dataclass(frozen=True, slots=True)
class Reader:
    """A signed-in person who reads what another member reads, and changes nothing. Made by `reading_for` alone.

    `member_id` is whose notices and documents these are, `person_id` who looks at them.
    """

    session_id: UUID
    account_id: UUID
    person_id: UUID
    member_id: UUID
    reader_id: UUID


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in employee. Empty `districts` and `houses` mean the whole stock (a caretaker: nothing)."""

    session_id: UUID
    staff_id: UUID
    role: StaffRole
    districts: frozenset[UUID] = field(default_factory=frozenset[UUID])
    houses: frozenset[UUID] = field(default_factory=frozenset[UUID])
    scope: SessionScope = SessionScope.FULL


@dataclass(frozen=True, slots=True)
class Integrator:
    """An API token. Empty `districts` mean the whole stock."""

    token_id: UUID
    scopes: frozenset[TokenScope]
    districts: frozenset[UUID] = field(default_factory=frozenset[UUID])


@dataclass(frozen=True, slots=True)
class Operator:
    """The command line on the portal's own machine: may do everything staff may."""


Viewer = Tenant | Reader | Staff | Integrator | Operator | None


def actor(viewer: Viewer) -> tuple[ActorKind, str]:
    """Kind and id for audit entries and idempotency keys."""
    match viewer:
        case Tenant():
            return ActorKind.TENANT, str(viewer.member_id)
        case Reader():
            return ActorKind.TENANT, str(viewer.person_id)
        case Staff():
            return ActorKind.STAFF, str(viewer.staff_id)
        case Integrator():
            return ActorKind.TOKEN, str(viewer.token_id)
        case Operator():
            return ActorKind.OPERATOR, ""
        case None:
            return ActorKind.ANONYMOUS, ""


def session_or_token(viewer: Viewer) -> UUID | None:
    """What ends when this viewer's access ends: the subject of the event that says so (GQ-13)."""
    match viewer:
        case Tenant() | Reader() | Staff():
            return viewer.session_id
        case Integrator():
            return viewer.token_id
        case _:
            return None


_MISSING_STEP = {
    SessionScope.CHANGE_PASSWORD: Code.PASSWORD_CHANGE_REQUIRED,
    SessionScope.SECOND_FACTOR: Code.SECOND_FACTOR_REQUIRED,
    SessionScope.ENROL_FACTOR: Code.SECOND_FACTOR_SETUP_REQUIRED,
    SessionScope.LOGIN_CODE: Code.LOGIN_CODE_REQUIRED,
}


def refusal(viewer: Viewer) -> NotAllowed:
    """Why this viewer may not, whatever it was: nobody is signed in, a step of the login is missing, or they just may not."""
    if viewer is None:
        return NotAllowed(code=Code.NOT_SIGNED_IN)
    return NotAllowed(code=_MISSING_STEP.get(viewer.scope) if isinstance(viewer, Tenant | Staff) else None)


def require_tenant(viewer: Viewer) -> Tenant:
    """The signed-in member.

    Raises:
        NotAllowed: a visitor, staff or a token asks, or the session may only set a password (AU-24).
    """
    if not isinstance(viewer, Tenant) or viewer.scope is not SessionScope.FULL:
        raise refusal(viewer)
    return viewer


def require_staff(viewer: Viewer, roles: Collection[StaffRole], *, scope: TokenScope | None = None) -> Staff | Integrator | Operator:
    """Staff in one of `roles`, an integrator whose token has `scope` (none unless named), or the operator (AU-13).

    Raises:
        NotAllowed: anybody else, and staff who miss a step of the login.
    """
    match viewer:
        case Operator():
            return viewer
        case Staff(role=role, scope=SessionScope.FULL) if role in roles:
            return viewer
        case Integrator(scopes=scopes) if scope is not None and scope in scopes:
            return viewer
        case _:
            raise refusal(viewer)


def require_caretaker(viewer: Viewer) -> Staff:
    """A caretaker who came in by the link of the day; everything but the work list asks for another scope and refuses them (AU-13).

    Raises:
        NotAllowed: anybody else.
    """
    if not isinstance(viewer, Staff) or viewer.scope is not SessionScope.WORK_LIST or viewer.role not in ROLES[Task.READ_WORK_LIST]:
        raise refusal(viewer)
    return viewer


def is_limited(viewer: Viewer) -> TypeGuard[Staff | Integrator]:
    """Whether this is staff who work in some houses only, which a caretaker always does, or a token for some districts only."""
    if isinstance(viewer, Staff):
        return bool(viewer.districts or viewer.houses) or viewer.role is StaffRole.CARETAKER
    return isinstance(viewer, Integrator) and bool(viewer.districts)


def has_role(viewer: Viewer, roles: Collection[StaffRole]) -> bool:
    """Whether this is staff in one of these roles, with an own password."""
    return isinstance(viewer, Staff) and viewer.scope is SessionScope.FULL and viewer.role in roles
