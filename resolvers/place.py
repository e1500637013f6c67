"""Districts and houses for staff, with their households counted by the resolver that addresses them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q

from models import bulk
from models.audience import AudienceScope
from models.database import as_uuid, rows
from models.place import District, House
from models.token import TokenScope
from resolvers.access import NOTICE_READERS, Viewer, require_staff, visible_districts, visible_houses
from resolvers.audience.rule import Rule
from resolvers.audience.source import days_of, rules_value, with_audience
from resolvers.paging import Page, paginate

SEARCH_WORDS = 6


@dataclass(frozen=True, slots=True)
class DistrictCounts:
    """Houses of a district in the viewer's area, and the households in them."""

    houses: int = 0
    households: int = 0


async def districts(viewer: Viewer, *, first: int, after: str | None = None) -> Page[District]:
    """The districts the viewer works in, by name.

    Raises:
        NotAllowed: tenants and visitors have no use for the list.
        InvalidInput: first or after.
    """
    require_staff(viewer, NOTICE_READERS, scope=TokenScope.MEMBERS_READ)
    return await paginate(visible_districts(viewer), first=first, after=after, order=("name",))


async def houses(viewer: Viewer, *, first: int, after: str | None = None, district_id: UUID | None = None, search: str = "") -> Page[House]:
    """The houses the viewer works in, by address; `search` matches each word anywhere in street, number, postcode or place.

    Raises:
        NotAllowed: tenants and visitors have no use for the list.
        InvalidInput: first or after.
    """
    require_staff(viewer, NOTICE_READERS, scope=TokenScope.MEMBERS_READ)
    found = visible_houses(viewer)
    if district_id is not None:
        found = found.filter(district_id=district_id)
    for word in search.split()[:SEARCH_WORDS]:
        found = found.filter(Q(street__icontains=word) | Q(number__iexact=word) | Q(postal_code__startswith=word) | Q(city__icontains=word))
    return await paginate(found, first=first, after=after, order=("street", "number", "entrance"))


async def districts_by_id(ids: Collection[UUID]) -> dict[UUID, District]:
    """For houses that were read already."""
    found = await bulk.select(District, [*bulk.column_types(District)], by="id", values=ids)
    return {row["id"]: District(**row) for row in found}


async def households_of_houses(ids: Collection[UUID]) -> dict[UUID, int]:
    """Current households of these houses; a garage counts with its tenant's flat."""
    found = await rows(
        f"{with_audience(await days_of(None, None))} SELECT house_id, COUNT(DISTINCT household) AS households FROM audience "  # noqa: S608 - our own SQL
        "WHERE house_id IS NOT NULL GROUP BY house_id",
        [rules_value([Rule(AudienceScope.HOUSE, id=house) for house in ids])],
    )
    return {as_uuid(row["house_id"]): row["households"] for row in found}


async def district_counts(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, DistrictCounts]:
    """Houses and current households of these districts, as far as the viewer works there."""
    listed = visible_houses(viewer).filter(district_id__in=list(ids))
    own: dict[UUID, UUID] = dict(await listed.values_list("id", "district_id"))
    counted = await rows(
        f"{with_audience(await days_of(None, None))} SELECT h.district_id, COUNT(DISTINCT a.household) AS households "  # noqa: S608 - our own SQL
        "FROM audience a JOIN house h ON h.id = a.house_id GROUP BY h.district_id",
        [rules_value([Rule(AudienceScope.HOUSE, id=house) for house in own])],
    )
    households = {as_uuid(row["district_id"]): int(row["households"]) for row in counted}
    numbers: dict[UUID, int] = {}
    for district in own.values():
        numbers[district] = numbers.get(district, 0) + 1
    return {district: DistrictCounts(number, households.get(district, 0)) for district, number in numbers.items()}
