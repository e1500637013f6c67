"""Welcome letters: who got one, in which run. The activation code itself stands on paper only, and as a hash with the member (AU-18)."""

from enum import StrEnum

from tortoise import fields

from models.base import NumberedRow, Row, enum_field
from models.member import Member
from models.staff import Staff


class LetterKind(StrEnum):
    WELCOME = "welcome"
    REMINDER = "reminder"


class LetterOrder(StrEnum):
    """POST: by postcode. HAND: as one walks, from door to door."""

    POST = "post"
    HAND = "hand"


class LetterRun(Row):
    """One order of letters, printed together. `printings` counts how often its codes were made; each printing ends the codes before.

    `discarded_at`: it was not wanted any more before it was printed; its letters count as never ordered.
    """

    kind = enum_field(LetterKind)
    sorting = enum_field(LetterOrder)
    created_by: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "models.Staff", related_name="letter_runs", null=True, on_delete=fields.SET_NULL
    )
    created_at = fields.DatetimeField()
    printed_at = fields.DatetimeField(null=True)
    printings = fields.IntField(default=0)
    discarded_at = fields.DatetimeField(null=True)
    letters: fields.ReverseRelation["Letter"]

    created_by_id: object

    class Meta:
        table = "letter_run"
        indexes = (("created_at",), ("created_by_id",))


class Letter(NumberedRow):
    """One member's letter in a run. `printed_at` NULL: not printed yet, or left out at printing as it was not wanted any more."""

    run: fields.ForeignKeyRelation[LetterRun] = fields.ForeignKeyField("models.LetterRun", related_name="letters")
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="letters")
    printed_at = fields.DatetimeField(null=True)

    run_id: object
    member_id: object

    class Meta:
        table = "letter"
        unique_together = (("run", "member"),)
        indexes = (("member_id",),)
