"""Vorlage: the words a notice of a kind begins with, where staff chose other ones than the portal's."""

from tortoise import fields

from models.base import Row, enum_field
from models.notice import NoticeKind
from models.staff import Staff


class NoticeTemplate(Row):
    """One for each kind at most. An empty `title` leaves the suggestion made of kind and place."""

    kind = enum_field(NoticeKind, unique=True)
    title = fields.CharField(max_length=160, default="")
    body = fields.TextField(default="")
    advice_before = fields.JSONField[list[str]](default=list)
    advice_during = fields.JSONField[list[str]](default=list)
    advice_after = fields.JSONField[list[str]](default=list)
    changed_by: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "models.Staff", related_name="notice_templates", null=True, on_delete=fields.SET_NULL
    )
    changed_at = fields.DatetimeField()

    changed_by_id: object

    class Meta:
        table = "notice_template"
