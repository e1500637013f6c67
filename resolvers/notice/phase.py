"""Where a notice stands, by the database's clock."""

from datetime import datetime
from enum import StrEnum

from models.notice import Notice, NoticeState


class Phase(StrEnum):
    """OVERRUN: the planned end has passed and nobody has said a word yet; it never reads as "the water is back"."""

    NONE = "none"
    COMING = "coming"
    RUNNING = "running"
    OVERRUN = "overrun"
    ENDED = "ended"
    CANCELLED = "cancelled"


def phase(notice: Notice, now: datetime) -> Phase:
    """Only staff end an outage; time alone moves it from coming to running to overrun."""
    match notice.state:
        case NoticeState.ENDED:
            return Phase.ENDED
        case NoticeState.CANCELLED | NoticeState.RETRACTED:
            return Phase.CANCELLED
        case _:
            pass
    if not notice.is_outage or notice.starts_at is None:
        return Phase.NONE
    if now < notice.starts_at:
        return Phase.COMING
    return Phase.RUNNING if notice.ends_at is None or now < notice.ends_at else Phase.OVERRUN


def is_archived(notice: Notice, now: datetime) -> bool:
    """Whether the board has moved it to the archive."""
    return notice.archived_at is not None and notice.archived_at <= now
