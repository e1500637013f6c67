"""The last look before sending (OB-15): everything about the claimed rows in a few set-based reads, and whether each may still go."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from time import monotonic
from typing import Any
from uuid import UUID

from models import clock
from models.account import Registration
from models.database import as_datetime, as_uuid
from models.delivery import COPIES, NOTICES, REMINDERS, TO_ANOTHER_ADDRESS, Channel, DeliveryState, Message, Reason
from models.document import Document
from models.language import Language, language_of
from models.member import EmailState, Member
from models.notice import Notice, NoticeUpdate
from models.place import House
from push import copies
from push.job import Job, Reader, Subject, Target
from push.notice_words import Place
from push.outbox import Claimed, Ended
from push.readers import document_readers
from push.spoken import READS_IN, free_texts
from push.statement import Kind, is_in, many, read, run

_PUSHES = frozenset({Channel.WEBPUSH, Channel.FCM})
# A suppressed address is tried once more for a way back in, and for the mail that proves that it works again (SM-19).
_TRIED_NEVERTHELESS = frozenset({Message.PASSWORD_RESET, Message.ONE_TIME_PASSWORD, Message.EMAIL_CONFIRMATION, Message.LOGIN_CODE})


_FOLLOW_UPS = NOTICES - REMINDERS - {Message.NOTICE_PUBLISHED}


async def load(claims: Sequence[Claimed]) -> list[Job]:
    """The jobs of these claims, in their order."""
    if not claims:
        return []
    loaded_at = monotonic()
    member_ids = {claimed.member_id for claimed in claims}
    # At the same time where the database can: a loop that is busy sending comes back to each question late.
    now, subjects, readers, targets = await asyncio.gather(
        clock.now(),
        _subjects({claimed.broadcast_id for claimed in claims}),
        _readers(member_ids),
        _targets([one.target for one in claims if one.channel in _PUSHES]),
    )
    mailed = {one.member_id for one in claims if one.channel is Channel.MAIL}
    members = {member.id: member for member in await Member.filter(id__in=mailed)} if mailed else {}
    registered = [subject.id for subject in subjects.values() if subject.message == Message.ACTIVATION and subject.id]
    registrations = {one.id: one for one in await Registration.filter(id__in=registered)} if registered else {}
    meant = member_ids | {one.copy.member_id for one in subjects.values() if one.copy is not None}
    places = await _places({one.notice_id for one in subjects.values() if one.notice_id is not None}, meant, now)
    may_read = await _document_readers({one.document_id for one in subjects.values() if one.document is not None}, meant)

    def job(claimed: Claimed) -> Job:
        subject = subjects[claimed.broadcast_id]
        target = targets.get(claimed.target) if claimed.channel in _PUSHES else None
        found: tuple[Place, ...] | None = ()
        is_still_meant = True
        meant_id = claimed.member_id if subject.copy is None else subject.copy.member_id
        if subject.notice_id is not None:
            left_in = subject.update.number if subject.update is not None and subject.said == Message.NOTICE_LEFT else None
            found = places.get((subject.notice_id, meant_id, left_in))
            is_still_meant = found is not None
        elif subject.document_id is not None:
            is_still_meant = (subject.document_id, meant_id) in may_read
        return Job(
            claimed,
            subject,
            now,
            loaded_at,
            claimed.channel if target is None else target.origin,
            readers.get(claimed.member_id),
            members.get(claimed.member_id),
            target,
            registrations.get(subject.id) if subject.id is not None else None,
            found or (),
            is_still_meant,
        )

    return [job(claimed) for claimed in claims]


def verdict(job: Job) -> Ended | None:
    """Why this may not be sent any more; None when it may."""
    if job.subject.is_withdrawn:
        return Ended(DeliveryState.CANCELLED, Reason.WITHDRAWN)
    claimed = job.claimed
    if claimed.valid_until <= job.now:
        return Ended(DeliveryState.EXPIRED, Reason.EXPIRED)
    reason = _why_not(job, claimed)
    if reason is not None:
        return Ended(DeliveryState.SUPPRESSED, reason)
    return _mail_verdict(job, job.member) if claimed.channel is Channel.MAIL else None


def _why_not(job: Job, claimed: Claimed) -> Reason | None:
    """Why this person, or this device, gets it no more."""
    if job.reader is None or not job.reader.is_reachable:
        return Reason.DECEASED
    if not job.is_still_meant:
        return Reason.MOVED_OUT
    if job.reader.wants and _is_opted_out(job, job.reader):
        return Reason.OPTED_OUT
    if claimed.channel in _PUSHES and (job.target is None or job.target.member_id != claimed.member_id):
        # The device was removed, or belongs to somebody else now.
        return Reason.TARGET_GONE
    return None


def _mail_verdict(job: Job, member: Member | None) -> Ended | None:
    """Mails about notices and documents go to a confirmed address; those about the account try the address they are about."""
    if job.message == Message.ACTIVATION:
        gone = job.registration is None or job.registration.confirmed_at is not None
        return Ended(DeliveryState.CANCELLED, Reason.WITHDRAWN) if gone else None
    if job.message in TO_ANOTHER_ADDRESS and member is not None:
        return None
    if member is None or not member.email:
        return Ended(DeliveryState.SUPPRESSED, Reason.NO_CHANNEL)
    if member.email_state is EmailState.SUPPRESSED and job.message not in _TRIED_NEVERTHELESS:
        return Ended(DeliveryState.SUPPRESSED, Reason.ADDRESS_REFUSED)
    if (job.notice or job.document) and member.email_state in {EmailState.NONE, EmailState.UNVERIFIED}:
        return Ended(DeliveryState.SUPPRESSED, Reason.NO_CHANNEL)
    return None


def _is_opted_out(job: Job, reader: Reader) -> bool:
    """A mail in place of devices that all failed is not asked for its switch (OB-24), nor is an alert."""
    about = job.subject.about
    if not about or job.is_urgent or job.claimed.is_fallback:
        return False
    chosen = _CHOSEN.get(job.subject.said)
    if chosen is not None and not reader.wants[chosen]:
        return True
    return not reader.wants[f"{about}_mail" if job.claimed.channel is Channel.MAIL else f"{about}_push"]


def silence(job: Job) -> float:
    """How many seconds a push must wait as its reader wants quiet, by the clock of Berlin; 0 when it may go. An alert always may."""
    quiet = job.reader.quiet if job.reader is not None else None
    if quiet is None or job.is_urgent or not job.subject.about or job.claimed.channel not in _PUSHES:
        return 0
    first, last = quiet
    here = job.now.astimezone(clock.BERLIN)
    minute = here.hour * 60 + here.minute
    is_quiet = first <= minute < last if first < last else minute >= first or minute < last
    if not is_quiet:
        return 0
    day = here.date() + timedelta(days=1 if minute >= last else 0)
    until = datetime.combine(day, time(last // 60, last % 60), clock.BERLIN)
    return max(1.0, (until.astimezone(UTC) - job.now).total_seconds())


async def _subjects(ids: Collection[UUID]) -> dict[UUID, Subject]:
    found = await run(
        "SELECT id, message, subject_id, original_id, notice_id, document_id, created_at, cancelled_at FROM broadcast "  # noqa: S608 - our own constants
        f"WHERE id {is_in('$1', Kind.UUID)}",
        many(ids),
    )
    subjects = {
        as_uuid(row["id"]): Subject(
            message=row["message"],
            id=_optional(row["subject_id"]),
            announced_at=as_datetime(row["created_at"]),
            is_cancelled=row["cancelled_at"] is not None,
            notice_id=_optional(row["notice_id"]),
            document_id=_optional(row["document_id"]),
        )
        for row in found
    }
    await _find_originals(subjects, found)
    updates = await _updates(subjects.values())
    notices = await _by_id(Notice, {one.notice_id for one in subjects.values()})
    documents = await _by_id(Document, {one.document_id for one in subjects.values()})
    translations = await free_texts(notices)
    for subject in subjects.values():
        subject.read(notices.get(subject.notice_id), documents.get(subject.document_id))
        subject.update = updates.get(_update_of(subject))
        subject.translations = translations.get(subject.notice_id, {})
        subject.is_withdrawn = subject.is_withdrawn or (subject.said in _FOLLOW_UPS and subject.update is None)
    return subjects


async def _updates(subjects: Collection[Subject]) -> dict[UUID | None, NoticeUpdate]:
    """The follow-ups these are about; the first word about a notice has none."""
    return await _by_id(NoticeUpdate, {_update_of(subject) for subject in subjects if subject.notice_id is not None})


def _update_of(subject: Subject) -> UUID | None:
    return subject.copy.update_id if subject.copy is not None else subject.id


async def _find_originals(subjects: Mapping[UUID, Subject], found: Sequence[Mapping[str, Any]]) -> None:
    """A copy for a reader is about what its original is about; where it may not go any more it is as good as cancelled."""
    known = await copies.load(found)
    for id, subject in subjects.items():
        if subject.message in COPIES:
            subject.copy = copy = known.get(id)
            subject.is_cancelled = subject.is_cancelled or copy is None
            subject.notice_id, subject.document_id = (copy.notice_id, copy.document_id) if copy else (None, None)


def _optional(value: Any) -> UUID | None:
    return None if value is None else as_uuid(value)


_SWITCHES = (
    "notice_mail",
    "notice_push",
    "outage_mail",
    "outage_push",
    "document_mail",
    "document_push",
    "documents_on_paper",
    "reminder_evening",
    "reminder_hour",
)
_CHOSEN: dict[str, str] = {Message.NOTICE_REMINDER: "reminder_evening", Message.NOTICE_SOON: "reminder_hour"}


async def _readers(ids: Collection[UUID]) -> dict[UUID, Reader]:
    """Whether each lives, and what they switched off; `wants` is empty where nothing was ever chosen."""
    found = await read(
        f"SELECT m.id, m.status <> 'deceased' AS is_reachable, {READS_IN} AS language, p.quiet_from, p.quiet_until, "  # noqa: S608 - our own constants
        f"p.{', p.'.join(_SWITCHES)} "
        f"FROM member m LEFT JOIN preference p ON p.member_id = m.id WHERE m.id {is_in('$1', Kind.UUID)}",
        many(ids),
    )
    return {as_uuid(row["id"]): _CONTENT if _is_content(row) else _reader(row) for row in found}


_CONTENT = Reader(is_reachable=True, wants={})
"""Most people: alive, read German, and never chose anything."""


def _is_content(row: Mapping[str, Any]) -> bool:
    return bool(row["is_reachable"]) and row["notice_mail"] is None and row["language"] == Language.DE


def _reader(row: Mapping[str, Any]) -> Reader:
    wants = {} if row["notice_mail"] is None else {name: bool(row[name]) for name in _SWITCHES}
    quiet = None if row["quiet_from"] is None else (int(row["quiet_from"]), int(row["quiet_until"]))
    return Reader(is_reachable=bool(row["is_reachable"]), wants=wants, language=language_of(row["language"]), quiet=quiet)


async def _targets(ids: Collection[str]) -> dict[str, Target]:
    if not ids:
        return {}
    found = await read(
        f"SELECT id, member_id, origin, endpoint, p256dh, auth, vapid_key FROM device WHERE id {is_in('$1', Kind.UUID)}",  # noqa: S608 - our own constants
        many(ids),
    )
    return {
        str(row["id"]): Target(as_uuid(row["member_id"]), row["origin"], row["endpoint"], row["p256dh"], row["auth"], row["vapid_key"])
        for row in found
    }


async def _by_id(model: Any, ids: set[UUID | None]) -> dict[UUID | None, Any]:
    wanted = ids - {None}
    return {row.id: row for row in await model.filter(id__in=wanted)} if wanted else {}


async def _places(
    notice_ids: Collection[UUID], member_ids: Collection[UUID], now: datetime
) -> dict[tuple[UUID, UUID, int | None], tuple[Place, ...]]:
    """The houses each reader gets a notice for, and apart from them those that an update of this number let go.

    Who is missing does not live there any more; who was named without a flat has none.
    """
    if not notice_ids:
        return {}
    today = now.astimezone(clock.BERLIN).date()
    found = await read(
        f"""
        SELECT am.notice_id, am.member_id, am.left_in, h.street, h.number, h.entrance, d.name AS district
        FROM audience_member am LEFT JOIN house h ON h.id = am.house_id LEFT JOIN district d ON d.id = h.district_id
            LEFT JOIN contract c ON c.id = am.contract_id
        WHERE am.notice_id {is_in("$1", Kind.UUID)} AND am.member_id {is_in("$2", Kind.UUID)}
            AND (am.unit_id IS NULL OR am.scope IN ('member', 'all_members')
                OR (c.id IS NOT NULL AND (c.ends_on IS NULL OR c.ends_on >= $3)))
        """,  # noqa: S608 - our own constants
        many(notice_ids),
        many(member_ids),
        today,
    )
    places = defaultdict[tuple[UUID, UUID, int | None], set[Place]](set)
    for row in found:
        of_reader = places[as_uuid(row["notice_id"]), as_uuid(row["member_id"]), row["left_in"]]
        if row["street"] is not None:
            of_reader.add(_place(row["street"], row["number"], row["entrance"], row["district"] or ""))
    return {key: _in_order(frozenset(of_reader)) for key, of_reader in places.items()}


@lru_cache(maxsize=4096)
def _place(street: str, number: str, entrance: str, district: str) -> Place:
    return Place(House(street=street, number=number, entrance=entrance).address, district)


@lru_cache(maxsize=4096)
def _in_order(places: frozenset[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: place.order))


async def _document_readers(documents: Collection[UUID | None], member_ids: Collection[UUID]) -> set[tuple[UUID | None, UUID]]:
    found = set[tuple[UUID | None, UUID]]()
    for document_id in documents:
        source = await document_readers(document_id) if document_id is not None else None
        if source is None:
            continue
        rows = await read(
            f"SELECT DISTINCT member_id FROM ({source}) AS source WHERE member_id {is_in('$1', Kind.UUID)}",  # noqa: S608 - our own constants
            many(member_ids),
        )
        found |= {(document_id, as_uuid(row["member_id"])) for row in rows}
    return found
