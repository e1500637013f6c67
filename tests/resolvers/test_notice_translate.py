"""Staff write a notice in other languages: what is missing is said before sending, and nothing stale stands above the German text."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from models import clock
from models.audit import AuditAction, AuditEntry
from models.consent import Preference
from models.delivery import Broadcast
from models.language import Language
from models.member import Member
from models.notice import Notice, NoticeKind, NoticeTranslation, NoticeUpdate
from models.staff import StaffRole
from resolvers import notice
from resolvers.access import Operator
from resolvers.errors import Conflict, InvalidInput, NotAllowed, NotFound
from resolvers.notice import FreeField, LanguageReach, NoticeInput, NoticeWarning, Translation
from resolvers.notice.kept import restored, stored
from tests.resolvers.test_notice_update import house, water
from tests.support.town import Town, traces

TURKISH = Translation(Language.TR, "Avlu şenliği", "Kutluyoruz.", "")
HEATING = Translation(Language.EN, "", "Please be patient.", "Burst pipe")


async def bulletin(town: Town, **given: Any) -> NoticeInput:
    """A party in the courtyard."""
    form = NoticeInput(NoticeKind.BULLETIN, "Hoffest", (house(town, "Amselweg 2"),), body="Wir feiern.")
    return replace(form, **given)


async def kept(notice_id: UUID) -> dict[Language, tuple[str, str, str]]:
    """What the database holds."""
    return {row.language: (row.title, row.body, row.cause) for row in await NoticeTranslation.filter(notice_id=notice_id)}


async def test_they_go_with_the_notice(town: Town) -> None:
    """Cleaned, in the transaction of the publication; an empty one is none. The page then offers this language."""
    form = await bulletin(town, translations=(replace(TURKISH, title="  Avlu şenliği "), Translation(Language.RU)))
    done = await notice.publish(Operator(), form, "one")
    assert await kept(done.notice.id) == {Language.TR: ("Avlu şenliği", "Kutluyoruz.", "")}
    assert restored(stored(form)) == form


@pytest.mark.parametrize(
    "given",
    [
        (Translation(Language.DE, "Hoffest"),),
        (TURKISH, TURKISH),
        (replace(TURKISH, title="x" * 161),),
        (replace(TURKISH, cause="x" * 301),),
        (replace(TURKISH, body="x" * 20_001),),
    ],
)
async def test_what_cannot_be_kept_is_refused(town: Town, given: tuple[Translation, ...]) -> None:
    before = await traces()
    with pytest.raises(InvalidInput) as refused:
        await notice.publish(Operator(), await bulletin(town, translations=given), "one")
    assert refused.value.field == "translations"
    assert await traces() == before
    done = await notice.publish(Operator(), await bulletin(town), "two")
    with pytest.raises(InvalidInput):
        await notice.translate_notice(Operator(), done.notice.id, given)
    assert await kept(done.notice.id) == {}


async def test_what_is_missing_is_said_before_sending(town: Town) -> None:
    """For each language somebody in the audience reads, with how many they are; what nobody reads is not asked for."""
    await Member.filter(first_name="Anna").update(language="tr")
    bert = await Member.get(first_name="Bert")
    await Preference.create(member=bert, language="ru")
    await Member.filter(first_name="Emil").update(language="ar")
    form = await bulletin(town)
    found = await notice.preview(Operator(), form)
    everything = (FreeField.TITLE, FreeField.BODY)
    assert found.languages == [LanguageReach(Language.TR, 1, everything), LanguageReach(Language.RU, 1, everything)]
    assert NoticeWarning.LANGUAGE_MISSING in found.warnings
    found = await notice.preview(Operator(), replace(form, translations=(TURKISH, Translation(Language.RU, "Праздник", ""))))
    assert found.languages == [LanguageReach(Language.TR, 1, ()), LanguageReach(Language.RU, 1, (FreeField.BODY,))]
    outage = water(town, "Amselweg 2")
    plain = await notice.preview(Operator(), replace(outage, cause="", body=""))
    assert [(one.language, one.missing) for one in plain.languages] == [(Language.TR, ()), (Language.RU, ())]
    assert NoticeWarning.LANGUAGE_MISSING not in plain.warnings, "an outage is worded in every language"
    own = replace(outage, cause="Rohrbruch", body="", advice_before=("Keller räumen",))
    assert (await notice.preview(Operator(), own)).languages[0].missing == (FreeField.CAUSE, FreeField.ADVICE)


async def test_a_language_nothing_is_worded_in_is_german(town: Town) -> None:
    await Member.filter(first_name="Anna").update(language="fi")
    assert (await notice.preview(Operator(), await bulletin(town))).languages == []


async def test_other_german_words_end_their_translation(town: Town) -> None:
    """Only of the text that changed; the others stay. What is sent along counts."""
    now = await clock.now()
    form = replace(water(town, "Amselweg 2"), cause="Rohrbruch", body="Bitte Geduld.", translations=(HEATING,))
    done = await notice.publish(Operator(), form, "one")
    assert await kept(done.notice.id) == {Language.EN: ("", "Please be patient.", "Burst pipe")}
    form = replace(form, translations=None)
    await notice.reschedule(Operator(), done.notice.id, now + timedelta(hours=9), now + timedelta(hours=12), "moved")
    assert await kept(done.notice.id) == {Language.EN: ("", "Please be patient.", "Burst pipe")}
    form = replace(form, starts_at=now + timedelta(hours=9), ends_at=now + timedelta(hours=12), cause="Ventil defekt")
    await notice.change(Operator(), done.notice.id, form, "cause", dry_run=True)
    assert (await kept(done.notice.id))[Language.EN][2] == "Burst pipe", "a dry run changes nothing"
    await notice.change(Operator(), done.notice.id, form, "cause")
    assert await kept(done.notice.id) == {Language.EN: ("", "Please be patient.", "")}
    await notice.change(Operator(), done.notice.id, replace(form, body="Danke."), "body")
    assert await kept(done.notice.id) == {}
    new = (Translation(Language.EN, "", "Thank you.", "Broken valve"),)
    await notice.change(Operator(), done.notice.id, replace(form, body="Danke schön.", translations=new), "both")
    assert await kept(done.notice.id) == {Language.EN: ("", "Thank you.", "Broken valve")}


async def test_a_translation_can_come_later_and_tells_nobody_anew(town: Town) -> None:
    """The German text is the same: no update, no message, but a record; and then the page has it."""
    done = await notice.publish(Operator(), await bulletin(town), "one")
    told = await Broadcast.all().count()
    await notice.translate_notice(Operator(), done.notice.id, [TURKISH])
    assert await kept(done.notice.id) == {Language.TR: ("Avlu şenliği", "Kutluyoruz.", "")}
    assert (await Broadcast.all().count(), await NoticeUpdate.all().count()) == (told, 0)
    entry = await AuditEntry.get(action=AuditAction.NOTICE_TRANSLATED)
    assert entry.details == {"languages": ["tr"]}
    await notice.translate_notice(Operator(), done.notice.id, [TURKISH])
    assert await AuditEntry.filter(action=AuditAction.NOTICE_TRANSLATED).count() == 1, "the same again is nothing"
    await notice.translate_notice(Operator(), done.notice.id, [])
    assert await kept(done.notice.id) == {}


async def test_who_may_not_write_it_translates_nothing(town: Town) -> None:
    done = await notice.publish(Operator(), await bulletin(town), "one")
    foreign = await town.staff(StaffRole.EDITOR, districts=("Nordend",))
    for viewer, refusal in ((await town.tenant("Anna"), NotAllowed), (foreign, NotFound | NotAllowed)):
        before = await traces()
        with pytest.raises(refusal if isinstance(refusal, type) else (NotFound, NotAllowed)):
            await notice.translate_notice(viewer, done.notice.id, [TURKISH])
        assert await traces() == before
        assert await kept(done.notice.id) == {}
    await notice.cancel(Operator(), done.notice.id)
    with pytest.raises(Conflict):
        await notice.translate_notice(Operator(), done.notice.id, [TURKISH])
    assert await kept(done.notice.id) == {}


async def test_nobody_alone_changes_what_a_second_person_let_go(town: Town) -> None:
    """Other words in Turkish are other words (AU-16)."""
    wide = await bulletin(town, audience=(house(town, "Amselweg 2"), house(town, "Ringstraße 1")), translations=(TURKISH,))
    done = await notice.publish(Operator(), wide, "one")
    editor = await town.staff(StaffRole.ADMIN)
    with pytest.raises(NotAllowed):
        await notice.translate_notice(editor, done.notice.id, [replace(TURKISH, body="Başka bir şey.")])
    assert (await kept(done.notice.id))[Language.TR][1] == "Kutluyoruz."
    assert (await Notice.get(id=done.notice.id)).revision == 0


@pytest.mark.parametrize(
    ("title", "warning"),
    [
        ("Ankündigung der Modernisierung", NoticeWarning.MODERNISATION),
        ("Mieterhöhung zum 1. Januar", NoticeWarning.RENT_INCREASE),
        ("Ihre Nutzungsgebühr wird zum Jahr angepasst", NoticeWarning.RENT_INCREASE),
        ("Kündigung des Stellplatzes", NoticeWarning.TERMINATION),
        ("Sommerfest im Hof", None),
        ("Rauchmelder werden geprüft", None),
    ],
)
async def test_what_needs_a_letter_is_asked_about(town: Town, title: str, warning: NoticeWarning | None) -> None:
    """§§ 555c, 558a, 568 BGB."""
    found = await notice.preview(Operator(), await bulletin(town, title=title))
    letters = {NoticeWarning.MODERNISATION, NoticeWarning.RENT_INCREASE, NoticeWarning.TERMINATION}
    assert {one for one in found.warnings if one in letters} == ({warning} if warning else set())
