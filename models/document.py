"""Dokument: a file for a person, a contract with its period, a house or a district."""

from enum import StrEnum

from tortoise import fields

from models.base import Row, enum_field
from models.contract import Contract
from models.member import Member
from models.place import District, House
from models.staff import Staff


class DocumentCategory(StrEnum):
    CONTRACT = "contract"
    OPERATING_COSTS = "operating_costs"
    HEATING_INFORMATION = "heating_information"
    LETTER = "letter"
    HOUSE_RULES = "house_rules"
    MEETING = "meeting"
    FORM = "form"


class StoredFile(Row):
    """Bytes in the storage (models/storage.py) under a random key; `sha256` is of the content as handed in."""

    key = fields.CharField(max_length=120, unique=True)
    filename = fields.CharField(max_length=200)
    content_type = fields.CharField(max_length=80)
    size: int = fields.BigIntField()  # pyright: ignore[reportAssignmentType, reportUnknownMemberType] - Tortoise leaves its type open
    sha256 = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()

    class Meta:
        table = "stored_file"


class UploadPurpose(StrEnum):
    DOCUMENT = "document"
    STOCK = "stock"


class Upload(Row):
    """What `PUT /uploads` took in and no mutation has used yet; gone after a day."""

    purpose = enum_field(UploadPurpose)
    file: fields.ForeignKeyRelation[StoredFile] = fields.ForeignKeyField("models.StoredFile", related_name="uploads")
    owner = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    file_id: object

    class Meta:
        table = "upload"


class Document(Row):
    """Exactly one of member, contract, house, district says whose it is."""

    category = enum_field(DocumentCategory)
    title = fields.CharField(max_length=160)
    period_from = fields.DateField(null=True)
    period_until = fields.DateField(null=True)
    file: fields.ForeignKeyRelation[StoredFile] = fields.ForeignKeyField(
        "models.StoredFile", related_name="documents", on_delete=fields.RESTRICT
    )
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField("models.Member", related_name="documents", null=True)
    contract: fields.ForeignKeyNullableRelation[Contract] = fields.ForeignKeyField("models.Contract", related_name="documents", null=True)
    house: fields.ForeignKeyNullableRelation[House] = fields.ForeignKeyField("models.House", related_name="documents", null=True)
    district: fields.ForeignKeyNullableRelation[District] = fields.ForeignKeyField("models.District", related_name="documents", null=True)
    created_by: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "models.Staff", related_name="documents", null=True, on_delete=fields.SET_NULL
    )
    created_at = fields.DatetimeField()
    published_at = fields.DatetimeField(null=True)
    withdrawn_at = fields.DatetimeField(null=True)

    file_id: object
    member_id: object
    contract_id: object
    house_id: object
    district_id: object
    created_by_id: object

    class Meta:
        table = "document"
        indexes = (
            ("member_id",),
            ("contract_id",),
            ("house_id",),
            ("district_id",),
        )


class DocumentReceipt(Row):
    """First opened while logged in, by whom."""

    document: fields.ForeignKeyRelation[Document] = fields.ForeignKeyField("models.Document", related_name="receipts")
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="document_receipts")
    opened_at = fields.DatetimeField()

    document_id: object
    member_id: object

    class Meta:
        table = "document_receipt"
        unique_together = (("document", "member"),)
