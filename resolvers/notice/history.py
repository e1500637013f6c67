"""What became of a notice since it was posted, as its reader was told of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from models.audience import AudienceMember
from models.database import as_uuid
from models.notice import NoticeUpdate
from resolvers.access import Reader, Staff, Tenant, Viewer


class Step(StrEnum):
    """An update as its reader sees it: what changed for everybody, or that it concerns the reader, too (JOINED), or no more (LEFT)."""

    MOVED = "moved"
    LONGER = "longer"
    CHANGED = "changed"
    AREA = "area"
    JOINED = "joined"
    LEFT = "left"
    ENDED = "ended"
    CANCELLED = "cancelled"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class StepView:
    """One update. `told`, `joined` and `left` count persons, and `by` names the employee; tenants are told neither."""

    number: int
    step: Step
    word: str
    at: datetime
    was_starts_at: datetime | None
    was_ends_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    told: int | None
    joined: int | None
    left: int | None
    by: str | None


Steps = Mapping[UUID, Sequence[StepView]]


async def history(viewer: Viewer, ids: Collection[UUID]) -> Steps:
    """The updates of these notices, which the viewer may see, oldest first. Whom one let go is told of none after it."""
    updates = await NoticeUpdate.filter(notice_id__in=list(ids)).order_by("number").select_related("created_by")
    if not updates:
        return {}
    found: dict[UUID, list[StepView]] = {}
    if isinstance(viewer, Tenant | Reader):
        homes: dict[object, list[AudienceMember]] = {}
        for row in await AudienceMember.filter(notice_id__in=list(ids), member_id=viewer.member_id):
            homes.setdefault(row.notice_id, []).append(row)
        for update in updates:
            found.setdefault(as_uuid(update.notice_id), []).extend(as_person_sees([update], homes.get(update.notice_id, [])))
    else:
        for update in updates:
            found.setdefault(as_uuid(update.notice_id), []).append(_of_staff(update, is_named=isinstance(viewer, Staff)))
    return found


def as_person_sees(updates: Iterable[NoticeUpdate], homes: Sequence[AudienceMember]) -> list[StepView]:
    """The updates of one notice for a person with these homes in its snapshot: in with the first, out with the last of them.

    Without any they moved in later, and see what holds for everybody.
    """
    joined_in, left_in = [row.joined_in or 0 for row in homes], [row.left_in for row in homes]
    joined = min(joined_in, default=0)
    left = None if None in left_in else max((number or 0 for number in left_in), default=None)
    found: list[StepView] = []
    for update in updates:
        if update.number < joined or (left is not None and update.number > left):
            continue
        step = Step.LEFT if update.number == left else Step.JOINED if update.number == joined else Step(update.kind.value)
        if step is not Step.AREA:
            found.append(_view(update, step))
    return found


def _of_staff(update: NoticeUpdate, *, is_named: bool) -> StepView:
    by = update.created_by.name if is_named and update.created_by else None
    return _view(update, Step(update.kind.value), counts=(update.told_count, update.joined_count, update.left_count), by=by)


def _view(
    update: NoticeUpdate, step: Step, *, counts: tuple[int | None, int | None, int | None] = (None, None, None), by: str | None = None
) -> StepView:
    told, joined, left = counts
    return StepView(
        number=update.number,
        step=step,
        word=update.word,
        at=update.created_at,
        was_starts_at=update.was_starts_at,
        was_ends_at=update.was_ends_at,
        starts_at=update.starts_at,
        ends_at=update.ends_at,
        told=told,
        joined=joined,
        left=left,
        by=by,
    )
