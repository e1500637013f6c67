"""A notice in another language than German."""

import strawberry

from push import translation
from resolvers import notice
from schema.scalars import Language


@strawberry.type(description="`isGerman`: as staff wrote it.")
class SpokenFact:
    label: str
    text: str
    is_german: bool


@strawberry.type(description="What to do. `isGerman`: as staff wrote it.")
class SpokenSection:
    title: str
    items: list[str]
    is_german: bool

    @classmethod
    def wrap(cls, section: translation.Section) -> "SpokenSection":
        return cls(title=section.title, items=list(section.items), is_german=section.is_german)


@strawberry.type(
    description="How a notice stands, in one language. `german`: a sentence of staff, as they wrote it. `binding`: that German is. "
    "Addresses, names and numbers are isolated by U+2068 and U+2069."
)
class SpokenNotice:
    language: Language
    band: str
    title: str
    is_danger: bool
    paragraphs: list[str]
    facts: list[SpokenFact]
    german: str
    sections: list[SpokenSection]
    closing: list[str]
    binding: str

    @classmethod
    def wrap(cls, spoken: notice.SpokenNotice) -> "SpokenNotice":
        return cls(
            language=spoken.language,
            band=spoken.band,
            title=spoken.title,
            is_danger=spoken.is_danger,
            paragraphs=list(spoken.paragraphs),
            facts=[SpokenFact(label=fact.label, text=fact.text, is_german=fact.is_german) for fact in spoken.facts],
            german=spoken.german,
            sections=[SpokenSection.wrap(section) for section in spoken.sections],
            closing=list(spoken.closing),
            binding=spoken.binding,
        )
