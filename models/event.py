"""What open screens are told: small numbered rows, so that a listener catches up by id after a gap (push/live.py)."""

from enum import StrEnum

from tortoise import fields

from models.base import NumberedRow, enum_field


class Topic(StrEnum):
    NOTICE = "notice"
    DOCUMENT = "document"
    DELIVERY = "delivery"
    SESSION = "session"


class Event(NumberedRow):
    """Something about `subject_id` (notice, document, broadcast's notice, session) changed; carries no content."""

    topic = enum_field(Topic)
    subject_id = fields.UUIDField()
    created_at = fields.DatetimeField()

    class Meta:
        table = "event"
