"""Second factors of employees: an authenticator app (TOTP, RFC 6238) and ten recovery codes for the day the phone is gone (AU-14)."""

from enum import StrEnum

from tortoise import fields

from models.base import Row
from models.staff import Staff


class Factor(StrEnum):
    """What shows a second time who somebody is."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"
    MAILED_CODE = "mailed_code"


class Totp(Row):
    """The secret of an authenticator app, sealed with a key derived from the server key (models/keyring.py).

    `pending` is a secret that was shown and not yet confirmed by a code; until then the old one, if there is one, stays good.
    `last_step` is the newest time step a code was accepted for: each is accepted once.
    """

    staff: fields.OneToOneRelation[Staff] = fields.OneToOneField("models.Staff", related_name="totp")
    secret = fields.CharField(max_length=255, null=True)
    pending = fields.CharField(max_length=255, null=True)
    last_step = fields.BigIntField(default=0)
    confirmed_at = fields.DatetimeField(null=True)

    staff_id: object

    class Meta:
        table = "totp"


class RecoveryCode(Row):
    """One of ten; stored as HMAC-SHA256 with the server key: 80 random bits need no slow hash. Gone once used."""

    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField("models.Staff", related_name="recovery_codes")
    code_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()

    staff_id: object

    class Meta:
        table = "recovery_code"
        indexes = (("staff_id",),)
