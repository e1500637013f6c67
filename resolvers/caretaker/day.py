"""How a caretaker gets in: a link for today by mail, and a number that was handed over by word of mouth or on paper.

The link alone opens nothing, and neither does the number; five wrong numbers void the link, and ten in a week every link until there are
new digits. Whoever asks for a link, or types one that
never was, is told the same as everybody else.
"""

import secrets
from datetime import timedelta
from uuid import UUID

from models import audit, clock, passwords
from models.audit import ActorKind, AuditAction
from models.caretaker import CaretakerLink
from models.codes import token_hash
from models.database import placeholders, rows, transaction
from models.staff import Staff, StaffRole
from models.staff_mail import StaffMessage
from push import staff_mail
from resolvers import limits, recent, session
from resolvers.access import ROLES, Operator, Task, Viewer, actor, require_staff
from resolvers.access import Staff as StaffViewer
from resolvers.account import admission
from resolvers.account.request import RequestInfo
from resolvers.errors import Conflict, CredentialsRefused, NotAllowed, NotFound, TooManyAttempts
from resolvers.session import Issued

DIGITS = 6
MOST_FAILURES = 5
MAIL_VALID = timedelta(hours=4)
ALARM_VALID = timedelta(days=3)
KEPT = timedelta(days=7)
LONGEST_EMAIL = 254
LONGEST_NUMBER = 64
_COMPUTATIONS = 1


async def renew_number(viewer: Viewer, staff_id: UUID) -> str:
    """Six new digits for a caretaker, told here once; what was open with the old ones ends.

    Raises:
        NotAllowed: the administration only; reauthentication_required.
        NotFound: there is no such employee.
        Conflict: it is no caretaker.
    """
    manager = await _manager(viewer)
    number = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    encoded = await passwords.make_hash(number)
    async with transaction():
        await _caretaker(staff_id)
        await Staff.filter(id=staff_id).update(number_hash=encoded)
        await CaretakerLink.filter(staff_id=staff_id, ended_at=None).update(ended_at=await clock.now())
        await session.revoke_staff(staff_id)
        await limits.forget(limits.Kind.CARETAKER_NUMBER, str(staff_id))
        await audit.record(AuditAction.CARETAKER_NUMBER_MADE, actor(manager), object_kind="staff", object_id=staff_id)
    return number


async def send_link(viewer: Viewer, staff_id: UUID) -> None:
    """Mail a caretaker the link of the day; it voids the one before when it goes out.

    Raises:
        NotAllowed: the administration only; reauthentication_required.
        NotFound: there is no such employee.
        Conflict: it is no caretaker, is locked, or has no number yet.
    """
    manager = await _manager(viewer)
    async with transaction():
        row = await _caretaker(staff_id)
        if not row.is_active or not row.number_hash:
            raise Conflict("Make a number first, and unlock the caretaker.")
        await _send(row)
        await audit.record(AuditAction.CARETAKER_LINK_SENT, actor(manager), object_kind="staff", object_id=staff_id)


async def request_link(request: RequestInfo, email: str) -> None:
    """What a caretaker asks for in the morning; the same for every address, whether there is such a caretaker or not (AU-06).

    Raises:
        TooManyAttempts: too many from this network address.
    """
    await limits.hit(limits.LINK_ADDRESS, limits.network(request.address))
    address = email.strip().lower()[:LONGEST_EMAIL]
    row = await Staff.filter(email=address, is_active=True, removed_at=None, role=StaffRole.CARETAKER).exclude(number_hash="").first()
    async with transaction():
        # The same writing for every address, so that the time says no more than the answer does.
        is_used_up = await limits.count(limits.CARETAKER_MAIL, str(row.id) if row else address) > 0
        await _note(request, AuditAction.CARETAKER_LINK_ASKED, "staff", str(row.id) if row else "")
        if row is not None and not is_used_up:
            await _send(row)


async def purge() -> int:
    """Forget links that ran out a week ago; how many."""
    return await CaretakerLink.filter(expires_at__lt=await clock.now() - KEPT).delete()


