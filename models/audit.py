"""Who did what to what, when, how and with which result (AL-01). Rows are only ever added: the database refuses the rest (AL-02)."""

from contextvars import ContextVar
from enum import StrEnum
from uuid import uuid4

from tortoise import fields

from models import clock
from models.base import NumberedRow, Table, enum_field


class AuditAction(StrEnum):
    LOGIN = "login"
    LOGIN_REFUSED = "login_refused"
    LOGOUT = "logout"
    SESSION_REVOKED = "session_revoked"
    SECOND_FACTOR_REFUSED = "second_factor_refused"
    TOTP_SET_UP = "totp_set_up"
    TOTP_REMOVED = "totp_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    SECOND_FACTORS_FORGOTTEN = "second_factors_forgotten"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_RENAMED = "passkey_renamed"
    PASSKEY_REMOVED = "passkey_removed"
    REGISTERED = "registered"
    REGISTRATION_REFUSED = "registration_refused"
    REGISTRATION_CONFIRMED = "registration_confirmed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - an action's name, not a secret
    PASSWORD_RESET_REQUESTED = "password_reset_requested"  # noqa: S105 - an action's name, not a secret
    STOCK_IMPORTED = "stock_imported"
    MEMBER_DECEASED = "member_deceased"
    MEMBER_DEATH_WITHDRAWN = "member_death_withdrawn"
    MEMBER_LOCKED = "member_locked"
    MEMBER_UNLOCKED = "member_unlocked"
    MEMBER_ACCESS_ENDED = "member_access_ended"
    MEMBER_EMAIL_CORRECTED = "member_email_corrected"
    MEMBER_MAIL_RESENT = "member_mail_resent"
    READER_INVITED = "reader_invited"
    READER_REGISTERED = "reader_registered"
    READER_STARTED = "reader_started"
    READER_ENDED = "reader_ended"
    MEMBER_TASK_SETTLED = "member_task_settled"
    NOTICE_PLANNED = "notice_planned"
    NOTICE_STOPPED = "notice_stopped"
    NOTICE_PUBLISHED = "notice_published"
    APPROVAL_REQUESTED = "approval_requested"
    APPROVAL_CHANGED = "approval_changed"
    APPROVAL_GIVEN = "approval_given"
    APPROVAL_REFUSED = "approval_refused"
    APPROVAL_OVERRIDDEN = "approval_overridden"
    APPROVAL_WITHDRAWN = "approval_withdrawn"
    APPROVAL_EXPIRED = "approval_expired"
    NOTICE_CHANGED = "notice_changed"
    REACH_EXPORTED = "reach_exported"
    NOTICE_TRANSLATED = "notice_translated"
    TEMPLATE_CHANGED = "template_changed"
    NOTICE_ENDED = "notice_ended"
    NOTICE_CANCELLED = "notice_cancelled"
    NOTICE_RETRACTED = "notice_retracted"
    DOCUMENT_PUBLISHED = "document_published"
    DOCUMENT_WITHDRAWN = "document_withdrawn"
    DOCUMENT_READ_BY_STAFF = "document_read_by_staff"
    DOCUMENT_OPENED = "document_opened"
    DOCUMENT_READ_BY_READER = "document_read_by_reader"
    DOCUMENT_LINK_REFUSED = "document_link_refused"
    CODES_ISSUED = "codes_issued"
    LETTERS_ORDERED = "letters_ordered"
    LETTERS_PRINTED = "letters_printed"
    LETTERS_DISCARDED = "letters_discarded"
    LETTER_LIST_EXPORTED = "letter_list_exported"
    STAFF_CREATED = "staff_created"
    CARETAKER_NUMBER_MADE = "caretaker_number_made"
    CARETAKER_LINK_ASKED = "caretaker_link_asked"
    CARETAKER_LINK_SENT = "caretaker_link_sent"
    CARETAKER_LINK_VOID = "caretaker_link_void"
    HOUSEHOLD_TOLD = "household_told"
    HOUSEHOLD_UNTOLD = "household_untold"
    STAFF_INVITED = "staff_invited"
    STAFF_ROLE_CHANGED = "staff_role_changed"
    STAFF_LOCKED = "staff_locked"
    STAFF_UNLOCKED = "staff_unlocked"
    STAFF_ACCESS_RESET = "staff_access_reset"
    STAFF_REMOVED = "staff_removed"
    TOKEN_CREATED = "token_created"  # noqa: S105 - an action's name, not a secret
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - an action's name, not a secret
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    DEVICE_REGISTERED = "device_registered"
    DEVICE_REMOVED = "device_removed"
    EMAIL_CONFIRMED = "email_confirmed"
    EMAIL_CHANGE_ASKED = "email_change_asked"
    EMAIL_CHANGE_CANCELLED = "email_change_cancelled"
    EMAIL_CHANGED = "email_changed"
    SUPPRESSION_LIFTED = "suppression_lifted"
    UNSUBSCRIBED = "unsubscribed"
    DELIVERY_RETRIED = "delivery_retried"
    DELIVERY_DROPPED = "delivery_dropped"


