"""The second person's side: let it go, or send it back."""

from typing import Any
from uuid import UUID

from models import clock
from models.approval import Approval, ApprovalState
from models.audit import AuditAction
from models.database import as_uuid, transaction
from models.staff_mail import StaffMessage
from resolvers import audience, recent, text
from resolvers.access import Staff, Viewer, actor
from resolvers.approval.form import counts_of
from resolvers.approval.telling import answer, record
from resolvers.approval.view import ApprovalView, view
from resolvers.approval.who import approver, has_made, hold
from resolvers.errors import Code, Conflict, NotAllowed, NotFound
from resolvers.notice.form import check
from resolvers.notice.kept import restored
from resolvers.notice.publish import Published, post

MOST_WORD = 500


class _Recounted(Exception):
    """Ends the transaction: the audience is not the one that was looked at."""

    def __init__(self, now: Published) -> None:
        super().__init__()
        self.now = now


async def approve(viewer: Viewer, approval_id: UUID, seal: str) -> Published:
    """Let it go, as it was seen: `seal` names texts, times, audience and counts. Once, whoever else presses at the same moment.

    Raises:
        NotAllowed: the role does not approve, the viewer has an area, or asked for it themselves, by a token they made also;
            reauthentication_required, as a colleague's open screen is no second person.
        NotFound: there is no such request.
        Conflict: already_decided; changed_meanwhile, as it is not any more what was looked at.
        InvalidInput: its time has passed meanwhile.
        Unavailable: queue_full.
    """
    staff = approver(viewer)
    await recent.require(viewer)
    try:
        async with transaction():
            await hold()
            row = await _decide(staff, approval_id, ApprovalState.APPROVED)
            if row.seal != seal:
                raise Conflict("The notice or its audience was changed; look at it again.", code=Code.CHANGED_MEANWHILE)
            form = check(restored(row.form), await clock.now())
            await audience.check(viewer, form.audience)
            author = as_uuid(row.author_id) if row.author_id else None
            posted = await post(viewer, author, form, is_released=True)
            if counts_of(posted) != row.counts:
                raise _Recounted(posted)
            await Approval.filter(id=row.id).update(notice_id=posted.notice.id)
            for sent in [row, *await settle_twins(row.form, ApprovalState.APPROVED, staff, posted)]:
                await record(AuditAction.APPROVAL_GIVEN, actor(viewer), sent, notice=str(posted.notice.id))
            return posted
    except _Recounted as stale:
        await Approval.filter(id=approval_id, state=ApprovalState.WAITING).update(**counts_of(stale.now))
        raise Conflict("People moved in or out; look at the audience again.", code=Code.CHANGED_MEANWHILE) from stale


async def send_back(viewer: Viewer, approval_id: UUID, word: str) -> ApprovalView:
    """Not like this: the author reads why and can change it.

    Raises:
        NotAllowed: the role does not approve, the viewer has an area, or asked for it themselves, by a token they made also.
        NotFound: there is no such request.
        Conflict: already_decided.
        InvalidInput: the word is missing or too long.
    """
    staff = approver(viewer)
    word = text.line(word, field="word", least=3, most=MOST_WORD)
    async with transaction():
        await hold()
        row = await _decide(staff, approval_id, ApprovalState.RETURNED, word)
        await answer(StaffMessage.APPROVAL_RETURNED, row, word)
        await record(AuditAction.APPROVAL_REFUSED, actor(viewer), row)
    return await view(viewer, row)


async def settle_twins(form: dict[str, Any], state: ApprovalState, staff: Staff, posted: Published, word: str = "") -> list[Approval]:
    """What else waits with the very same words went out with them, whoever asked; else it would be sent twice. These rows."""
    twins = [row for row in await Approval.filter(state=ApprovalState.WAITING).order_by("created_at", "id") if row.form == form]
    decided = {"state": state, "word": word, "decided_by_id": staff.staff_id, "decided_at": await clock.now()}
    await Approval.filter(id__in=[row.id for row in twins]).update(notice_id=posted.notice.id, **decided)
    return twins


async def _decide(staff: Staff, approval_id: UUID, state: ApprovalState, word: str = "") -> Approval:
    """One statement decides between two who press at the same time; an edit before it shows in the row that is read after it."""
    found = await Approval.get_or_none(id=approval_id)
    if found is None:
        raise NotFound
    if found.author_id == staff.staff_id or (found.token_id and await has_made(staff, as_uuid(found.token_id))):
        raise NotAllowed("A second person has to approve it.")
    moved = await Approval.filter(id=approval_id, state=ApprovalState.WAITING).update(
        state=state, word=word, decided_by_id=staff.staff_id, decided_at=await clock.now()
    )
    if not moved:
        raise Conflict("It is decided already.", code=Code.ALREADY_DECIDED)
    return await Approval.get(id=approval_id)
