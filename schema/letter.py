"""Welcome letters at the desk: order, see the runs, see who has not registered. The PDF comes from POST /letters/{id}."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from models.letter import LetterKind, LetterOrder
from resolvers import letter
from resolvers.letter import LeftOut, LetterScope
from schema.context import Info
from schema.paging import Connection, connection
from schema.permissions import LETTER_DESK, Require

strawberry.enum(LetterKind)
strawberry.enum(LetterOrder, description="POST: by postcode. HAND: from door to door.")
strawberry.enum(LetterScope, description="MOVED_IN_SINCE: with a contract that begins on that day or later.")
strawberry.enum(LeftOut, name="LetterLeftOut")


@strawberry.input(description="Beside the scope exactly what it needs: since, houseId, districtId, numbers or memberIds.")
class LetterChoiceInput:
    scope: LetterScope
    kind: LetterKind = LetterKind.WELCOME
    sorting: LetterOrder = LetterOrder.POST
    since: date | None = None
    house_id: UUID | None = None
    district_id: UUID | None = None
    numbers: list[str] = strawberry.field(default_factory=list[str], description="Mitgliedsnummern or Vertragsnummern, at most 1000.")
    member_ids: list[UUID] = strawberry.field(default_factory=list[UUID])
    wave: int = strawberry.field(default=letter.MOST_LETTERS, description="At most so many letters; the next order takes the others.")
    again: bool = strawberry.field(default=False, description="Also those who had a letter; their code ends when the new one is printed.")

    def form(self) -> letter.LetterChoice:
        """What the resolvers take."""
        return letter.LetterChoice(
            scope=self.scope,
            kind=self.kind,
            sorting=self.sorting,
            since=self.since,
            house_id=self.house_id,
            district_id=self.district_id,
            numbers=tuple(self.numbers),
            member_ids=tuple(self.member_ids),
            wave=self.wave,
            again=self.again,
        )


@strawberry.type
class LetterOmitted:
    member_id: UUID
    name: str = strawberry.field(description="Empty under an Auskunftssperre.")
    reason: LeftOut


@strawberry.type
class LetterReason:
    reason: LeftOut
    count: int


@strawberry.type
class LetterPreview:
    chosen: int
    printed: int = strawberry.field(description="Letters in this run.")
    later: int = strawberry.field(description="Left for the next runs.")
    reasons: list[LetterReason]
    omitted: list[LetterOmitted] = strawberry.field(description="At most 100, those who are registered last.")
    unknown_numbers: list[str]

    @classmethod
    def wrap(cls, view: letter.LetterPreview) -> "LetterPreview":
        return cls(
            chosen=view.chosen,
            printed=view.printed,
            later=view.later,
            reasons=[LetterReason(reason=reason, count=count) for reason, count in view.reasons.items()],
            omitted=[LetterOmitted(member_id=one.member_id, name=one.name, reason=one.reason) for one in view.omitted],
            unknown_numbers=list(view.unknown_numbers),
        )


@strawberry.type
class LetterRun:
    id: UUID
    kind: LetterKind
    sorting: LetterOrder
    created_at: datetime
    printed_at: datetime | None
    letters: int
    printed: int = strawberry.field(description="Letters that were printed: less than ordered where somebody registered or died meanwhile.")
    print_url: str = strawberry.field(
        description="POST makes the codes and answers with the PDF, once, after a fresh confirmation; ?reissue=1 makes new ones."
    )

    @classmethod
    def wrap(cls, view: letter.RunView) -> "LetterRun":
        row = view.run
        return cls(
            id=row.id,
            kind=row.kind,
            sorting=row.sorting,
            created_at=row.created_at,
            printed_at=row.printed_at,
            letters=view.letters,
            printed=view.printed,
            print_url=f"/letters/{row.id}",
        )


@strawberry.type
class LetterOrderResult:
    preview: LetterPreview
    run: LetterRun | None
    dry_run: bool


@strawberry.type
class UnregisteredMember:
    member_id: UUID
    name: str = strawberry.field(description="Empty under an Auskunftssperre.")
    number: str
    home: str
    letter_on: datetime | None
    reminded_on: datetime | None

    @classmethod
    def wrap(cls, line: letter.Unregistered) -> "UnregisteredMember":
        return cls(
            member_id=line.member_id,
            name=line.name,
            number=line.number,
            home=line.home,
            letter_on=line.letter_on,
            reminded_on=line.reminded_on,
        )


@strawberry.type
class LetterQuery:
    @strawberry.field(description="Newest first.", extensions=[Require(LETTER_DESK)])
    async def letter_runs(self, info: Info, first: int = 20, after: str | None = None) -> Connection[LetterRun]:
        return connection(await letter.runs(info.context.viewer, first=first, after=after), LetterRun.wrap)

    @strawberry.field(description="Active members without an account, by name.", extensions=[Require(LETTER_DESK)])
    async def unregistered_members(
        self, info: Info, first: int = 20, after: str | None = None, house_id: UUID | None = None, district_id: UUID | None = None
    ) -> Connection[UnregisteredMember]:
        page = await letter.unregistered(info.context.viewer, first=first, after=after, house_id=house_id, district_id=district_id)
        return connection(page, UnregisteredMember.wrap)


@strawberry.type
class LetterMutation:
    @strawberry.mutation(
        description="Settles who gets a letter in a run. Codes are made when it is printed, and stand on paper only.",
        extensions=[Require(LETTER_DESK)],
    )
    async def order_letters(
        self, info: Info, input: LetterChoiceInput, client_mutation_id: str, dry_run: bool = False
    ) -> LetterOrderResult:
        done = await letter.order(info.context.viewer, input.form(), client_mutation_id, dry_run=dry_run)
        return LetterOrderResult(
            preview=LetterPreview.wrap(done.preview), run=LetterRun.wrap(done.run) if done.run else None, dry_run=done.dry_run
        )

    @strawberry.mutation(
        description="Takes back an order that was not printed; its members can be chosen again.", extensions=[Require(LETTER_DESK)]
    )
    async def discard_letters(self, info: Info, id: UUID) -> LetterRun:
        return LetterRun.wrap(await letter.discard(info.context.viewer, id))
