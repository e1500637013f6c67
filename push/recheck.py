"""The last look before sending (OB-15): everything about the claimed rows in a few set-based reads, and whether each may still go."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from models import clock
from models.account import Registration
from models.consent import Preference
from models.database import as_datetime, as_uuid
from models.delivery import Channel, DeliveryState, Message, Reason
from models.device import Device
from models.document import Document
from models.member import EmailState, Member
from models.notice import Notice, NoticeState, Urgency
from models.place import House
from push.notice_words import Place
from push.outbox import Claimed, Ended
from push.readers import document_readers
from push.statement import run


@dataclass(frozen=True, slots=True)
class Job:
    """One claimed row with all that sending it needs; what is missing is gone. `message` is text, as a newer version may know more."""

    claimed: Claimed
    message: str
    subject_id: UUID | None
    announced_at: datetime
    is_cancelled: bool
    now: datetime
    member: Member | None
    preference: Preference | None = None
    device: Device | None = None
    registration: Registration | None = None
    notice: Notice | None = None
    document: Document | None = None
    places: list[Place] = field(default_factory=list[Place])
    is_still_meant: bool = True

    @property
    def is_urgent(self) -> bool:
        """An urgent notice ignores what was switched off."""
        return self.notice is not None and self.notice.urgency is Urgency.URGENT


async def load(claims: Sequence[Claimed]) -> list[Job]:
    """The jobs of these claims, in their order."""
    if not claims:
        return []
    now = await clock.now()
    broadcasts = await _broadcasts({claimed.broadcast_id for claimed in claims})
    member_ids = {claimed.member_id for claimed in claims}
    members = {member.id: member for member in await Member.filter(id__in=member_ids)}
    preferences = {as_uuid(one.member_id): one for one in await Preference.filter(member_id__in=member_ids)}
    targets = [UUID(one.target) for one in claims if one.channel in {Channel.WEBPUSH, Channel.FCM}]
    devices = {device.id: device for device in await Device.filter(id__in=targets)} if targets else {}
    subjects = [row["subject_id"] for row in broadcasts.values() if row["message"] == Message.ACTIVATION and row["subject_id"]]
    registrations = {one.id: one for one in await Registration.filter(id__in=subjects)} if subjects else {}
    notices = await _by_id(Notice, broadcasts, "notice_id")
    documents = await _by_id(Document, broadcasts, "document_id")
    places, meant = await _audience(set(notices), member_ids, now)
    readers = await _readers(documents, member_ids)

    def job(claimed: Claimed) -> Job:
        broadcast = broadcasts[claimed.broadcast_id]
        member, notice_id, document_id = members.get(claimed.member_id), broadcast["notice_id"], broadcast["document_id"]
        is_meant = document_id is None or (document_id, claimed.member_id) in readers
        device = devices.get(UUID(claimed.target)) if claimed.channel in {Channel.WEBPUSH, Channel.FCM} else None
        return Job(
            claimed=claimed,
            message=broadcast["message"],
            subject_id=broadcast["subject_id"],
            announced_at=broadcast["created_at"],
            is_cancelled=broadcast["is_cancelled"],
            now=now,
            member=member,
            preference=preferences.get(claimed.member_id),
            device=device,
            registration=registrations.get(broadcast["subject_id"]),
            notice=notices.get(notice_id),
            document=documents.get(document_id),
            places=places[notice_id, claimed.member_id] if notice_id else [],
            is_still_meant=(notice_id, claimed.member_id) in meant if notice_id else is_meant,
        )

    return [job(claimed) for claimed in claims]


def verdict(job: Job) -> Ended | None:
    """Why this may not be sent any more; None when it may."""
    checks = (
        (_is_withdrawn(job), DeliveryState.CANCELLED, Reason.WITHDRAWN),
        (job.claimed.valid_until <= job.now, DeliveryState.EXPIRED, Reason.EXPIRED),
        (job.member is None or not job.member.is_reachable, DeliveryState.SUPPRESSED, Reason.DECEASED),
        (not job.is_still_meant, DeliveryState.SUPPRESSED, Reason.MOVED_OUT),
        (_is_opted_out(job), DeliveryState.SUPPRESSED, Reason.OPTED_OUT),
        (_is_target_gone(job), DeliveryState.SUPPRESSED, Reason.TARGET_GONE),
    )
    for holds, state, reason in checks:
        if holds:
            return Ended(state, reason)
    is_mail = job.claimed.channel is Channel.MAIL
    return _mail_verdict(job, job.member) if is_mail and job.member is not None else None


def _mail_verdict(job: Job, member: Member) -> Ended | None:
    """Mails about notices and documents go to a confirmed address; those about the account try the address they are about."""
    if job.message == Message.ACTIVATION:
        gone = job.registration is None or job.registration.confirmed_at is not None
        return Ended(DeliveryState.CANCELLED, Reason.WITHDRAWN) if gone else None
    if not member.email:
        return Ended(DeliveryState.SUPPRESSED, Reason.NO_CHANNEL)
    if (job.notice or job.document) and member.email_state is not EmailState.VERIFIED:
        suppressed = member.email_state is EmailState.SUPPRESSED
        return Ended(DeliveryState.SUPPRESSED, Reason.ADDRESS_REFUSED if suppressed else Reason.NO_CHANNEL)
    return None


def _is_target_gone(job: Job) -> bool:
    """The device was removed, or belongs to somebody else now."""
    is_push = job.claimed.channel in {Channel.WEBPUSH, Channel.FCM}
    return is_push and (job.device is None or as_uuid(job.device.member_id) != job.claimed.member_id)


def _is_withdrawn(job: Job) -> bool:
    if job.is_cancelled:
        return True
    if job.notice is not None:
        return job.notice.state is not NoticeState.PUBLISHED
    return job.document is not None and job.document.withdrawn_at is not None


def _is_opted_out(job: Job) -> bool:
    if job.preference is None or job.is_urgent:
        return False
    mail = job.claimed.channel is Channel.MAIL
    if job.notice is not None:
        return not (job.preference.notice_mail if mail else job.preference.notice_push)
    if job.document is not None:
        return not (job.preference.document_mail if mail else job.preference.document_push)
    return False


async def _broadcasts(ids: set[UUID]) -> dict[UUID, dict[str, Any]]:
    found = await run(
        "SELECT id, message, subject_id, notice_id, document_id, created_at, cancelled_at FROM broadcast "  # noqa: S608 - UUIDs
        f"WHERE id IN ({_uuids(ids)})"
    )
    return {
        as_uuid(row["id"]): {
            "message": row["message"],
            "created_at": as_datetime(row["created_at"]),
            "is_cancelled": row["cancelled_at"] is not None,
            **{name: None if row[name] is None else as_uuid(row[name]) for name in ("subject_id", "notice_id", "document_id")},
        }
        for row in found
    }


async def _by_id(model: Any, broadcasts: dict[UUID, dict[str, Any]], column: str) -> dict[UUID | None, Any]:
    wanted = {row[column] for row in broadcasts.values() if row[column] is not None}
    return {row.id: row for row in await model.filter(id__in=wanted)} if wanted else {}


async def _audience(
    notice_ids: set[UUID | None], member_ids: set[UUID], now: datetime
) -> tuple[defaultdict[tuple[UUID, UUID], list[Place]], set[tuple[UUID, UUID]]]:
    """The houses each reader gets a notice for, and the readers who still live there (or were named without a flat)."""
    places = defaultdict[tuple[UUID, UUID], list[Place]](list[Place])
    meant = set[tuple[UUID, UUID]]()
    if not notice_ids:
        return places, meant
    today = now.astimezone(clock.BERLIN).date()
    found = await run(f"""
        SELECT am.notice_id, am.member_id, h.street, h.number, h.entrance, d.name AS district,
            am.unit_id IS NULL OR am.scope IN ('member', 'all_members')
                OR (c.id IS NOT NULL AND (c.ends_on IS NULL OR c.ends_on >= '{today}')) AS is_current
        FROM audience_member am LEFT JOIN house h ON h.id = am.house_id LEFT JOIN district d ON d.id = h.district_id
            LEFT JOIN contract c ON c.id = am.contract_id
        WHERE am.notice_id IN ({_uuids(notice_ids)}) AND am.member_id IN ({_uuids(member_ids)}) ORDER BY am.id
    """)  # noqa: S608 - UUIDs and a day
    for row in found:
        key = as_uuid(row["notice_id"]), as_uuid(row["member_id"])
        if not row["is_current"]:
            continue
        meant.add(key)
        if row["street"] is None:
            continue
        place = Place(House(street=row["street"], number=row["number"], entrance=row["entrance"]).address, row["district"] or "")
        if place not in places[key]:
            places[key].append(place)
    for found_places in places.values():
        found_places.sort(key=lambda place: place.order)
    return places, meant


async def _readers(documents: dict[UUID | None, Document], member_ids: set[UUID]) -> set[tuple[UUID | None, UUID]]:
    found = set[tuple[UUID | None, UUID]]()
    for document in documents.values():
        source = await document_readers(document.id)
        rows = await run(f"SELECT DISTINCT member_id FROM ({source}) AS source WHERE member_id IN ({_uuids(member_ids)})")  # noqa: S608 - UUIDs
        found |= {(document.id, as_uuid(row["member_id"])) for row in rows}
    return found


def _uuids(ids: set[UUID] | set[UUID | None]) -> str:
    return ", ".join(f"'{one}'" for one in ids)
