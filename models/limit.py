"""Counters behind rate limits, shared by every process through the database (GQ-17, AU-04, AU-20)."""

from tortoise import fields

from models.base import Table


class RateCounter(Table):
    """How often `key` (a keyed hash of kind and subject) happened in the window that began at `window_start`."""

    key = fields.CharField(max_length=96, primary_key=True)
    window_start = fields.DatetimeField()
    count = fields.IntField()
    blocked_until = fields.DatetimeField(null=True)

    class Meta:
        table = "rate_counter"
