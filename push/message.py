"""What each channel gets to send, and what comes back: one Outcome for every network."""

from dataclasses import dataclass, field
from datetime import datetime

from models.delivery import Reason


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small text file that goes with a mail, such as a calendar entry."""

    filename: str
    content_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of one mail."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class MailContent:
    """One mail to one address; `created_at` is when it was put into the outbox, the same on every retry (SM-07).

    `unsubscribe_url` switches mails of this kind off; "" where the mail is not optional (SM-12).
    """

    delivery_id: int
    created_at: datetime
    to_name: str
    address: str = field(repr=False)
    letter: Letter = field(repr=False)
    is_urgent: bool = False
    unsubscribe_url: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PushText:
    """Title of at most 40 and body of at most 120 characters; both stand for themselves."""

    title: str
    body: str


@dataclass(slots=True)
class PushContent:
    """One push to one device. `path` is opened by the tap; the same `tag` replaces the earlier notification (WP-18)."""

    delivery_id: int
    text: PushText
    path: str
    tag: str
    language: str
    urgency: str
    now: datetime
    expires_at: datetime
    endpoint: str = field(repr=False)
    p256dh: str = field(default="", repr=False)
    auth: str = field(default="", repr=False)
    vapid_key: str = field(default="", repr=False)


Content = MailContent | PushContent


@dataclass(frozen=True, slots=True)
class Accepted:
    """The network took it over; that is never "delivered" or "read" (WP-01)."""

    status: str
    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """The target does not exist any more: a device is deleted, a mail address is suppressed."""

    status: str


@dataclass(frozen=True, slots=True)
class Later:
    """Try again, not before `seconds` from now where the network says so. `counts` is False when nothing was tried (OB-10).

    `first` is the pause after the first attempt where the network asks for one; it doubles with each attempt.
    """

    status: str
    seconds: float | None = None
    counts: bool = True
    first: float | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """This message cannot be sent to this target; the target stays."""

    reason: Reason
    status: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Our own configuration is at fault: nothing is deleted, no attempt is consumed, the operator must act (WP-08, SM-05).

    `was_tried` is False when nothing was sent at all, as the circuit is open or the network not configured.
    """

    status: str
    seconds: float = 60
    was_tried: bool = True


Outcome = Accepted | Gone | Later | Failed | Refused
