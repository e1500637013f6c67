"""Sessions: made at login, asked on every request, ended at logout, password change and lock (AU-09)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from models import audit, clock
from models.account import Account
from models.audit import AuditAction
from models.codes import new_token, token_hash
from models.database import as_datetime, as_uuid, placeholders, rows, transaction
from models.device import Device
from models.event import Topic
from models.member import MemberStatus
from models.second_factor import Factor
from models.session import Session, SessionKind, SessionScope
from models.staff import Staff as StaffRow
from models.staff import StaffRole
from push import live
from resolvers import staff, token
from resolvers.access import Reader, Staff, Tenant, Viewer, actor
from resolvers.errors import Code, NotAllowed, NotFound

TENANT_IDLE, TENANT_ABSOLUTE = timedelta(days=90), timedelta(days=180)
STAFF_IDLE, STAFF_ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
STEP_VALID = {
    SessionScope.CHANGE_PASSWORD: timedelta(hours=1),
    SessionScope.SECOND_FACTOR: timedelta(minutes=10),
    SessionScope.ENROL_FACTOR: timedelta(hours=1),
    SessionScope.LOGIN_CODE: timedelta(minutes=30),
}
DOCUMENTS_WITHIN = timedelta(days=14)
TOUCH_SECONDS = 60

_FIND = """
SELECT s.id, s.account_id, s.staff_id, s.scope, s.kind, a.member_id, f.role, s.last_seen_at <= {touch} AS is_stale
FROM session s
LEFT JOIN account a ON a.id = s.account_id
LEFT JOIN member m ON m.id = a.member_id
LEFT JOIN staff f ON f.id = s.staff_id
WHERE {which} = {mark} AND s.revoked_at IS NULL AND s.idle_expires_at > {now} AND s.expires_at > {now}
AND (s.account_id IS NULL OR (a.locked_at IS NULL AND m.status <> '{deceased}'))
AND (s.staff_id IS NULL OR f.is_active)
"""


@dataclass(frozen=True, slots=True)
class Issued:
    """A new session and the only copy of its token."""

    session: Session
    viewer: Tenant | Staff
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Renewed:
    """The new secret of a cookie session, and the seconds until its absolute end."""

    secret: str = field(repr=False)
    seconds: int


async def create_for_account(account: Account, *, scope: SessionScope, kind: SessionKind, device_label: str = "") -> Issued:
    """A tenant's session, in the caller's transaction."""
    issued, secret = await _create(scope, kind, device_label, TENANT_IDLE, TENANT_ABSOLUTE, account_id=account.id)
    viewer = Tenant(session_id=issued.id, account_id=account.id, member_id=as_uuid(account.member_id), scope=scope, kind=kind)
    return Issued(issued, viewer, secret)


async def create_for_staff(row: StaffRow, *, scope: SessionScope, device_label: str = "") -> Issued:
    """An employee's session, in the caller's transaction; always a cookie."""
    issued, secret = await _create(scope, SessionKind.COOKIE, device_label, STAFF_IDLE, STAFF_ABSOLUTE, staff_id=row.id)
    return Issued(issued, await _staff_viewer(issued.id, row.id, row.role, scope), secret)


async def create_for_caretaker(row: StaffRow, until: datetime, *, device_label: str = "") -> Issued:
    """A caretaker's day, in the caller's transaction: for the work list alone, until the link's end."""
    issued, secret = await _create(
        SessionScope.WORK_LIST, SessionKind.COOKIE, device_label, STAFF_IDLE, STAFF_ABSOLUTE, staff_id=row.id, until=until
    )
    return Issued(issued, await _staff_viewer(issued.id, row.id, row.role, SessionScope.WORK_LIST), secret)


async def note_login(issued: Issued, correlation_id: str, *, factor: Factor | None = None) -> None:
    """Write down who came in, with what the session may do and the second factor or passkey that opened it (AL-01)."""
    details: dict[str, object] = {"scope": issued.viewer.scope.value, **({"factor": factor.value} if factor else {})}
    await audit.record(
        AuditAction.LOGIN,
        actor(issued.viewer),
        object_kind="session",
        object_id=issued.session.id,
        correlation_id=correlation_id,
        details=details,
    )


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


async def viewer_of(session_id: UUID) -> Tenant | Staff | None:
    """Whose open session this is; being asked is no use of it. None where it has ended, or its owner is locked."""
    found = await rows(_find_sql("s.id"), [str(session_id)])
    return await _viewer(found[0]) if found else None


