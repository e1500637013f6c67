"""What is said of a notice to one of its audience: the announcement, that it concerns them, too, a follow-up of what they know,
or a reminder."""

from models.delivery import REMINDERS, Message
from models.member import Member
from models.notice import Notice
from push.job import Job
from push.message import Letter, PushText
from push.render import Renderer
from push.update_words import Told, reminder

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
    told = _told(job, notice)
    return renderer.update_mail(to, notice, told, job.places, unsubscribe_url=unsubscribe_url, copy=copy, wanted=job.wanted)


def gathered_letter(renderer: Renderer, job: Job, to: Member, unsubscribe_url: str) -> Letter:
    """One mail about several new notices, or several new documents, in the order they came.

    Raises:
        words.NoSalutationError: the member has no last name.
    """
    jobs = (job, *job.company)
    notices = [(one.notice, one.places) for one in jobs if one.notice is not None]
    documents = [one.document for one in jobs if one.document is not None]
    if notices:
        return renderer.notices_mail(to, notices, unsubscribe_url)
    return renderer.documents_mail(to, documents, unsubscribe_url)


def notice_push(renderer: Renderer, job: Job, notice: Notice) -> PushText:
    """The push.

    Raises:
        LookupError: the follow-up is gone.
    """
    if job.subject.said in _ANNOUNCED:
        return renderer.notice_push(notice, job.places, job.wanted)
    return renderer.update_push(notice, _told(job, notice), job.places, job.wanted)


def _told(job: Job, notice: Notice) -> Told:
    if job.subject.said in REMINDERS:
        return reminder(job.subject.said, notice, job.subject.announced_at)
    if job.subject.update is None:
        raise LookupError(f"{job.subject.said} without its update")
    return Told(job.subject.said, job.subject.update)
