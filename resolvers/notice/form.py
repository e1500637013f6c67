"""What staff fill in for a notice, and the rules it must keep."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from models.language import Language
from models.notice import OUTAGE_KINDS, Notice, NoticeKind, NoticeState, Urgency
from resolvers import text
from resolvers.audience import Rule
from resolvers.errors import InvalidInput

LONGEST_BODY = 20_000
LONGEST_WINDOW = timedelta(days=366)
FURTHEST_START = timedelta(days=732)
ADVICE_COUNT = 12
ADVICE_LENGTH = 300

OUTAGE_VALIDITY = timedelta(hours=24)
BULLETIN_VALIDITY = timedelta(days=14)
OUTAGE_ON_BOARD = timedelta(days=7)
BULLETIN_ON_BOARD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Translation:
    """What staff wrote of a notice in another language; an empty text was not translated."""

    language: Language
    title: str = ""
    body: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class NoticeInput:
    """A notice before it is one. Times are aware; `audience` are the rules of the Empfängerkreis.

    `translations`: None leaves those there are, as far as their German text stays.
    """

    kind: NoticeKind
    title: str
    audience: tuple[Rule, ...]
    urgency: Urgency = Urgency.ORDINARY
    is_emergency: bool = False
    body: str = ""
    cause: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    advice_before: tuple[str, ...] = ()
    advice_during: tuple[str, ...] = ()
    advice_after: tuple[str, ...] = ()
    contact: str = ""
    translations: tuple[Translation, ...] | None = None

    @property
    def is_outage(self) -> bool:
        """An outage has a window and a severity; everything else is a bulletin."""
        return self.kind in OUTAGE_KINDS


def check(form: NoticeInput, now: datetime) -> NoticeInput:
    """The form with its texts cleaned.

    Raises:
        InvalidInput: with the field to blame.
    """
    _check_window(form, now)
    if not form.audience or all(rule.is_exclusion for rule in form.audience):
        raise InvalidInput("audience must include somebody.", field="audience")
    cleaned = replace(
        form,
        title=text.line(form.title, field="title", least=3, most=160),
        body=text.text(form.body, field="body", most=LONGEST_BODY),
        cause=text.line(form.cause, field="cause", most=300),
        contact=text.line(form.contact, field="contact", most=200),
        advice_before=text.lines(form.advice_before, field="adviceBefore", most=ADVICE_LENGTH, count=ADVICE_COUNT),
        advice_during=text.lines(form.advice_during, field="adviceDuring", most=ADVICE_LENGTH, count=ADVICE_COUNT),
        advice_after=text.lines(form.advice_after, field="adviceAfter", most=ADVICE_LENGTH, count=ADVICE_COUNT),
        translations=None if form.translations is None else check_translations(form.translations),
    )
    if not cleaned.is_outage and not cleaned.body and cleaned.starts_at is None:
        raise InvalidInput("A bulletin without a date needs a text.", field="body")
    return cleaned


def check_translations(given: Sequence[Translation]) -> tuple[Translation, ...]:
    """Cleaned; one that says nothing is left out.

    Raises:
        InvalidInput: German, a language twice, or a text too long (field `translations`).
    """
    languages = [one.language for one in given]
    if Language.DE in languages or len(set(languages)) < len(languages):
        raise InvalidInput("Each language once, and not German: that is the notice itself.", field="translations")
    cleaned = [
        replace(
            one,
            title=text.line(one.title, field="translations", most=160),
            body=text.text(one.body, field="translations", most=LONGEST_BODY),
            cause=text.line(one.cause, field="translations", most=300),
        )
        for one in given
    ]
    return tuple(sorted((one for one in cleaned if one.title or one.body or one.cause), key=lambda one: one.language.value))


def check_moments(form: NoticeInput, now: datetime) -> None:
    """Times one can count with; also of a form that is not complete yet.

    Raises:
        InvalidInput: a time without an offset, or so far away that no window reaches it.
    """
    for name, moment in (("startsAt", form.starts_at), ("endsAt", form.ends_at)):
        if moment is None:
            continue
        if moment.tzinfo is None:
            raise InvalidInput(f"{name} needs an offset.", field=name)
        if abs(moment - now) > FURTHEST_START + LONGEST_WINDOW:
            raise InvalidInput(f"{name} is more than three years away.", field=name)


def _check_window(form: NoticeInput, now: datetime) -> None:
    check_moments(form, now)
    if form.is_emergency and not form.is_outage:
        raise InvalidInput("Only an outage can be an emergency.", field="isEmergency")
    if form.starts_at is None:
        if form.is_outage:
            raise InvalidInput("An outage needs its start.", field="startsAt")
        if form.ends_at is not None:
            raise InvalidInput("An end needs a start.", field="startsAt")
        return
    if not -LONGEST_WINDOW <= form.starts_at - now <= FURTHEST_START:
        raise InvalidInput("The start is more than a year ago or two years ahead.", field="startsAt")
    if form.ends_at is None:
        return
    if form.ends_at <= form.starts_at:
        raise InvalidInput("The end must be after the start.", field="endsAt")
    if form.ends_at <= now:
        raise InvalidInput("The end has already passed.", field="endsAt")
    if form.ends_at - form.starts_at > LONGEST_WINDOW:
        raise InvalidInput("The window is longer than a year.", field="endsAt")


def draft(form: NoticeInput, now: datetime) -> Notice:
    """A row that is not in the database yet."""
    return Notice(
        kind=form.kind,
        urgency=form.urgency,
        state=NoticeState.DRAFT,
        title=form.title,
        body=form.body,
        cause=form.cause,
        is_emergency=form.is_emergency,
        starts_at=form.starts_at,
        ends_at=form.ends_at,
        advice_before=list(form.advice_before),
        advice_during=list(form.advice_during),
        advice_after=list(form.advice_after),
        contact=form.contact,
        created_at=now,
        updated_at=now,
    )


def valid_until(form: NoticeInput, published_at: datetime) -> datetime:
    """When sending stops (OB-13): an outage at the end of its window, or 24 hours after its start; a bulletin after 14 days at most."""
    if form.is_outage:
        start = max(form.starts_at or published_at, published_at)
        return form.ends_at or start + OUTAGE_VALIDITY
    end = published_at + BULLETIN_VALIDITY
    return min(end, form.ends_at) if form.ends_at else end


def leaves_board_at(form: NoticeInput, published_at: datetime) -> datetime | None:
    """When the board moves it to the archive: a week after the window, 60 days after a bulletin without one.

    An outage with an open end stays until somebody ends it.
    """
    if form.ends_at:
        return form.ends_at + OUTAGE_ON_BOARD
    if form.is_outage:
        return None
    return max(form.starts_at or published_at, published_at) + BULLETIN_ON_BOARD
