"""A notice that goes at its moment, or in a few seconds: until then it can be stopped, and nothing of it can be read or was sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from models import audit, clock
from models.audit import AuditAction
from models.database import as_uuid, transaction
from models.draft import DraftFailure, DraftState, NoticeDraft
from models.notice import Urgency
from models.schedule import TaskKind
from models.staff import Staff as Employee
from models.staff import StaffRole
from models.staff_mail import StaffMessage
from push import staff_mail
from resolvers import audience, idempotency, schedule
from resolvers.access import Operator, Staff, Viewer, actor
from resolvers.approval.form import counted
from resolvers.draft.writing import OWN_STATES, Draft, get, writer
from resolvers.errors import Code, Conflict, InvalidInput, NotAllowed, NotFound
from resolvers.notice.form import FURTHEST_START, NoticeInput, check
from resolvers.notice.kept import restored, stored
from resolvers.notice.publish import is_wide, post, require_sender
from resolvers.staff import areas

MUTATION = "plan_notice"
UNDO = timedelta(seconds=15)
TOLD_WITHIN = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What makes two calls of the same name the same."""

    form: NoticeInput
    publish_at: datetime | None


async def plan(
    viewer: Viewer, form: NoticeInput, client_mutation_id: str, *, publish_at: datetime | None = None, draft_id: UUID | None = None
) -> Draft:
    """Have a notice published at `publish_at`, or, where that is None, in 15 seconds, so that a slip can be stopped.

    `draft_id`: what was written becomes the plan. Once per clientMutationId.

    Raises:
        NotAllowed: the role does not send this, the audience reaches beyond its area, or approval_required: so wide a notice is not
            planned, it goes when a second person lets it go.
        NotFound: `draft_id` is not the viewer's.
        InvalidInput: the form, an unknown target, an audience in which nobody is, a moment in the past, after its end or more than two
            years away, or an urgent notice without a moment, which has no time to lose.
        Conflict: idempotency_conflict, or the draft is planned or sent already.
    """
    staff = writer(viewer)
    require_sender(viewer, form.urgency)
    if draft_id and not await NoticeDraft.exists(id=draft_id, author_id=staff.staff_id):
        raise NotFound
    async with transaction():
        claimed = await idempotency.claim(viewer, MUTATION, client_mutation_id, _Asked(form, publish_at))
        if claimed.result_id:
            return await get(viewer, claimed.result_id)
        form, counts = await counted(viewer, form)
        now = await clock.now()
        at = _moment(form, publish_at, now)
        if is_wide(members=counts["members"], districts=counts["districts"]):
            raise NotAllowed("A second person has to approve so wide a notice.", code=Code.APPROVAL_REQUIRED)
        row = await _row(staff, draft_id, now)
        row.title, row.form, row.state, row.publish_at = form.title, stored(form), DraftState.PLANNED, at
        row.households, row.members, row.updated_at = counts["households"], counts["members"], now
        await row.save()
        await schedule.plan(TaskKind.NOTICE_PUBLICATION, row.id, at)
        await _record(AuditAction.NOTICE_PLANNED, viewer, row)
        await idempotency.finish(claimed, row.id)
    return await get(viewer, row.id)


async def stop(viewer: Viewer, draft_id: UUID) -> Draft:
    """Take a planned notice back before its moment; it is a draft of its author again, and nothing was sent. Done twice it is done once.

    Raises:
        NotAllowed: the role does not send this.
        NotFound: there is none for the viewer; who has an area stops their own only.
        Conflict: already_published.
    """
    found = await get(viewer, draft_id)
    if found.form is None:
        return found
    require_sender(viewer, found.form.urgency)
    async with transaction():
        # The task first, as the moment itself takes it; then one statement decides between the two.
        await schedule.cancel(TaskKind.NOTICE_PUBLICATION, draft_id)
        stopped = await NoticeDraft.filter(id=draft_id, state=DraftState.PLANNED).update(
            state=DraftState.WRITING, publish_at=None, updated_at=await clock.now()
        )
        row = await NoticeDraft.get(id=draft_id)
        if stopped:
            await _record(AuditAction.NOTICE_STOPPED, viewer, row)
        elif row.state is DraftState.SENT:
            raise Conflict("It was published already.", code=Code.ALREADY_PUBLISHED)
    return await get(viewer, draft_id) if found.is_mine else Draft(row, found.form, found.author, is_mine=False)


