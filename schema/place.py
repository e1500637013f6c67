"""Districts and houses."""

from typing import Annotated
from uuid import UUID

import strawberry

from models import place as models_place
from models.database import as_uuid
from models.place import UnitKind
from models.token import TokenScope
from resolvers import place
from schema.context import Info
from schema.paging import Connection, connection
from schema.permissions import NOTICE_READERS, IntegratorScope, Require

strawberry.enum(UnitKind)
READERS = (NOTICE_READERS, IntegratorScope(TokenScope.MEMBERS_READ))


@strawberry.type
class House:
    id: UUID
    street: str
    number: str
    entrance: str
    address: str
    postal_code: str
    city: str
    district_id: strawberry.Private[UUID | None]

    @classmethod
    def from_row(cls, row: models_place.House) -> "House":
        return cls(
            id=row.id,
            street=row.street,
            number=row.number,
            entrance=row.entrance,
            address=row.address,
            postal_code=row.postal_code,
            city=row.city,
            district_id=as_uuid(row.district_id) if row.district_id else None,
        )

    @strawberry.field
    async def district(self, info: Info) -> Annotated["District", strawberry.lazy("schema.place")] | None:
        row = await info.context.loaders.districts.load(self.district_id) if self.district_id else None
        return District.from_row(row) if row else None

    @strawberry.field
    async def household_count(self, info: Info) -> int:
        return await info.context.loaders.house_households.load(self.id)


@strawberry.type
class District:
    id: UUID
    name: str

    @classmethod
    def from_row(cls, row: models_place.District) -> "District":
        return cls(id=row.id, name=row.name)

    @strawberry.field
    async def house_count(self, info: Info) -> int:
        return (await info.context.loaders.district_counts.load(self.id)).houses

    @strawberry.field
    async def household_count(self, info: Info) -> int:
        return (await info.context.loaders.district_counts.load(self.id)).households

    @strawberry.field
    async def houses(self, info: Info, first: int = 50, after: str | None = None) -> Connection[House]:
        return connection(await place.houses(info.context.viewer, first=first, after=after, district_id=self.id), House.from_row)


@strawberry.type
class PlaceQuery:
    @strawberry.field(description="Staff.", extensions=[Require(*READERS)])
    async def districts(self, info: Info, first: int = 50, after: str | None = None) -> Connection[District]:
        return connection(await place.districts(info.context.viewer, first=first, after=after), District.from_row)

    @strawberry.field(extensions=[Require(*READERS)])
    async def houses(
        self, info: Info, first: int = 50, after: str | None = None, district_id: UUID | None = None, search: str = ""
    ) -> Connection[House]:
        page = await place.houses(info.context.viewer, first=first, after=after, district_id=district_id, search=search)
        return connection(page, House.from_row)
