"""Second factors of employees: authenticator app and recovery codes; passkeys are in resolvers/passkey.py (AU-14).

A right password opens a session that may only show the second factor, or, without one, only set one up. The demo alone asks for none.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import segno
from pyotp import random_base32
from pyotp.totp import TOTP

from models import audit, clock, keyring
from models.audit import AuditAction
from models.database import placeholders, rows, transaction
from models.passkey import Passkey
from models.second_factor import Factor, RecoveryCode, Totp
from models.session import Session, SessionScope
from models.staff import Staff as StaffRow
from models.staff_mail import StaffSecurityChange
from push import staff_mail
from resolvers import limits, recent, session
from resolvers.access import Operator, Staff, actor
from resolvers.account.request import RequestInfo
from resolvers.errors import Conflict, CredentialsRefused, NotAllowed, TooManyAttempts
from resolvers.session import Issued

STEP_SECONDS = 30
WINDOW = 1
RECOVERY_CODES = 10
_SEAL = "totp-secret"
_ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"
_GROUPS, _GROUP = 4, 4

_is_mandatory = True


def use(*, is_mandatory: bool) -> None:
    """Whether employees must have a second factor; said once at start. Only the demo says no."""
    global _is_mandatory  # noqa: PLW0603 - one rule per process, like one database
    _is_mandatory = is_mandatory


def is_mandatory() -> bool:
    """Whether employees must have a second factor."""
    return _is_mandatory


@dataclass(frozen=True, slots=True)
class Factors:
    """What an employee has set up."""

    totp_since: datetime | None
    passkeys: int
    recovery_codes_left: int

    @property
    def is_set_up(self) -> bool:
        return self.totp_since is not None or self.passkeys > 0


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A new secret, shown this once: as text, and as a QR code of `size` modules a side whose dark ones the SVG path `path` draws."""

    secret: str = field(repr=False)
    path: str = field(repr=False)
    size: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A factor was set up: the session it opened, where it was the missing step, and recovery codes where there were none."""

    issued: Issued | None
    recovery_codes: list[str] = field(repr=False)


async def factors(staff_id: UUID) -> Factors:
    """What this employee has set up."""
    row = await Totp.get_or_none(staff_id=staff_id)
    return Factors(
        row.confirmed_at if row is not None and row.secret is not None else None,
        await Passkey.filter(staff_id=staff_id).count(),
        await RecoveryCode.filter(staff_id=staff_id).count(),
    )


async def next_scope(staff_id: UUID) -> SessionScope:
    """How far a session opens for this employee once the password is right and their own."""
    if (await factors(staff_id)).is_set_up:
        return SessionScope.SECOND_FACTOR
    return SessionScope.ENROL_FACTOR if _is_mandatory else SessionScope.FULL


async def begin_totp(viewer: Staff, *, issuer: str) -> Enrolment:
    """A new secret for an authenticator app; it counts once a code proves that the app has it.

    Raises:
        NotAllowed: reauthentication_required; or the session still owes the second factor.
    """
    await require_setup(viewer)
    row = await StaffRow.get(id=viewer.staff_id)
    secret = random_base32(32)  # RFC 4226 4: 160 bits are recommended.
    sealed = keyring.current().seal(_SEAL, str(viewer.staff_id), secret.encode())
    async with transaction():
        if not await Totp.filter(staff_id=viewer.staff_id).update(pending=sealed):
            await Totp.create(staff_id=viewer.staff_id, pending=sealed)
    uri = TOTP(secret, name=row.email, issuer=issuer).provisioning_uri()
    return _drawn(secret, uri)


async def confirm_totp(request: RequestInfo, viewer: Staff, *, code: str) -> Opened:
    """The app shows the right code, so its secret counts from now on, in place of an earlier one.

    Raises:
        CredentialsRefused: the code is wrong, or no secret waits for one.
        TooManyAttempts: five codes in five minutes, twenty an hour, fifty a day.
        NotAllowed: as begin_totp.
    """
    await require_setup(viewer)
    await _admit(viewer.staff_id)
    row = await Totp.get_or_none(staff_id=viewer.staff_id)
    step = await _step_of(viewer.staff_id, row.pending, code) if row is not None and row.pending is not None else None
    if row is None or step is None:
        raise await _refused(request, viewer, Factor.TOTP)
    async with transaction():
        taken = await Totp.filter(id=row.id, pending=row.pending).update(
            secret=row.pending, pending=None, last_step=step, confirmed_at=await clock.now()
        )
        if not taken:
            raise CredentialsRefused(field="code")
        await audit.record(AuditAction.TOTP_SET_UP, actor(viewer), object_kind="staff", object_id=viewer.staff_id)
        opened = await set_up(request, viewer, Factor.TOTP)
    await _forgive(viewer.staff_id)
    return opened


async def enter_totp(request: RequestInfo, viewer: Staff, *, code: str) -> Issued:
    """The second step of the login, by the code of the app; each time step counts once, one step of drift is forgiven.

    Raises:
        CredentialsRefused: the code is wrong or was used.
        TooManyAttempts: as confirm_totp.
        NotAllowed: the session owes no second factor.
    """
    _require_owed(viewer)
    await _admit(viewer.staff_id)
    row = await Totp.get_or_none(staff_id=viewer.staff_id)
    step = await _step_of(viewer.staff_id, row.secret, code) if row is not None and row.secret is not None else None
    async with transaction():
        issued = await open_fully(request, viewer, Factor.TOTP) if step and await _use_step(viewer.staff_id, step) else None
    if issued is None:
        raise await _refused(request, viewer, Factor.TOTP)
    await _forgive(viewer.staff_id)
    return issued


async def enter_recovery_code(request: RequestInfo, viewer: Staff, *, code: str) -> Issued:
    """The second step of the login, by one of the printed codes, which is used up by it.

    Raises:
        CredentialsRefused: there is no such code.
        TooManyAttempts: as confirm_totp.
        NotAllowed: the session owes no second factor.
    """
    _require_owed(viewer)
    await _admit(viewer.staff_id)
    digest = _recovery_hash(viewer.staff_id, "".join(symbol for symbol in code.lower() if symbol in _ALPHABET))
    async with transaction():
        is_right = await RecoveryCode.filter(staff_id=viewer.staff_id, code_hash=digest).delete() == 1
        issued = await open_fully(request, viewer, Factor.RECOVERY_CODE) if is_right else None
    if issued is None:
        raise await _refused(request, viewer, Factor.RECOVERY_CODE)
    await _forgive(viewer.staff_id)
    return issued


async def new_recovery_codes(viewer: Staff) -> list[str]:
    """Ten new codes, shown this once; the earlier ones end.

    Raises:
        NotAllowed: reauthentication_required.
        Conflict: there is no factor yet that they could stand in for.
    """
    await recent.require(viewer)
    if not (await factors(viewer.staff_id)).is_set_up:
        raise Conflict("Set up an authenticator app or a passkey first.")
    async with transaction():
        await staff_mail.tell(StaffSecurityChange.RECOVERY_CODES_MADE, viewer.staff_id)
        return await _make_recovery_codes(viewer)


async def remove_totp(viewer: Staff) -> None:
    """The authenticator app counts no more; every other session ends.

    Raises:
        NotAllowed: reauthentication_required.
        Conflict: it is not set up, or is the only second factor, and one is mandatory.
    """
    await recent.require(viewer)
    async with transaction():
        await hold(viewer)
        await require_another(viewer.staff_id, Factor.TOTP)
        if not await Totp.filter(staff_id=viewer.staff_id, secret__isnull=False).delete():
            raise Conflict("There is no authenticator app.")
        await session.end_others(viewer)
        await staff_mail.tell(StaffSecurityChange.TOTP_REMOVED, viewer.staff_id)
        await audit.record(AuditAction.TOTP_REMOVED, actor(viewer), object_kind="staff", object_id=viewer.staff_id)


async def forget(viewer: Operator | Staff, staff_id: UUID) -> None:
    """Take all second factors from an employee who lost them, in the caller's transaction: sessions end, the next login sets up anew."""
    await Totp.filter(staff_id=staff_id).delete()
    await RecoveryCode.filter(staff_id=staff_id).delete()
    await Passkey.filter(staff_id=staff_id).delete()
    await session.revoke_staff(staff_id)
    await audit.record(AuditAction.SECOND_FACTORS_FORGOTTEN, actor(viewer), object_kind="staff", object_id=staff_id)