async def publish_due(draft_id: UUID) -> None:
    """Its moment has come: it is published to whom its audience is now, in the caller's transaction, late rather than never.

    Where it cannot go any more, its author is told why; it is their draft again. What somebody planned who may not send it any more
    does not go, whatever it says: nobody leaves an alarm behind. Every administrator is told instead.
    """
    if not await NoticeDraft.filter(id=draft_id, state=DraftState.PLANNED).update(state=DraftState.SENT, updated_at=await clock.now()):
        return
    row = await NoticeDraft.get(id=draft_id)
    form = restored(row.form or {})
    author = await Employee.get_or_none(id=row.author_id) if row.author_id else None
    viewer = await _sender(author, form)
    failure = DraftFailure.AUTHOR_GONE if viewer is None else await _failure(form)
    if viewer is not None and failure is None:
        # How wide it is was judged when it was planned, of the same places.
        posted = await post(viewer, viewer.staff_id, form, is_released=True)
        await NoticeDraft.filter(id=draft_id).update(notice_id=posted.notice.id, households=posted.households, members=posted.members)
        return
    await NoticeDraft.filter(id=draft_id).update(state=DraftState.FAILED, failure=failure, publish_at=None)
    told = [author.id] if author else []
    if viewer is None:
        told = [admin.id for admin in await Employee.filter(role=StaffRole.ADMIN, is_active=True, removed_at=None).order_by("id")]
    details = {"title": row.title, "failure": str(failure), "author": author.name if author else ""}
    for staff_id in told:
        await staff_mail.announce(StaffMessage.NOTICE_NOT_SENT, staff_id, valid_for=TOLD_WITHIN, details=details)


async def _sender(author: Employee | None, form: NoticeInput) -> Staff | None:
    """Who planned it, with the rights of now; None where they would not be let send it."""
    if author is None or not author.is_active or author.removed_at is not None:
        return None
    places = await areas(author.id)
    viewer = Staff(UUID(int=0), author.id, author.role, places.districts, places.houses)
    try:
        require_sender(viewer, form.urgency)
        await audience.require_area(viewer, form.audience)
    except NotAllowed:
        return None
    return viewer


async def _failure(form: NoticeInput) -> DraftFailure | None:
    try:
        check(form, await clock.now())
    except InvalidInput:
        return DraftFailure.TOO_LATE
    try:
        await audience.check(Operator(), form.audience)
    except InvalidInput:
        return DraftFailure.PLACE_GONE
    reach = await audience.preview(Operator(), form.audience, starts_at=form.starts_at, ends_at=form.ends_at)
    return None if reach.members else DraftFailure.NOBODY


async def _row(staff: Staff, draft_id: UUID | None, now: datetime) -> NoticeDraft:
    if draft_id is None:
        return await NoticeDraft.create(id=uuid4(), author_id=staff.staff_id, created_at=now, updated_at=now)
    if not await NoticeDraft.filter(id=draft_id, state__in=OWN_STATES).update(state=DraftState.PLANNED, failure=None):
        raise Conflict("It is planned or sent already.")
    return await NoticeDraft.get(id=draft_id)


def _moment(form: NoticeInput, publish_at: datetime | None, now: datetime) -> datetime:
    if publish_at is None:
        if form.urgency is Urgency.URGENT:
            raise InvalidInput("An urgent notice goes at once, or at a moment of its own.", field="publishAt")
        return now + UNDO
    if publish_at.tzinfo is None:
        raise InvalidInput("publishAt needs an offset.", field="publishAt")
    if publish_at <= now:
        raise InvalidInput("The moment has passed already.", field="publishAt")
    if publish_at - now > FURTHEST_START:
        raise InvalidInput("The moment is more than two years away.", field="publishAt")
    if form.ends_at is not None and publish_at >= form.ends_at:
        raise InvalidInput("By then it would be over.", field="publishAt")
    return publish_at


async def _record(action: AuditAction, viewer: Viewer, row: NoticeDraft) -> None:
    details: dict[str, object] = {
        "at": row.publish_at.isoformat() if row.publish_at else "",
        "households": row.households,
        "members": row.members,
    }
    await audit.record(action, actor(viewer), object_kind="notice_draft", object_id=as_uuid(row.id), details=details)
