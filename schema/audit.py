"""The audit log at the desk, for auditors and administrators (AL-01, AL-02)."""

import json
from datetime import datetime

import strawberry

from models.audit import ActorKind, AuditAction, AuditResult, Way
from resolvers import audit
from schema.context import Info
from schema.paging import Connection, connection
from schema.permissions import AUDITORS, Require

for kind in (ActorKind, AuditAction, AuditResult):
    strawberry.enum(kind)
strawberry.enum(Way, name="AuditWay")


@strawberry.type(description="One thing that was done or refused. `actor` is the name of today, empty where nobody is known any more.")
class AuditEntry:
    id: str
    at: datetime
    action: AuditAction
    result: AuditResult
    way: Way | None
    actor_kind: ActorKind
    actor_id: str
    actor: str
    object_kind: str
    object_id: str
    correlation_id: str
    details: str = strawberry.field(description="JSON.")

    @classmethod
    def wrap(cls, view: audit.AuditView) -> "AuditEntry":
        entry = view.entry
        return cls(
            id=str(entry.id),
            at=entry.at,
            action=entry.action,
            result=entry.result,
            way=entry.way,
            actor_kind=entry.actor_kind,
            actor_id=entry.actor_id,
            actor=view.actor,
            object_kind=entry.object_kind,
            object_id=entry.object_id,
            correlation_id=entry.correlation_id,
            details=json.dumps(entry.details, ensure_ascii=False, sort_keys=True),
        )


@strawberry.type(description="The nightly look at the whole log; `isBroken` until it was looked into and the portal started anew.")
class AuditCheck:
    at: datetime | None
    sealed: int
    is_broken: bool


@strawberry.type
class AuditQuery:
    @strawberry.field(description="The newest first; `until` is not included.", extensions=[Require(AUDITORS)])
    async def audit_entries(
        self,
        info: Info,
        *,
        first: int = 50,
        after: str | None = None,
        action: AuditAction | None = None,
        actor_id: str | None = None,
        object_id: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Connection[AuditEntry]:
        chosen = audit.AuditFilter(action, actor_id, object_id, since, until)
        return connection(await audit.entries(info.context.viewer, chosen, first=first, after=after), AuditEntry.wrap)

    @strawberry.field(extensions=[Require(AUDITORS)])
    async def audit_check(self, info: Info) -> AuditCheck:
        found = await audit.last_check(info.context.viewer)
        return AuditCheck(at=found.at, sealed=found.sealed, is_broken=found.is_broken)
