"""The cooperative as everybody may see it."""

import strawberry

from schema.context import Info
from schema.permissions import Public, Require


@strawberry.type
class Cooperative:
    name: str
    short_name: str
    street: str
    city: str
    service_phone: str
    service_hours: str
    service_email: str
    emergency_phone: str
    website: str
    brand_color: str
    has_logo: bool
    number_word: str
    is_demo: bool


@strawberry.type
class CooperativeQuery:
    @strawberry.field(description="Public: name, contact and colours.", extensions=[Require(Public())])
    async def cooperative(self, info: Info) -> Cooperative:
        parts = info.context.parts
        settings = parts.cooperative
        return Cooperative(
            name=settings.name,
            short_name=settings.short_name,
            street=settings.street,
            city=settings.city,
            service_phone=settings.service_phone,
            service_hours=settings.service_hours,
            service_email=settings.service_email,
            emergency_phone=settings.emergency_phone,
            website=settings.website,
            brand_color=settings.brand_color,
            has_logo=settings.logo is not None,
            number_word=parts.number_word,
            is_demo=parts.is_demo,
        )
