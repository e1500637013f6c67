"""Empfängerkreis: reach before sending."""

from uuid import UUID

import strawberry

from models.audience import AudienceScope
from push.message import PushText
from resolvers import notice
from resolvers.audience import RuleView
from schema.place import House
from schema.scalars import Language

strawberry.enum(notice.FreeField, name="FreeField", description="A text that staff write.")


@strawberry.type(description="A rule of the audience in words; `name` is empty where they are gone, or not the viewer's to know.")
class AudienceRule:
    scope: AudienceScope
    is_exclusion: bool
    id: UUID | None
    name: str

    @classmethod
    def wrap(cls, view: RuleView) -> "AudienceRule":
        rule = view.rule
        return cls(scope=rule.scope, is_exclusion=rule.is_exclusion, id=rule.id, name=view.name)


@strawberry.type
class AudienceHouse:
    house: House
    households: int


@strawberry.type
class MessagePreview:
    title: str
    body: str

    @classmethod
    def wrap(cls, text: PushText) -> "MessagePreview":
        return cls(title=text.title, body=text.body)


@strawberry.type(description="`missing`: texts of staff without words in this language; they are shown as they are, marked as German.")
class LanguageReach:
    language: Language
    members: int
    missing: list[notice.FreeField]

    @classmethod
    def wrap(cls, reach: notice.LanguageReach) -> "LanguageReach":
        return cls(language=reach.language, members=reach.members, missing=list(reach.missing))


@strawberry.type(description="Reach counted in households and persons, per channel, before sending.")
class AudiencePreview:
    households: int
    members: int
    by_push: int
    by_mail: int
    paper_households: int
    other_languages: int
    languages: list[LanguageReach] = strawberry.field(
        description="Who reads another language than German, and what of it they get in German."
    )
    sample_names: list[str]
    houses: list[AudienceHouse]
    warnings: list[str]
    mail: MessagePreview
    push: MessagePreview

    @classmethod
    def wrap(cls, preview: notice.AudiencePreview, rendered: notice.RenderedNotice) -> "AudiencePreview":
        reach = preview.reach
        return cls(
            households=reach.households,
            members=reach.members,
            by_push=reach.by_push,
            by_mail=reach.by_mail,
            paper_households=reach.paper_households,
            other_languages=reach.other_languages,
            languages=[LanguageReach.wrap(each) for each in preview.languages],
            sample_names=reach.sample_names,
            houses=[AudienceHouse(house=House.from_row(each.house), households=each.households) for each in reach.houses],
            warnings=[warning.value for warning in preview.warnings],
            mail=MessagePreview.wrap(rendered.mail),
            push=MessagePreview.wrap(rendered.push),
        )
