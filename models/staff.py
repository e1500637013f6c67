"""Employees of the cooperative (Verwaltung) with their role; the caretaker (Hausmeister) is one, for own houses only."""

from enum import StrEnum

from tortoise import fields

from models.base import NumberedRow, Row, enum_field
from models.place import District, House


class StaffRole(StrEnum):
    """Least privilege (AU-13)."""

    READER = "reader"
    EDITOR = "editor"
    ALERT_SENDER = "alert_sender"
    MEMBER_DESK = "member_desk"
    CARETAKER = "caretaker"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Staff(Row):
    """An employee account. `secret_expires_at` ends the mailed one-time password; a removed employee stays for the record alone.

    `number_hash`: argon2id of the digits a caretaker types beside the link of the day; nobody else has any.
    """

    email = fields.CharField(max_length=254, unique=True)
    name = fields.CharField(max_length=120)
    role = enum_field(StaffRole)
    password_hash = fields.CharField(max_length=255)
    number_hash = fields.CharField(max_length=255, default="", db_default="")
    must_change_password = fields.BooleanField(default=False)
    secret_expires_at = fields.DatetimeField(null=True)
    is_active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()
    last_login_at = fields.DatetimeField(null=True)
    removed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "staff"


class StaffArea(NumberedRow):
    """Where a role applies; a staff row without any area works for the whole stock (caretakers: for nothing).

    So a place with an area cannot be deleted: the last area would vanish with it and the role would apply everywhere.
    """

    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField("models.Staff", related_name="areas")
    district: fields.ForeignKeyNullableRelation[District] = fields.ForeignKeyField(
        "models.District", related_name="staff_areas", null=True, on_delete=fields.RESTRICT
    )
    house: fields.ForeignKeyNullableRelation[House] = fields.ForeignKeyField(
        "models.House", related_name="staff_areas", null=True, on_delete=fields.RESTRICT
    )

    staff_id: object
    district_id: object
    house_id: object

    class Meta:
        table = "staff_area"
        indexes = (("staff_id",),)
