"""One claimed row with all that sending it needs, read right before (OB-15); what is missing is gone."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from models.account import Registration
from models.delivery import REMINDERS, Message
from models.document import Document
from models.language import Language
from models.member import Member
from models.notice import Notice, NoticeState, NoticeUpdate, Urgency
from push.copies import Copy
from push.message import PushText
from push.notice_words import Place
from push.outbox import Claimed
from push.translation import FreeText, Wanted, wanted

_STATES: dict[str, NoticeState] = {
    Message.NOTICE_ENDED: NoticeState.ENDED,
    Message.NOTICE_CANCELLED: NoticeState.CANCELLED,
    Message.NOTICE_RETRACTED: NoticeState.RETRACTED,
}
"""Only in this state of the notice the message is true; every other one while it is published."""


@dataclass(slots=True, eq=False)
class PushWords:
    """What a device shows: the same for everybody in the same places who reads the same language."""

    text: PushText
    path: str
    tag: str
    urgency: str
    language: str


@dataclass(slots=True, eq=False)
class Subject:
    """What a broadcast is about: the same for all its rows. `message` is text, as a newer version may know more.

    `copy`: this is for somebody who reads for a member. `is_urgent`: an urgent notice ignores what was switched off.
    `about` is `notice`, `outage`, `document`, or "" for an account mail: which switches of a reader it obeys.
    `update`: the follow-up of the notice it is about. `translations`: what staff wrote of it in other languages.
    """

    message: str
    id: UUID | None
    announced_at: datetime
    is_cancelled: bool
    notice_id: UUID | None
    document_id: UUID | None
    notice: Notice | None = None
    document: Document | None = None
    is_urgent: bool = False
    is_withdrawn: bool = False
    about: str = ""
    copy: Copy | None = None
    update: NoticeUpdate | None = None
    translations: dict[Language, FreeText] = field(default_factory=dict[Language, FreeText])
    push_words: dict[tuple[tuple[Place, ...], Language], PushWords] = field(
        default_factory=dict[tuple[tuple[Place, ...], Language], PushWords]
    )

    @property
    def said(self) -> str:
        """The message, and of a copy that of its original."""
        return self.copy.message if self.copy is not None else self.message

    def read(self, notice: Notice | None, document: Document | None) -> None:
        """Take in what it is about."""
        self.notice, self.document = notice, document
        self.about = "" if notice is None else "outage" if notice.is_outage else "notice"
        self.about = self.about or ("document" if document is not None else "")
        self.is_urgent = notice is not None and notice.urgency is Urgency.URGENT and self.said not in REMINDERS
        is_notice_over = notice is not None and notice.state is not _STATES.get(self.said, NoticeState.PUBLISHED)
        self.is_withdrawn = self.is_cancelled or is_notice_over or (document is not None and document.withdrawn_at is not None)


@dataclass(slots=True, eq=False)
class Target:
    """The device a push goes to."""

    member_id: UUID
    origin: str
    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)
    vapid_key: str = field(repr=False)


@dataclass(slots=True, eq=False)
class Reader:
    """What the re-check must know of a member; `wants` is empty where nothing was ever chosen.

    `quiet`: minutes after midnight in Berlin from and until when nothing ordinary makes a sound.
    """

    is_reachable: bool
    wants: dict[str, bool]
    language: Language = Language.DE
    quiet: tuple[int, int] | None = None


@dataclass(slots=True, eq=False)
class Job:
    """A row and what belongs to it. `member` is there for mails only: a push needs no name.

    `origin` is the network that answers: a push origin, or the channel itself. `loaded_at` is monotonic. `company`: what goes along with
    it as one mail (push/gathering.py).
    """

    claimed: Claimed
    subject: Subject
    now: datetime
    loaded_at: float
    origin: str
    reader: Reader | None
    member: Member | None
    target: Target | None
    registration: Registration | None
    places: tuple[Place, ...]
    is_still_meant: bool
    company: "tuple[Job, ...]" = ()

    @property
    def claims(self) -> tuple[Claimed, ...]:
        """Its row, and those that go along as one mail."""
        return (self.claimed, *(one.claimed for one in self.company))

    @property
    def message(self) -> str:
        """What is said."""
        return self.subject.message

    @property
    def notice(self) -> Notice | None:
        """The notice it is about."""
        return self.subject.notice

    @property
    def document(self) -> Document | None:
        """The document it is about."""
        return self.subject.document

    @property
    def is_urgent(self) -> bool:
        """Whether it is about an alert."""
        return self.subject.is_urgent

    @property
    def language(self) -> Language:
        """In which the person reads."""
        return self.reader.language if self.reader is not None else Language.DE

    @property
    def wanted(self) -> Wanted:
        """The language of the person, and what staff translated into it."""
        return wanted(self.language, self.subject.translations)
