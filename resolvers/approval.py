"""Four eyes (AU-16, AU-17): a wide notice waits for a second person; one alone only in an emergency, with a reason all admins read.

Who approves works for the whole stock. Where a cooperative has one such employee only, the logged override is the way.
"""

import dataclasses
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from models import audit, clock
from models.approval import Approval, ApprovalState
from models.audience import AudienceScope
from models.audit import AuditAction
from models.database import as_uuid, transaction
from models.notice import Notice, NoticeKind, Urgency
from models.staff import Staff as StaffRow
from models.staff import StaffRole
from models.staff_mail import StaffMessage
from push import staff_mail
from resolvers import audience, idempotency, recent, text
from resolvers.access import ROLES, Staff, Task, Viewer, actor, is_limited, require_staff
from resolvers.audience import Rule
from resolvers.errors import Conflict, InvalidInput, NotAllowed, NotFound
from resolvers.notice.form import NoticeInput, check
from resolvers.notice.publish import Published, post, require_sender
from resolvers.paging import Page, paginate

MUTATION = "request_approval"
OVERRIDE = "override_notice"
MAIL_VALID = timedelta(days=3)
LEAST_WORD, MOST_WORD = 10, 500
APPROVERS = ROLES[Task.SEND_ALERTS]


class _Recounted(Exception):
    """Ends the transaction: the audience is not the one that was looked at."""

    def __init__(self, now: Published) -> None:
        super().__init__()
        self.now = now


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """What waits, as staff see it. `is_mine`: the viewer asked for it and can only change it."""

    row: Approval
    form: NoticeInput
    author: str
    is_mine: bool


async def waiting(viewer: Viewer, *, first: int, after: str | None = None) -> Page[ApprovalView]:
    """What waits for a second person, oldest first; and the viewer's own that were sent back.

    Raises:
        NotAllowed: the role writes no notices.
        InvalidInput: first or after.
    """
    page = await paginate(Approval.filter(_seen(_writer(viewer))), first=first, after=after, order=("created_at",))
    return page.replace([await _view(viewer, row) for row in page.items])


async def get(viewer: Viewer, approval_id: UUID) -> ApprovalView:
    """One of them.

    Raises:
        NotAllowed: the role writes no notices.
        NotFound: nothing waits under this id, or it is not for the viewer.
    """
    row = await Approval.get_or_none(_seen(_writer(viewer)), id=approval_id)
    if row is None:
        raise NotFound
    return await _view(viewer, row)


async def request(viewer: Viewer, form: NoticeInput, client_mutation_id: str) -> ApprovalView:
    """Ask for a second person; nothing is announced, and those who may approve get a mail.

    Raises:
        NotAllowed: the role does not send this, or the audience reaches beyond its area.
        InvalidInput: the form, an unknown target, or an audience in which nobody is.
        Conflict: idempotency_conflict.
    """
    staff = require_sender(viewer, form.urgency)
    form, counts = await _counted(viewer, form)
    async with transaction():
        claimed = await idempotency.claim(viewer, MUTATION, client_mutation_id, form)
        if claimed.result_id:
            return await _view(viewer, await Approval.get(id=claimed.result_id))
        now = await clock.now()
        row = await Approval.create(
            form=_stored(form), author_id=staff.staff_id if staff else None, created_at=now, updated_at=now, **counts
        )
        await idempotency.finish(claimed, row.id)
        await _ask(viewer, row, AuditAction.APPROVAL_REQUESTED)
    return await _view(viewer, row)


async def change(viewer: Viewer, approval_id: UUID, form: NoticeInput) -> ApprovalView:
    """Its author puts other words or another audience in; whatever a second person had looked at is void (AU-17).

    Raises:
        NotAllowed: the role does not send this, or the audience reaches beyond its area.
        NotFound: it is not the viewer's, or it is decided already.
        InvalidInput: the form, an unknown target, or an audience in which nobody is.
    """
    staff = require_sender(viewer, form.urgency)
    if staff is None or not await Approval.exists(id=approval_id, author_id=staff.staff_id):
        raise NotFound
    form, counts = await _counted(viewer, form)
    async with transaction():
        changed = await Approval.filter(
            id=approval_id, author_id=staff.staff_id, state__in=[ApprovalState.WAITING, ApprovalState.RETURNED]
        ).update(form=_stored(form), state=ApprovalState.WAITING, updated_at=await clock.now(), **counts)
        if not changed:
            raise NotFound
        row = await Approval.get(id=approval_id)
        await _ask(viewer, row, AuditAction.APPROVAL_CHANGED)
    return await _view(viewer, row)


