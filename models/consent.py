"""Legal texts by version, the evidence of what a person accepted or agreed to (DS-01..04), and channel preferences."""

from enum import StrEnum

from tortoise import fields

from models.base import Row, enum_field
from models.member import Member


class LegalKind(StrEnum):
    PRIVACY = "privacy"
    TERMS = "terms"
    IMPRINT = "imprint"
    ACCESSIBILITY = "accessibility"
    ELECTRONIC_DELIVERY = "electronic_delivery"


class ConsentPurpose(StrEnum):
    PRIVACY_NOTICE = "privacy_notice"
    TERMS = "terms"
    ELECTRONIC_ONLY = "electronic_only"
    PUSH = "push"


class LegalText(Row):
    """One version of a text, kept for ever; `sha256` is the hash of the Markdown as shown."""

    kind = enum_field(LegalKind)
    language = fields.CharField(max_length=8)
    version = fields.CharField(max_length=32)
    body = fields.TextField()
    sha256 = fields.CharField(max_length=64)
    is_sample = fields.BooleanField(default=False)
    published_at = fields.DatetimeField()

    class Meta:
        table = "legal_text"
        unique_together = (("kind", "language", "version"),)


class Consent(Row):
    """Immutable but for `withdrawn_at`."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="consents")
    purpose = enum_field(ConsentPurpose)
    text_sha256 = fields.CharField(max_length=64)
    text_version = fields.CharField(max_length=32)
    language = fields.CharField(max_length=8)
    channel = fields.CharField(max_length=32)
    action = fields.CharField(max_length=64)
    given_at = fields.DatetimeField()
    withdrawn_at = fields.DatetimeField(null=True)

    member_id: object

    class Meta:
        table = "consent"
        indexes = (("member_id",),)


class Preference(Row):
    """What a person switched off, or chose, per kind of message; no row means the default of the service.

    `language`: in which they read notices (models/language.py); empty means the one the ERP has.
    `notice_*` are those of ordinary notices that are no outages. `quiet_from`, `quiet_until`: minutes after midnight in Berlin between
    which nothing ordinary makes a sound; both or none.
    """

    member: fields.OneToOneRelation[Member] = fields.OneToOneField("models.Member", related_name="preference")
    notice_mail = fields.BooleanField(default=True)
    notice_push = fields.BooleanField(default=True)
    document_mail = fields.BooleanField(default=True)
    document_push = fields.BooleanField(default=True)
    documents_on_paper = fields.BooleanField(default=True)
    language = fields.CharField(max_length=8, default="", db_default="")
    outage_mail = fields.BooleanField(default=True, db_default=True)
    outage_push = fields.BooleanField(default=True, db_default=True)
    reminder_evening = fields.BooleanField(default=True, db_default=True)
    reminder_hour = fields.BooleanField(default=False, db_default=False)
    quiet_from: fields.Field[int | None] = fields.SmallIntField(null=True)
    quiet_until: fields.Field[int | None] = fields.SmallIntField(null=True)

    member_id: object

    class Meta:
        table = "preference"
