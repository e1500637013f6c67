"""Many narrow alerts instead of one wide: each goes at once, as a real storm would have it, but nobody sends them unseen (AU-16)."""

from datetime import timedelta
from uuid import UUID

from models import clock
from models.notice import Notice, Urgency
from models.staff import Staff, StaffRole
from models.staff_mail import StaffMessage
from push import staff_mail
from push.statement import run

WITHIN = timedelta(hours=1)
MAIL_VALID = timedelta(days=3)


async def reach(author: UUID, *, without: UUID | None = None) -> tuple[int, int]:
    """Persons and districts that the author's urgent notices of the last hour reach together, but for those a second person let go."""
    since = clock.sql_now(plus_seconds=-WITHIN.total_seconds())
    found = await run(
        f"""
        SELECT COUNT(DISTINCT a.member_id) AS members, COUNT(DISTINCT h.district_id) AS districts
        FROM notice n JOIN audience_member a ON a.notice_id = n.id LEFT JOIN house h ON h.id = a.house_id
        WHERE n.created_by_id = $1 AND n.urgency = '{Urgency.URGENT}' AND n.published_at > {since}
            AND n.id <> $2 AND NOT EXISTS (SELECT 1 FROM approval p WHERE p.notice_id = n.id)
        """,  # noqa: S608 - our own words
        author,
        without or UUID(int=0),
    )
    return found[0]["members"], found[0]["districts"]


async def tell(author: UUID, notice: Notice, members: int) -> None:
    """Every administrator, in the caller's transaction."""
    sender = await Staff.get(id=author)
    details = {"title": notice.title, "persons": str(members), "author": sender.name, "reason": "", "is_together": "yes"}
    for admin in await Staff.filter(role=StaffRole.ADMIN, is_active=True, removed_at=None).order_by("id"):
        await staff_mail.announce(StaffMessage.NOTICE_OVERRIDDEN, admin.id, valid_for=MAIL_VALID, details=details)
