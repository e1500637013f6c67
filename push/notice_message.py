"""What is said of a notice to one of its audience: the announcement, that it concerns them, too, or a follow-up of what they know."""

from models.delivery import Message
from models.member import Member
from models.notice import Notice
from push.job import Job
from push.message import Letter, PushText
from push.render import Renderer
from push.update_words import Told

_ANNOUNCED = frozenset({Message.NOTICE_PUBLISHED, Message.NOTICE_JOINED})


def notice_letter(renderer: Renderer, job: Job, to: Member, notice: Notice, unsubscribe_url: str) -> Letter:
    """The mail; of a copy it is what the original says, for the reader.

    Raises:
        words.NoSalutationError: the member has no last name.
        LookupError: the follow-up is gone.
    """
    copy = job.subject.copy
    if job.subject.said in _ANNOUNCED:
        has_joined = job.subject.said == Message.NOTICE_JOINED
        return renderer.notice_mail(to, notice, job.places, unsubscribe_url, copy, has_joined=has_joined, wanted=job.wanted)
    return renderer.update_mail(to, notice, _told(job), job.places, unsubscribe_url=unsubscribe_url, copy=copy, wanted=job.wanted)


def notice_push(renderer: Renderer, job: Job, notice: Notice) -> PushText:
    """The push.

    Raises:
        LookupError: the follow-up is gone.
    """
    if job.subject.said in _ANNOUNCED:
        return renderer.notice_push(notice, job.places, job.wanted)
    return renderer.update_push(notice, _told(job), job.places, job.wanted)


def _told(job: Job) -> Told:
    if job.subject.update is None:
        raise LookupError(f"{job.subject.said} without its update")
    return Told(job.subject.said, job.subject.update)