async def require_setup(viewer: Staff) -> None:
    """Whether this session may set up a factor: it was opened for that, or is fully open and fresh.

    Raises:
        NotAllowed: reauthentication_required; or the session owes another step.
    """
    if viewer.scope is SessionScope.ENROL_FACTOR:
        return
    if viewer.scope is not SessionScope.FULL:
        raise NotAllowed
    await recent.require(viewer)


async def hold(viewer: Staff) -> None:
    """Lock the employee's row first, by a write, so that two removals at once do not leave nothing.

    Raises:
        NotAllowed: the employee was locked a moment ago.
    """
    if not await StaffRow.filter(id=viewer.staff_id, is_active=True).update(is_active=True):
        raise NotAllowed


async def require_another(staff_id: UUID, leaving: Factor) -> None:
    """Raises Conflict where this is the employee's only second factor, and one is mandatory."""
    found = await factors(staff_id)
    stays = found.passkeys > 0 if leaving is Factor.TOTP else found.totp_since is not None or found.passkeys > 1
    if _is_mandatory and not stays:
        raise Conflict("This is the only second factor; set up another one first.")


async def set_up(request: RequestInfo, viewer: Staff, factor: Factor) -> Opened:
    """What follows a new factor, in the caller's transaction: the session opens or all others end; the first one brings recovery codes.

    The employee is told by mail (AU-10), also of the first one: somebody else may have had the one-time password.
    """
    told = StaffSecurityChange.TOTP_SET_UP if factor is Factor.TOTP else StaffSecurityChange.PASSKEY_ADDED
    await staff_mail.tell(told, viewer.staff_id)
    fresh = [] if await RecoveryCode.exists(staff_id=viewer.staff_id) else await _make_recovery_codes(viewer)
    if viewer.scope is SessionScope.ENROL_FACTOR:
        return Opened(await open_fully(request, viewer, factor), fresh)
    await session.end_others(viewer)
    return Opened(None, fresh)


