"""Four eyes at the desk: ask for a second person, look, let go or send back; and the override of an emergency (AU-16, AU-17)."""

from datetime import datetime
from uuid import UUID

import strawberry

from models.approval import ApprovalState
from models.database import as_uuid
from models.notice import NoticeKind, Urgency
from models.token import TokenScope
from resolvers import approval, notice
from schema.context import Info
from schema.notice import AudiencePreview, AudienceRule, NoticeInput
from schema.notice.fields import PublishResult
from schema.notice.types import Notice, NoticeTranslation
from schema.paging import Connection, connection
from schema.permissions import ALERT_SENDERS, WRITERS, IntegratorScope, Require

strawberry.enum(ApprovalState)

AUTHORS = (WRITERS, IntegratorScope(TokenScope.NOTICES_WRITE))


@strawberry.type(description="A wide notice that waits for a second person. There is no notice until it is approved.")
class Approval:
    id: UUID
    state: ApprovalState
    seal: str = strawberry.field(description="Names texts, times, audience and counts as they are now; approveNotice takes it.")
    author: str
    is_mine: bool = strawberry.field(description="The viewer asked for it: they may change it or take it back, and cannot approve it.")
    is_by_program: bool = strawberry.field(description="An integrator's token asked; `author` is its name.")
    word: str = strawberry.field(description="Why it came back, or why it was sent without a second person.")
    notice_id: UUID | None = strawberry.field(description="What went out, once it did.")
    kind: NoticeKind
    urgency: Urgency
    is_emergency: bool
    title: str
    body: str
    cause: str
    starts_at: datetime | None
    ends_at: datetime | None
    advice_before: list[str]
    advice_during: list[str]
    advice_after: list[str]
    contact: str
    translations: list[NoticeTranslation]
    audience: list[AudienceRule]
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
            is_by_program=view.is_by_program,
            word=row.word,
            notice_id=as_uuid(row.notice_id) if row.notice_id else None,
            kind=form.kind,
            urgency=form.urgency,
            is_emergency=form.is_emergency,
            title=form.title,
            body=form.body,
            cause=form.cause,
            starts_at=form.starts_at,
            ends_at=form.ends_at,
            advice_before=list(form.advice_before),
            advice_during=list(form.advice_during),
            advice_after=list(form.advice_after),
            contact=form.contact,
            translations=[NoticeTranslation.wrap(one) for one in form.translations or ()],
            audience=[AudienceRule.wrap(rule) for rule in view.rules],
            households=row.households,
            members=row.members,
            districts=row.districts,
            updated_at=row.updated_at,
        )


@strawberry.type
class ApprovalQuery:
    @strawberry.field(
        description="What waits, oldest first; and the viewer's own that came back or ran out.", extensions=[Require(WRITERS)]
    )
    async def approvals(self, info: Info, first: int = 20, after: str | None = None) -> Connection[Approval]:
        return connection(await approval.waiting(info.context.viewer, first=first, after=after), Approval.wrap)

    @strawberry.field(description="One of these.", extensions=[Require(WRITERS)])
    async def approval(self, info: Info, id: UUID) -> Approval:
        return Approval.wrap(await approval.get(info.context.viewer, id))

    @strawberry.field(description="Whom it would reach now, and the mail as its readers would get it.", extensions=[Require(WRITERS)])
    async def approval_preview(self, info: Info, id: UUID) -> AudiencePreview:
        found = await approval.get(info.context.viewer, id)
        preview = await notice.preview(info.context.viewer, found.form)
        return AudiencePreview.wrap(preview, await notice.rendered(found.form, preview.reach, info.context.parts.renderer))


@strawberry.type
class ApprovalMutation:
    @strawberry.mutation(
        description=(
            "Nothing is announced until a second person approves. Asked again with the same clientMutationId it gives the same request as"
            " it stands, so a program learns of the decision."
        ),
        extensions=[Require(*AUTHORS)],
    )
    async def request_approval(self, info: Info, input: NoticeInput, client_mutation_id: str) -> Approval:
        return Approval.wrap(await approval.request(info.context.viewer, input.form(), client_mutation_id))

    @strawberry.mutation(
        description="By its author: other words or another audience. It waits anew, and what a second person had looked at is void.",
        extensions=[Require(*AUTHORS)],
    )
    async def change_approval(self, info: Info, id: UUID, input: NoticeInput) -> Approval:
        return Approval.wrap(await approval.change(info.context.viewer, id, input.form()))

    @strawberry.mutation(description="By its author: it is not to be sent any more.", extensions=[Require(*AUTHORS)])
    async def withdraw_approval(self, info: Info, id: UUID) -> Approval:
        return Approval.wrap(await approval.withdraw(info.context.viewer, id))

    @strawberry.mutation(
        description="Lets it go as it was looked at, once. Needs a fresh confirmation.", extensions=[Require(ALERT_SENDERS)]
    )
    async def approve_notice(self, info: Info, id: UUID, seal: str) -> PublishResult:
        return await _result(info, await approval.approve(info.context.viewer, id, seal))

    @strawberry.mutation(description="Not like this; its author reads why.", extensions=[Require(ALERT_SENDERS)])
    async def send_back_notice(self, info: Info, id: UUID, word: str) -> Approval:
        return Approval.wrap(await approval.send_back(info.context.viewer, id, word))

    @strawberry.mutation(
        description=(
            "One person alone, in an emergency: needs a reason and a fresh sign-in, and every administrator gets a mail. `approvalId`: the"
            " author's own request that this decides."
        ),
        extensions=[Require(WRITERS)],
    )
    async def override_notice(
        self, info: Info, input: NoticeInput, client_mutation_id: str, reason: str, approval_id: UUID | None = None
    ) -> PublishResult:
        form, viewer = input.form(), info.context.viewer
        return await _result(info, await approval.override(viewer, form, client_mutation_id, reason, approval_id=approval_id))


async def _result(info: Info, done: notice.Published) -> PublishResult:
    [view] = await notice.views(info.context.viewer, [done.notice])
    return PublishResult(notice=Notice.wrap(view), households=done.households, members=done.members, dry_run=False)
