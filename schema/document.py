"""Documents (Dokumente für Sie)."""

from collections.abc import AsyncGenerator
from datetime import date, datetime
from uuid import UUID

import strawberry

from models.document import DocumentCategory
from models.event import Topic
from models.token import TokenScope
from resolvers import document
from schema.context import Info
from schema.live import Told
from schema.paging import Connection, connection
from schema.permissions import DESK, DOCUMENT_DESK, IntegratorScope, Require, TenantOnly
from schema.reader import for_whom

strawberry.enum(DocumentCategory)


@strawberry.type
class Document:
    id: UUID
    category: DocumentCategory
    title: str
    period_from: date | None
    period_until: date | None
    published_at: datetime | None
    withdrawn_at: datetime | None
    filename: str
    size: int
    url: str = strawberry.field(description="Path for a signed-in browser; each request is authorised anew.")
    is_new: bool
    concerns: str = strawberry.field(
        description="What it belongs to: contract number and address, house or district; empty for a personal one."
    )

    @classmethod
    def wrap(cls, view: document.DocumentView) -> "Document":
        row = view.document
        return cls(
            id=row.id,
            category=row.category,
            title=row.title,
            period_from=row.period_from,
            period_until=row.period_until,
            published_at=row.published_at,
            withdrawn_at=row.withdrawn_at,
            filename=view.file.filename,
            size=view.file.size,  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - Tortoise leaves it open
            url=view.url,
            is_new=view.is_new,
            concerns=view.concerns,
        )


@strawberry.type(description="Opens the file once, without a header; what breaks off may be gone on with by Range until `expiresAt`.")
class DocumentLink:
    url: str
    expires_at: datetime


@strawberry.input(description="Exactly one of member, contract, house, district.")
class DocumentInput:
    upload_id: UUID
    category: DocumentCategory
    title: str
    period_from: date | None = None
    period_until: date | None = None
    member_id: UUID | None = None
    contract_id: UUID | None = None
    house_id: UUID | None = None
    district_id: UUID | None = None

    def form(self) -> document.DocumentInput:
        """What the resolvers take."""
        return document.DocumentInput(
            upload_id=self.upload_id,
            category=self.category,
            title=self.title,
            period_from=self.period_from,
            period_until=self.period_until,
            member_id=self.member_id,
            contract_id=self.contract_id,
            house_id=self.house_id,
            district_id=self.district_id,
        )


@strawberry.type
class DocumentResult:
    document: Document | None
    recipients: int
    by_mail: int
    dry_run: bool


@strawberry.type
class DocumentQuery:
    @strawberry.field(
        description="Tenant: own documents, newest first. `forMember`: of whom the viewer reads for.", extensions=[Require(TenantOnly())]
    )
    async def documents(
        self,
        info: Info,
        first: int = 20,
        after: str | None = None,
        category: DocumentCategory | None = None,
        for_member: UUID | None = None,
    ) -> Connection[Document]:
        who = await for_whom(info, for_member)
        return connection(await document.documents(who, first=first, after=after, category=category), Document.wrap)

    @strawberry.field(extensions=[Require(TenantOnly(), DESK)])
    async def document(self, info: Info, id: UUID, for_member: UUID | None = None) -> Document | None:
        view = await document.get(await for_whom(info, for_member), id)
        return Document.wrap(view) if view else None


@strawberry.type
class DocumentMutation:
    @strawberry.mutation(extensions=[Require(DOCUMENT_DESK, IntegratorScope(TokenScope.DOCUMENTS_WRITE))])
    async def publish_document(self, info: Info, input: DocumentInput, client_mutation_id: str, dry_run: bool = False) -> DocumentResult:
        done = await document.publish(info.context.viewer, input.form(), client_mutation_id, dry_run=dry_run)
        return DocumentResult(
            document=Document.wrap(done.document) if done.document else None,
            recipients=done.recipients,
            by_mail=done.by_mail,
            dry_run=done.dry_run,
        )

    @strawberry.mutation(extensions=[Require(DOCUMENT_DESK)])
    async def withdraw_document(self, info: Info, id: UUID) -> Document:
        return Document.wrap(await document.withdraw(info.context.viewer, id))

    @strawberry.mutation(
        description="For apps with a bearer session whose download manager sends no header; browsers need none.",
        extensions=[Require(TenantOnly())],
    )
    async def create_document_link(self, info: Info, id: UUID, for_member: UUID | None = None) -> DocumentLink:
        made = await document.mint(info.context.viewer, id, for_member=for_member)
        return DocumentLink(url=f"{info.context.parts.origin}{made.path}", expires_at=made.expires_at)


_told = Told(Topic.DOCUMENT, document.get, document.get_for_each)


@strawberry.type
class DocumentSubscription:
    @strawberry.subscription(extensions=[Require(TenantOnly())])
    async def document_published(self, info: Info, for_member: UUID | None = None) -> AsyncGenerator[Document, None]:
        async for view in _told.to(await for_whom(info, for_member)):
            yield Document.wrap(view)
