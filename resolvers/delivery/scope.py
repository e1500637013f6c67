"""Which part of a run a viewer sees."""

from uuid import UUID

from models.place import House
from resolvers.access import DESK_ROLES, Staff, Viewer, area, is_limited, require_staff, visible_notices
from resolvers.errors import NotFound


async def require_notice(viewer: Viewer, notice_id: UUID) -> None:
    """Ask before anything of the run of one notice is shown at the desk.

    Raises:
        NotAllowed: staff at a desk only.
        NotFound: there is no such notice for the viewer.
    """
    require_staff(viewer, DESK_ROLES)
    if not await (await visible_notices(viewer)).filter(id=notice_id).exists():
        raise NotFound


async def houses_of(viewer: Viewer) -> list[UUID] | None:
    """The houses of staff who work in some only; None is all."""
    if isinstance(viewer, Staff) and is_limited(viewer):
        return [house.id for house in await House.filter(area(viewer))]
    return None


def inside(houses: list[UUID] | None) -> str:
    """A condition on `house_id`; UUIDs only, so nothing can be smuggled in."""
    if houses is None:
        return ""
    listed = ", ".join(f"'{house}'" for house in houses)
    return f" AND house_id IN ({listed})" if listed else " AND 1 = 0"
