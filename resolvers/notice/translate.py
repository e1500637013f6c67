"""What staff write of a notice in other languages. The German text stays the binding one, and nothing stale stands above it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from models import audit
from models.audit import AuditAction
from models.event import Topic
from models.language import TRANSLATED, Language
from models.notice import Notice, NoticeTranslation
from push import live
from push.tongue import tongue
from resolvers.access import Viewer, actor
from resolvers.notice.form import NoticeInput, Translation

FIELDS = ("title", "body", "cause")


class FreeField(StrEnum):
    """A text of staff; codes, worded in the app."""

    TITLE = "title"
    BODY = "body"
    CAUSE = "cause"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class LanguageReach:
    """How many persons read it in this language, and which texts of staff stand there in German."""

    language: Language
    members: int
    missing: tuple[FreeField, ...]


def missing(form: NoticeInput, language: Language) -> tuple[FreeField, ...]:
    """Which texts of staff this language has no words for; a title of an outage is the portal's own."""
    given = next((one for one in form.translations or () if one.language is language), Translation(language))
    has_own_advice = any(not tongue(language).line(line) for line in (*form.advice_before, *form.advice_during, *form.advice_after))
    found = {
        FreeField.TITLE: not form.is_outage and bool(form.title.strip()) and not given.title.strip(),
        FreeField.BODY: bool(form.body.strip()) and not given.body.strip(),
        FreeField.CAUSE: bool(form.cause.strip()) and not given.cause.strip(),
        FreeField.ADVICE: has_own_advice,
    }
    return tuple(field for field, applies in found.items() if applies)


async def put(notice_id: UUID, translations: Collection[Translation]) -> None:
    """Exactly these, in the caller's transaction."""
    await NoticeTranslation.filter(notice_id=notice_id).delete()
    await NoticeTranslation.bulk_create(
        [
            NoticeTranslation(notice_id=notice_id, language=one.language, title=one.title, body=one.body, cause=one.cause)
            for one in translations
        ]
    )


async def of(notice_id: UUID) -> tuple[Translation, ...]:
    """Those there are, in the order of the languages."""
    rows = {row.language: row for row in await NoticeTranslation.filter(notice_id=notice_id)}
    found = [rows[language] for language in TRANSLATED if language in rows]
    return tuple(Translation(row.language, row.title, row.body, row.cause) for row in found)


async def drop_outdated(notice_id: UUID, changed: Collection[str]) -> None:
    """What was translated of German texts that are other ones now; in the caller's transaction."""
    gone = {name: "" for name in FIELDS if name in changed}
    if not gone:
        return
    await put(notice_id, [one for one in [replace(one, **gone) for one in await of(notice_id)] if one.title or one.body or one.cause])


async def replace_all(viewer: Viewer, notice: Notice, translations: Collection[Translation]) -> None:
    """As they are to stand from now on, with their record; in the caller's transaction."""
    await put(notice.id, translations)
    details: dict[str, object] = {"languages": [one.language.value for one in translations]}
    await audit.record(AuditAction.NOTICE_TRANSLATED, actor(viewer), object_kind="notice", object_id=notice.id, details=details)
    await live.notify(Topic.NOTICE, notice.id)
