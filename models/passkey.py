"""Passkeys (Web Authentication Level 3): of a member in place of the password, of an employee as second factor."""

from enum import StrEnum

from tortoise import fields

from models.account import Account
from models.base import Row, enum_field
from models.session import Session
from models.staff import Staff


class Passkey(Row):
    """A credential of exactly one account or one employee; key and id as base64url. `sign_count` shows a copied key."""

    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField("models.Account", related_name="passkeys", null=True)
    staff: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField("models.Staff", related_name="passkeys", null=True)
    credential_id = fields.CharField(max_length=1400, unique=True)  # A credential id has at most 1023 bytes.
    public_key = fields.TextField()
    sign_count: fields.Field[int] = fields.BigIntField()
    name = fields.CharField(max_length=60)
    created_at = fields.DatetimeField()
    last_used_at = fields.DatetimeField(null=True)

    account_id: object
    staff_id: object

    class Meta:
        table = "passkey"
        indexes = (
            ("account_id",),
            ("staff_id",),
        )


class CeremonyKind(StrEnum):
    """What a challenge was made for; it is good for nothing else."""

    REGISTRATION = "registration"
    LOGIN = "login"
    CONFIRMATION = "confirmation"


class PasskeyCeremony(Row):
    """A challenge that waits for its answer: a few minutes, once, and from the session it was made for."""

    kind = enum_field(CeremonyKind)
    session: fields.ForeignKeyNullableRelation[Session] = fields.ForeignKeyField(
        "models.Session", related_name="ceremonies", null=True, on_delete=fields.CASCADE
    )
    challenge = fields.CharField(max_length=128)
    expires_at = fields.DatetimeField()

    session_id: object

    class Meta:
        table = "passkey_ceremony"
        indexes = (
            ("expires_at",),
            ("session_id",),
        )
