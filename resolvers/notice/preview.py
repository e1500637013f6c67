"""Before sending: whom it reaches, what it will look like, and what staff should think about."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models import clock
from models.language import TRANSLATED
from models.notice import NoticeKind, Urgency
from models.place import District
from push import preview as words
from push.message import PushText
from push.notice_words import Place
from push.render import Renderer
from resolvers import audience
from resolvers.access import Viewer
from resolvers.notice.form import NoticeInput, check_moments, draft
from resolvers.notice.publish import is_wide, require_sender
from resolvers.notice.translate import LanguageReach, missing

NIGHT_BEGINS = 22
NIGHT_ENDS = 6


class NoticeWarning(StrEnum):
    """What the app asks staff about; codes, worded there."""

    NIGHT = "night"
    WINDOW_BEGUN = "window_begun"
    CONTACT_MISSING = "contact_missing"
    WIDE = "wide"
    MEETING = "meeting"
    NOBODY = "nobody"
    LANGUAGE_MISSING = "language_missing"
    MODERNISATION = "modernisation"
    RENT_INCREASE = "rent_increase"
    TERMINATION = "termination"


_NEEDS_LETTER = {
    NoticeWarning.MODERNISATION: re.compile(r"modernisier|energetische sanierung|wärmedämm|heizungstausch|fenstertausch"),
    NoticeWarning.RENT_INCREASE: re.compile(r"(miet|gebühr)erhöhung|(miete|nutzungsgebühr)\w*\b.{0,40}\b(erhöh|anpass|angepass|steig)"),
    NoticeWarning.TERMINATION: re.compile(r"(?<!an)kündig"),
}
"""What such a text speaks of, in lower case. It only asks staff to think: a notice in the stairwell takes no such step in law."""


@dataclass(frozen=True, slots=True)
class AudiencePreview:
    """Reach in households and persons, in languages, and what staff should think about; nothing is written."""

    reach: audience.Preview
    warnings: list[NoticeWarning]
    languages: list[LanguageReach]


async def preview(viewer: Viewer, form: NoticeInput) -> AudiencePreview:
    """Count an audience; the notice may still be incomplete.

    Raises:
        NotAllowed: the role does not send this, or the audience reaches beyond its area.
        InvalidInput: a target of the audience is unknown, or a time has no offset or lies out of reach.
    """
    require_sender(viewer, form.urgency)
    check_moments(form, await clock.now())
    reach = await audience.preview(
        viewer, form.audience, urgency=form.urgency, is_outage=form.is_outage, starts_at=form.starts_at, ends_at=form.ends_at
    )
    read = await audience.languages(viewer, form.audience, starts_at=form.starts_at, ends_at=form.ends_at)
    languages = [LanguageReach(one, read[one], missing(form, one)) for one in TRANSLATED if one in read]
    asks = warnings(form, await clock.now(), members=reach.members, districts=reach.districts)
    if any(one.missing for one in languages):
        asks.append(NoticeWarning.LANGUAGE_MISSING)
    return AudiencePreview(reach, asks, languages)


@dataclass(frozen=True, slots=True)
class RenderedNotice:
    """The very words the mail and the push would carry, for one reader in the first house."""

    mail: PushText
    push: PushText


async def rendered(form: NoticeInput, reach: audience.Preview, renderer: Renderer) -> RenderedNotice:
    """What a reader would get; the notice may still be incomplete."""
    places: list[Place] = []
    if reach.houses:
        house = reach.houses[0].house
        district = await District.get_or_none(id=house.district_id) if house.district_id else None
        places.append(Place(house.address, district.name if district else ""))
    now = await clock.now()
    notice = draft(form, now)
    notice.published_at = now
    return RenderedNotice(words.notice_mail(renderer, notice, places), words.notice_push(renderer, notice, places))


def warnings(form: NoticeInput, now: datetime, *, members: int, districts: int) -> list[NoticeWarning]:
    """`wide`: more than one district or 500 people (AU-16). `meeting`: a notice does not replace the convocation of § 46 GenG.

    `modernisation`, `rent_increase`, `termination`: what needs text form or writing to each tenant, §§ 555c, 558a and 568 BGB.
    """
    said = " ".join((form.title, form.cause, form.body)).casefold()
    hour = now.astimezone(clock.BERLIN).hour
    asks = {
        NoticeWarning.NOBODY: members == 0,
        NoticeWarning.NIGHT: form.urgency is Urgency.URGENT and not NIGHT_ENDS <= hour < NIGHT_BEGINS,
        NoticeWarning.WINDOW_BEGUN: not form.is_emergency and form.starts_at is not None and form.starts_at <= now,
        NoticeWarning.CONTACT_MISSING: form.is_outage and not form.contact.strip(),
        NoticeWarning.WIDE: is_wide(members=members, districts=districts),
        NoticeWarning.MEETING: form.kind is NoticeKind.MEETING,
        **{warning: words.search(said) is not None for warning, words in _NEEDS_LETTER.items()},
    }
    return [warning for warning, applies in asks.items() if applies]
