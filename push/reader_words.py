"""Mails about reading along: the invitation, its start and its end for both sides, and what a reader is told for somebody else."""

from models import codes
from models.delivery import COPIES, Message
from models.member import Member
from models.reader import Reader
from push.job import Job
from push.message import Letter
from push.notice_message import notice_letter
from push.render import Renderer

ABOUT_READING = COPIES | {
    Message.READER_INVITATION,
    Message.READER_STARTED,
    Message.READER_ENDED,
    Message.READING_STARTED,
    Message.READING_ENDED,
}


async def letter(renderer: Renderer, job: Job, to: Member, unsubscribe_url: str) -> Letter:
    """The mail; the link of an invitation exists from this moment on.

    Raises:
        codes.NothingToMint: the invitation was accepted or taken back, or nobody reads any more.
    """
    copy = job.subject.copy
    if copy is not None and job.notice is not None:
        return notice_letter(renderer, job, to, job.notice, unsubscribe_url)
    if copy is not None and job.document is not None:
        return renderer.document_for_reader(to, job.document, copy, unsubscribe_url)
    row = await Reader.get_or_none(id=job.subject.id).select_related("member")
    if row is None:
        raise codes.NothingToMint(f"reader {job.subject.id}")
    if job.message != Message.READER_INVITATION:
        return renderer.reading(job.message, to, row)
    minted = await codes.mint_invitation_token(delivery_id=job.claimed.id, reader_id=row.id)
    return renderer.reader_invitation(to, row, minted.secret, minted.expires_at)
