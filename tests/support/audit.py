"""What stands in the audit log."""

from models.audit import AuditAction, AuditEntry

Entry = tuple[str, str, str, str, str]


async def logged(*actions: AuditAction) -> list[Entry]:
    """Action, kind and id of who did it, kind and id of what it was done to; the oldest first. Each says when and how."""
    found = list[Entry]()
    for entry in await AuditEntry.filter(action__in=actions).order_by("id"):
        assert entry.at.tzinfo is not None
        assert entry.way is not None
        found.append((entry.action, entry.actor_kind, entry.actor_id, entry.object_kind, entry.object_id))
    return found
