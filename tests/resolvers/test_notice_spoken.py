"""The page of a notice in its reader's language: how it stands now, above the German text, and what staff wrote marked as German."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from models import clock
from models.language import TRANSLATED, Language
from models.notice import OUTAGE_KINDS, NoticeKind, NoticeTranslation, Urgency
from push.tongue import FIRST_STRONG, POP, tongue
from resolvers import notice
from resolvers.access import Operator, Viewer
from tests.resolvers.test_notice_board import post
from tests.resolvers.test_notice_update import house, posted, water
from tests.support.graphql import answer
from tests.support.town import Town

PAGE = """query ($id: UUID!, $language: Language!) { notice(id: $id) { languages inLanguage(language: $language) {
  language band title isDanger paragraphs facts { label text isGerman } german sections { title items isGerman } closing binding } } }"""
ENGLISH = tongue(Language.EN)


@pytest.fixture(autouse=True)
def straight_clock() -> Iterator[None]:
    """Tests may move the clock; afterwards it tells the time again."""
    yield
    clock.shift(timedelta())


async def page(viewer: Viewer, notice_id: UUID, language: Language = Language.EN) -> Any:
    """As the app asks for it."""
    return (await asked(viewer, notice_id, language))["inLanguage"]


async def asked(viewer: Viewer, notice_id: UUID, language: Language) -> Any:
    """The notice, with the languages it can be read in."""
    found = await answer(viewer, PAGE, id=str(notice_id), language=language.name)
    assert "errors" not in found
    return found["data"]["notice"]


@pytest.mark.parametrize("kind", sorted(OUTAGE_KINDS))
async def test_every_outage_is_told_in_every_language_but_the_binding_one(town: Town, kind: NoticeKind) -> None:
    notice_id, anna = await post(town, kind=kind, title="Ausfall"), await town.tenant("Anna")
    assert await asked(anna, notice_id, Language.DE) == {
        "languages": [language.name for language in Language],
        "inLanguage": None,
    }
    for language in TRANSLATED:
        told = tongue(language)
        said = await page(anna, notice_id, language)
        assert (said["language"], said["binding"]) == (language.name, told.general["binding"])
        assert told.kinds[kind]["off"] in said["paragraphs"]
        where = next(fact for fact in said["facts"] if fact["label"] == told.general["where"])
        assert where["text"].startswith(f"{FIRST_STRONG}Amselweg 2"), "an address keeps its own direction"
        assert where["text"].endswith(POP)


async def test_what_staff_wrote_is_marked_as_german(town: Town) -> None:
    given = {"cause": "Rohrbruch", "body": "Der Keller steht unter Wasser.", "advice_before": ("Keller räumen",)}
    notice_id, anna = await post(town, **given), await town.tenant("Anna")
    said = await page(anna, notice_id, Language.AR)
    assert [fact["text"] for fact in said["facts"] if fact["isGerman"]] == [f"{FIRST_STRONG}Rohrbruch{POP}"]
    assert said["german"] == "Der Keller steht unter Wasser."
    assert [(section["items"], section["isGerman"]) for section in said["sections"]] == [(["Keller räumen"], True)]
    await NoticeTranslation.create(notice_id=notice_id, language=Language.AR, cause="كسر في الأنبوب", body="القبو مغمور بالماء.")
    said = await page(anna, notice_id, Language.AR)
    assert not any(fact["isGerman"] for fact in said["facts"])
    assert f"{FIRST_STRONG}كسر في الأنبوب{POP}" in [fact["text"] for fact in said["facts"]]
    assert (said["german"], said["paragraphs"][-1]) == ("", f"{FIRST_STRONG}القبو مغمور بالماء.{POP}")
    assert (await page(anna, notice_id, Language.EN))["german"] == "Der Keller steht unter Wasser.", "each language for itself"


async def test_the_page_says_how_it_stands(town: Town) -> None:
    """A planned end is no all-clear; an all-clear, a calling off and a mistake are no open danger."""
    anna, now, words = await town.tenant("Anna"), await clock.now(), ENGLISH.general
    urgent = {"urgency": Urgency.URGENT, "is_emergency": True, "starts_at": now - timedelta(minutes=5)}
    kind = ENGLISH.kinds[NoticeKind.WATER]
    emergency, planned = await post(town, **urgent), await post(town)
    said = await page(anna, emergency)
    assert (said["isDanger"], said["band"]) == (True, f"{words['now']}: {kind['head']}")
    assert (await page(anna, planned))["band"] == f"{words['announced']}: {kind['noun']}"
    clock.shift(timedelta(hours=2))
    assert (await page(anna, planned))["band"] == f"{words['now']}: {kind['head']}"
    clock.shift(timedelta(hours=8))
    for notice_id in (emergency, planned):
        said = await page(anna, notice_id)
        assert (said["isDanger"], said["band"]) == (False, words["overdue"])
    await notice.end(Operator(), emergency)
    await notice.cancel(Operator(), planned)
    assert (await page(anna, emergency))["band"] == words["all_clear"]
    said = await page(anna, planned)
    assert (said["band"], said["paragraphs"][-1]) == (words["cancelled"], kind["stays"])
    assert not said["isDanger"]


async def test_whom_an_update_let_go_reads_that_it_is_none_of_theirs(town: Town) -> None:
    form = water(town, "Amselweg 2", "Amselweg 12")
    notice_id = await posted(town, form, "Anna", "Dora")
    await notice.change(Operator(), notice_id, replace(form, audience=(house(town, "Amselweg 2"),)), "less")
    anna, dora = await town.tenant("Anna"), await town.tenant("Dora")
    assert (await page(dora, notice_id))["band"] == ENGLISH.general["left"]
    assert (await page(anna, notice_id))["band"].startswith(ENGLISH.general["announced"])


async def test_other_notices_are_told_in_what_staff_wrote_alone(town: Town) -> None:
    notice_id = await post(town, kind=NoticeKind.BULLETIN, title="Hoffest", body="Wir feiern.", starts_at=None, ends_at=None)
    anna = await town.tenant("Anna")
    assert await asked(anna, notice_id, Language.TR) == {"languages": ["DE"], "inLanguage": None}
    await NoticeTranslation.create(notice_id=notice_id, language=Language.TR, title="Avlu şenliği")
    found = await asked(anna, notice_id, Language.TR)
    assert (found["languages"], found["inLanguage"]["title"]) == (["DE", "TR"], f"{FIRST_STRONG}Avlu şenliği{POP}")
    assert await page(anna, notice_id, Language.EN) is None


async def test_a_foreign_notice_is_told_in_no_language(town: Town) -> None:
    notice_id = await post(town)
    assert await asked(await town.tenant("Emil"), notice_id, Language.AR) is None
