"""A notice as it is read, and as it is written."""

from datetime import datetime
from uuid import UUID

import strawberry

from models.audience import AudienceScope
from models.database import as_uuid
from models.language import TRANSLATED
from models.notice import NoticeKind, NoticeState, UpdateKind, Urgency
from resolvers import audience, notice
from resolvers.notice import Phase
from schema.context import Info
from schema.notice.audience import AudienceRule
from schema.notice.spoken import SpokenNotice
from schema.place import House
from schema.scalars import Language

strawberry.enum(NoticeKind)
strawberry.enum(Urgency)
strawberry.enum(NoticeState)
strawberry.enum(UpdateKind)
strawberry.enum(AudienceScope)
strawberry.enum(
    Phase,
    description=(
        "Where an outage stands now, by the database's clock. OVERRUN: the planned end has passed and nobody has said a word yet."
    ),
)
strawberry.enum(
    notice.Step,
    name="NoticeStepKind",
    description="An update as its reader was told of it. JOINED: that it concerns them, too; LEFT: that it does no more.",
)


@strawberry.type(description="What became of a notice. The counts are persons; they and `by` are for staff alone.")
class NoticeStep:
    number: int
    step: notice.Step
    word: str = strawberry.field(description="A sentence of staff for everybody who was told.")
    at: datetime
    was_starts_at: datetime | None
    was_ends_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    told: int | None
    joined: int | None
    left: int | None
    by: str | None

    @classmethod
    def wrap(cls, view: notice.StepView) -> "NoticeStep":
        return cls(
            number=view.number,
            step=view.step,
            word=view.word,
            at=view.at,
            was_starts_at=view.was_starts_at,
            was_ends_at=view.was_ends_at,
            starts_at=view.starts_at,
            ends_at=view.ends_at,
            told=view.told,
            joined=view.joined,
            left=view.left,
            by=view.by,
        )


@strawberry.type(
    description="A notice as its reader sees it. `places`: the reader's own houses it concerns (staff: the audience in words)."
)
class Notice:
    id: UUID
    kind: NoticeKind
    urgency: Urgency
    state: NoticeState
    phase: Phase
    is_outage: bool
    is_emergency: bool
    title: str
    body: str
    body_html: str
    cause: str
    starts_at: datetime | None
    ends_at: datetime | None
    advice_before: list[str]
    advice_during: list[str]
    advice_after: list[str]
    contact: str
    published_at: datetime | None
    updated_at: datetime
    ended_at: datetime | None
    is_archived: bool
    places: list[str]
    houses: list[House]
    is_affected: bool = strawberry.field(description="False for a tenant whom a later update let go.")
    revision: int = strawberry.field(description="How often it was changed (SEQUENCE of its calendar entry).")
    changed_at: datetime | None
    is_read: bool
    confirmed_at: datetime | None
    audience: list[AudienceRule] | None = strawberry.field(
        description="Staff: the rules it stands under now, with the names of the day they were chosen. Null for tenants."
    )
    public_path: str | None = strawberry.field(
        description="Staff: the page of this notice that opens without signing in. Null where it went to single flats or persons."
    )
    steps: list[NoticeStep] = strawberry.field(description="What became of it since it was posted, oldest first.")
    view: strawberry.Private[notice.NoticeView]

    @strawberry.field(description="In which it can be read; DE, the binding one, first.")
    async def languages(self, info: Info) -> list[Language]:
        return notice.languages(self.view, await info.context.loaders.free_texts.load(self.id))

    @strawberry.field(description="Staff: what was written of it in other languages. Null for tenants, who have `inLanguage`.")
    async def translations(self, info: Info) -> "list[NoticeTranslation] | None":
        if self.view.audience is None:
            return None
        free = await info.context.loaders.free_texts.load(self.id)
        found = [(language, free[language]) for language in TRANSLATED if language in free]
        return [NoticeTranslation(language=one, title=text.title, body=text.body, cause=text.cause) for one, text in found]

    @strawberry.field(description="What stands above the German text for who reads this language. Null where nothing does.")
    async def in_language(self, info: Info, language: Language) -> SpokenNotice | None:
        free = await info.context.loaders.free_texts.load(self.id)
        ids = {as_uuid(house.district_id) for house in notice.houses_told(self.view) if house.district_id is not None}
        districts = {row.id: row.name for row in await info.context.loaders.districts.load_many(list(ids)) if row is not None}
        spoken = await notice.in_language(self.view, language, free, districts, info.context.parts.renderer)
        return SpokenNotice.wrap(spoken) if spoken else None

    @classmethod
    def wrap(cls, view: notice.NoticeView) -> "Notice":
        row = view.notice
        return cls(
            id=row.id,
            kind=row.kind,
            urgency=row.urgency,
            state=row.state,
            phase=view.phase,
            is_outage=row.is_outage,
            is_emergency=row.is_emergency,
            title=row.title,
            body=row.body,
            body_html=view.body_html,
            cause=row.cause,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            advice_before=row.advice_before,
            advice_during=row.advice_during,
            advice_after=row.advice_after,
            contact=row.contact,
            published_at=row.published_at,
            updated_at=row.updated_at,
            ended_at=row.ended_at,
            is_archived=view.is_archived,
            places=list(view.places),
            houses=[House.from_row(house) for house in view.houses],
            is_affected=view.is_affected,
            revision=row.revision,
            changed_at=row.changed_at,
            is_read=view.is_read,
            confirmed_at=view.confirmed_at,
            audience=None if view.audience is None else [AudienceRule.wrap(rule) for rule in view.audience],
            public_path=notice.public_path(view),
            steps=[NoticeStep.wrap(step) for step in view.steps],
            view=view,
        )


@strawberry.input
class AudienceRuleInput:
    scope: AudienceScope
    is_exclusion: bool = False
    id: UUID | None = None


@strawberry.type(description="What staff wrote of a notice in another language; an empty text was not translated.")
class NoticeTranslation:
    language: Language
    title: str
    body: str
    cause: str

    @classmethod
    def wrap(cls, given: notice.Translation) -> "NoticeTranslation":
        return cls(language=given.language, title=given.title, body=given.body, cause=given.cause)


@strawberry.input(description="Never DE, and each language once. A title is for notices that are no outage.")
class NoticeTranslationInput:
    language: Language
    title: str = ""
    body: str = ""
    cause: str = ""

    def given(self) -> notice.Translation:
        """What the resolvers take."""
        return notice.Translation(self.language, self.title, self.body, self.cause)


@strawberry.input
class NoticeInput:
    kind: NoticeKind
    urgency: Urgency = Urgency.ORDINARY
    is_emergency: bool = False
    title: str
    body: str = ""
    cause: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    advice_before: list[str] = strawberry.field(default_factory=list[str])
    advice_during: list[str] = strawberry.field(default_factory=list[str])
    advice_after: list[str] = strawberry.field(default_factory=list[str])
    contact: str = ""
    audience: list[AudienceRuleInput]
    translations: list[NoticeTranslationInput] | None = strawberry.field(
        default=None, description="Null leaves those there are, but of texts that are other ones now."
    )

    def form(self) -> notice.NoticeInput:
        """What the resolvers take."""
        return notice.NoticeInput(
            kind=self.kind,
            title=self.title,
            audience=audience.rules_from(self.audience),
            urgency=self.urgency,
            is_emergency=self.is_emergency,
            body=self.body,
            cause=self.cause,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            advice_before=tuple(self.advice_before),
            advice_during=tuple(self.advice_during),
            advice_after=tuple(self.advice_after),
            contact=self.contact,
            translations=None if self.translations is None else tuple(one.given() for one in self.translations),
        )
