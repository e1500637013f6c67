"""Who reads along for a member: invited, or by deed; the page of an invitation; and whom somebody reads for."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from models.member import Salutation
from models.reader import ReaderKind
from resolvers import reader
from resolvers.access import Tenant as TenantViewer
from resolvers.access import Viewer
from resolvers.reader import Acceptance, Deed, InvitationState, ReaderState, ReaderView
from schema.context import Info
from schema.permissions import MAIL_DESK, Public, Require, TenantOnly

strawberry.enum(ReaderKind, description="INVITED by the member; GUARDIAN and PROXY by deed, registered by staff.")
strawberry.enum(
    ReaderState,
    description="INVITED: not accepted yet. LAPSED: nobody accepted within seven days. OUTSIDE: not within the days of the deed.",
)
strawberry.enum(InvitationState)
strawberry.enum(Salutation)


@strawberry.type(description="Somebody who reads for a member, or is asked to.")
class Reader:
    id: UUID
    kind: ReaderKind
    state: ReaderState
    name: str
    email: str | None = strawberry.field(description="Null to the member where somebody reads by deed.")
    reads_documents: bool
    invited_at: datetime
    accepted_at: datetime | None
    starts_on: date | None
    ends_on: date | None

    @classmethod
    def wrap(cls, view: ReaderView, *, is_desk: bool = False) -> "Reader":
        row = view.row
        return cls(
            id=row.id,
            kind=row.kind,
            state=view.state,
            name=row.name,
            email=None if row.is_by_deed and not is_desk else row.email,
            reads_documents=row.reads_documents,
            invited_at=row.invited_at,
            accepted_at=row.accepted_at,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )


@strawberry.type(description="The same at the desk, with the deed that was seen.")
class MemberReader:
    reader: Reader
    deed_note: str
    deed_seen_at: datetime | None

    @classmethod
    def wrap(cls, view: ReaderView) -> "MemberReader":
        return cls(reader=Reader.wrap(view, is_desk=True), deed_note=view.row.deed_note, deed_seen_at=view.row.deed_seen_at)


@strawberry.type(description="For whom the viewer reads; `memberId` is what `forMember` takes.")
class Reading:
    id: UUID
    member_id: UUID
    name: str
    kind: ReaderKind
    reads_documents: bool
    since: datetime
    ends_on: date | None

    @classmethod
    def wrap(cls, found: reader.Reading) -> "Reading":
        return cls(
            id=found.id,
            member_id=found.member_id,
            name=found.name,
            kind=found.kind,
            reads_documents=found.reads_documents,
            since=found.since,
            ends_on=found.ends_on,
        )


@strawberry.type(description="What the page of an invitation shows to who holds its link.")
class ReaderInvitation:
    state: InvitationState
    member_name: str
    name: str
    email: str
    kind: ReaderKind | None
    reads_documents: bool
    needs_sign_in: bool = strawberry.field(description="The address opens an account already; sign in, then `acceptReadingSignedIn`.")

    @classmethod
    def wrap(cls, found: reader.Invitation) -> "ReaderInvitation":
        return cls(
            state=found.state,
            member_name=found.member_name,
            name=found.name,
            email=found.email,
            kind=found.kind,
            reads_documents=found.reads_documents,
            needs_sign_in=found.needs_sign_in,
        )


@strawberry.input
class AcceptReadingInput:
    token: str
    salutation: Salutation = Salutation.NEUTRAL
    first_name: str
    last_name: str
    password: str
    accepts_privacy: bool
    accepts_terms: bool


@strawberry.input(description="`note`: which paper was seen. Both days are included; without them it has no end.")
class DeedInput:
    kind: ReaderKind
    name: str
    email: str
    note: str
    starts_on: date | None = None
    ends_on: date | None = None


async def for_whom(info: Info, for_member: UUID | None) -> Viewer:
    """Whose notices or documents a field shows: the viewer's own, or those of the member the viewer reads for."""
    return await reader.for_whom(info.context.viewer, for_member)


async def readings(viewer: Viewer) -> list[Reading]:
    """For whom a signed-in member reads."""
    return [Reading.wrap(found) for found in await reader.readings(viewer)] if isinstance(viewer, TenantViewer) else []


@strawberry.type
class ReaderQuery:
    @strawberry.field(description="Who reads for the signed-in member, by deed too.", extensions=[Require(TenantOnly())])
    async def readers(self, info: Info) -> list[Reader]:
        return [Reader.wrap(view) for view in await reader.readers(info.context.viewer)]

    @strawberry.field(description="Who reads for a member, and by which deed.", extensions=[Require(MAIL_DESK)])
    async def member_readers(self, info: Info, member_id: UUID) -> list[MemberReader]:
        return [MemberReader.wrap(view) for view in await reader.of_member(info.context.viewer, member_id)]

    @strawberry.field(description="The page behind the link of an invitation. Looking changes nothing.", extensions=[Require(Public())])
    async def reader_invitation(self, info: Info, token: str) -> ReaderInvitation:
        return ReaderInvitation.wrap(await reader.look(token))


@strawberry.type
class ReaderMutation:
    @strawberry.mutation(
        description="Needs a fresh confirmation. Notices always; documents only where `readsDocuments` says so. Three at most.",
        extensions=[Require(TenantOnly())],
    )
    async def invite_reader(self, info: Info, name: str, email: str, reads_documents: bool = False) -> list[Reader]:
        viewer = info.context.viewer
        await reader.invite(viewer, name=name, email=email, reads_documents=reads_documents)
        return [Reader.wrap(view) for view in await reader.readers(viewer)]

    @strawberry.mutation(description="Somebody the member invited reads no more, at once.", extensions=[Require(TenantOnly())])
    async def end_reader(self, info: Info, id: UUID) -> bool:
        await reader.end_own(info.context.viewer, id)
        return True

    @strawberry.mutation(description="The viewer reads for this member no more.", extensions=[Require(TenantOnly())])
    async def stop_reading(self, info: Info, id: UUID) -> bool:
        await reader.stop(info.context.viewer, id)
        return True

    @strawberry.mutation(
        description="Opens an account for somebody who has none; returns the address they sign in with.", extensions=[Require(Public())]
    )
    async def accept_reading(self, info: Info, input: AcceptReadingInput) -> str:
        form = Acceptance(
            token=input.token,
            first_name=input.first_name,
            last_name=input.last_name,
            password=input.password,
            accepts_privacy=input.accepts_privacy,
            accepts_terms=input.accepts_terms,
            salutation=input.salutation,
        )
        return await reader.accept(info.context.request, form)

    @strawberry.mutation(description="Accepts with the account that is signed in.", extensions=[Require(TenantOnly())])
    async def accept_reading_signed_in(self, info: Info, token: str) -> bool:
        await reader.accept_as(info.context.viewer, info.context.request, token)
        return True

    @strawberry.mutation(description="A guardian or proxy by deed; the member is not asked.", extensions=[Require(MAIL_DESK)])
    async def register_reader(self, info: Info, member_id: UUID, input: DeedInput) -> list[MemberReader]:
        viewer = info.context.viewer
        deed = Deed(input.kind, input.name, input.email, input.note, input.starts_on, input.ends_on)
        await reader.register(viewer, member_id, deed)
        return [MemberReader.wrap(view) for view in await reader.of_member(viewer, member_id)]

    @strawberry.mutation(description="Staff end it, invited or by deed.", extensions=[Require(MAIL_DESK)])
    async def end_member_reader(self, info: Info, reader_id: UUID) -> bool:
        await reader.end_by_staff(info.context.viewer, reader_id)
        return True
