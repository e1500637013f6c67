"""Aushang: what is posted. A bulletin or an outage, with its texts, window and severity."""

from enum import StrEnum

from tortoise import fields

from models.base import Row, enum_field
from models.language import Language
from models.member import Member
from models.staff import Staff


class NoticeKind(StrEnum):
    WATER = "water"
    HEATING = "heating"
    POWER = "power"
    GAS = "gas"
    LIFT = "lift"
    CHIMNEY_SWEEP = "chimney_sweep"
    METER_READING = "meter_reading"
    WORKS = "works"
    EVENT = "event"
    MEETING = "meeting"
    BULLETIN = "bulletin"


OUTAGE_KINDS = frozenset({NoticeKind.WATER, NoticeKind.HEATING, NoticeKind.POWER, NoticeKind.GAS, NoticeKind.LIFT})


class Urgency(StrEnum):
    ORDINARY = "ordinary"
    URGENT = "urgent"


class NoticeState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ENDED = "ended"
    CANCELLED = "cancelled"
    RETRACTED = "retracted"


class Notice(Row):
    """`body` is Markdown, sanitised when rendered. `ends_at` NULL with `starts_at` set means "Ende noch offen".

    `valid_until` is when sending stops (OB-13); `archived_at` is when the board moves it to the archive. `revision` counts its updates
    (SEQUENCE of RFC 5545); whoever opened it before `changed_at` has not seen how it stands now.
    """

    kind = enum_field(NoticeKind)
    urgency = enum_field(Urgency, default=Urgency.ORDINARY)
    state = enum_field(NoticeState, default=NoticeState.DRAFT)
    title = fields.CharField(max_length=160)
    body = fields.TextField(default="")
    cause = fields.CharField(max_length=300, default="")
    is_emergency = fields.BooleanField(default=False)
    starts_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)
    advice_before = fields.JSONField[list[str]](default=list)
    advice_during = fields.JSONField[list[str]](default=list)
    advice_after = fields.JSONField[list[str]](default=list)
    contact = fields.CharField(max_length=200, default="")
    created_by: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "models.Staff", related_name="notices", null=True, on_delete=fields.SET_NULL
    )
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    published_at = fields.DatetimeField(null=True)
    valid_until = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    archived_at = fields.DatetimeField(null=True)
    household_count = fields.IntField(default=0)
    member_count = fields.IntField(default=0)
    revision = fields.IntField(default=0, db_default=0)
    changed_at = fields.DatetimeField(null=True)

    created_by_id: object

    class Meta:
        table = "notice"
        indexes = (("state", "published_at"),)

    @property
    def is_outage(self) -> bool:
        """An outage has a window and a severity; everything else is a bulletin."""
        return self.kind in OUTAGE_KINDS


class UpdateKind(StrEnum):
    """What became of a notice, the strongest first where several things changed at once."""

    MOVED = "moved"
    """Another start."""
    LONGER = "longer"
    """A later end, or an open one."""
    CHANGED = "changed"
    """Anything else people should know, an earlier end among it."""
    AREA = "area"
    """Only whom it concerns."""
    ENDED = "ended"
    CANCELLED = "cancelled"
    RETRACTED = "retracted"


class NoticeUpdate(Row):
    """One follow-up of a notice: what people told before are told next, by `number`. `word` is a sentence of staff for them."""

    notice: fields.ForeignKeyRelation[Notice] = fields.ForeignKeyField("models.Notice", related_name="updates")
    number = fields.IntField()
    kind = enum_field(UpdateKind)
    word = fields.CharField(max_length=300, default="")
    was_starts_at = fields.DatetimeField(null=True)
    was_ends_at = fields.DatetimeField(null=True)
    starts_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)
    told_count = fields.IntField(default=0)
    joined_count = fields.IntField(default=0)
    left_count = fields.IntField(default=0)
    created_by: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "models.Staff", related_name="notice_updates", null=True, on_delete=fields.SET_NULL
    )
    created_at = fields.DatetimeField()

    notice_id: object
    created_by_id: object

    class Meta:
        table = "notice_update"
        unique_together = (("notice", "number"),)


class NoticeTranslation(Row):
    """What staff wrote of a notice in another language; an empty text was not translated. The German one stays the binding one."""

    notice: fields.ForeignKeyRelation[Notice] = fields.ForeignKeyField("models.Notice", related_name="translations")
    language = enum_field(Language)
    title = fields.CharField(max_length=160, default="")
    body = fields.TextField(default="")
    cause = fields.CharField(max_length=300, default="")

    notice_id: object

    class Meta:
        table = "notice_translation"
        unique_together = (("notice", "language"),)


class NoticeReceipt(Row):
    """First opened while logged in, and the tap on "Gelesen": the only confirmations there are."""

    notice: fields.ForeignKeyRelation[Notice] = fields.ForeignKeyField("models.Notice", related_name="receipts")
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="receipts")
    opened_at = fields.DatetimeField(null=True)
    confirmed_at = fields.DatetimeField(null=True)

    notice_id: object
    member_id: object

    class Meta:
        table = "notice_receipt"
        unique_together = (("notice", "member"),)
