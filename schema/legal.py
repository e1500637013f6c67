"""Privacy notice, terms, imprint and accessibility statement."""

from datetime import datetime

import strawberry

from models import consent
from models.consent import LegalKind
from models.language import language_of
from resolvers import legal
from schema.context import Info
from schema.permissions import Public, Require
from schema.scalars import Language

strawberry.enum(LegalKind)


@strawberry.type
class LegalText:
    kind: LegalKind
    version: str
    language: Language
    markdown: str
    html: str
    is_sample: bool
    published_at: datetime

    @classmethod
    def from_row(cls, row: consent.LegalText) -> "LegalText":
        return cls(
            kind=row.kind,
            version=row.version,
            language=language_of(row.language),
            markdown=row.body,
            html=legal.html(row.body),
            is_sample=row.is_sample,
            published_at=row.published_at,
        )


@strawberry.type
class LegalQuery:
    @strawberry.field(description="Public: the version in force; DE where the language has none.", extensions=[Require(Public())])
    async def legal_text(self, info: Info, kind: LegalKind, language: Language = Language.DE) -> LegalText:
        return LegalText.from_row(await legal.current(kind, language.value))
