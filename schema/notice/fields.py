"""The board, one notice, its life, and the open board."""

from collections.abc import AsyncGenerator
from datetime import datetime
from uuid import UUID

import strawberry

from models.event import Topic
from models.notice import UpdateKind
from models.token import TokenScope
from resolvers import notice
from resolvers.access import Viewer
from resolvers.notice import NoticeInput as NoticeForm
from schema import permissions
from schema.context import Info
from schema.live import Told
from schema.notice.audience import AudiencePreview
from schema.notice.types import Notice, NoticeInput, NoticeTranslationInput
from schema.paging import Connection, connection
from schema.permissions import WRITERS, IntegratorScope, Require, TenantOnly
from schema.reader import for_whom

READERS = (TenantOnly(), permissions.NOTICE_READERS, IntegratorScope(TokenScope.NOTICES_READ))


@strawberry.type
class PublishResult:
    notice: Notice
    households: int
    members: int
    dry_run: bool
    form: strawberry.Private[NoticeForm | None] = None

    @strawberry.field(description="Of publishNotice what `audiencePreview` says: reach, channels, languages, warnings, the words.")
    async def preview(self, info: Info) -> AudiencePreview | None:
        if self.form is None:
            return None
        found = await notice.preview(info.context.viewer, self.form)
        return AudiencePreview.wrap(found, await notice.rendered(self.form, found.reach, info.context.parts.renderer))


@strawberry.type(description="Persons told of the change, told that it concerns them, too, or no more, and not told of it before.")
class ChangeResult:
    notice: Notice
    kind: UpdateKind
    told: int
    joined: int
    left: int
    untold: int
    dry_run: bool


async def _changed(viewer: Viewer, done: notice.Changed) -> ChangeResult:
    [view] = await notice.views(viewer, [done.notice])
    return ChangeResult(
        notice=Notice.wrap(view),
        kind=done.kind,
        told=done.told,
        joined=done.joined,
        left=done.left,
        untold=done.untold,
        dry_run=done.dry_run,
    )


@strawberry.type
class NoticeQuery:
    @strawberry.field(
        description="Tenant: notices for the member's houses, newest first; staff: all they may see. `forMember`: whom one reads for.",
        extensions=[Require(*READERS)],
    )
    async def board(
        self, info: Info, first: int = 20, after: str | None = None, archived: bool = False, for_member: UUID | None = None
    ) -> Connection[Notice]:
        who = await for_whom(info, for_member)
        return connection(await notice.board(who, first=first, after=after, archived=archived), Notice.wrap)

    @strawberry.field(description="Null where it does not exist or is not for the viewer.", extensions=[Require(*READERS)])
    async def notice(self, info: Info, id: UUID, for_member: UUID | None = None) -> Notice | None:
        view = await notice.get(await for_whom(info, for_member), id)
        return Notice.wrap(view) if view else None

    @strawberry.field(
        description="Staff: reach and rendered texts before sending. The notice may still be incomplete.",
        extensions=[Require(WRITERS, IntegratorScope(TokenScope.NOTICES_WRITE))],
    )
    async def audience_preview(self, info: Info, input: NoticeInput) -> AudiencePreview:
        form = input.form()
        preview = await notice.preview(info.context.viewer, form)
        return AudiencePreview.wrap(preview, await notice.rendered(form, preview.reach, info.context.parts.renderer))


@strawberry.type
class NoticeMutation:
    @strawberry.mutation(extensions=[Require(TenantOnly())])
    async def mark_notice_read(self, info: Info, id: UUID) -> Notice:
        return Notice.wrap(await notice.mark_read(info.context.viewer, id))

    @strawberry.mutation(description='The tap on "Gelesen".', extensions=[Require(TenantOnly())])
    async def confirm_notice(self, info: Info, id: UUID) -> Notice:
        return Notice.wrap(await notice.confirm(info.context.viewer, id))

    @strawberry.mutation(extensions=[Require(WRITERS, IntegratorScope(TokenScope.NOTICES_WRITE))])
    async def publish_notice(self, info: Info, input: NoticeInput, client_mutation_id: str, dry_run: bool = False) -> PublishResult:
        viewer, form = info.context.viewer, input.form()
        done = await notice.publish(viewer, form, client_mutation_id, dry_run=dry_run)
        [view] = await notice.views(viewer, [done.notice])
        return PublishResult(notice=Notice.wrap(view), households=done.households, members=done.members, dry_run=done.dry_run, form=form)

    @strawberry.mutation(
        description="Other texts, times or another audience; who knows of it is told what changed. Kind and urgency stay.",
        extensions=[Require(WRITERS)],
    )
    async def change_notice(
        self, info: Info, id: UUID, input: NoticeInput, client_mutation_id: str, *, word: str = "", dry_run: bool = False
    ) -> ChangeResult:
        viewer = info.context.viewer
        return await _changed(viewer, await notice.change(viewer, id, input.form(), client_mutation_id, word=word, dry_run=dry_run))

    @strawberry.mutation(
        description="Another window and nothing else; an `endsAt` of null is an end nobody knows. Who knows of it is told.",
        extensions=[Require(WRITERS)],
    )
    async def reschedule_notice(
        self,
        info: Info,
        id: UUID,
        starts_at: datetime,
        client_mutation_id: str,
        *,
        ends_at: datetime | None = None,
        word: str = "",
        dry_run: bool = False,
    ) -> ChangeResult:
        viewer = info.context.viewer
        return await _changed(
            viewer, await notice.reschedule(viewer, id, starts_at, ends_at, client_mutation_id, word=word, dry_run=dry_run)
        )

    @strawberry.mutation(
        description="Exactly these translations from now on. Nobody is told anew: the binding German text is the same.",
        extensions=[Require(WRITERS)],
    )
    async def translate_notice(self, info: Info, id: UUID, translations: list[NoticeTranslationInput]) -> Notice:
        given = [one.given() for one in translations]
        return Notice.wrap(await notice.translate_notice(info.context.viewer, id, given))

    @strawberry.mutation(description="All-clear, by staff only, to who knows of the outage.", extensions=[Require(WRITERS)])
    async def end_notice(self, info: Info, id: UUID, word: str = "") -> Notice:
        return Notice.wrap(await notice.end(info.context.viewer, id, word))

    @strawberry.mutation(description="Called off; who knows of it is told.", extensions=[Require(WRITERS)])
    async def cancel_notice(self, info: Info, id: UUID, word: str = "") -> Notice:
        return Notice.wrap(await notice.cancel(info.context.viewer, id, word))

    @strawberry.mutation(
        description="It was an error: off the board at once, and who knows of it is told that it does not hold.",
        extensions=[Require(WRITERS)],
    )
    async def retract_notice(self, info: Info, id: UUID, word: str = "") -> Notice:
        return Notice.wrap(await notice.retract(info.context.viewer, id, word))


_told = Told(Topic.NOTICE, notice.get, notice.get_for_each)


@strawberry.type
class NoticeSubscription:
    @strawberry.subscription(description="A notice the viewer may read appeared or changed.", extensions=[Require(*READERS)])
    async def board_changed(self, info: Info, for_member: UUID | None = None) -> AsyncGenerator[Notice, None]:
        async for view in _told.to(await for_whom(info, for_member)):
            if view.notice.published_at is not None:
                yield Notice.wrap(view)
