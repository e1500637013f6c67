"""Where a member got stuck on the way into the portal: what happened, when, and what helps now. Counts and times, never a secret."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from models import clock
from models.account import Account, ActivationCode, Registration
from models.audit import AuditAction, AuditEntry
from models.delivery import Broadcast, Channel, Delivery, DeliveryState, Message
from models.letter import Letter
from models.member import EmailState, Member, MemberStatus
from resolvers.access import Viewer
from resolvers.account import numbers
from resolvers.member_access.people import find

LATE_AFTER = timedelta(minutes=15)
LOOKED_BACK = timedelta(days=90)
"""How far failures count; a code lives as long."""


class StepKind(StrEnum):
    """What can happen on the way in."""

    LETTER_PRINTED = "letter_printed"
    CODE_ISSUED = "code_issued"
    CODE_REFUSED = "code_refused"
    REGISTERED = "registered"
    ACTIVATION_MAIL = "activation_mail"
    ACTIVATED = "activated"
    PASSWORD_MAIL = "password_mail"  # noqa: S105 - a step's name
    RESET_MAIL = "reset_mail"
    CONFIRMATION_MAIL = "confirmation_mail"
    PASSWORD_SET = "password_set"  # noqa: S105 - a step's name
    LOGIN_REFUSED = "login_refused"
    LAST_LOGIN = "last_login"
    LOCKED = "locked"


class MailFate(StrEnum):
    """What became of a mail. Accepted says that the mail server took it, not that anybody read it."""

    WAITING = "waiting"
    LATE = "late"
    ACCEPTED = "accepted"
    BOUNCED = "bounced"
    NOT_SENT = "not_sent"


class Advice(StrEnum):
    """Where it got stuck; the first that holds."""

    DECEASED = "deceased"
    LOCKED = "locked"
    NO_LETTER = "no_letter"
    LETTER_EXPIRED = "letter_expired"
    CODE_REFUSED = "code_refused"
    LETTER_WAITS = "letter_waits"
    MAIL_BOUNCED = "mail_bounced"
    MAIL_LATE = "mail_late"
    MAIL_WAITING = "mail_waiting"
    LINK_NOT_OPENED = "link_not_opened"
    EMAIL_UNCONFIRMED = "email_unconfirmed"
    ONE_TIME_PASSWORD_NOT_USED = "one_time_password_not_used"  # noqa: S105 - a piece of advice
    LOGIN_REFUSED = "login_refused"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened. `count` is how often, `at` the last time; `status` is the mail server's answer."""

    kind: StepKind
    at: datetime
    count: int = 1
    fate: MailFate | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """The whole way, in the order of time."""

    member: Member
    advice: Advice
    steps: tuple[Step, ...]
    lock_reason: str = ""


_MAILS = {
    Message.ACTIVATION: StepKind.ACTIVATION_MAIL,
    Message.ONE_TIME_PASSWORD: StepKind.PASSWORD_MAIL,
    Message.PASSWORD_RESET: StepKind.RESET_MAIL,
    Message.EMAIL_CONFIRMATION: StepKind.CONFIRMATION_MAIL,
}


async def look(viewer: Viewer, member_id: UUID) -> Access:
    """What the desk sees while somebody is on the telephone.

    Raises:
        NotAllowed: the member desk and the administration only.
        NotFound: there is no such member for the viewer.
    """
    member = await find(viewer, member_id)
    now = await clock.now()
    account = await Account.get_or_none(member_id=member.id)
    registration = await Registration.filter(member_id=member.id).order_by("-created_at").first()
    code = await ActivationCode.filter(member_id=member.id, voided_at=None).order_by("-issued_at").first()
    steps = [*await _letters(member, code), *await _mails(member, now), *await _refusals(member, now)]
    if registration is not None:
        steps.append(Step(StepKind.REGISTERED, registration.created_at))
    steps += _of_account(account)
    steps.sort(key=lambda step: step.at)
    advice = _advice(member, account, registration, code, steps={step.kind: step for step in steps}, now=now)
    return Access(member, advice, tuple(steps), account.lock_reason if account else "")


async def _letters(member: Member, code: ActivationCode | None) -> list[Step]:
    """A code is made when its letter is printed; one without a letter was made on the command line."""
    printed = await Letter.filter(member_id=member.id, printed_at__isnull=False).order_by("printed_at")
    found = [Step(StepKind.LETTER_PRINTED, letter.printed_at) for letter in printed if letter.printed_at]
    if code is not None and not any(abs(step.at - code.issued_at) < timedelta(minutes=1) for step in found):
        found.append(Step(StepKind.CODE_ISSUED, code.issued_at))
    return found