async def open_fully(request: RequestInfo, viewer: Staff, factor: Factor) -> Issued:
    """The second step is done, in the caller's transaction: a new session in place of the waiting one (AU-09).

    Raises:
        NotAllowed: the employee was locked, or the waiting session ended, a moment ago.
    """
    row = await StaffRow.get_or_none(id=viewer.staff_id, is_active=True)
    waiting = await Session.get_or_none(id=viewer.session_id)
    if row is None or waiting is None or not await session.revoke(viewer.session_id):
        raise NotAllowed
    issued = await session.create_for_staff(row, scope=SessionScope.FULL, device_label=waiting.device_label)
    await session.note_login(issued, request.correlation_id, factor=factor)
    return issued


def _require_owed(viewer: Staff) -> None:
    if viewer.scope is not SessionScope.SECOND_FACTOR:
        raise NotAllowed


async def _admit(staff_id: UUID) -> None:
    for limit in limits.SECOND_FACTOR:
        wait = await limits.count(limit, str(staff_id))
        if wait:
            raise TooManyAttempts(wait)


async def _forgive(staff_id: UUID) -> None:
    for limit in limits.SECOND_FACTOR:
        await limits.give_back(limit, str(staff_id))


async def _refused(request: RequestInfo, viewer: Staff, factor: Factor) -> CredentialsRefused:
    await audit.record(
        AuditAction.SECOND_FACTOR_REFUSED,
        actor(viewer),
        object_kind="staff",
        object_id=viewer.staff_id,
        correlation_id=request.correlation_id,
        details={"factor": factor.value},
    )
    return CredentialsRefused("The code is wrong or was used.", field="code")


async def _step_of(staff_id: UUID, sealed: str, code: str) -> int | None:
    """The time step whose code this is: now, or one before or after (RFC 6238 5.2)."""
    given = "".join(code.split())
    secret = keyring.current().unseal(_SEAL, str(staff_id), sealed).decode()
    now = int((await clock.now()).timestamp()) // STEP_SECONDS
    found = None
    for step in range(now - WINDOW, now + WINDOW + 1):
        if hmac.compare_digest(TOTP(secret).generate_otp(step).encode(), given.encode()):
            found = step
    return found


async def _use_step(staff_id: UUID, step: int) -> bool:
    """One statement, so that of two logins with the same code one gets in."""
    marks = placeholders(3)
    used = await rows(
        f"UPDATE totp SET last_step = {marks[0]} WHERE staff_id = {marks[1]} AND last_step < {marks[2]} RETURNING id",  # noqa: S608 - placeholders
        [step, str(staff_id), step],
    )
    return bool(used)


async def _make_recovery_codes(viewer: Staff) -> list[str]:
    """16 symbols of 30: 78 bit."""
    now = await clock.now()
    codes = ["-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS)) for _ in range(RECOVERY_CODES)]
    await RecoveryCode.filter(staff_id=viewer.staff_id).delete()
    for code in codes:
        digest = _recovery_hash(viewer.staff_id, code.replace("-", ""))
        await RecoveryCode.create(staff_id=viewer.staff_id, code_hash=digest, created_at=now)
    await audit.record(AuditAction.RECOVERY_CODES_MADE, actor(viewer), object_kind="staff", object_id=viewer.staff_id)
    return codes


def _recovery_hash(staff_id: UUID, symbols: str) -> str:
    return keyring.current().sign("recovery-code", f"{staff_id}:{symbols}".encode()).hex()


def _drawn(secret: str, uri: str) -> Enrolment:
    """Drawn by us: no picture service ever sees a secret."""
    modules = [list(line) for line in segno.make(uri, error="m", micro=False).matrix_iter(border=4)]
    path = "".join(f"M{x} {y}h1v1h-1z" for y, line in enumerate(modules) for x, dark in enumerate(line) if dark)
    return Enrolment(secret, path, len(modules))
