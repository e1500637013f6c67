"""The administration's care of employees: invite, change role and area, lock, reset access, remove (AU-13, AU-15).

Nobody changes their own role or locks themselves, and one administrator always remains. Whoever's rights change signs in again: sessions
and open sockets end at once, so that no right outlives its row. Passwords travel by mail alone and are made when it goes out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tortoise.exceptions import IntegrityError

from models import audit, clock, passwords
from models.audit import AuditAction
from models.caretaker import CaretakerLink
from models.codes import new_one_time_password, new_token
from models.database import Dialect, dialect, rows, transaction
from models.delivery import DeliveryState
from models.place import District, House
from models.staff import Staff, StaffArea, StaffRole
from models.staff_mail import StaffMail, StaffMessage, StaffSecurityChange
from push import staff_mail
from resolvers import recent, second_factor, session, text
from resolvers.access import ROLES, WITHOUT_AREA, Operator, Task, Viewer, actor, require_staff
from resolvers.access import Staff as StaffViewer
from resolvers.email import normalise
from resolvers.errors import Conflict, InvalidInput, NotAllowed, NotFound
from resolvers.paging import Page, paginate
from resolvers.staff import FIRST_SECRET_VALID, NewStaff

STAFF_LOCK = 7_301_442
MAIL_VALID = timedelta(days=3)
LONGEST_NAME = 120
MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class Places:
    """Where a role applies: everywhere, or in these districts and houses."""

    is_everywhere: bool = False
    districts: frozenset[UUID] = frozenset()
    houses: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Colleague:
    """An employee as the administration sees them. `mail` is the newest mail with a one-time password, if one was sent."""

    row: Staff
    districts: Sequence[District]
    houses: Sequence[House]
    mail: StaffMail | None
    has_second_factor: bool


async def colleagues(viewer: Viewer, *, first: int, after: str | None = None) -> Page[Colleague]:
    """Everybody who is not removed, by name.

    Raises:
        NotAllowed: the administration only.
        InvalidInput: first or after.
    """
    require_staff(viewer, ROLES[Task.MANAGE_STAFF])
    page = await paginate(Staff.filter(removed_at=None), first=first, after=after, order=("name",))
    return page.replace(await _views(page.items))


async def invite(viewer: Viewer, *, email: str, name: str, role: StaffRole, places: Places) -> Colleague:
    """A new employee, who gets a mail with a one-time password that nobody else sees (AU-15).

    Raises:
        NotAllowed: the administration only; reauthentication_required.
        InvalidEmail, InvalidInput: the address, the name, or places that do not fit the role.
        Conflict: there is an employee with this address.
    """
    manager = await _require_manager(viewer)
    address = normalise(email).lower()
    name = text.line(name, field="name", least=1, most=LONGEST_NAME)
    await _check(role, places)
    encoded = await passwords.make_hash(new_token())
    try:
        async with transaction():
            row = await Staff.create(
                email=address, name=name, role=role, password_hash=encoded, must_change_password=True, created_at=await clock.now()
            )
            await _store(row.id, places)
            if role is not StaffRole.CARETAKER:
                await staff_mail.announce(StaffMessage.STAFF_INVITATION, row.id, valid_for=MAIL_VALID)
            await _record(AuditAction.STAFF_INVITED, manager, row.id, role=role.value)
    except IntegrityError as error:
        raise Conflict("There is an employee with this address.", field="email") from error
    return await _view(row.id)


async def change_role(viewer: Viewer, staff_id: UUID, *, role: StaffRole, places: Places) -> Colleague:
    """Another role, or other places; the employee's sessions and sockets end, and the next sign-in has the new rights.

    Raises:
        NotAllowed: the administration only, and nobody for themselves; reauthentication_required.
        NotFound: there is no such employee.
        InvalidInput: places that do not fit the role.
        Conflict: no administrator would remain.
    """
    manager = await _require_manager(viewer)
    await _check(role, places)
    async with transaction():
        row = await _hold(manager, staff_id)
        if role is not StaffRole.ADMIN:
            await _require_another_admin(row)
        await Staff.filter(id=staff_id).update(role=role, number_hash="" if role is not StaffRole.CARETAKER else row.number_hash)
        await _store(staff_id, places)
        await _end_access(staff_id)
        await _record(AuditAction.STAFF_ROLE_CHANGED, manager, staff_id, before=row.role.value, role=role.value)
    return await _view(staff_id)


async def lock(viewer: Viewer, staff_id: UUID) -> Colleague:
    """No sign-in until it is lifted; sessions and sockets end.

    Raises:
        NotAllowed: the administration only, and nobody for themselves; reauthentication_required.
        NotFound: there is no such employee.
        Conflict: no administrator would remain.
    """
    manager = await _require_manager(viewer)
    async with transaction():
        row = await _hold(manager, staff_id)
        await _require_another_admin(row)
        if await Staff.filter(id=staff_id, is_active=True).update(is_active=False):
            await _end_access(staff_id)
            await _record(AuditAction.STAFF_LOCKED, manager, staff_id)
    return await _view(staff_id)


async def unlock(viewer: Viewer, staff_id: UUID) -> Colleague:
    """Let a locked employee sign in again.

    Raises:
        NotAllowed: the administration only, and nobody for themselves; reauthentication_required.
        NotFound: there is no such employee.
    """
    manager = await _require_manager(viewer)
    async with transaction():
        await _hold(manager, staff_id)
        if await Staff.filter(id=staff_id, is_active=False).update(is_active=True):
            await _record(AuditAction.STAFF_UNLOCKED, manager, staff_id)
    return await _view(staff_id)


async def reset_access(viewer: Viewer, staff_id: UUID) -> Colleague:
    """Password and second factors are void at once, sessions end, and a mail brings a one-time password (AU-15).

    Raises:
        NotAllowed: the administration only, and nobody for themselves; reauthentication_required.
        NotFound: there is no such employee.
        Conflict: the employee is locked.
    """
    manager = await _require_manager(viewer)
    encoded = await passwords.make_hash(new_token())
    async with transaction():
        row = await _hold(manager, staff_id)
        if not row.is_active:
            raise Conflict("Unlock the employee first.")
        if row.role is StaffRole.CARETAKER:
            raise Conflict("A caretaker has no password; make a new number.")
        await Staff.filter(id=staff_id).update(password_hash=encoded, must_change_password=True, secret_expires_at=None)
        await second_factor.forget(manager, staff_id)
        await staff_mail.announce(StaffMessage.STAFF_ACCESS_RESET, staff_id, valid_for=MAIL_VALID)
        await _record(AuditAction.STAFF_ACCESS_RESET, manager, staff_id)
    return await _view(staff_id)


async def open_anew(viewer: Operator, email: str) -> NewStaff:
    """For an administrator whom nobody else can help: factors and password are void, and a new one-time password is told here once.

    The command line alone may: it stands on the machine, where everything could be had anyway. The employee is told by mail (AU-10).

    Raises:
        NotFound: nobody who may sign in has this address.
    """
    secret = new_one_time_password()
    encoded = await passwords.make_hash(secret.replace("-", ""))
    async with transaction():
        row = await Staff.get_or_none(email=email.strip().lower(), is_active=True, removed_at=None)
        if row is None:
            raise NotFound("Nobody who may sign in has this address.")
        row = await _hold(viewer, row.id)
        expires_at = await clock.now() + FIRST_SECRET_VALID
        await Staff.filter(id=row.id).update(password_hash=encoded, must_change_password=True, secret_expires_at=expires_at)
        await StaffMail.filter(staff_id=row.id, is_open=True, message__in=list(staff_mail.WITH_SECRET)).update(
            is_open=False, state=DeliveryState.CANCELLED, settled_at=await clock.now()
        )
        await second_factor.forget(viewer, row.id)
        await staff_mail.tell(StaffSecurityChange.FACTORS_FORGOTTEN, row.id)
        await _record(AuditAction.STAFF_ACCESS_RESET, viewer, row.id)
    return NewStaff(row, secret)


async def remove(viewer: Viewer, staff_id: UUID) -> None:
    """End the employee's access for good. What they published stays theirs in the record; the address is free again.

    Raises:
        NotAllowed: the administration only, and nobody for themselves; reauthentication_required.
        NotFound: there is no such employee.
        Conflict: no administrator would remain.
    """
    manager = await _require_manager(viewer)
    async with transaction():
        row = await _hold(manager, staff_id)
        await _require_another_admin(row)
        now = await clock.now()
        await Staff.filter(id=staff_id).update(is_active=False, removed_at=now, email=f"removed-{staff_id}", must_change_password=True)
        await StaffArea.filter(staff_id=staff_id).delete()
        await StaffMail.filter(staff_id=staff_id, is_open=True).update(is_open=False, state=DeliveryState.CANCELLED, settled_at=now)
        await second_factor.forget(manager, staff_id)
        await _record(AuditAction.STAFF_REMOVED, manager, staff_id)


async def _end_access(staff_id: UUID) -> None:
    """Sessions with their sockets, and the link of a caretaker's day: after a lock is lifted the morning's mail opens nothing."""
    await CaretakerLink.filter(staff_id=staff_id, ended_at=None).update(ended_at=await clock.now())
    await session.revoke_staff(staff_id)


async def _require_manager(viewer: Viewer) -> StaffViewer | Operator:
    """The administration, who have just shown who they are: an open screen must not be enough to hand out rights (AU-10)."""
    manager = require_staff(viewer, ROLES[Task.MANAGE_STAFF])
    if not isinstance(manager, StaffViewer | Operator):
        raise NotAllowed
    await recent.require(manager)
    return manager


async def _check(role: StaffRole, places: Places) -> None:
    """A role without places would apply everywhere, so nobody gets that by leaving something out."""
    chosen = len(places.districts) + len(places.houses)
    if role in WITHOUT_AREA:
        is_fitting = not chosen
    elif role is StaffRole.CARETAKER:
        is_fitting = bool(chosen) and not places.is_everywhere
    else:
        is_fitting = bool(chosen) != places.is_everywhere
    if not is_fitting or chosen > MOST_PLACES:
        raise InvalidInput(
            "Name districts or houses, or say that the role applies everywhere; what fits depends on the role.", field="places"
        )
    if await District.filter(id__in=list(places.districts)).count() != len(places.districts):
        raise InvalidInput("A district is unknown.", field="districtIds")
    if await House.filter(id__in=list(places.houses)).count() != len(places.houses):
        raise InvalidInput("A house is unknown.", field="houseIds")


async def _hold(manager: StaffViewer | Operator, staff_id: UUID) -> Staff:
    """The employee, once everybody else who is changing one has finished: two administrators cannot remove each other."""
    if dialect() is Dialect.POSTGRESQL:
        await rows(f"SELECT pg_advisory_xact_lock({STAFF_LOCK})")
    else:
        await rows("UPDATE staff SET is_active = is_active WHERE 1 = 0 RETURNING id")
    row = await Staff.get_or_none(id=staff_id, removed_at=None)
    if isinstance(manager, StaffViewer):
        if not await Staff.exists(id=manager.staff_id, is_active=True, role__in=list(ROLES[Task.MANAGE_STAFF])):
            raise NotAllowed
        if manager.staff_id == staff_id:
            raise NotAllowed("Nobody changes their own access; ask another administrator.")
    if row is None:
        raise NotFound
    return row


async def _require_another_admin(row: Staff) -> None:
    others = Staff.filter(role=StaffRole.ADMIN, is_active=True, removed_at=None).exclude(id=row.id)
    if row.role is StaffRole.ADMIN and not await others.exists():
        raise Conflict("One administrator must remain.")


async def _store(staff_id: UUID, places: Places) -> None:
    await StaffArea.filter(staff_id=staff_id).delete()
    areas = [StaffArea(staff_id=staff_id, district_id=district) for district in sorted(places.districts)]
    areas += [StaffArea(staff_id=staff_id, house_id=house) for house in sorted(places.houses)]
    await StaffArea.bulk_create(areas)


async def _record(action: AuditAction, manager: StaffViewer | Operator, staff_id: UUID, **details: object) -> None:
    await audit.record(action, actor(manager), object_kind="staff", object_id=staff_id, details=details)


async def _view(staff_id: UUID) -> Colleague:
    return (await _views([await Staff.get(id=staff_id)]))[0]


async def _views(found: Sequence[Staff]) -> list[Colleague]:
    ids = [row.id for row in found]
    areas = await StaffArea.filter(staff_id__in=ids).select_related("district", "house").order_by("district__name", "house__street", "id")
    mails = {mail.staff_id: mail for mail in await _mails(ids)}
    return [
        Colleague(
            row,
            [area.district for area in areas if area.staff_id == row.id and area.district],
            [area.house for area in areas if area.staff_id == row.id and area.house],
            mails.get(row.id),
            (await second_factor.factors(row.id)).is_set_up,
        )
        for row in found
    ]


async def _mails(staff_ids: Collection[UUID]) -> list[StaffMail]:
    """The mails with a secret, the newest last."""
    return await StaffMail.filter(staff_id__in=list(staff_ids), message__in=list(staff_mail.WITH_SECRET)).order_by("id")
