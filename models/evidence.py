"""What stays of the ledger when its rows go (OB-25): counts without persons, and who was sent which document."""

from datetime import date

from tortoise import fields

from models.base import NumberedRow, enum_field
from models.delivery import Broadcast, Channel, DeliveryState
from models.document import Document
from models.member import Member
from models.notice import Notice
from models.place import House


class DeliveryTotal(NumberedRow):
    """How many deliveries of a broadcast ended alike; they are deleted, the number stays.

    `houses` are the ids of the houses their members were told about, separated by spaces, so that staff of an area keep their part of
    the figures; `houses_key` is its SHA-256, as a member may rent in more houses than an index entry holds.
    """

    broadcast: fields.ForeignKeyRelation[Broadcast] = fields.ForeignKeyField("models.Broadcast", related_name="totals")
    houses = fields.TextField(default="")
    houses_key = fields.CharField(max_length=64)
    channel = enum_field(Channel)
    state = enum_field(DeliveryState)
    reason = fields.CharField(max_length=32, default="")
    number = fields.IntField()

    broadcast_id: object

    class Meta:
        table = "delivery_total"
        unique_together = (("broadcast", "houses_key", "channel", "state", "reason"),)


class HouseholdReached(NumberedRow):
    """The best state a household had by rows that are deleted, while others of the same notice still stand (push/reach.py)."""

    notice: fields.ForeignKeyRelation[Notice] = fields.ForeignKeyField("models.Notice", related_name="households_reached")
    household = fields.UUIDField()
    best: fields.Field[int] = fields.SmallIntField()  # pyright: ignore[reportUnknownMemberType] - Tortoise leaves its type open

    notice_id: object

    class Meta:
        table = "household_reached"
        unique_together = (("notice", "household"),)


class NoticeReach(NumberedRow):
    """How many households of a house a notice reached in which state: counted once, right before its ledger goes."""

    notice: fields.ForeignKeyRelation[Notice] = fields.ForeignKeyField("models.Notice", related_name="reach")
    house: fields.ForeignKeyNullableRelation[House] = fields.ForeignKeyField("models.House", null=True, on_delete=fields.SET_NULL)
    best: fields.Field[int] = fields.SmallIntField()  # pyright: ignore[reportUnknownMemberType] - Tortoise leaves its type open
    households = fields.IntField()

    notice_id: object
    house_id: object

    class Meta:
        table = "notice_reach"
        indexes = (("notice_id",),)


class DocumentEvidence(NumberedRow):
    """That a document was handed over: to whom, by which channel, when the network took it, and under which id there.

    Kept until the claims a document may be about are barred: three years from the end of the year (§§ 195, 199 BGB).
    `delivery_id` is the number the deleted row had: copying twice makes one.
    """

    document: fields.ForeignKeyRelation[Document] = fields.ForeignKeyField("models.Document", related_name="evidence")
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="document_evidence")
    delivery_id: fields.Field[int] = fields.BigIntField(unique=True)
    channel = enum_field(Channel)
    announced_at = fields.DatetimeField()
    accepted_at = fields.DatetimeField()
    provider_id = fields.CharField(max_length=200, default="")
    kept_until: fields.Field[date] = fields.DateField()

    document_id: object
    member_id: object

    class Meta:
        table = "document_evidence"
        indexes = (("document_id",), ("member_id",), ("kept_until",))
