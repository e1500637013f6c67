"""The six digits that go by mail to a member who signs in with a device nobody knows (AU-29)."""

from tortoise import fields

from models.base import Row
from models.session import Session


class LoginCode(Row):
    """The newest digits of a session that waits for them; a newer mail replaces them. Stored as HMAC-SHA256 with the server key.

    `delivery_id` is the mail they stand in. `tries` counts before it compares: after the fifth they open nothing any more.
    """

    session: fields.OneToOneRelation[Session] = fields.OneToOneField("models.Session", related_name="login_code")
    code_hash = fields.CharField(max_length=64)
    delivery_id = fields.BigIntField()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    tries = fields.IntField(default=0)

    session_id: object

    class Meta:
        table = "login_code"
        indexes = (("expires_at",),)
