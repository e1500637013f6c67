"""Who reads for a member, and for whom somebody reads."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from models import clock
from models.database import as_uuid
from models.reader import Reader, ReaderKind
from resolvers.access import Reader as ReaderViewer
from resolvers.access import Viewer, reading_for, require_tenant, visible_readings
from resolvers.reader import people


class ReaderState(StrEnum):
    """What stands beside the name. LAPSED: nobody accepted within seven days; OUTSIDE: accepted, but not within the days of the deed."""

    INVITED = "invited"
    LAPSED = "lapsed"
    READING = "reading"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class ReaderView:
    """Somebody who reads for a member, or is asked to."""

    row: Reader
    state: ReaderState


@dataclass(frozen=True, slots=True)
class Reading:
    """For whom the viewer reads."""

    id: UUID
    member_id: UUID
    name: str
    kind: ReaderKind
    reads_documents: bool
    since: datetime
    ends_on: date | None


async def readers(viewer: Viewer) -> list[ReaderView]:
    """Who reads for the viewer, guardians and proxies among them: the member knows, though nobody asked (DS-19a)."""
    return await views(require_tenant(viewer).member_id)


async def views(member_id: UUID) -> list[ReaderView]:
    """Everybody who has not ended, in the order they were named."""
    found = await Reader.filter(member_id=member_id, ended_at=None).order_by("invited_at", "id")
    return [ReaderView(row, await _state(row)) for row in found]


async def readings(viewer: Viewer) -> list[Reading]:
    """For whom the viewer reads at this moment, by name."""
    found = await (await visible_readings(viewer)).select_related("member")
    mine = [
        Reading(row.id, as_uuid(row.member_id), row.member.name, row.kind, row.reads_documents, row.accepted_at, row.ends_on)
        for row in found
        if row.accepted_at is not None
    ]
    return sorted(mine, key=lambda reading: (reading.name, reading.id))


async def for_whom(viewer: Viewer, member_id: UUID | None) -> Viewer | ReaderViewer:
    """The viewer, or the viewer as a reader for this member.

    Raises:
        NotAllowed: nobody who could read for a member.
        NotFound: the viewer does not read for this member.
    """
    return viewer if member_id is None else await reading_for(viewer, member_id)


async def _state(row: Reader) -> ReaderState:
    if row.accepted_at is None:
        return ReaderState.LAPSED if await people.has_lapsed(row) else ReaderState.INVITED
    today = (await clock.now()).astimezone(clock.BERLIN).date()
    is_early, is_late = row.starts_on is not None and row.starts_on > today, row.ends_on is not None and row.ends_on < today
    return ReaderState.OUTSIDE if is_early or is_late else ReaderState.READING
