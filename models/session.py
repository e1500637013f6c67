"""Sessions of tenants and staff: the cookie's or bearer's secret is stored as SHA-256 (AU-09)."""

from enum import StrEnum

from tortoise import fields

from models.account import Account
from models.base import Row, enum_field
from models.staff import Staff


class SessionScope(StrEnum):
    """How far a session is open: fully, or for the one step that is missing."""

    FULL = "full"
    CHANGE_PASSWORD = "change_password"  # noqa: S105 - a scope's name, not a secret
    SECOND_FACTOR = "second_factor"
    ENROL_FACTOR = "enrol_factor"
    LOGIN_CODE = "login_code"
    WORK_LIST = "work_list"
    """A caretaker's day: the work list and nothing else."""


class SessionKind(StrEnum):
    COOKIE = "cookie"
    BEARER = "bearer"


class Session(Row):
    """Belongs to exactly one account or one staff row. `installation_id`: the push device registered from it, which goes with it."""

    token_hash = fields.CharField(max_length=64, unique=True)
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField("models.Account", related_name="sessions", null=True)
    staff: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField("models.Staff", related_name="sessions", null=True)
    scope = enum_field(SessionScope, default=SessionScope.FULL)
    kind = enum_field(SessionKind, default=SessionKind.COOKIE)
    device_label = fields.CharField(max_length=120, default="")
    installation_id = fields.CharField(max_length=64, default="", db_default="")
    created_at = fields.DatetimeField()
    authenticated_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()
    idle_expires_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    account_id: object
    staff_id: object

    class Meta:
        table = "session"
        indexes = (
            ("account_id",),
            ("staff_id",),
        )
