"""What is written, kept on the server while its author types; nobody else sees it before it is planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID, uuid5

import orjson
from tortoise.expressions import Q

from models import clock
from models.database import transaction
from models.draft import DraftState, NoticeDraft
from models.staff import Staff as Employee
from resolvers import text
from resolvers.access import ROLES, Staff, Task, Viewer, is_limited, require_staff
from resolvers.errors import Conflict, InvalidInput, NotAllowed, NotFound
from resolvers.notice.form import NoticeInput
from resolvers.notice.kept import restored
from resolvers.paging import Page, paginate

WRITERS = ROLES[Task.WRITE_NOTICES]
LARGEST = 60_000
MOST_DRAFTS = 50
KEPT = timedelta(days=180)
OWN_STATES = (DraftState.WRITING, DraftState.FAILED)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as its viewer sees it. `form`: what was planned; None while it is only written."""

    row: NoticeDraft
    form: NoticeInput | None
    author: str
    is_mine: bool


def writer(viewer: Viewer) -> Staff:
    """The employee who writes notices.

    Raises:
        NotAllowed: everybody else; programs keep their drafts themselves.
    """
    staff = require_staff(viewer, WRITERS, scope=None)
    if not isinstance(staff, Staff):
        raise NotAllowed
    return staff


async def save(viewer: Viewer, key: UUID, title: str, content: str) -> Draft:
    """Keep what was typed so far, as a JSON object under a name the page has chosen, which means something for this author only.

    The last one to save counts.

    Raises:
        NotAllowed: the viewer writes no notices.
        InvalidInput: the title is too long, it is no JSON object or too large, or there are too many drafts already.
        Conflict: it is planned or sent meanwhile.
    """
    staff = writer(viewer)
    title, kept = text.line(title, field="title", most=160), _parsed(content)
    now, draft_id = await clock.now(), uuid5(staff.staff_id, str(key))
    async with transaction():
        if not await NoticeDraft.exists(id=draft_id):
            if await NoticeDraft.filter(author_id=staff.staff_id, state__in=OWN_STATES).count() >= MOST_DRAFTS:
                raise InvalidInput(f"There are {MOST_DRAFTS} drafts already; delete some.")
            values = {"title": title, "content": kept, "author_id": staff.staff_id, "created_at": now, "updated_at": now}
            await NoticeDraft.get_or_create(id=draft_id, defaults=values)  # pyright: ignore[reportUnknownMemberType] - untyped there
        own = NoticeDraft.filter(id=draft_id, state__in=OWN_STATES)
        if not await own.update(title=title, content=kept, state=DraftState.WRITING, failure=None, updated_at=now):
            raise Conflict("It is planned or sent already.")
    return await get(viewer, draft_id)


async def get(viewer: Viewer, draft_id: UUID) -> Draft:
    """One draft: an own one, or one that was planned.

    Raises:
        NotAllowed: the viewer writes no notices.
        NotFound: there is none for the viewer.
    """
    staff = writer(viewer)
    row = await NoticeDraft.get_or_none(_visible(staff), id=draft_id)
    if row is None:
        raise NotFound
    return (await _views(staff, [row]))[0]


async def mine(viewer: Viewer, *, first: int, after: str | None = None) -> Page[Draft]:
    """What the viewer is writing, and what could not go; the latest first.

    Raises:
        NotAllowed: the viewer writes no notices.
        InvalidInput: first or after.
    """
    staff = writer(viewer)
    own = NoticeDraft.filter(author_id=staff.staff_id, state__in=OWN_STATES)
    page = await paginate(own, first=first, after=after, order=("-updated_at",))
    return page.replace(await _views(staff, page.items))


async def planned(viewer: Viewer, *, first: int, after: str | None = None) -> Page[Draft]:
    """What waits for its moment, the next one first; who has an area sees what they planned themselves.

    Raises:
        NotAllowed: the viewer writes no notices.
        InvalidInput: first or after.
    """
    staff = writer(viewer)
    page = await paginate(
        NoticeDraft.filter(_visible(staff), state=DraftState.PLANNED, publish_at__isnull=False),
        first=first,
        after=after,
        order=("publish_at",),
    )
    return page.replace(await _views(staff, page.items))


async def discard(viewer: Viewer, draft_id: UUID) -> bool:
    """Throw an own draft away; false where there is none any more.

    Raises:
        NotAllowed: the viewer writes no notices.
        Conflict: it is planned; stop it first.
    """
    own = NoticeDraft.filter(id=draft_id, author_id=writer(viewer).staff_id)
    if await own.filter(state__in=OWN_STATES).delete():
        return True
    if await own.filter(state=DraftState.PLANNED).exists():
        raise Conflict("It is planned; stop it first.")
    return False


async def purge() -> int:
    """Forget drafts nobody touched for half a year, and those that became notices."""
    old = NoticeDraft.filter(updated_at__lt=await clock.now() - KEPT)
    return await old.exclude(state=DraftState.PLANNED).delete()


def _visible(staff: Staff) -> Q:
    own = Q(author_id=staff.staff_id)
    return own if is_limited(staff) else own | ~Q(state__in=OWN_STATES)


async def _views(staff: Staff, rows: Sequence[NoticeDraft]) -> list[Draft]:
    names: dict[object, str] = {row.id: row.name for row in await Employee.filter(id__in=[row.author_id for row in rows if row.author_id])}
    return [
        Draft(row, restored(row.form) if row.form else None, names.get(row.author_id, ""), row.author_id == staff.staff_id) for row in rows
    ]


def _parsed(content: str) -> dict[str, object]:
    if len(content.encode()) > LARGEST:
        raise InvalidInput("The draft is too large.", field="content")
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        found = None
    # No database keeps the character 0; an escaped backslash before "u0000" makes it other text.
    if not isinstance(found, dict) or b"\\u0000" in orjson.dumps(found).replace(b"\\\\", b""):
        raise InvalidInput("The draft must be a JSON object.", field="content")
    return cast("dict[str, object]", found)