class ActorKind(StrEnum):
    TENANT = "tenant"
    STAFF = "staff"
    TOKEN = "token"  # noqa: S105 - a kind of actor
    OPERATOR = "operator"
    ANONYMOUS = "anonymous"


class Way(StrEnum):
    """How it was done."""

    PORTAL = "portal"
    """By a request, of a browser or of an integrator: the kind of actor says which."""
    WORKER = "worker"
    COMMAND_LINE = "command_line"


class AuditResult(StrEnum):
    OK = "ok"
    REFUSED = "refused"


REFUSALS = frozenset(
    {
        AuditAction.LOGIN_REFUSED,
        AuditAction.SECOND_FACTOR_REFUSED,
        AuditAction.REGISTRATION_REFUSED,
        AuditAction.APPROVAL_REFUSED,
        AuditAction.DOCUMENT_LINK_REFUSED,
    }
)

_way: ContextVar[Way] = ContextVar("audit_way", default=Way.COMMAND_LINE)
_correlation_id: ContextVar[str] = ContextVar("audit_correlation_id", default="")


def begin(way: Way, correlation_id: str = "") -> str:
    """Say for this task, and those it starts, how things are done from here on; the id ties entries, log and reply together."""
    found = correlation_id or str(uuid4())
    _way.set(way)
    _correlation_id.set(found)
    return found


class AuditEntry(NumberedRow):
    """`details` never holds secrets, addresses of mail or texts of notices. `way` is missing in entries of before it was kept."""

    at = fields.DatetimeField()
    action = enum_field(AuditAction)
    actor_kind = enum_field(ActorKind)
    actor_id = fields.CharField(max_length=64, default="")
    object_kind = fields.CharField(max_length=32, default="")
    object_id = fields.CharField(max_length=64, default="")
    correlation_id = fields.CharField(max_length=36, default="")
    way = enum_field(Way, null=True)
    details = fields.JSONField[dict[str, object]](default=dict)

    class Meta:
        table = "audit_entry"

    @property
    def result(self) -> AuditResult:
        """Whether it came about."""
        return AuditResult.REFUSED if self.action in REFUSALS else AuditResult.OK


class AuditSeal(Table):
    """One link of the chain over the entries (docs/decisions/0009): `digest` holds for this entry and all sealed before it.

    The entry is named, not referenced: a seal whose entry is gone has to stay.
    """

    position: fields.Field[int] = fields.BigIntField(primary_key=True, generated=False)
    entry_id: fields.Field[int] = fields.BigIntField(unique=True)
    digest = fields.CharField(max_length=64)

    class Meta:
        table = "audit_seal"


class MutationRecord(NumberedRow):
    """OB-03: the same key by the same actor returns the first result; another body with the same key is an error."""

    actor = fields.CharField(max_length=80)
    mutation = fields.CharField(max_length=64)
    key = fields.CharField(max_length=64)
    body_sha256 = fields.CharField(max_length=64)
    result_id = fields.CharField(max_length=64, default="")
    created_at = fields.DatetimeField()

    class Meta:
        table = "mutation_record"
        unique_together = (("actor", "mutation", "key"),)


async def record(
    action: AuditAction,
    actor: tuple[ActorKind, str],
    *,
    object_kind: str = "",
    object_id: object = "",
    correlation_id: str = "",
    details: dict[str, object] | None = None,
) -> None:
    """Add one entry in the caller's transaction; by default with the correlation id of the request or of the work that is done."""
    await AuditEntry.create(
        at=await clock.now(),
        action=action,
        actor_kind=actor[0],
        actor_id=actor[1],
        object_kind=object_kind,
        object_id=str(object_id),
        correlation_id=correlation_id or _correlation_id.get(),
        way=_way.get(),
        details=details or {},
    )
