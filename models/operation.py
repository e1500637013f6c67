"""Operations that builds of the app were shipped with, by the hash of their text: what a browser's session may run."""

from tortoise import fields

from models.base import Table


class TrustedOperation(Table):
    """One GraphQL document; `sha256` is the hash of `text` in hexadecimal digits. Retired when the build in use no longer has it."""

    sha256 = fields.CharField(max_length=64, primary_key=True)
    text = fields.TextField()
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "trusted_operation"
