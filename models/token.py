"""API tokens of integrators: HMAC-SHA256 stored, shown once, scopes, mandatory expiry (AU-11)."""

from enum import StrEnum

from tortoise import fields

from models.base import Row


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
