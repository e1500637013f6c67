"""Mails to employees: put into a small outbox in the caller's transaction, and sent by a loop beside the worker.

Their secrets are minted when the mail goes out, so nobody but its reader ever has them (AU-15). Each retry mints anew: the newest mail
counts.
"""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Self
from uuid import UUID, uuid4

import structlog

from models import clock, codes, passwords
from models.caretaker import CaretakerLink
from models.database import as_datetime, as_uuid, transaction
from models.delivery import Channel, DeliveryState
from models.keyring import Keyring
from models.staff import Staff, StaffRole
from models.staff_mail import StaffMail, StaffMessage, StaffSecurityChange
from push import metrics, retry, wakeup
from push.channels.mail import MailSender
from push.channels.mail_message import From
from push.message import Accepted, Failed, Gone, Later, Letter, MailContent, Outcome, Refused
from push.render import Renderer
from push.statement import run, skip_locked
from settings import CooperativeSettings, MailSettings

log: structlog.stdlib.BoundLogger = structlog.get_logger()

SECRET_VALID = timedelta(hours=72)
TOLD_WITHIN = timedelta(days=5)  # RFC 5321 4.5.4.1: give up after four to five days.
LEASE_SECONDS = 300.0
POLL_SECONDS = 5.0
PAUSE_SECONDS = 10.0
LATE_HOUR = 20
WITH_SECRET = frozenset({StaffMessage.STAFF_INVITATION, StaffMessage.STAFF_ACCESS_RESET})


class _NotWanted(Exception):
    """The employee is locked or gone, or another mail has come after this one."""


@dataclass(frozen=True, slots=True)
class _Claimed:
    id: int
    staff_id: UUID
    message: StaffMessage
    created_at: datetime
    attempt: int
    lease_token: str
    is_valid: bool


async def announce(message: StaffMessage, staff_id: UUID, *, valid_for: timedelta, details: Mapping[str, str] | None = None) -> StaffMail:
    """Put a mail to an employee into the outbox; it exists if and only if the caller's transaction commits."""
    now = await clock.now()
    mail = await StaffMail.create(
        staff_id=staff_id, message=message, details=dict(details or {}), created_at=now, due_at=now, valid_until=now + valid_for
    )
    await wakeup.ring(wakeup.Bell.OUTBOX)
    return mail


async def tell(change: StaffSecurityChange, staff_id: UUID) -> None:
    """Tell an employee what was changed about how they sign in, in the caller's transaction (AU-10)."""
    await announce(StaffMessage.STAFF_SECURITY_CHANGED, staff_id, valid_for=TOLD_WITHIN, details={"change": change.value})


class StaffPost:
    """Sends the mails to employees until it is told to stop."""

    def __init__(self, renderer: Renderer, mail: MailSender) -> None:
        self._renderer = renderer
        self._mail = mail
        self._stopping = asyncio.Event()

    @classmethod
    def of(cls, *, keyring: Keyring, cooperative: CooperativeSettings, mail: MailSettings, base_url: str) -> Self:
        """The post of a portal as its settings describe it."""
        sender = From(cooperative.name, mail.sender, cooperative.service_email, mail.bounce_domain)
        return cls(Renderer(cooperative, base_url), MailSender(mail, sender, keyring))

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping.set()

    async def run(self) -> None:
        """Work until `stop`; survives every absence of the database and of the mail server."""
        while not self._stopping.is_set():
            try:
                async with wakeup.listen(wakeup.Bell.OUTBOX) as bell:
                    while not self._stopping.is_set():
                        bell.clear()
                        if not await self._step():
                            await self._pause(bell, POLL_SECONDS)
            except Exception as error:
                metrics.worker_errors.labels("staff_mail").inc()
                log.warning("staff_mail.loop_broke", error=type(error).__name__)
                await self._pause(self._stopping, PAUSE_SECONDS * random.uniform(0.5, 1))  # noqa: S311 - spreads load
        await self._mail.close()

    async def run_until_idle(self) -> None:
        """Send everything that is due now, and return."""
        while await self._step():
            pass
        await self._mail.close()

    async def _pause(self, bell: asyncio.Event, seconds: float) -> None:
        """Wait for the bell, for `stop`, or this long."""
        waits = [asyncio.ensure_future(event.wait()) for event in {bell, self._stopping}]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _step(self) -> bool:
        claimed = await _claim()
        if claimed is None:
            return False
        try:
            if not claimed.is_valid:
                await _end(claimed, DeliveryState.EXPIRED, "expired")
                return True
            await _settle(claimed, await self._mail.send(await self._content(claimed)))
        except _NotWanted:
            await _end(claimed, DeliveryState.CANCELLED, "withdrawn")
        except Exception as error:
            metrics.worker_errors.labels("staff_mail").inc()
            log.exception("staff_mail.error", mail=claimed.id, message=claimed.message)
            await _put_off(claimed, retry.delay(Channel.MAIL, claimed.attempt), type(error).__name__)
        return True

    async def _content(self, claimed: _Claimed) -> MailContent:
        staff = await Staff.get_or_none(id=claimed.staff_id, is_active=True, removed_at=None)
        if staff is None:
            raise _NotWanted
        row = await StaffMail.get(id=claimed.id)
        return MailContent(
            # Negative: no delivery has such a number, so a bounce is never taken for one of a member's mails.
            delivery_id=-claimed.id,
            created_at=claimed.created_at,
            to_name=" ".join(staff.name.split()),
            address=staff.email,
            letter=await self._letter(staff, row),
            is_urgent=True,
        )

    async def _letter(self, staff: Staff, row: StaffMail) -> Letter:
        given: dict[str, object] = {"changed_at": row.created_at, **row.details}
        if row.message in WITH_SECRET:
            given["password"], given["expires_at"] = await _mint(staff, row)
        if row.message is StaffMessage.CARETAKER_LINK:
            secret, given["expires_at"] = await _mint_link(staff)
            given["link"] = self._renderer.url(f"/hausmeister#{secret}")
        return self._renderer.staff_mail(row.message, staff.name, given)


