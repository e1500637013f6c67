"""Reading the audit log: for auditors and administrators on a page, for the operator as lines to ship elsewhere (AL-01, AL-02)."""

import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from tortoise.queryset import QuerySet

from models.audit import ActorKind, AuditAction, AuditEntry, AuditSeal
from models.member import Member
from models.schedule import ScheduledTask, TaskKind
from models.staff import Staff as StaffRow
from models.token import ApiToken
from resolvers.access import ROLES, Task, Viewer, require_staff
from resolvers.audit.chain import PAGE, broken
from resolvers.paging import Page, paginate

READERS = ROLES[Task.READ_AUDIT_LOG]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to show; None shows all. `until` is not included."""

    action: AuditAction | None = None
    actor_id: str | None = None
    object_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditView:
    """An entry, with the name of who did it as it is today; empty where nobody is known by it any more."""

    entry: AuditEntry
    actor: str


@dataclass(frozen=True, slots=True)
class LastCheck:
    """The nightly look at the chain: when, how many entries are sealed, and whether this process saw it hold."""

    at: datetime | None
    sealed: int
    is_broken: bool


async def entries(viewer: Viewer, chosen: AuditFilter, *, first: int, after: str | None = None) -> Page[AuditView]:
    """The newest first.

    Raises:
        NotAllowed: the role does not read the log.
        InvalidInput: first or after.
    """
    require_staff(viewer, READERS)
    page = await paginate(_chosen(chosen), first=first, after=after, order=("-id",))
    names = await _names(page.items)
    return page.replace([AuditView(entry, names.get((entry.actor_kind, entry.actor_id), "")) for entry in page.items])


def _chosen(chosen: AuditFilter) -> QuerySet[AuditEntry]:
    found = AuditEntry.all()
    if chosen.action is not None:
        found = found.filter(action=chosen.action)
    if chosen.actor_id:
        found = found.filter(actor_id=chosen.actor_id)
    if chosen.object_id:
        found = found.filter(object_id=chosen.object_id)
    if chosen.since is not None:
        found = found.filter(at__gte=chosen.since)
    if chosen.until is not None:
        found = found.filter(at__lt=chosen.until)
    return found


async def _names(found: Sequence[AuditEntry]) -> dict[tuple[ActorKind, str], str]:
    ids: dict[ActorKind, set[str]] = {}
    for entry in found:
        ids.setdefault(entry.actor_kind, set()).add(entry.actor_id)
    names: dict[tuple[ActorKind, str], str] = {}
    for staff in await StaffRow.filter(id__in=_uuids(ids.get(ActorKind.STAFF, set()))):
        names[ActorKind.STAFF, str(staff.id)] = staff.name
    for token in await ApiToken.filter(id__in=_uuids(ids.get(ActorKind.TOKEN, set()))):
        names[ActorKind.TOKEN, str(token.id)] = token.name
    for member in await Member.filter(id__in=_uuids(ids.get(ActorKind.TENANT, set()))):
        names[ActorKind.TENANT, str(member.id)] = f"{member.first_name} {member.last_name}".strip()
    return names


def _uuids(found: set[str]) -> list[UUID]:
    kept = list[UUID]()
    for text in found:
        try:
            kept.append(UUID(text))
        except ValueError:
            continue
    return kept


async def last_check(viewer: Viewer) -> LastCheck:
    """Whether the log was looked at, and what came out.

    Raises:
        NotAllowed: the role does not read the log.
    """
    require_staff(viewer, READERS)
    task = await ScheduledTask.filter(kind=TaskKind.AUDIT_CHAIN, done_at__isnull=False).order_by("-done_at").first()
    value = next(iter(broken.collect())).samples[0].value
    return LastCheck(task.done_at if task else None, await AuditSeal.all().count(), bool(value))


async def export(*, after: int = 0) -> AsyncGenerator[str]:
    """Every entry with an id above `after`, oldest first, as one line of JSON each, with its seal where it has one."""
    while True:
        found = await AuditEntry.filter(id__gt=after).order_by("id").limit(PAGE)
        if not found:
            return
        seals = {one.entry_id: one for one in await AuditSeal.filter(entry_id__in=[entry.id for entry in found])}
        for entry in found:
            yield _line(entry, seals.get(entry.id))
        after = found[-1].id


def _line(entry: AuditEntry, sealed: AuditSeal | None) -> str:
    content = {
        "id": entry.id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": entry.action.value,
        "result": entry.result.value,
        "way": entry.way.value if entry.way else None,
        "actor": {"kind": entry.actor_kind.value, "id": entry.actor_id},
        "object": {"kind": entry.object_kind, "id": entry.object_id},
        "correlationId": entry.correlation_id,
        "details": entry.details,
        "seal": {"position": sealed.position, "digest": sealed.digest} if sealed else None,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True)
