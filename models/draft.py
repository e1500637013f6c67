"""Entwurf: a notice while it is written, and one that waits for its moment. Nothing can be read or sent of it; then it becomes a notice."""

from enum import StrEnum
from typing import Any

from tortoise import fields

from models.base import Row, enum_field
from models.notice import Notice
from models.staff import Staff


class DraftState(StrEnum):
    WRITING = "writing"
    PLANNED = "planned"
    SENT = "sent"
    FAILED = "failed"
    """Its moment came, and it could not go; its author was told."""


class DraftFailure(StrEnum):
    """Why a planned notice could not go."""

    TOO_LATE = "too_late"
    """Its window was over by then."""
    NOBODY = "nobody"
    """Nobody is in its audience any more."""
    PLACE_GONE = "place_gone"
    """A house, district, flat or person of its audience is gone."""
    AUTHOR_GONE = "author_gone"
    """Its author was locked or removed, or may not send it any more."""


class NoticeDraft(Row):
    """`content` is what its author typed, as the page keeps it, complete or not; `form` what was checked when it was planned.

    `households` and `members` are those counted then: the audience itself is resolved at the moment of publication.
    """

    author: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "models.Staff", related_name="notice_drafts", null=True, on_delete=fields.SET_NULL
    )
    title = fields.CharField(max_length=160, default="")
    content = fields.JSONField[dict[str, Any]](default=dict)
    form = fields.JSONField[dict[str, Any]](null=True)
    state = enum_field(DraftState, default=DraftState.WRITING)
    failure = fields.CharEnumField(DraftFailure, description="", max_length=32, null=True)
    publish_at = fields.DatetimeField(null=True)
    households = fields.IntField(default=0)
    members = fields.IntField(default=0)
    notice: fields.ForeignKeyNullableRelation[Notice] = fields.ForeignKeyField(
        "models.Notice", related_name="drafts", null=True, on_delete=fields.SET_NULL
    )
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()

    author_id: object
    notice_id: object

    class Meta:
        table = "notice_draft"
        indexes = (("author_id", "state"), ("state", "updated_at"))
