"""The ledger that is also the queue: a broadcast is one message to many; a delivery is one message to one target on one channel."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import PartialIndex

from models.base import NumberedRow, Row, enum_field
from models.document import Document
from models.member import Member
from models.notice import Notice


class Channel(StrEnum):
    MAIL = "mail"
    WEBPUSH = "webpush"
    FCM = "fcm"
    PAPER = "paper"


class Lane(StrEnum):
    """Urgent has reserved capacity; bulk never starves (OB-16, OB-17)."""

    URGENT = "urgent"
    BULK = "bulk"


class Message(StrEnum):
    """What is said; each has a folder in push/templates."""

    NOTICE_PUBLISHED = "notice_published"
    NOTICE_JOINED = "notice_joined"
    """It concerns them, too, from an update on."""
    NOTICE_CHANGED = "notice_changed"
    NOTICE_LEFT = "notice_left"
    """It concerns them no more."""
    NOTICE_ENDED = "notice_ended"
    NOTICE_CANCELLED = "notice_cancelled"
    NOTICE_RETRACTED = "notice_retracted"
    NOTICE_REMINDER = "notice_reminder"
    """The evening before."""
    NOTICE_SOON = "notice_soon"
    """An hour before, to the devices of who asked for it."""
    DOCUMENT_PUBLISHED = "document_published"
    ACTIVATION = "activation"
    ONE_TIME_PASSWORD = "one_time_password"  # noqa: S105 - a message's name, not a secret
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a message's name, not a secret
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a message's name, not a secret
    EMAIL_CONFIRMATION = "email_confirmation"
    EMAIL_CHANGE = "email_change"
    EMAIL_CHANGE_ASKED = "email_change_asked"
    EMAIL_CHANGED = "email_changed"
    EMAIL_LEFT = "email_left"
    """As EMAIL_CHANGED, to the address of before."""
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    LOGIN_CODE = "login_code"
    LOGIN_ATTEMPTS = "login_attempts"
    NEW_DEVICE = "new_device"
    TEST_PUSH = "test_push"
    READER_INVITATION = "reader_invitation"
    READER_STARTED = "reader_started"
    READER_ENDED = "reader_ended"
    READING_STARTED = "reading_started"
    READING_ENDED = "reading_ended"
    NOTICE_FOR_READER = "notice_for_reader"
    DOCUMENT_FOR_READER = "document_for_reader"


NOTICES = frozenset(
    {
        Message.NOTICE_PUBLISHED,
        Message.NOTICE_JOINED,
        Message.NOTICE_CHANGED,
        Message.NOTICE_LEFT,
        Message.NOTICE_ENDED,
        Message.NOTICE_CANCELLED,
        Message.NOTICE_RETRACTED,
        Message.NOTICE_REMINDER,
        Message.NOTICE_SOON,
    }
)
"""What the audience of a notice is told; `subject_id` of the broadcast is the update it is about, but for the first and for reminders."""

REMINDERS = frozenset({Message.NOTICE_REMINDER, Message.NOTICE_SOON})
"""What says again what is known: everybody may do without, however urgent the notice is."""

COPIES = frozenset({Message.NOTICE_FOR_READER, Message.DOCUMENT_FOR_READER})
"""What a reader is told of what somebody else was sent (models/reader.py)."""


class Gathering(StrEnum):
    """Mails that wait a while for others of their kind, so that several come as one."""

    NOTICES = "notices"
    DOCUMENTS = "documents"


TO_ANOTHER_ADDRESS = frozenset({Message.EMAIL_CHANGE, Message.EMAIL_CHANGE_ASKED, Message.EMAIL_LEFT})
"""These go to an address the member does not have yet, or may not have any more when they are sent (models/account.py, EmailChange)."""
NOT_TO_THE_MEMBERS = TO_ANOTHER_ADDRESS | {Message.ACTIVATION}
"""What becomes of these says nothing about the address the member has confirmed."""


class DeliveryState(StrEnum):
    """queued > leased > accepted | failed | expired | suppressed | cancelled | dead; skipped is written at fan-out."""

    QUEUED = "queued"
    LEASED = "leased"
    ACCEPTED = "accepted"
    BOUNCED = "bounced"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    DEAD = "dead"


OPEN_STATES = frozenset({DeliveryState.QUEUED, DeliveryState.LEASED})


class Reason(StrEnum):
    """Why a delivery ended without being accepted, or was never tried."""

    NO_CHANNEL = "no_channel"
    OPTED_OUT = "opted_out"
    DECEASED = "deceased"
    WITHDRAWN = "withdrawn"
    MOVED_OUT = "moved_out"
    EXPIRED = "expired"
    TARGET_GONE = "target_gone"
    ADDRESS_REFUSED = "address_refused"
    PAYLOAD = "payload"
    CONFIGURATION = "configuration"
    ATTEMPTS = "attempts"
    POISON = "poison"
    DROPPED = "dropped"


class Broadcast(Row):
    """One message to an audience (notice), the readers of a document, or one member (account mails).

    `cursor` is the last audience row already fanned out; it moves in the same transaction as the rows it made (OB-04).
    `subject_id` is the registration, account or reader an account mail is about, the device of a test push, or the update of a notice. A
    reader's copy is a broadcast of its own to the reading person; `original_id` names the one that went to the member, while that is kept.
    `is_superseded`: a later update says how things stand, so who was reached by this one counts no more.
    """

    message = enum_field(Message)
    lane = enum_field(Lane, default=Lane.BULK)
    notice: fields.ForeignKeyNullableRelation[Notice] = fields.ForeignKeyField("models.Notice", related_name="broadcasts", null=True)
    document: fields.ForeignKeyNullableRelation[Document] = fields.ForeignKeyField("models.Document", related_name="broadcasts", null=True)
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField("models.Member", related_name="broadcasts", null=True)
    subject_id = fields.UUIDField(null=True)
    original_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()
    not_before = fields.DatetimeField()
    valid_until = fields.DatetimeField()
    cursor: fields.Field[int] = fields.BigIntField(default=0)
    fanned_out_at = fields.DatetimeField(null=True)
    cancelled_at = fields.DatetimeField(null=True)
    is_superseded = fields.BooleanField(default=False, db_default=False)

    notice_id: object
    document_id: object
    member_id: object

    class Meta:
        table = "broadcast"
        indexes = (
            ("notice_id",),
            ("document_id",),
        )


class Delivery(NumberedRow):
    """One row per (broadcast, member, channel, target): whatever runs twice finds it there (OB-04).

    `target` is the device's id, or `mail`, `paper`, or `-` for a skipped row; never an address.
    `is_open` says that state is queued or leased; it carries the partial index of claims. `is_fallback` is a mail to somebody whose
    devices all failed, whether they wanted mails or not (OB-24).
    A mail with a `gathering` waits for others of it (push/gathering.py). `same_mail_as` is written with the first lease: the lowest id of
    those that go as one mail, which on every retry is the same mail again.
    """

    broadcast: fields.ForeignKeyRelation[Broadcast] = fields.ForeignKeyField("models.Broadcast", related_name="deliveries")
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member", related_name="deliveries")
    channel = enum_field(Channel)
    target = fields.CharField(max_length=40)
    lane = enum_field(Lane)
    state = enum_field(DeliveryState, default=DeliveryState.QUEUED)
    is_open = fields.BooleanField(default=True)
    is_fallback = fields.BooleanField(default=False, db_default=False)
    reason = fields.CharEnumField(Reason, description="", max_length=32, null=True)
    created_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    valid_until = fields.DatetimeField()
    attempt = fields.IntField(default=0)
    lease_until = fields.DatetimeField(null=True)
    lease_token = fields.CharField(max_length=36, null=True)
    last_status = fields.CharField(max_length=32, default="")
    provider_id = fields.CharField(max_length=200, default="")
    settled_at = fields.DatetimeField(null=True)
    gathering = fields.CharEnumField(Gathering, description="", max_length=16, null=True)
    same_mail_as: fields.Field[int | None] = fields.BigIntField(null=True)

    broadcast_id: object
    member_id: object

    class Meta:
        table = "delivery"
        unique_together = (("broadcast", "member", "channel", "target"),)
        indexes = (
            PartialIndex(fields=("lane", "channel", "due_at", "id"), name="delivery_due", condition={"is_open": True}),
            PartialIndex(fields=("settled_at", "id"), name="delivery_dead", condition={"state": DeliveryState.DEAD.value}),
            ("member_id",),
        )


class DeliveryAttempt(NumberedRow):
    """Immutable, one per try, without content (OB-23)."""

    delivery: fields.ForeignKeyRelation[Delivery] = fields.ForeignKeyField("models.Delivery", related_name="attempts")
    started_at = fields.DatetimeField()
    channel = enum_field(Channel)
    target_hash = fields.CharField(max_length=64)
    outcome = fields.CharField(max_length=32)
    status = fields.CharField(max_length=32)
    latency_ms = fields.IntField()
    provider_id = fields.CharField(max_length=200, default="")

    delivery_id: object

    class Meta:
        table = "delivery_attempt"
        indexes = (("delivery_id",),)
