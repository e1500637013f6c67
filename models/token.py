"""API tokens of integrators: HMAC-SHA256 stored, shown once, scopes, mandatory expiry (AU-11)."""

from enum import StrEnum

from tortoise import fields

from models.base import NumberedRow, Row
from models.place import District


class TokenScope(StrEnum):
    STOCK_WRITE = "stock:write"
    NOTICES_READ = "notices:read"
    NOTICES_WRITE = "notices:write"
    DOCUMENTS_WRITE = "documents:write"
    MEMBERS_READ = "members:read"
    DELIVERIES_READ = "deliveries:read"


class ApiToken(Row):
    """An integrator's credential."""

    name = fields.CharField(max_length=120)
    token_hash = fields.CharField(max_length=64, unique=True)
    scopes = fields.JSONField[list[str]]()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    last_used_on = fields.DateField(null=True)

    class Meta:
        table = "api_token"


class ApiTokenDistrict(NumberedRow):
    """Where a token applies; without any it applies to the whole stock. So a district with a token cannot be deleted."""

    token: fields.ForeignKeyRelation[ApiToken] = fields.ForeignKeyField("models.ApiToken", related_name="districts")
    district: fields.ForeignKeyRelation[District] = fields.ForeignKeyField(
        "models.District", related_name="api_tokens", on_delete=fields.RESTRICT
    )

    token_id: object
    district_id: object

    class Meta:
        table = "api_token_district"
        unique_together = (("token", "district"),)
