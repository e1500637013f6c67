"""The emergency: one person alone, with a reason every administrator reads."""

from uuid import UUID

from models import clock
from models.approval import Approval, ApprovalState
from models.audit import AuditAction
from models.database import as_uuid, transaction
from models.notice import Notice
from resolvers import audience, idempotency, recent, text
from resolvers.access import Staff, Viewer, actor
from resolvers.approval.asking import MUTATION as REQUEST
from resolvers.approval.asking import OVERRIDE
from resolvers.approval.deciding import MOST_WORD, settle_twins
from resolvers.approval.telling import alarm, record
from resolvers.approval.who import UNDECIDED, hold
from resolvers.errors import Code, Conflict, NotAllowed, NotFound
from resolvers.notice.form import NoticeInput, check
from resolvers.notice.kept import stored
from resolvers.notice.publish import Published, post, require_sender

LEAST_WORD = 10


async def override(
    viewer: Viewer, form: NoticeInput, client_mutation_id: str, reason: str, *, approval_id: UUID | None = None
) -> Published:
    """One person alone, in an emergency: with a reason, having just shown who they are; every administrator hears of it at once.

    What the sender asked a second person for (`approval_id`, or the request under the same clientMutationId) is decided by it, whatever
    it said; of everybody else what waits with the same words.

    Raises:
        NotAllowed: a token or the command line asks, the role does not send this, the audience reaches beyond its area, or
            reauthentication_required.
        NotFound: `approval_id` is not the sender's.
        InvalidInput: the reason, the form, an unknown target, or an audience in which nobody is.
        Conflict: idempotency_conflict; already_decided, as a second person has just let other words of it go.
        Unavailable: queue_full.
    """
    staff = require_sender(viewer, form.urgency)
    if staff is None:
        raise NotAllowed
    await recent.require(viewer)
    if approval_id and not await Approval.exists(id=approval_id, author_id=staff.staff_id):
        raise NotFound
    reason = text.line(reason, field="overrideReason", least=LEAST_WORD, most=MOST_WORD)
    form = check(form, await clock.now())
    await audience.check(viewer, form.audience)
    async with transaction():
        claimed = await idempotency.claim(viewer, OVERRIDE, client_mutation_id, form)
        if claimed.result_id:
            return await _earlier(claimed.result_id)
        await hold()
        own = await _own(staff, client_mutation_id, approval_id)
        if own and own.notice_id:
            if own.form != stored(form):
                raise Conflict("It is decided already.", code=Code.ALREADY_DECIDED)
            await idempotency.finish(claimed, as_uuid(own.notice_id))
            return await _earlier(as_uuid(own.notice_id))
        posted = await post(viewer, staff.staff_id, form, is_released=True)
        await idempotency.finish(claimed, posted.notice.id)
        await _settle(staff, form, own, posted, reason)
        return posted


async def _earlier(notice_id: UUID) -> Published:
    first = await Notice.get(id=notice_id)
    return Published(first, first.household_count, first.member_count, dry_run=False)


async def _own(staff: Staff, client_mutation_id: str, approval_id: UUID | None) -> Approval | None:
    """What the sender had asked for; a request that was taken back is none."""
    asked = approval_id or await idempotency.result(staff, (REQUEST,), client_mutation_id)
    row = await Approval.get_or_none(id=asked, author_id=staff.staff_id) if asked else None
    return row if row and (row.notice_id or row.state in UNDECIDED) else None


async def _settle(staff: Staff, form: NoticeInput, own: Approval | None, posted: Published, reason: str) -> None:
    """The record of it, the mails, and no second sending of the same words by somebody who approves them later."""
    now, kept = await clock.now(), stored(form)
    if own is None:
        mine = await Approval.filter(author_id=staff.staff_id, state=ApprovalState.WAITING)
        own = next((row for row in mine if row.form == kept), Approval(author_id=staff.staff_id, created_at=now))
    own.form, own.state, own.word = kept, ApprovalState.OVERRIDDEN, reason
    own.households, own.members, own.districts = posted.households, posted.members, posted.districts
    own.decided_by_id, own.decided_at, own.updated_at, own.notice_id = staff.staff_id, now, now, posted.notice.id
    await own.save()
    others = await settle_twins(kept, ApprovalState.OVERRIDDEN, staff, posted, reason)
    await alarm(own, reason, others)
    for row in [own, *others]:
        await record(AuditAction.APPROVAL_OVERRIDDEN, actor(staff), row, notice=str(posted.notice.id), reason=reason)
