"""Vier Augen: a wide notice before a second person has let it go, and what became of it (AU-16, AU-17)."""

import hashlib
import json
from enum import StrEnum
from typing import Any

from tortoise import fields

from models.base import Row, enum_field
from models.notice import Notice
from models.staff import Staff


class ApprovalState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    OVERRIDDEN = "overridden"
    WITHDRAWN = "withdrawn"
    """By its author."""
    EXPIRED = "expired"
    """Its window was over, or nobody looked at it for a month; nothing was sent."""


class Approval(Row):
    """What somebody asks to send: the notice's form and how many it reached when it was last counted.

    There is no notice until it is approved, so nothing can be read or sent too early. `word` is the reason of a return or an override.
    `token_id` names the integrator's token that asked, where no employee did: named, not referenced, as tokens come and go.
    """

    form = fields.JSONField[dict[str, Any]]()
    households = fields.IntField()
    members = fields.IntField()
    districts = fields.IntField()
    state = enum_field(ApprovalState, default=ApprovalState.WAITING)
    word = fields.CharField(max_length=500, default="")
    author: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "models.Staff", related_name="approvals_asked", null=True, on_delete=fields.SET_NULL
    )
    decided_by: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "models.Staff", related_name="approvals_decided", null=True, on_delete=fields.SET_NULL
    )
    notice: fields.ForeignKeyNullableRelation[Notice] = fields.ForeignKeyField(
        "models.Notice", related_name="approvals", null=True, on_delete=fields.SET_NULL
    )
    token_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    decided_at = fields.DatetimeField(null=True)

    author_id: object
    decided_by_id: object
    notice_id: object

    class Meta:
        table = "approval"
        indexes = (("state", "created_at"), ("author_id",))

    @property
    def counts(self) -> dict[str, int]:
        """How many it reached when it was last counted."""
        return {"households": self.households, "members": self.members, "districts": self.districts}

    @property
    def seal(self) -> str:
        """SHA-256 of what a second person sees: texts, times, audience rules and counts. Whoever approves names it."""
        content = [self.form, self.households, self.members, self.districts]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
