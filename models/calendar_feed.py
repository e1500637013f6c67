"""The address under which a member's own calendar fetches their dates: whoever has it reads them, so only its hash is stored."""

from tortoise import fields

from models.account import Account
from models.base import Row


class CalendarFeed(Row):
    """One for each account; it ends with it. A new one voids the one before."""

    account: fields.OneToOneRelation[Account] = fields.OneToOneField("models.Account", related_name="calendar_feed")
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()

    account_id: object

    class Meta:
        table = "calendar_feed"
