"""A notice in the reader's own language, for its page; the binding German text stands below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from models import clock
from models.database import as_uuid
from models.language import TRANSLATED, Language
from models.place import House
from push.notice_words import Place
from push.render import Renderer
from push.tongue import tongue
from push.translation import FreeText, Section, wanted
from resolvers.notice.board import NoticeView

FreeTexts = Mapping[Language, FreeText]


@dataclass(frozen=True, slots=True)
class Fact:
    """Beside its label; `is_german` as staff wrote it."""

    label: str
    text: str
    is_german: bool


@dataclass(frozen=True, slots=True)
class SpokenNotice:
    """How it stands, in one language. Isolates of direction stand in the texts. `german`: a sentence of staff, as they wrote it."""

    language: Language
    band: str
    title: str
    is_danger: bool
    paragraphs: tuple[str, ...]
    facts: tuple[Fact, ...]
    german: str
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    binding: str


def languages(view: NoticeView, free: FreeTexts) -> list[Language]:
    """In which it can be read: outages in every one, other notices in those that staff wrote it in. German is always among them."""
    return [Language.DE, *(one for one in TRANSLATED if wanted(one, free).speaks(view.notice))]


def houses_told(view: NoticeView) -> Sequence[House]:
    """Those the text names: the reader's own. Staff see what a reader in the first house does."""
    return view.houses if view.audience is None else view.houses[:1]


async def in_language(
    view: NoticeView, language: Language, free: FreeTexts, districts: Mapping[UUID, str], renderer: Renderer
) -> SpokenNotice | None:
    """None where there is nothing but the German text. `districts`: the names of those the houses stand in."""
    said = wanted(language, free)
    if not said.speaks(view.notice):
        return None
    places = [Place(house.address, _district(house, districts)) for house in houses_told(view)]
    speaker = renderer.speaker(view.notice, places, said)
    spoken = speaker.page(await clock.now(), is_affected=view.is_affected)
    return SpokenNotice(
        language=language,
        band=spoken.band,
        title=spoken.title,
        is_danger=spoken.is_danger,
        paragraphs=spoken.paragraphs,
        facts=tuple(Fact(label, text, speaker.is_german(label)) for label, text in spoken.facts),
        german=spoken.german,
        sections=spoken.sections,
        closing=spoken.closing,
        binding=tongue(language).general["binding"],
    )


def _district(house: House, districts: Mapping[UUID, str]) -> str:
    return districts.get(as_uuid(house.district_id), "") if house.district_id else ""
