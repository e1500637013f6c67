"""What one person may still say alone in a notice so wide that a second person let it go (AU-16, AU-17)."""

from datetime import timedelta
from uuid import UUID

from models.notice import Notice
from models.staff import Staff as Employee
from models.staff import StaffRole
from models.staff_mail import StaffMessage
from push import staff_mail
from resolvers import recent
from resolvers.access import Operator, Staff, Viewer
from resolvers.errors import Code, NotAllowed
from resolvers.notice import told
from resolvers.notice.publish import is_wide

MAIL_VALID = timedelta(days=3)


async def require(viewer: Viewer, notice: Notice, *, has_new_text: bool = False, word: str = "") -> None:
    """Refuse other texts of it; let a free sentence through as an override: a fresh sign-in, and every administrator is told at once.

    Its window, the all-clear, calling off and taking back are said in the portal's own words, which cannot become another alert: one
    person does that alone, at once. Otherwise an approved word about a stairwell could be made any alarm. What is narrow is free, and the
    command line decides for itself. In the caller's transaction.

    Raises:
        NotAllowed: approval_required, for other texts; reauthentication_required, for a sentence.
    """
    if not (has_new_text or word) or isinstance(viewer, Operator):
        return
    members, districts = await told.ever_at_all(notice.id)
    if not is_wide(members=members, districts=districts):
        return
    if has_new_text:
        raise NotAllowed("A second person let these words go: nobody changes them alone.", code=Code.APPROVAL_REQUIRED)
    await recent.require(viewer)
    await _tell(viewer, notice, word)


async def _tell(viewer: Viewer, notice: Notice, word: str) -> None:
    author = await Employee.get_or_none(id=_id(viewer))
    details = {
        "title": notice.title,
        "households": str(notice.household_count),
        "persons": str(notice.member_count),
        "author": author.name if author else "",
        "reason": word,
        "is_follow_up": "yes",
    }
    for admin in await Employee.filter(role=StaffRole.ADMIN, is_active=True, removed_at=None).order_by("id"):
        await staff_mail.announce(StaffMessage.NOTICE_OVERRIDDEN, admin.id, valid_for=MAIL_VALID, details=details)


def _id(viewer: Viewer) -> UUID | None:
    return viewer.staff_id if isinstance(viewer, Staff) else None
