"""Sessions: made at login, asked on every request, ended at logout, password change and lock (AU-09)."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from models import clock
from models.account import Account
from models.codes import new_token, token_hash
from models.database import as_uuid, placeholders, rows
from models.event import Topic
from models.member import MemberStatus
from models.session import Session, SessionKind, SessionScope
from models.staff import Staff as StaffRow
from models.staff import StaffRole
from push import live
from resolvers import staff, token
from resolvers.access import Operator, Staff, Tenant, Viewer
from resolvers.errors import Code, NotAllowed

TENANT_IDLE, TENANT_ABSOLUTE = timedelta(days=90), timedelta(days=180)
STAFF_IDLE, STAFF_ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
CHANGE_PASSWORD_VALID = timedelta(hours=1)
TOUCH_SECONDS = 60
RECENT = timedelta(minutes=5)

_FIND = """
SELECT s.id, s.account_id, s.staff_id, s.scope, s.kind, a.member_id, f.role, s.last_seen_at <= {touch} AS is_stale
FROM session s
LEFT JOIN account a ON a.id = s.account_id
LEFT JOIN member m ON m.id = a.member_id
LEFT JOIN staff f ON f.id = s.staff_id
WHERE s.token_hash = {mark} AND s.revoked_at IS NULL AND s.idle_expires_at > {now} AND s.expires_at > {now}
AND (s.account_id IS NULL OR (a.locked_at IS NULL AND m.status <> '{deceased}'))
AND (s.staff_id IS NULL OR f.is_active)
"""


@dataclass(frozen=True, slots=True)
class Issued:
    """A new session and the only copy of its token."""

    session: Session
    viewer: Tenant | Staff
    token: str = field(repr=False)


async def create_for_account(account: Account, *, scope: SessionScope, kind: SessionKind, device_label: str = "") -> Issued:
    """A tenant's session, in the caller's transaction."""
    issued, secret = await _create(scope, kind, device_label, TENANT_IDLE, TENANT_ABSOLUTE, account_id=account.id)
    viewer = Tenant(session_id=issued.id, account_id=account.id, member_id=as_uuid(account.member_id), scope=scope, kind=kind)
    return Issued(issued, viewer, secret)


async def create_for_staff(row: StaffRow, *, scope: SessionScope, device_label: str = "") -> Issued:
    """An employee's session, in the caller's transaction; always a cookie."""
    issued, secret = await _create(scope, SessionKind.COOKIE, device_label, STAFF_IDLE, STAFF_ABSOLUTE, staff_id=row.id)
    return Issued(issued, await _staff_viewer(issued.id, row.id, row.role, scope), secret)


async def authenticate(secret: str) -> Viewer:
    """Who presents this cookie or bearer token: a tenant, an employee, an integrator, or nobody."""
    if token.is_api_token(secret):
        return await token.verify(secret)
    found = await rows(_find_sql(), [token_hash(secret)])
    if not found:
        return None
    row = found[0]
    if row["is_stale"]:
        await _touch(as_uuid(row["id"]), TENANT_IDLE if row["account_id"] else STAFF_IDLE)
    return await _viewer(row)


async def require_recent(viewer: Viewer, within: timedelta = RECENT) -> None:
    """Let only those change something sensitive who have just shown who they are: a stolen open session must not be enough (AU-10).

    Raises:
        NotAllowed: reauthentication_required, where neither the login nor a confirmation is younger than `within`; not_allowed for tokens.
    """
    if isinstance(viewer, Operator):
        return
    if not isinstance(viewer, Tenant | Staff):
        raise NotAllowed(code=Code.NOT_SIGNED_IN if viewer is None else None)
    found = await rows(
        f"SELECT id FROM session WHERE id = {placeholders(1)[0]}"  # noqa: S608 - own SQL only
        f" AND authenticated_at > {clock.sql_now(plus_seconds=-within.total_seconds())}",
        [str(viewer.session_id)],
    )
    if not found:
        raise NotAllowed(code=Code.REAUTHENTICATION_REQUIRED)


async def confirm(viewer: Tenant | Staff) -> None:
    """The person of this session has just shown again who they are: by password or passkey."""
    await rows(
        f"UPDATE session SET authenticated_at = {clock.sql_now()} WHERE id = {placeholders(1)[0]} RETURNING id",  # noqa: S608 - own SQL only
        [str(viewer.session_id)],
    )


async def revoke(session_id: UUID) -> bool:
    """End one session and its open sockets, in the caller's transaction; False if it had ended before."""
    return await _revoke(f"id = {placeholders(1)[0]}", [str(session_id)]) > 0