async def approve(viewer: Viewer, approval_id: UUID, seal: str) -> Published:
    """Let it go, as it was seen: `seal` names texts, times, audience and counts. Once, whoever else presses at the same moment.

    Raises:
        NotAllowed: the role does not approve, the viewer has an area, or asked for it themselves.
        NotFound: there is no such request.
        Conflict: it is decided already, or it is not any more what was looked at.
        InvalidInput: its time has passed meanwhile.
        Unavailable: queue_full.
    """
    staff = _approver(viewer)
    try:
        async with transaction():
            row = await _decide(staff, approval_id, ApprovalState.APPROVED)
            if row.seal != seal:
                raise Conflict("The notice or its audience was changed; look at it again.")
            form = check(_restored(row.form), await clock.now())
            await audience.check(viewer, form.audience)
            author = as_uuid(row.author_id) if row.author_id else None
            posted = await post(viewer, author, form, is_released=True)
            if (posted.households, posted.members, posted.districts) != (row.households, row.members, row.districts):
                raise _Recounted(posted)
            await Approval.filter(id=row.id).update(notice_id=posted.notice.id)
            await _record(AuditAction.APPROVAL_GIVEN, viewer, row, notice=str(posted.notice.id))
            return posted
    except _Recounted as stale:
        counts = {"households": stale.now.households, "members": stale.now.members, "districts": stale.now.districts}
        await Approval.filter(id=approval_id, state=ApprovalState.WAITING).update(**counts)
        raise Conflict("People moved in or out; look at the audience again.") from stale


async def send_back(viewer: Viewer, approval_id: UUID, word: str) -> ApprovalView:
    """Not like this: the author reads why and can change it.

    Raises:
        NotAllowed: the role does not approve, the viewer has an area, or asked for it themselves.
        NotFound: there is no such request.
        Conflict: it is decided already.
        InvalidInput: the word is missing or too long.
    """
    staff = _approver(viewer)
    word = text.line(word, field="word", least=3, most=MOST_WORD)
    async with transaction():
        row = await _decide(staff, approval_id, ApprovalState.RETURNED, word)
        if row.author_id:
            await _mail(StaffMessage.APPROVAL_RETURNED, as_uuid(row.author_id), row, reason=word)
        await _record(AuditAction.APPROVAL_REFUSED, viewer, row)
    return await _view(viewer, row)


async def override(viewer: Viewer, form: NoticeInput, client_mutation_id: str, reason: str) -> Published:
    """One person alone, in an emergency: with a reason, having just shown who they are; every administrator hears of it at once.

    Raises:
        NotAllowed: a token or the command line asks, the role does not send this, the audience reaches beyond its area, or
            reauthentication_required.
        InvalidInput: the reason, the form, an unknown target, or an audience in which nobody is.
        Conflict: idempotency_conflict.
        Unavailable: queue_full.
    """
    staff = require_sender(viewer, form.urgency)
    if staff is None:
        raise NotAllowed
    await recent.require(viewer)
    reason = text.line(reason, field="overrideReason", least=LEAST_WORD, most=MOST_WORD)
    form = check(form, await clock.now())
    await audience.check(viewer, form.audience)
    async with transaction():
        claimed = await idempotency.claim(viewer, OVERRIDE, client_mutation_id, form)
        if claimed.result_id:
            first = await Notice.get(id=claimed.result_id)
            return Published(first, first.household_count, first.member_count, dry_run=False)
        posted = await post(viewer, staff.staff_id, form, is_released=True)
        await idempotency.finish(claimed, posted.notice.id)
        await _overridden(staff, form, posted, reason)
        return posted


async def _overridden(staff: Staff, form: NoticeInput, posted: Published, reason: str) -> None:
    """The record of it, the mails, and no second sending of the same words by somebody who approves them later."""
    now = await clock.now()
    decided: dict[str, Any] = {
        "state": ApprovalState.OVERRIDDEN,
        "word": reason,
        "decided_by_id": staff.staff_id,
        "decided_at": now,
        "notice_id": posted.notice.id,
    }
    stored = _stored(form)
    same = [row.id for row in await Approval.filter(author_id=staff.staff_id, state=ApprovalState.WAITING) if row.form == stored]
    if not same or not await Approval.filter(id__in=same, state=ApprovalState.WAITING).update(**decided):
        same = [
            (
                await Approval.create(
                    form=stored,
                    households=posted.households,
                    members=posted.members,
                    districts=posted.districts,
                    author_id=staff.staff_id,
                    created_at=now,
                    updated_at=now,
                    **decided,
                )
            ).id
        ]
    row = await Approval.get(id=same[0])
    for admin in await StaffRow.filter(role=StaffRole.ADMIN, is_active=True, removed_at=None):
        await _mail(StaffMessage.NOTICE_OVERRIDDEN, admin.id, row, reason=reason)
    await _record(AuditAction.APPROVAL_OVERRIDDEN, staff, row, notice=str(posted.notice.id), reason=reason)


