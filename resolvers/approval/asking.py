"""The author's side: ask, change, take back."""

from uuid import UUID

from models import clock
from models.approval import Approval, ApprovalState
from models.audit import AuditAction
from models.database import transaction
from resolvers import idempotency
from resolvers.access import Integrator, Viewer, actor
from resolvers.approval.form import counted
from resolvers.approval.telling import ask, record
from resolvers.approval.view import ApprovalView, view
from resolvers.approval.who import UNDECIDED, asked_by, hold
from resolvers.errors import Code, Conflict, NotFound
from resolvers.notice.form import NoticeInput
from resolvers.notice.kept import stored
from resolvers.notice.publish import MUTATION as PUBLISH
from resolvers.notice.publish import require_sender, require_writer

MUTATION = "request_approval"
OVERRIDE = "override_notice"


async def request(viewer: Viewer, form: NoticeInput, client_mutation_id: str) -> ApprovalView:
    """Ask for a second person; nothing is announced, and those who may approve get a mail.

    Asked again with the same clientMutationId it is the first request as it stands, however long ago; so a program learns of the
    decision. The same words of the same author that wait are one request, too.

    Raises:
        NotAllowed: the role does not send this, or the audience reaches beyond its area.
        InvalidInput: the form, an unknown target, or an audience in which nobody is.
        Conflict: idempotency_conflict; already_published, as a stale page asks for what went out under this clientMutationId.
    """
    staff = require_sender(viewer, form.urgency)
    async with transaction():
        claimed = await idempotency.claim(viewer, MUTATION, client_mutation_id, form)
        if claimed.result_id:
            return await view(viewer, await Approval.get(id=claimed.result_id))
        form, counts = await counted(viewer, form)
        await hold()
        if await idempotency.result(viewer, (OVERRIDE, PUBLISH), client_mutation_id):
            raise Conflict("This notice was sent.", code=Code.ALREADY_PUBLISHED)
        kept = stored(form)
        row = next((row for row in await Approval.filter(asked_by(viewer), state=ApprovalState.WAITING) if row.form == kept), None)
        if row is None:
            now = await clock.now()
            row = await Approval.create(
                form=kept,
                author_id=staff.staff_id if staff else None,
                token_id=viewer.token_id if isinstance(viewer, Integrator) else None,
                created_at=now,
                updated_at=now,
                **counts,
            )
            await ask(viewer, row, AuditAction.APPROVAL_REQUESTED)
        await idempotency.finish(claimed, row.id)
    return await view(viewer, row)


async def change(viewer: Viewer, approval_id: UUID, form: NoticeInput) -> ApprovalView:
    """Its author puts other words or another audience in; whatever a second person had looked at is void (AU-17).

    Where nothing is changed in what waits, nobody is asked again.

    Raises:
        NotAllowed: the role does not send this, or the audience reaches beyond its area.
        NotFound: it is not the viewer's.
        Conflict: already_decided.
        InvalidInput: the form, an unknown target, or an audience in which nobody is.
    """
    require_sender(viewer, form.urgency)
    await _own(viewer, approval_id)
    form, counts = await counted(viewer, form)
    async with transaction():
        await hold()
        row = await _undecided(viewer, approval_id)
        kept = stored(form)
        if row.state is ApprovalState.WAITING and row.form == kept and row.counts == counts:
            return await view(viewer, row)
        await Approval.filter(id=row.id).update(
            form=kept,
            state=ApprovalState.WAITING,
            word="",
            decided_by_id=None,
            decided_at=None,
            updated_at=await clock.now(),
            **counts,
        )
        row = await Approval.get(id=row.id)
        await ask(viewer, row, AuditAction.APPROVAL_CHANGED)
    return await view(viewer, row)


async def withdraw(viewer: Viewer, approval_id: UUID) -> ApprovalView:
    """Its author does not want it any more: nothing is sent, and nobody can approve it. Done twice it is done once.

    Raises:
        NotAllowed: the viewer writes no notices.
        NotFound: it is not the viewer's.
        Conflict: already_decided, so it was sent.
    """
    require_writer(viewer)
    async with transaction():
        await hold()
        row = await _own(viewer, approval_id)
        if row.state is not ApprovalState.WITHDRAWN:
            row = await _undecided(viewer, approval_id)
            await Approval.filter(id=row.id).update(state=ApprovalState.WITHDRAWN, decided_at=await clock.now())
            row = await Approval.get(id=row.id)
            await record(AuditAction.APPROVAL_WITHDRAWN, actor(viewer), row)
    return await view(viewer, row)


async def _own(viewer: Viewer, approval_id: UUID) -> Approval:
    row = await Approval.get_or_none(asked_by(viewer), id=approval_id)
    if row is None:
        raise NotFound
    return row


async def _undecided(viewer: Viewer, approval_id: UUID) -> Approval:
    row = await _own(viewer, approval_id)
    if row.state not in UNDECIDED:
        raise Conflict("It is decided already.", code=Code.ALREADY_DECIDED)
    return row
