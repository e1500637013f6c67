"""Where push goes: browsers (web push) and apps (FCM). Endpoints and keys are secrets (WP-36)."""

from enum import StrEnum

from tortoise import fields

from models.base import Row, enum_field
from models.member import Member


class DeviceKind(StrEnum):
    WEBPUSH = "webpush"
    FCM = "fcm"


class Device(Row):
    """One installation of one member; re-subscribing replaces the row's endpoint (WP-17).

    `endpoint` is the push URL or the FCM token; `vapid_key` the public key the browser subscribed with (WP-30).
    """

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="devices")
    kind = enum_field(DeviceKind)
    installation_id = fields.CharField(max_length=64)
    endpoint = fields.CharField(max_length=2048)
    endpoint_hash = fields.CharField(max_length=64, unique=True)
    origin = fields.CharField(max_length=255)
    p256dh = fields.CharField(max_length=88, default="")
    auth = fields.CharField(max_length=24, default="")
    vapid_key = fields.CharField(max_length=88, default="")
    label = fields.CharField(max_length=120, default="")
    created_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()
    last_accepted_at = fields.DatetimeField(null=True)

    member_id: object

    class Meta:
        table = "device"
        unique_together = (("member", "installation_id"),)
