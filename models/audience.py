"""Empfängerkreis: the rules staff chose, and the snapshot of who that was at publication."""

from enum import StrEnum

from tortoise import fields

from models.base import NumberedRow, enum_field
from models.contract import Contract
from models.member import Member
from models.notice import Notice
from models.place import District, House, Unit


class AudienceScope(StrEnum):
    STOCK = "stock"
    DISTRICT = "district"
    HOUSE = "house"
    UNIT = "unit"
    MEMBER = "member"
    ALL_MEMBERS = "all_members"


class AudienceRule(NumberedRow):
    """One line of an audience: include or exclude a scope. `target_name` keeps the words for the record when a place is gone."""

    notice: fields.ForeignKeyRelation[Notice] = fields.ForeignKeyField("models.Notice", related_name="audience_rules")
    is_exclusion = fields.BooleanField(default=False)
    scope = enum_field(AudienceScope)
    district: fields.ForeignKeyNullableRelation[District] = fields.ForeignKeyField("models.District", null=True, on_delete=fields.RESTRICT)
    house: fields.ForeignKeyNullableRelation[House] = fields.ForeignKeyField("models.House", null=True, on_delete=fields.RESTRICT)
    unit: fields.ForeignKeyNullableRelation[Unit] = fields.ForeignKeyField("models.Unit", null=True, on_delete=fields.RESTRICT)
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField("models.Member", null=True, on_delete=fields.RESTRICT)
    target_name = fields.CharField(max_length=200, default="")

    notice_id: object
    district_id: object
    house_id: object
    unit_id: object
    member_id: object

    class Meta:
        table = "audience_rule"


class AudienceMember(NumberedRow):
    """The snapshot: this person, for this household, by this rule. One row per person and household.

    `household` is the unit's id, or the member's own id for a member without a flat. It answers "why did I get this?".
    Rows are never deleted when an area shrinks: `joined_in` and `left_in` are the numbers of the updates (models/notice.py) that brought a
    household in and let it go. `was_told`: at the last update this person knew of the notice, so it is an update to them and no news.
    """

    notice: fields.ForeignKeyRelation[Notice] = fields.ForeignKeyField("models.Notice", related_name="audience")
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="audiences")
    household = fields.UUIDField()
    house: fields.ForeignKeyNullableRelation[House] = fields.ForeignKeyField("models.House", null=True, on_delete=fields.SET_NULL)
    unit: fields.ForeignKeyNullableRelation[Unit] = fields.ForeignKeyField("models.Unit", null=True, on_delete=fields.SET_NULL)
    contract: fields.ForeignKeyNullableRelation[Contract] = fields.ForeignKeyField("models.Contract", null=True, on_delete=fields.SET_NULL)
    scope = enum_field(AudienceScope)
    was_told = fields.BooleanField(default=False, db_default=False)
    joined_in = fields.IntField(null=True)
    left_in = fields.IntField(null=True)

    notice_id: object
    member_id: object
    house_id: object
    unit_id: object
    contract_id: object

    class Meta:
        table = "audience_member"
        unique_together = (("notice", "member", "household"),)
        indexes = (("member_id", "notice_id"),)
