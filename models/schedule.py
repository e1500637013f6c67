"""What time brings: one row for each thing to be done at a moment (resolvers/schedule)."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import PartialIndex

from models.base import NumberedRow, enum_field


class TaskKind(StrEnum):
    """What is to be done; resolvers/schedule/registry.py says how."""

    UPLOADS = "uploads"
    EVENTS = "events"
    RATE_COUNTERS = "rate_counters"
    DEVICES = "devices"
    RETENTION = "retention"
    TASKS = "tasks"
    AUDIT_SEALS = "audit_seals"
    AUDIT_CHAIN = "audit_chain"
    APPROVALS = "approvals"
    NOTICE_PUBLICATION = "notice_publication"
    NOTICE_REMINDER = "notice_reminder"
    NOTICE_SOON = "notice_soon"
    NOTICE_OVERRUN = "notice_overrun"


class TaskState(StrEnum):
    """waiting > done | cancelled | expired | failed; recurring tasks always wait."""

    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    FAILED = "failed"


class ScheduledTask(NumberedRow):
    """One row per (kind, subject, moment it was planned for): whoever plans twice finds it there.

    `due_at` moves when a try fails; `planned_for` never does. A recurring task is one row for ever: its subject is the zero UUID, its
    `planned_for` the epoch, and its `due_at` moves to the next occurrence. `is_open` carries the partial index of claims.
    """

    kind = enum_field(TaskKind)
    subject_id = fields.UUIDField()
    planned_for = fields.DatetimeField()
    due_at = fields.DatetimeField()
    valid_until = fields.DatetimeField(null=True)
    state = enum_field(TaskState, default=TaskState.WAITING)
    is_open = fields.BooleanField(default=True)
    attempt = fields.IntField(default=0)
    lease_until = fields.DatetimeField(null=True)
    lease_token = fields.CharField(max_length=36, null=True)
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "scheduled_task"
        unique_together = (("kind", "subject_id", "planned_for"),)
        indexes = (PartialIndex(fields=("due_at", "id"), name="scheduled_task_due", condition={"is_open": True}),)
