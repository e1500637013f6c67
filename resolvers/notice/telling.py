"""Mails to employees about a notice."""

from datetime import timedelta

from models.database import as_uuid
from models.notice import Notice
from models.staff import Staff, StaffRole
from models.staff_mail import StaffMessage
from push import staff_mail
from push.notice_words import brief


async def tell(message: StaffMessage, notice: Notice, *, valid_for: timedelta) -> None:
    """Tell who published it, in the caller's transaction; the administration where nobody who works here did."""
    working = Staff.filter(is_active=True, removed_at=None)
    told = await working.filter(id=notice.created_by_id) if notice.created_by_id else []
    for staff in told or await working.filter(role=StaffRole.ADMIN):
        await staff_mail.announce(message, as_uuid(staff.id), valid_for=valid_for, details={"notice_id": str(notice.id), **brief(notice)})
