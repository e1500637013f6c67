"""Mails about what somebody signs in with and where they are written to (AU-10): who hears of it, and at which address."""

from models import codes
from models.account import EmailChange
from models.delivery import TO_ANOTHER_ADDRESS, Message
from models.member import Member
from push.job import Job
from push.message import Letter
from push.render import Renderer

ABOUT_SECURITY = TO_ANOTHER_ADDRESS | {Message.EMAIL_CHANGED, Message.PASSKEY_ADDED, Message.PASSKEY_REMOVED}
_TO_THE_OLD = frozenset({Message.EMAIL_CHANGE_ASKED, Message.EMAIL_LEFT})


async def letter(renderer: Renderer, job: Job, member: Member) -> tuple[Letter, str]:
    """The mail, and the address it goes to; the link of a change exists from this moment on.

    Raises:
        codes.NothingToMint: the change is over, or there is no address any more.
    """
    if job.message in {Message.PASSKEY_ADDED, Message.PASSKEY_REMOVED}:
        return renderer.passkey_changed(job.message, member, job.subject.announced_at), member.email or ""
    change = await EmailChange.get_or_none(id=job.subject.id)
    address = "" if change is None else _address(job.message, change)
    if change is None or not address:
        raise codes.NothingToMint(f"change {job.subject.id}")
    if job.message == Message.EMAIL_CHANGE:
        minted = await codes.mint_change_token(delivery_id=job.claimed.id, change_id=change.id)
        return renderer.email_change(member, minted.secret, minted.expires_at), address
    if job.message == Message.EMAIL_CHANGE_ASKED:
        return renderer.email_change_asked(member, change.email, job.subject.announced_at), address
    return renderer.email_changed(member, change.email), address


def _address(message: str, change: EmailChange) -> str:
    return (change.old_email or "") if message in _TO_THE_OLD else change.email
