"""Who may call a root field: declared on every one of them, and an undeclared one fails tests/rules.

Which rows they then get is a question for resolvers/access/.
"""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, Protocol

from graphql import OperationType
from strawberry.extensions import FieldExtension
from strawberry.types import Info as AnyInfo

from models.session import SessionScope
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import access, traffic
from resolvers.access import ROLES, Task, Viewer


class Permission(Protocol):
    """Answers whether it lets a viewer in."""

    def admits(self, viewer: Viewer) -> bool: ...


@dataclass(frozen=True, slots=True)
class Public:
    """Everybody, also without a session."""

    def admits(self, viewer: Viewer) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A member or an employee, also with a one-time password: for setting an own one. Not one who still owes the second factor."""

    def admits(self, viewer: Viewer) -> bool:
        return isinstance(viewer, access.Tenant | access.Staff) and viewer.scope in {SessionScope.FULL, SessionScope.CHANGE_PASSWORD}


@dataclass(frozen=True, slots=True)
class FullySignedIn:
    """A member or an employee whose session is fully open: own password set, second factor shown where one is asked for."""

    def admits(self, viewer: Viewer) -> bool:
        return isinstance(viewer, access.Tenant | access.Staff) and viewer.scope is SessionScope.FULL


@dataclass(frozen=True, slots=True)
class SecondFactorOwed:
    """An employee whose password was right and who has to show the second factor now (AU-14)."""

    def admits(self, viewer: Viewer) -> bool:
        return isinstance(viewer, access.Staff) and viewer.scope is SessionScope.SECOND_FACTOR


@dataclass(frozen=True, slots=True)
class LoginCodeOwed:
    """A member whose password was right on a device nobody knows, and who has to type the digits of the mail now (AU-29)."""

    def admits(self, viewer: Viewer) -> bool:
        return isinstance(viewer, access.Tenant) and viewer.scope is SessionScope.LOGIN_CODE


@dataclass(frozen=True, slots=True)
class FactorSetup:
    """An employee who has no second factor yet and has to set one up (AU-14)."""

    def admits(self, viewer: Viewer) -> bool:
        return isinstance(viewer, access.Staff) and viewer.scope is SessionScope.ENROL_FACTOR


@dataclass(frozen=True, slots=True)
class CaretakerOfTheDay:
    """A caretaker whom the link of the day and the number let in (AU-13)."""

    def admits(self, viewer: Viewer) -> bool:
        return isinstance(viewer, access.Staff) and viewer.scope is SessionScope.WORK_LIST and viewer.role in ROLES[Task.READ_WORK_LIST]


@dataclass(frozen=True, slots=True)
class AnyStaff:
    """Every employee whose session is fully open, whatever the role."""

    def admits(self, viewer: Viewer) -> bool:
        return isinstance(viewer, access.Staff) and viewer.scope is SessionScope.FULL


@dataclass(frozen=True, slots=True)
class TenantOnly:
    """A signed-in member with an own password."""

    def admits(self, viewer: Viewer) -> bool:
        return isinstance(viewer, access.Tenant) and viewer.scope is SessionScope.FULL


@dataclass(frozen=True, slots=True)
class StaffOnly:
    """A signed-in employee with one of the roles, or the command line."""

    roles: frozenset[StaffRole]

    def admits(self, viewer: Viewer) -> bool:
        if isinstance(viewer, access.Staff):
            return viewer.role in self.roles and viewer.scope is SessionScope.FULL
        return isinstance(viewer, access.Operator)


@dataclass(frozen=True, slots=True)
class IntegratorScope:
    """An API token that carries the scope."""

    scope: TokenScope

    def admits(self, viewer: Viewer) -> bool:
        return isinstance(viewer, access.Integrator) and self.scope in viewer.scopes


DESK = StaffOnly(ROLES[Task.READ_MEMBERS])
NOTICE_READERS = StaffOnly(ROLES[Task.READ_NOTICES])
WRITERS = StaffOnly(ROLES[Task.WRITE_NOTICES])
ALERT_SENDERS = StaffOnly(ROLES[Task.SEND_ALERTS])
DOCUMENT_DESK = StaffOnly(ROLES[Task.PUBLISH_DOCUMENTS])
MAIL_DESK = StaffOnly(ROLES[Task.HELP_MEMBERS])
LETTER_DESK = StaffOnly(ROLES[Task.HELP_MEMBERS])
DELIVERY_MANAGERS = StaffOnly(ROLES[Task.MANAGE_DELIVERIES])
IMPORTERS = StaffOnly(ROLES[Task.IMPORT_STOCK])
STAFF_MANAGERS = StaffOnly(ROLES[Task.MANAGE_STAFF])
TOKEN_MANAGERS = StaffOnly(ROLES[Task.MANAGE_TOKENS])
AUDITORS = StaffOnly(ROLES[Task.READ_AUDIT_LOG])


class Require(FieldExtension):
    """Lets the resolver run only for viewers whom one of `permissions` admits."""

    def __init__(self, *permissions: Permission) -> None:
        self.permissions = permissions

    def check(self, viewer: Viewer) -> None:
        """Raises NotAllowed: not_signed_in, the step of the login that is missing, or not_allowed."""
        if any(permission.admits(viewer) for permission in self.permissions):
            return
        raise access.refusal(viewer)

    async def resolve_async(self, next_: Callable[..., Any], source: Any, info: AnyInfo[Any, Any], **kwargs: Any) -> Any:
        self.check(info.context.viewer)
        if info.operation.operation is OperationType.MUTATION:
            await traffic.mutation(info.context.viewer, info.context.request.address, info.field_name)
        result = next_(source, info, **kwargs)
        return await result if isawaitable(result) else result
