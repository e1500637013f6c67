"""What staff see before sending: the very words that the mail and the push would carry, for one invented reader."""

from collections.abc import Sequence

from models.member import Member, Salutation
from models.notice import Notice
from push.message import PushText
from push.notice_words import Place
from push.render import Renderer

SAMPLE_READER = {"salutation": Salutation.MRS, "first_name": "Maria", "last_name": "Muster"}


def notice_mail(renderer: Renderer, notice: Notice, places: Sequence[Place]) -> PushText:
    """Subject and plain text of the mail about a notice that need not be saved."""
    letter = renderer.notice_mail(Member(**SAMPLE_READER), notice, places)
    return PushText(letter.subject, letter.text)


def notice_push(renderer: Renderer, notice: Notice, places: Sequence[Place]) -> PushText:
    """Title and body of the push."""
    return renderer.notice_push(notice, places)
