"""Mails to employees: a small outbox of its own, since the ledger of deliveries is about members (push/staff_mail.py sends them)."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import PartialIndex

from models.base import NumberedRow, enum_field
from models.delivery import DeliveryState
from models.staff import Staff


class StaffMessage(StrEnum):
    """What is said; each has a folder in push/templates."""

    STAFF_INVITATION = "staff_invitation"
    STAFF_ACCESS_RESET = "staff_access_reset"
    APPROVAL_WAITING = "approval_waiting"
    APPROVAL_RETURNED = "approval_returned"
    APPROVAL_EXPIRED = "approval_expired"
    NOTICE_OVERRIDDEN = "notice_overridden"
    STAFF_SECURITY_CHANGED = "staff_security_changed"
    NOTICE_OVERRUN = "notice_overrun"
    NOTICE_NOT_SENT = "notice_not_sent"
    CARETAKER_LINK = "caretaker_link"
    CARETAKER_LINK_VOID = "caretaker_link_void"


class StaffSecurityChange(StrEnum):
    """What STAFF_SECURITY_CHANGED tells of (AU-10); push/templates/_shared/security_change.txt has the words."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a change's name, not a secret
    TOTP_SET_UP = "totp_set_up"
    TOTP_REMOVED = "totp_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    FACTORS_FORGOTTEN = "factors_forgotten"


class StaffMail(NumberedRow):
    """One mail to one employee; `details` are words for the template and never hold a secret: those are minted when it is sent."""

    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField("models.Staff", related_name="mails")
    message = enum_field(StaffMessage)
    details = fields.JSONField[dict[str, str]](default=dict)
    created_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    valid_until = fields.DatetimeField()
    state = enum_field(DeliveryState, default=DeliveryState.QUEUED)
    is_open = fields.BooleanField(default=True)
    attempt = fields.IntField(default=0)
    lease_until = fields.DatetimeField(null=True)
    lease_token = fields.CharField(max_length=36, null=True)
    last_status = fields.CharField(max_length=32, default="")
    settled_at = fields.DatetimeField(null=True)

    staff_id: object

    class Meta:
        table = "staff_mail"
        indexes = (
            PartialIndex(fields=("due_at", "id"), name="staff_mail_due", condition={"is_open": True}),
            ("staff_id",),
        )
