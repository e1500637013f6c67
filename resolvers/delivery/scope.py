"""Which part of a run a viewer sees: whom, and by name or not."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from models.database import as_uuid
from models.member import Member
from models.place import House
from push.statement import Kind, is_in, many, run
from resolvers.access import DESK_ROLES, Viewer, area, is_limited, require_staff, visible_members, visible_notices
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
    """The houses of who works in some only; None is all."""
    if is_limited(viewer):
        return [house.id for house in await House.filter(area(viewer))]
    return None


def inside(houses: list[UUID] | None) -> str:
    """A condition on `house_id`; UUIDs only, so nothing can be smuggled in."""
    if houses is None:
        return ""
    listed = ", ".join(f"'{house}'" for house in houses)
    return f" AND house_id IN ({listed})" if listed else " AND 1 = 0"


async def seen(viewer: Viewer, deliveries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of these deliveries (`member_id`, `notice_id`) that the viewer sees, for staff at a desk.

    Staff of an area see of a notice what it told to people there: somebody who has a second flat elsewhere must not carry that house's
    notices to them. What is about no notice goes by the member.
    """
    houses = await houses_of(viewer)
    if houses is None:
        return list(deliveries)
    told = await run(
        "SELECT DISTINCT notice_id, member_id FROM audience_member "  # noqa: S608 - our own constants and UUIDs
        f"WHERE member_id {is_in('$1', Kind.UUID)} AND notice_id {is_in('$2', Kind.UUID)}{inside(houses)}",
        many({as_uuid(row["member_id"]) for row in deliveries}),
        many({as_uuid(row["notice_id"]) for row in deliveries if row["notice_id"]}),
    )
    notices = {(as_uuid(row["notice_id"]), as_uuid(row["member_id"])) for row in told}
    members = set(await visible_members(viewer).values_list("id", flat=True))

    def is_seen(row: dict[str, Any]) -> bool:
        member_id = as_uuid(row["member_id"])
        return (as_uuid(row["notice_id"]), member_id) in notices if row["notice_id"] else member_id in members

    return [row for row in deliveries if is_seen(row)]


def name_of(member: Member) -> str:
    """Empty for a person under an Auskunftssperre (§ 51 BMG): lists of a run are printed and passed on; the member's own page says it."""
    return "" if member.information_barred else member.name