async def login(request: RequestInfo, *, token: str, number: str, device_label: str = "") -> Issued:
    """Open the caretaker's day. One argon2 computation on every way through (AU-03); a try is counted before it is judged, so that tries at
    the same moment cannot pass the five.

    Raises:
        CredentialsRefused: no such link, or none any more, or a wrong number: one answer.
        TooManyAttempts: too many failures with this link from this network address.
    """
    hashed = token_hash(token[:200])
    admitted = await admission.admit(request, f"caretaker:{hashed}")
    if admitted.wait:
        raise TooManyAttempts(admitted.wait)
    link = await CaretakerLink.get_or_none(token_hash=hashed, ended_at=None, expires_at__gt=await clock.now()).select_related("staff")
    tries = await _count_try(link) if link else 0
    is_worn_out = link is not None and await limits.count(limits.CARETAKER_NUMBER, str(link.staff_id)) > 0
    row = (
        link.staff
        if link
        and 0 < tries <= MOST_FAILURES
        and not is_worn_out
        and link.staff.is_active
        and link.staff.role is StaffRole.CARETAKER
        and link.staff.number_hash
        else None
    )
    typed = "".join(number.split())[:LONGEST_NUMBER]
    found = await passwords.find(typed, [row.number_hash] if row else [], computations=_COMPUTATIONS)
    issued = await _enter(request, link, row, device_label) if link and row and found is not None else None
    if issued is None:
        await _refuse(request, link, is_spent=is_worn_out or tries >= MOST_FAILURES)
        raise CredentialsRefused
    await limits.give_back(limits.CARETAKER_NUMBER, str(issued.session.staff_id))
    await admission.forgive(request, f"caretaker:{hashed}")
    return issued


async def _enter(request: RequestInfo, link: CaretakerLink, row: Staff, device_label: str) -> Issued | None:
    """The session, and the end of the one before: one device at a time. None where number or link changed a moment ago."""
    async with transaction():
        held = await CaretakerLink.filter(id=link.id, ended_at=None).update(failures=0)
        if not held or not await Staff.filter(id=row.id, number_hash=row.number_hash, is_active=True).update(
            last_login_at=await clock.now()
        ):
            return None
        await session.revoke_staff(row.id)
        issued = await session.create_for_caretaker(row, link.expires_at, device_label=device_label)
        await session.note_login(issued, request.correlation_id)
        return issued


async def _refuse(request: RequestInfo, link: CaretakerLink | None, *, is_spent: bool) -> None:
    """The fifth wrong number with a link, or the eleventh of a week, voids it; the administration hears of it by mail and in the log."""
    kind, name = ("staff", str(link.staff_id)) if link else ("caretaker_link", "")
    async with transaction():
        if link is not None and is_spent and await CaretakerLink.filter(id=link.id, ended_at=None).update(ended_at=await clock.now()):
            await _note(request, AuditAction.CARETAKER_LINK_VOID, kind, name)
            await _alarm(link)
        await _note(request, AuditAction.LOGIN_REFUSED, kind, name)


async def _count_try(link: CaretakerLink) -> int:
    """The how manieth try since the last right one this is; 0 where the link ended a moment ago."""
    counted = await rows(
        f"UPDATE caretaker_link SET failures = failures + 1 WHERE id = {placeholders(1)[0]} AND ended_at IS NULL RETURNING failures",  # noqa: S608 - a placeholder
        [str(link.id)],
    )
    return int(counted[0]["failures"]) if counted else 0


async def _note(request: RequestInfo, action: AuditAction, kind: str, name: str) -> None:
    who = (ActorKind.ANONYMOUS, "")
    await audit.record(action, who, object_kind=kind, object_id=name, correlation_id=request.correlation_id)


async def _send(row: Staff) -> None:
    await staff_mail.announce(StaffMessage.CARETAKER_LINK, row.id, valid_for=MAIL_VALID)


async def _alarm(link: CaretakerLink) -> None:
    """Every administrator: somebody has the link and guesses, or the caretaker has forgotten the digits."""
    admins = await Staff.filter(role=StaffRole.ADMIN, is_active=True, removed_at=None).order_by("id")
    for admin in admins:
        details = {"caretaker": link.staff.name}
        await staff_mail.announce(StaffMessage.CARETAKER_LINK_VOID, admin.id, valid_for=ALARM_VALID, details=details)


async def _manager(viewer: Viewer) -> StaffViewer | Operator:
    manager = require_staff(viewer, ROLES[Task.MANAGE_STAFF])
    if not isinstance(manager, StaffViewer | Operator):
        raise NotAllowed
    await recent.require(manager)
    return manager


async def _caretaker(staff_id: UUID) -> Staff:
    row = await Staff.get_or_none(id=staff_id, removed_at=None)
    if row is None:
        raise NotFound
    if row.role is not StaffRole.CARETAKER:
        raise Conflict("This employee is no caretaker.")
    return row