async def _mails(member: Member, now: datetime) -> list[Step]:
    """The last mail of each kind; one that no worker has taken up yet has no row in the ledger."""
    found: list[Step] = []
    for message, kind in _MAILS.items():
        announced = Broadcast.filter(member_id=member.id, message=message)
        last = await announced.order_by("-created_at").first()
        if last is None:
            continue
        row = await Delivery.filter(broadcast_id=last.id, channel=Channel.MAIL).order_by("-id").first()
        count = await announced.count()
        is_late = now - last.created_at > LATE_AFTER
        at = row.settled_at if row and row.settled_at else last.created_at
        found.append(Step(kind, at, count, _fate(last, row, is_late=is_late), row.last_status if row else ""))
    return found


def _fate(last: Broadcast, row: Delivery | None, *, is_late: bool) -> MailFate:
    if row is None:
        if last.cancelled_at is not None:
            return MailFate.NOT_SENT
        return MailFate.LATE if is_late else MailFate.WAITING
    if row.is_open:
        return MailFate.LATE if is_late else MailFate.WAITING
    if row.state is DeliveryState.ACCEPTED:
        return MailFate.ACCEPTED
    return MailFate.BOUNCED if row.state in {DeliveryState.BOUNCED, DeliveryState.FAILED} else MailFate.NOT_SENT


async def _refusals(member: Member, now: datetime) -> list[Step]:
    """Failures on this person's numbers, by the keyed hash the audit log calls a number by. Two persons on a number share the count."""
    subjects = [numbers.subject(number) for number in await numbers.numbers_of(member.id)]
    found: list[Step] = []
    for action, kind in (
        (AuditAction.REGISTRATION_REFUSED, StepKind.CODE_REFUSED),
        (AuditAction.LOGIN_REFUSED, StepKind.LOGIN_REFUSED),
    ):
        entries = AuditEntry.filter(action=action, object_kind="number", object_id__in=subjects, at__gt=now - LOOKED_BACK)
        last = await entries.order_by("-at").first()
        if last is not None:
            found.append(Step(kind, last.at, await entries.count()))
    return found


def _of_account(account: Account | None) -> list[Step]:
    if account is None:
        return []
    times = {
        StepKind.ACTIVATED: account.activated_at,
        StepKind.PASSWORD_SET: account.password_changed_at,
        StepKind.LAST_LOGIN: account.last_login_at,
        StepKind.LOCKED: account.locked_at,
    }
    return [Step(kind, at) for kind, at in times.items() if at is not None]


def _advice(
    member: Member,
    account: Account | None,
    registration: Registration | None,
    code: ActivationCode | None,
    *,
    steps: dict[StepKind, Step],
    now: datetime,
) -> Advice:
    if member.status is MemberStatus.DECEASED:
        return Advice.DECEASED
    if account is not None:
        return _advice_on_account(member, account, steps)
    if registration is not None and registration.confirmed_at is None:
        return _of_mail(steps.get(StepKind.ACTIVATION_MAIL)) or Advice.LINK_NOT_OPENED
    if code is None or code.used_at is not None:
        return Advice.NO_LETTER
    if code.expires_at <= now:
        return Advice.LETTER_EXPIRED
    refused = steps.get(StepKind.CODE_REFUSED)
    return Advice.CODE_REFUSED if refused and refused.at > code.issued_at else Advice.LETTER_WAITS


def _advice_on_account(member: Member, account: Account, steps: dict[StepKind, Step]) -> Advice:
    if account.locked_at is not None:
        return Advice.LOCKED
    refused = steps.get(StepKind.LOGIN_REFUSED)
    if account.password_hash is None:
        return _of_mail(steps.get(StepKind.PASSWORD_MAIL)) or Advice.ONE_TIME_PASSWORD_NOT_USED
    if refused is not None and (account.last_login_at is None or refused.at > account.last_login_at):
        return Advice.LOGIN_REFUSED
    if member.email_state is EmailState.SUPPRESSED:
        return Advice.MAIL_BOUNCED
    return Advice.EMAIL_UNCONFIRMED if member.email_state is EmailState.UNVERIFIED else Advice.FINE


def _of_mail(mail: Step | None) -> Advice | None:
    """What keeps the mail that the person waits for; None where it arrived, as far as anybody knows."""
    fates = {MailFate.BOUNCED: Advice.MAIL_BOUNCED, MailFate.LATE: Advice.MAIL_LATE, MailFate.WAITING: Advice.MAIL_WAITING}
    return fates.get(mail.fate) if mail is not None and mail.fate is not None else None
