"""How a caretaker (Hausmeister) gets in for one day, and which households they told (AU-13)."""

from tortoise import fields

from models.base import NumberedRow, Row
from models.notice import Notice
from models.staff import Staff


class CaretakerLink(Row):
    """The link of one mail: its secret is stored as SHA-256 and opens nothing without the number. `failures` counts wrong numbers."""

    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField("models.Staff", related_name="caretaker_links")
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    failures = fields.IntField(default=0)
    ended_at = fields.DatetimeField(null=True)

    staff_id: object

    class Meta:
        table = "caretaker_link"
        indexes = (("staff_id",),)


class HouseholdTold(NumberedRow):
    """Somebody knocked: this household (models/audience.py) knows of the notice by word of mouth. Once per household, whoever says so."""

    notice: fields.ForeignKeyRelation[Notice] = fields.ForeignKeyField("models.Notice", related_name="households_told")
    household = fields.UUIDField()
    staff: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "models.Staff", related_name="households_told", null=True, on_delete=fields.SET_NULL
    )
    told_at = fields.DatetimeField()

    notice_id: object
    staff_id: object

    class Meta:
        table = "household_told"
        unique_together = (("notice", "household"),)