def _writer(viewer: Viewer) -> Staff:
    staff = require_staff(viewer, ROLES[Task.WRITE_NOTICES])
    if not isinstance(staff, Staff):
        raise NotAllowed
    return staff


def _approver(viewer: Viewer) -> Staff:
    staff = require_staff(viewer, APPROVERS)
    if not isinstance(staff, Staff) or is_limited(viewer):
        raise NotAllowed
    return staff


def _seen(staff: Staff) -> Q:
    """Their own, and for those who approve everybody's that wait."""
    own = Q(author_id=staff.staff_id, state__in=[ApprovalState.WAITING, ApprovalState.RETURNED])
    return own | Q(state=ApprovalState.WAITING) if staff.role in APPROVERS and not is_limited(staff) else own


async def _decide(staff: Staff, approval_id: UUID, state: ApprovalState, word: str = "") -> Approval:
    """One statement decides between two who press at the same time; an edit before it shows in the row that is read after it."""
    found = await Approval.get_or_none(id=approval_id)
    if found is None:
        raise NotFound
    if found.author_id == staff.staff_id:
        raise NotAllowed("A second person has to approve it.")
    moved = await Approval.filter(id=approval_id, state=ApprovalState.WAITING).update(
        state=state, word=word, decided_by_id=staff.staff_id, decided_at=await clock.now()
    )
    if not moved:
        raise Conflict("It is decided already.")
    return await Approval.get(id=approval_id)


async def _counted(viewer: Viewer, form: NoticeInput) -> tuple[NoticeInput, dict[str, Any]]:
    form = check(form, await clock.now())
    reach = await audience.preview(viewer, form.audience, urgency=form.urgency, starts_at=form.starts_at, ends_at=form.ends_at)
    if not reach.members:
        raise InvalidInput("Nobody is in this audience.", field="audience")
    return form, {"households": reach.households, "members": reach.members, "districts": reach.districts}


async def _ask(viewer: Viewer, row: Approval, action: AuditAction) -> None:
    waits = StaffRow.filter(role__in=list(APPROVERS), is_active=True, removed_at=None, areas__id__isnull=True)
    for staff in await waits.order_by("id"):
        if staff.id != row.author_id:
            await _mail(StaffMessage.APPROVAL_WAITING, staff.id, row)
    await _record(action, viewer, row)


async def _mail(message: StaffMessage, staff_id: UUID, row: Approval, *, reason: str = "") -> None:
    details = {
        "title": str(row.form["title"]),
        "households": str(row.households),
        "persons": str(row.members),
        "author": await _name(row.author_id),
        "reason": reason,
    }
    await staff_mail.announce(message, staff_id, valid_for=MAIL_VALID, details=details)


async def _record(action: AuditAction, viewer: Viewer, row: Approval, **details: object) -> None:
    counts: dict[str, object] = {"households": row.households, "members": row.members, "districts": row.districts}
    await audit.record(action, actor(viewer), object_kind="approval", object_id=row.id, details=counts | details)


async def _name(staff_id: object) -> str:
    author = await StaffRow.get_or_none(id=as_uuid(staff_id)) if staff_id else None
    return author.name if author else ""


async def _view(viewer: Viewer, row: Approval) -> ApprovalView:
    is_mine = isinstance(viewer, Staff) and row.author_id == viewer.staff_id
    return ApprovalView(row, _restored(row.form), await _name(row.author_id), is_mine)


def _stored(form: NoticeInput) -> dict[str, Any]:
    return json.loads(json.dumps(dataclasses.asdict(form), default=str))


def _restored(stored: dict[str, Any]) -> NoticeInput:
    given = dict(stored)
    for name in ("advice_before", "advice_during", "advice_after"):
        given[name] = tuple(given[name])
    for name in ("starts_at", "ends_at"):
        given[name] = datetime.fromisoformat(given[name]) if given[name] else None
    given["kind"], given["urgency"] = NoticeKind(given["kind"]), Urgency(given["urgency"])
    given["audience"] = tuple(
        Rule(AudienceScope(rule["scope"]), rule["is_exclusion"], UUID(rule["id"]) if rule["id"] else None) for rule in given["audience"]
    )
    return NoticeInput(**given)
