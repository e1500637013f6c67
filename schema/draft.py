"""Drafts of notices, kept while they are typed; and notices that wait for their moment."""

from datetime import datetime
from uuid import UUID

import orjson
import strawberry

from models.database import as_uuid
from models.draft import DraftFailure, DraftState
from models.notice import NoticeKind, Urgency
from resolvers import draft
from schema.context import Info
from schema.notice import NoticeInput
from schema.paging import Connection, connection
from schema.permissions import WRITERS, Require

strawberry.enum(DraftState)
strawberry.enum(DraftFailure)


@strawberry.type(description="What is written, or planned; there is no notice until it is published.")
class NoticeDraft:
    id: UUID
    title: str
    content: str | None = strawberry.field(description="A JSON object, as its author's page keeps it; null for everybody else.")
    state: DraftState
    failure: DraftFailure | None = strawberry.field(description="Why it could not go at its moment.")
    publish_at: datetime | None
    households: int = strawberry.field(description="Counted when it was planned; the audience is resolved at the moment itself.")
    members: int
    notice_id: UUID | None = strawberry.field(description="What it became.")
    author: str
    is_mine: bool
    kind: NoticeKind | None
    urgency: Urgency | None
    starts_at: datetime | None
    ends_at: datetime | None
    updated_at: datetime

    @classmethod
    def wrap(cls, found: draft.Draft) -> "NoticeDraft":
        row, form = found.row, found.form
        return cls(
            id=row.id,
            title=row.title,
            content=orjson.dumps(row.content).decode() if found.is_mine else None,
            state=row.state,
            failure=row.failure,
            publish_at=row.publish_at,
            households=row.households,
            members=row.members,
            notice_id=as_uuid(row.notice_id) if row.notice_id else None,
            author=found.author,
            is_mine=found.is_mine,
            kind=form.kind if form else None,
            urgency=form.urgency if form else None,
            starts_at=form.starts_at if form else None,
            ends_at=form.ends_at if form else None,
            updated_at=row.updated_at,
        )


@strawberry.type
class DraftQuery:
    @strawberry.field(description="What the viewer is writing, and what could not go; the latest first.", extensions=[Require(WRITERS)])
    async def notice_drafts(self, info: Info, first: int = 20, after: str | None = None) -> Connection[NoticeDraft]:
        return connection(await draft.mine(info.context.viewer, first=first, after=after), NoticeDraft.wrap)

    @strawberry.field(description="What waits for its moment, the next one first.", extensions=[Require(WRITERS)])
    async def planned_notices(self, info: Info, first: int = 20, after: str | None = None) -> Connection[NoticeDraft]:
        return connection(await draft.planned(info.context.viewer, first=first, after=after), NoticeDraft.wrap)

    @strawberry.field(description="One of these, also after it was published.", extensions=[Require(WRITERS)])
    async def notice_draft(self, info: Info, id: UUID) -> NoticeDraft:
        return NoticeDraft.wrap(await draft.get(info.context.viewer, id))


@strawberry.type
class DraftMutation:
    @strawberry.mutation(
        description="Keep what was typed so far under a name of the client's choice; `content` is a JSON object.",
        extensions=[Require(WRITERS)],
    )
    async def save_notice_draft(self, info: Info, key: UUID, title: str, content: str) -> NoticeDraft:
        return NoticeDraft.wrap(await draft.save(info.context.viewer, key, title, content))

    @strawberry.mutation(description="False where there is none any more.", extensions=[Require(WRITERS)])
    async def discard_notice_draft(self, info: Info, id: UUID) -> bool:
        return await draft.discard(info.context.viewer, id)

    @strawberry.mutation(
        description="Publish at a moment; without one in 15 seconds, so that a slip can be stopped. Urgent: with a moment only.",
        extensions=[Require(WRITERS)],
    )
    async def plan_notice(
        self, info: Info, input: NoticeInput, client_mutation_id: str, publish_at: datetime | None = None, draft_id: UUID | None = None
    ) -> NoticeDraft:
        viewer = info.context.viewer
        return NoticeDraft.wrap(await draft.plan(viewer, input.form(), client_mutation_id, publish_at=publish_at, draft_id=draft_id))

    @strawberry.mutation(description="Before its moment: nothing is sent, and it is a draft again.", extensions=[Require(WRITERS)])
    async def stop_notice(self, info: Info, id: UUID) -> NoticeDraft:
        return NoticeDraft.wrap(await draft.stop(info.context.viewer, id))
