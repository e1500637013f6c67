"""Ordinary mails that come as one: several new notices for a person, or several documents, within ten minutes.

Their rows wait that long for each other, and are leased together (push/outbox/claiming.py). Alerts and outages never wait, nor does what
begins soon: each of them is a mail of its own with everything in it. Pushes never wait; each new one stands beside the one before.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from models.delivery import Gathering, Message
from models.notice import Notice, Urgency
from push.job import Job

SOON = timedelta(hours=2)


def gathering_of(message: str, notice: Notice | None, now: datetime) -> Gathering | None:
    """With what a mail about this waits for others; None where it goes at once."""
    if message == Message.DOCUMENT_PUBLISHED:
        return Gathering.DOCUMENTS
    if message != Message.NOTICE_PUBLISHED or notice is None or notice.is_outage or notice.urgency is Urgency.URGENT:
        return None
    is_soon = notice.starts_at is not None and notice.starts_at < now + SOON
    return None if is_soon else Gathering.NOTICES


def together(jobs: Sequence[Job]) -> list[Job]:
    """One job for each mail, the others in its company; a notice in the reader's own language stays by itself."""
    mails = defaultdict[int, list[Job]](list)
    found = list[Job]()
    for job in jobs:
        first = job.claimed.same_mail_as
        if first is None or (job.notice is not None and job.wanted.speaks(job.notice)):
            found.append(job)
        else:
            mails[first].append(job)
    for of_mail in mails.values():
        lead, *others = sorted(of_mail, key=lambda job: job.claimed.id)
        lead.company = tuple(others)
        found.append(lead)
    return found