async def confirm(viewer: Tenant | Staff) -> Renewed | None:
    """The person of this session has just shown again who they are: by password or passkey.

    The session may do more from here on, so a cookie gets a new secret and the old one opens nothing any more (AU-09); its row, and with
    it sockets, downloads and the list of sessions, stay. The token of an app is in no browser's jar and stays; None then, and where the
    session has ended.
    """
    secret = new_token()
    marks = placeholders(2)
    found = await rows(
        f"UPDATE session SET authenticated_at = {clock.sql_now()},"  # noqa: S608 - own SQL only
        f" token_hash = CASE WHEN kind = '{SessionKind.COOKIE.value}' THEN {marks[0]} ELSE token_hash END"
        f" WHERE id = {marks[1]} AND revoked_at IS NULL RETURNING kind, expires_at, {clock.sql_now()} AS now",
        [token_hash(secret), str(viewer.session_id)],
    )
    if not found or SessionKind(found[0]["kind"]) is not SessionKind.COOKIE:
        return None
    return Renewed(secret, int((as_datetime(found[0]["expires_at"]) - as_datetime(found[0]["now"])).total_seconds()))


async def require_fresh_for_documents(viewer: Viewer) -> None:
    """A member who stays signed in for months shows who they are before documents open, every two weeks (AU-09).

    Raises:
        NotAllowed: reauthentication_required.
    """
    if isinstance(viewer, Tenant | Reader) and not await opens_documents(viewer):
        raise NotAllowed(code=Code.REAUTHENTICATION_REQUIRED)


async def opens_documents(viewer: Tenant | Reader | Staff) -> bool:
    """Whether documents open without another word; employees sign in every day anyway."""
    if isinstance(viewer, Staff):
        return True
    stale = await rows(
        f"SELECT id FROM session WHERE id = {placeholders(1)[0]}"  # noqa: S608 - own SQL only
        f" AND authenticated_at <= {clock.sql_now(plus_seconds=-DOCUMENTS_WITHIN.total_seconds())}",
        [str(viewer.session_id)],
    )
    return not stale


async def own(viewer: Tenant | Staff) -> list[Session]:
    """The open sessions of this person, the one that asks first, then by last use."""
    now = await clock.now()
    open_ones = Session.filter(owner(viewer), revoked_at=None, idle_expires_at__gt=now, expires_at__gt=now)
    found = await open_ones.order_by("-last_seen_at", "id")
    return sorted(found, key=lambda row: row.id != viewer.session_id)


async def end_own(viewer: Tenant | Staff, session_id: UUID) -> None:
    """End one of one's own sessions, with its sockets and the push messages of that device (AU-09, WP-34).

    Raises:
        NotFound: it is not the viewer's, or has ended.
    """
    async with transaction():
        row = await Session.get_or_none(owner(viewer), id=session_id)
        if row is None or not await _end(viewer, [row]):
            raise NotFound


async def end_others(viewer: Tenant | Staff) -> int:
    """End every session of this person but the one that asks, in a transaction of its own or the caller's; how many."""
    async with transaction():
        return await _end(viewer, await Session.filter(owner(viewer), revoked_at=None).exclude(id=viewer.session_id))


async def remember_installation(viewer: Tenant, installation_id: str) -> None:
    """The push device that was registered from this session goes with it when it is ended from elsewhere."""
    await Session.filter(id=viewer.session_id).update(installation_id=installation_id)


async def revoke(session_id: UUID) -> bool:
    """End one session and its open sockets, in the caller's transaction; False if it had ended before."""
    return await _revoke(f"id = {placeholders(1)[0]}", [str(session_id)]) > 0


async def revoke_account(account_id: UUID) -> int:
    """End every session of an account, in the caller's transaction; how many (AU-08)."""
    return await _revoke(f"account_id = {placeholders(1)[0]}", [str(account_id)])


async def revoke_staff(staff_id: UUID) -> int:
    """End every session of an employee, in the caller's transaction; how many."""
    return await _revoke(f"staff_id = {placeholders(1)[0]}", [str(staff_id)])


def owner(viewer: Tenant | Staff) -> Q:
    """What belongs to this person, as a condition on rows with an account and an employee."""
    return Q(account_id=viewer.account_id) if isinstance(viewer, Tenant) else Q(staff_id=viewer.staff_id)


async def _end(viewer: Tenant | Staff, sessions: Sequence[Session]) -> int:
    ended = [row for row in sessions if await revoke(row.id)]
    installations = [row.installation_id for row in ended if row.installation_id]
    if isinstance(viewer, Tenant) and installations:
        await Device.filter(member_id=viewer.member_id, installation_id__in=installations).delete()
    for row in ended:
        await audit.record(AuditAction.SESSION_REVOKED, actor(viewer), object_kind="session", object_id=row.id)
    return len(ended)


async def _create(
    scope: SessionScope,
    kind: SessionKind,
    device_label: str,
    idle: timedelta,
    absolute: timedelta,
    *,
    account_id: UUID | None = None,
    staff_id: UUID | None = None,
    until: datetime | None = None,
) -> tuple[Session, str]:
    """`until`: a moment that is the end, however much or little it is used before."""
    now = await clock.now()
    if scope in STEP_VALID:
        idle = absolute = STEP_VALID[scope]
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
        idle_expires_at=until or now + idle,
        expires_at=until or now + absolute,
    )
    return row, secret


def _find_sql(which: str = "s.token_hash") -> str:
    return _FIND.format(
        which=which,
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
