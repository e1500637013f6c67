"""Mail addresses that bounce: how often in a row, and whether they are written to at all (SM-02, SM-04, SM-19).

A suppression belongs to an address, not to a person: two members may share one, and a member may change theirs. The address itself is
not kept, only its keyed hash (push/bounces/addresses.py); what a hash cannot tell is found through the members' own addresses.
"""

from enum import StrEnum

from tortoise import fields

from models.base import Table


class SuppressionCause(StrEnum):
    """Why an address is not written to any more."""

    HARD_BOUNCE = "hard_bounce"
    SOFT_BOUNCES = "soft_bounces"
    COMPLAINT = "complaint"


class Suppression(Table):
    """An address that bounced; one that never did has no row. Not suppressed before `suppressed_at` is set.

    `soft_bounces` counts those since the last delivery. A relay accepts a mail first and bounces it later, so an acceptance is a delivery
    only when a later mail is heard of: `first_accepted` and `last_accepted` are the deliveries accepted since the last bounce.
    """

    address_hash = fields.CharField(max_length=64, primary_key=True)
    soft_bounces = fields.IntField(default=0)
    first_accepted: fields.Field[int | None] = fields.BigIntField(null=True)
    last_accepted: fields.Field[int | None] = fields.BigIntField(null=True)
    cause = fields.CharEnumField(SuppressionCause, description="", max_length=32, null=True)
    last_status = fields.CharField(max_length=32, default="")
    changed_at = fields.DatetimeField()
    suppressed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "suppression"