async def revoke_account(account_id: UUID) -> int:
    """End every session of an account, in the caller's transaction; how many (AU-08)."""
    return await _revoke(f"account_id = {placeholders(1)[0]}", [str(account_id)])


async def revoke_staff(staff_id: UUID) -> int:
    """End every session of an employee, in the caller's transaction; how many."""
    return await _revoke(f"staff_id = {placeholders(1)[0]}", [str(staff_id)])


async def _create(
    scope: SessionScope,
    kind: SessionKind,
    device_label: str,
    idle: timedelta,
    absolute: timedelta,
    *,
    account_id: UUID | None = None,
    staff_id: UUID | None = None,
) -> tuple[Session, str]:
    now = await clock.now()
    if scope is SessionScope.CHANGE_PASSWORD:
        idle = absolute = CHANGE_PASSWORD_VALID
    secret = new_token()
    row = await Session.create(
        token_hash=token_hash(secret),
        account_id=account_id,
        staff_id=staff_id,
        scope=scope,
        kind=kind,
        device_label=device_label[:120],
        created_at=now,
        authenticated_at=now,
        last_seen_at=now,
        idle_expires_at=now + idle,
        expires_at=now + absolute,
    )
    return row, secret


def _find_sql() -> str:
    return _FIND.format(
        now=clock.sql_now(),
        touch=clock.sql_now(plus_seconds=-TOUCH_SECONDS),
        mark=placeholders(1)[0],
        deceased=MemberStatus.DECEASED.value,
    )


async def _touch(session_id: UUID, idle: timedelta) -> None:
    await rows(
        f"UPDATE session SET last_seen_at = {clock.sql_now()},"  # noqa: S608 - own SQL only
        f" idle_expires_at = CASE WHEN scope = '{SessionScope.FULL.value}'"
        f" THEN {clock.sql_now(plus_seconds=idle.total_seconds())} ELSE idle_expires_at END"
        f" WHERE id = {placeholders(1)[0]} AND last_seen_at <= {clock.sql_now(plus_seconds=-TOUCH_SECONDS)} RETURNING id",
        [str(session_id)],
    )


async def _viewer(row: dict[str, Any]) -> Tenant | Staff:
    scope = SessionScope(row["scope"])
    if row["account_id"]:
        return Tenant(as_uuid(row["id"]), as_uuid(row["account_id"]), as_uuid(row["member_id"]), scope, SessionKind(row["kind"]))
    return await _staff_viewer(as_uuid(row["id"]), as_uuid(row["staff_id"]), StaffRole(row["role"]), scope)


async def _staff_viewer(session_id: UUID, staff_id: UUID, role: StaffRole, scope: SessionScope) -> Staff:
    areas = await staff.areas(staff_id)
    return Staff(session_id, staff_id, role, areas.districts, areas.houses, scope)


async def _revoke(condition: str, values: list[str]) -> int:
    ended = await rows(
        f"UPDATE session SET revoked_at = {clock.sql_now()} WHERE revoked_at IS NULL AND {condition} RETURNING id",  # noqa: S608 - own SQL only
        values,
    )
    for row in ended:
        await live.notify(Topic.SESSION, as_uuid(row["id"]))
    return len(ended)
