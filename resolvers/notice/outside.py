"""What everybody may read without signing in: the outages of each district, and one notice by the link on its poster.

The list holds no word that staff typed and no household: kind, time, state and whole houses. What was sent to single flats or persons is
in neither.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.expressions import Q

from models import clock, keyring
from models.audience import AudienceMember, AudienceRule, AudienceScope
from models.database import as_uuid
from models.notice import OUTAGE_KINDS, Notice, NoticeState, NoticeUpdate
from models.place import District, House
from push import notice_link
from resolvers import markdown
from resolvers.access import POSTED_STATES
from resolvers.notice.board import NoticeView, in_order
from resolvers.notice.history import StepView, as_person_sees
from resolvers.notice.phase import Phase, phase

AHEAD = timedelta(days=14)
AFTERWARDS = timedelta(hours=24)
"""How long the list announces an outage, and how long it says that one is over."""
WHOLE_HOUSES = frozenset({AudienceScope.STOCK, AudienceScope.DISTRICT, AudienceScope.HOUSE})
FOR_EVERYBODY = WHOLE_HOUSES | {AudienceScope.ALL_MEMBERS}
_FIRST = (Phase.RUNNING, Phase.OVERRUN, Phase.COMING, Phase.ENDED, Phase.CANCELLED)
_TRANSLITERATED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class OutsideOutage:
    """An outage and the houses of one district it concerns."""

    notice: Notice
    phase: Phase
    houses: Sequence[House]

    @property
    def changed_at(self) -> datetime:
        """When it last became what it is now: by staff, or as its time came."""
        row = self.notice
        by_time = {Phase.RUNNING: row.starts_at, Phase.OVERRUN: row.ends_at}.get(self.phase)
        return max(moment for moment in (row.published_at, row.changed_at, row.ended_at, by_time) if moment is not None)


@dataclass(frozen=True, slots=True)
class OutsideDistrict:
    """A district as its page and feed name it; houses that belong to none have an empty name. `outages`: running ones first."""

    id: UUID | None
    name: str
    slug: str
    outages: Sequence[OutsideOutage]


@dataclass(frozen=True, slots=True)
class OutsideNotice:
    """A notice as its poster shows it. `body_html` is sanitised."""

    notice: Notice
    phase: Phase
    houses: Sequence[House]
    steps: Sequence[StepView]
    body_html: str
    as_of: datetime


async def outages() -> tuple[list[OutsideDistrict], datetime]:
    """All districts by name with what runs, comes within two weeks, or was over within a day; and the moment this was true."""
    now = await clock.now()
    rows = await Notice.filter(
        Q(archived_at__isnull=True) | Q(archived_at__gt=now),
        published_at__isnull=False,
        kind__in=list(OUTAGE_KINDS),
        state__in=POSTED_STATES,
    )
    shown = {row.id: row for row in rows if _is_shown(row, now)}
    houses = await _houses(shown)
    districts = await District.all().order_by("name", "id")
    by_district: dict[UUID | None, list[OutsideOutage]] = {}
    for notice_id, found in houses.items():
        row = shown[notice_id]
        own: dict[UUID | None, list[House]] = {}
        for house in found:
            own.setdefault(as_uuid(house.district_id) if house.district_id else None, []).append(house)
        for district_id, there in own.items():
            by_district.setdefault(district_id, []).append(OutsideOutage(row, phase(row, now), in_order(there)))
    slugs = _slugs(districts)
    listed = [OutsideDistrict(one.id, one.name, slugs[one.id], _sorted(by_district.get(one.id, []))) for one in districts]
    if None in by_district:
        listed.append(OutsideDistrict(None, "", "", _sorted(by_district[None])))
    return listed, now


async def posted(code: str) -> OutsideNotice | None:
    """The notice of a link as long as it hangs; None for a link we did not make, or whose notice hangs no more."""
    notice_id = notice_link.read(keyring.current(), code)
    now = await clock.now()
    states = [*POSTED_STATES, NoticeState.RETRACTED]
    row = await Notice.get_or_none(id=notice_id, published_at__isnull=False, state__in=states) if notice_id else None
    if row is None or (row.archived_at is not None and row.archived_at <= now) or not await is_for_everybody(row.id):
        return None
    updates = await NoticeUpdate.filter(notice_id=row.id).order_by("number")
    houses = in_order((await _houses([row.id])).get(row.id, []))
    return OutsideNotice(row, phase(row, now), houses, as_person_sees(updates, []), markdown.to_html(row.body), now)


def public_path(view: NoticeView) -> str | None:
    """Where everybody reads it without signing in, for staff to hand on; None for tenants, and where it has no such page."""
    scopes = {each.rule.scope for each in view.audience or () if not each.rule.is_exclusion}
    is_open = bool(scopes) and scopes <= FOR_EVERYBODY and view.notice.published_at is not None and not view.is_archived
    return notice_link.path(keyring.current(), view.notice.id) if is_open else None


async def is_for_everybody(notice_id: UUID) -> bool:
    """Whether it went to whole houses or all members, so that a poster of it shows nothing of a household."""
    scopes = await AudienceRule.filter(notice_id=notice_id, is_exclusion=False).values_list("scope", flat=True)
    return bool(scopes) and set(scopes) <= FOR_EVERYBODY


def _is_shown(row: Notice, now: datetime) -> bool:
    match phase(row, now):
        case Phase.RUNNING | Phase.OVERRUN:
            return True
        case Phase.COMING:
            return row.starts_at is not None and row.starts_at <= now + AHEAD
        case Phase.ENDED | Phase.CANCELLED:
            return row.ended_at is not None and row.ended_at > now - AFTERWARDS
        case Phase.NONE:
            return False


async def _houses(notice_ids: Collection[UUID]) -> dict[UUID, list[House]]:
    """The houses each concerns now, of those it was sent to as whole houses."""
    reached = AudienceMember.filter(
        notice_id__in=list(notice_ids), house_id__isnull=False, left_in__isnull=True, scope__in=list(WHOLE_HOUSES)
    )
    pairs = await reached.distinct().values("notice_id", "house_id") if notice_ids else []
    known = {house.id: house for house in await House.filter(id__in=list({pair["house_id"] for pair in pairs}))} if pairs else {}
    found: dict[UUID, list[House]] = {}
    for pair in pairs:
        found.setdefault(as_uuid(pair["notice_id"]), []).append(known[as_uuid(pair["house_id"])])
    return found


def _sorted(found: Iterable[OutsideOutage]) -> list[OutsideOutage]:
    """What runs before what comes before what is over; within each the earliest start first."""
    return sorted(found, key=lambda one: (_FIRST.index(one.phase), one.notice.starts_at or one.changed_at, str(one.notice.id)))


def _slugs(districts: Sequence[District]) -> dict[UUID, str]:
    """Each district's part of an address: "gartenstadt"; of two that sound the same the later one bears its number."""
    found: dict[UUID, str] = {}
    taken = set[str]()
    for district in districts:
        plain = unicodedata.normalize("NFKD", district.name.lower().translate(_TRANSLITERATED)).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
        if not slug or slug in taken:
            slug = f"{slug}-{district.id.hex[:8]}".strip("-")
        taken.add(slug)
        found[district.id] = slug
    return found