async def _mint(staff: Staff, row: StaffMail) -> tuple[str, datetime]:
    """A one-time password in place of whatever opened the account before; the first sign-in replaces it by an own one.

    Whoever has set an own one meanwhile had an earlier mail whose acceptance was not heard: it is not taken from them again.
    """
    secret = codes.new_one_time_password()
    encoded = await passwords.make_hash(secret.replace("-", ""))
    expires_at = await clock.now() + SECRET_VALID
    newest = await StaffMail.filter(staff_id=staff.id, message__in=list(WITH_SECRET)).order_by("-id").first()
    if newest is None or newest.id != row.id:
        raise _NotWanted
    changed = await Staff.filter(id=staff.id, is_active=True, removed_at=None, must_change_password=True).update(
        password_hash=encoded, secret_expires_at=expires_at
    )
    if not changed:
        raise _NotWanted
    return secret, expires_at


async def _mint_link(staff: Staff) -> tuple[str, datetime]:
    """A link in place of the one before, good until the end of the day (AU-13); who has no number any more gets none."""
    secret, now = codes.new_token(), await clock.now()
    expires_at = end_of_day(now)
    async with transaction():
        if not await Staff.filter(id=staff.id, is_active=True, removed_at=None, role=StaffRole.CARETAKER).exclude(number_hash="").exists():
            raise _NotWanted
        await CaretakerLink.filter(staff_id=staff.id, ended_at=None).update(ended_at=now)
        await CaretakerLink.create(staff_id=staff.id, token_hash=codes.token_hash(secret), created_at=now, expires_at=expires_at)
    return secret, expires_at


def end_of_day(now: datetime) -> datetime:
    """Midnight in Berlin; from 20 o'clock on the midnight after, so that a link of the evening serves the next day."""
    there = now.astimezone(clock.BERLIN)
    days = 2 if there.hour >= LATE_HOUR else 1
    return datetime.combine(there.date() + timedelta(days=days), time(), clock.BERLIN).astimezone(UTC)


async def _claim() -> _Claimed | None:
    found = await run(
        f"""
        UPDATE staff_mail SET lease_token = $1, attempt = attempt + 1, lease_until = {clock.sql_now(plus_seconds=LEASE_SECONDS)}
        WHERE id = (
            SELECT id FROM staff_mail WHERE is_open = true AND due_at <= {clock.sql_now()}
            AND (lease_until IS NULL OR lease_until < {clock.sql_now()}) ORDER BY due_at, id LIMIT 1 {skip_locked()}
        )
        RETURNING id, staff_id, message, created_at, attempt, lease_token, valid_until > {clock.sql_now()} AS is_valid
        """,  # noqa: S608 - built from our own constants
        str(uuid4()),
    )
    if not found:
        return None
    row = found[0]
    return _Claimed(
        row["id"],
        as_uuid(row["staff_id"]),
        StaffMessage(row["message"]),
        as_datetime(row["created_at"]),
        row["attempt"],
        row["lease_token"],
        bool(row["is_valid"]),
    )


async def _settle(claimed: _Claimed, outcome: Outcome) -> None:
    match outcome:
        case Accepted():
            await _end(claimed, DeliveryState.ACCEPTED, outcome.status)
        case Gone() | Failed():
            await _end(claimed, DeliveryState.FAILED, outcome.status)
        case Later():
            if retry.is_over(Channel.MAIL, claimed.attempt):
                await _end(claimed, DeliveryState.FAILED, outcome.status)
            else:
                await _put_off(claimed, retry.delay(Channel.MAIL, claimed.attempt, outcome.seconds), outcome.status)
        case Refused():
            await _put_off(claimed, outcome.seconds, outcome.status)


async def _end(claimed: _Claimed, state: DeliveryState, status: str) -> None:
    now = await clock.now()
    await StaffMail.filter(id=claimed.id, lease_token=claimed.lease_token).update(
        state=state, is_open=False, last_status=status[:32], settled_at=now, lease_until=None
    )
    log.info("staff_mail.settled", mail=claimed.id, state=state.value, status=status[:32])


async def _put_off(claimed: _Claimed, seconds: float, status: str) -> None:
    due_at = await clock.now() + timedelta(seconds=seconds)
    await StaffMail.filter(id=claimed.id, lease_token=claimed.lease_token).update(due_at=due_at, lease_until=None, last_status=status[:32])
