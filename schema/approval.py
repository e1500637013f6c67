"""Four eyes at the desk: ask for a second person, look, let go or send back; and the override of an emergency (AU-16, AU-17)."""

from datetime import datetime
from uuid import UUID

import strawberry

from models.approval import ApprovalState
from models.notice import NoticeKind, Urgency
from models.token import TokenScope
from resolvers import approval, notice
from schema.context import Info
from schema.notice import AudiencePreview, NoticeInput
from schema.notice.fields import PublishResult
from schema.notice.types import Notice
from schema.paging import Connection, connection
from schema.permissions import ALERT_SENDERS, WRITERS, IntegratorScope, Require

strawberry.enum(ApprovalState)


@strawberry.type(description="A wide notice that waits for a second person. There is no notice until it is approved.")
class Approval:
    id: UUID
    state: ApprovalState
    seal: str = strawberry.field(description="Names texts, times, audience and counts as they are now; approveNotice takes it.")
    author: str
    is_mine: bool
    word: str
    kind: NoticeKind
    urgency: Urgency
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    households: int
    members: int
    districts: int
    updated_at: datetime

    @classmethod
    def wrap(cls, view: approval.ApprovalView) -> "Approval":
        row, form = view.row, view.form
        return cls(
            id=row.id,
            state=row.state,
            seal=row.seal,
            author=view.author,
            is_mine=view.is_mine,
            word=row.word,
            kind=form.kind,
            urgency=form.urgency,
            title=form.title,
            starts_at=form.starts_at,
            ends_at=form.ends_at,
            households=row.households,
            members=row.members,
            districts=row.districts,
            updated_at=row.updated_at,
        )


@strawberry.type
class ApprovalQuery:
    @strawberry.field(description="What waits, oldest first; and the viewer's own that came back.", extensions=[Require(WRITERS)])
    async def approvals(self, info: Info, first: int = 20, after: str | None = None) -> Connection[Approval]:
        return connection(await approval.waiting(info.context.viewer, first=first, after=after), Approval.wrap)

    @strawberry.field(description="Whom it would reach now, and the mail as its readers would get it.", extensions=[Require(WRITERS)])
    async def approval_preview(self, info: Info, id: UUID) -> AudiencePreview:
        found = await approval.get(info.context.viewer, id)
        preview = await notice.preview(info.context.viewer, found.form)
        return AudiencePreview.wrap(preview, await notice.rendered(found.form, preview.reach, info.context.parts.renderer))


@strawberry.type
class ApprovalMutation:
    @strawberry.mutation(
        description="Nothing is announced until a second person approves.",
        extensions=[Require(WRITERS, IntegratorScope(TokenScope.NOTICES_WRITE))],
    )
    async def request_approval(self, info: Info, input: NoticeInput, client_mutation_id: str) -> Approval:
        return Approval.wrap(await approval.request(info.context.viewer, input.form(), client_mutation_id))

    @strawberry.mutation(extensions=[Require(ALERT_SENDERS)])
    async def approve_notice(self, info: Info, id: UUID, seal: str) -> PublishResult:
        return await _result(info, await approval.approve(info.context.viewer, id, seal))

    @strawberry.mutation(extensions=[Require(ALERT_SENDERS)])
    async def send_back_notice(self, info: Info, id: UUID, word: str) -> Approval:
        return Approval.wrap(await approval.send_back(info.context.viewer, id, word))

    @strawberry.mutation(
        description="One person alone, in an emergency: needs a reason and a fresh sign-in, and every administrator gets a mail.",
        extensions=[Require(WRITERS)],
    )
    async def override_notice(self, info: Info, input: NoticeInput, client_mutation_id: str, reason: str) -> PublishResult:
        return await _result(info, await approval.override(info.context.viewer, input.form(), client_mutation_id, reason))


async def _result(info: Info, done: notice.Published) -> PublishResult:
    [view] = await notice.views(info.context.viewer, [done.notice])
    return PublishResult(notice=Notice.wrap(view), households=done.households, members=done.members, dry_run=False)
