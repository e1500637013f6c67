"""District (Quartier) > house (Haus) > unit (Wohnung, Garage, Laden)."""

from enum import StrEnum

from tortoise import fields

from models.base import Row, enum_field


class UnitKind(StrEnum):
    FLAT = "flat"
    GARAGE = "garage"
    SHOP = "shop"
    OTHER = "other"


class District(Row):
    """A named group of houses; `outline` is a GeoJSON geometry when the cooperative has one."""

    external_id = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=120)
    outline = fields.JSONField[dict[str, object]](null=True)

    class Meta:
        table = "district"


class House(Row):
    """One street address, with its entrance if the ERP has it. `tags` are `kind:value` words such as `lift:A`, `riser:3`."""

    external_id = fields.CharField(max_length=64, unique=True)
    district: fields.ForeignKeyNullableRelation[District] = fields.ForeignKeyField(
        "models.District", related_name="houses", null=True, on_delete=fields.SET_NULL
    )
    street = fields.CharField(max_length=120)
    number = fields.CharField(max_length=16)
    entrance = fields.CharField(max_length=32, default="")
    postal_code = fields.CharField(max_length=16)
    city = fields.CharField(max_length=80)
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    tags = fields.JSONField[list[str]](default=list)

    district_id: object

    class Meta:
        table = "house"
        indexes = (("district_id",),)

    @property
    def address(self) -> str:
        """`Amselweg 12`, with the entrance where there is one."""
        entrance = f", {self.entrance}" if self.entrance else ""
        return f"{self.street} {self.number}{entrance}"


class Unit(Row):
    """What is let in a house, with the ERP's number, floor and position."""

    external_id = fields.CharField(max_length=64, unique=True)
    house: fields.ForeignKeyRelation[House] = fields.ForeignKeyField("models.House", related_name="units", on_delete=fields.RESTRICT)
    kind = enum_field(UnitKind, default=UnitKind.FLAT)
    number = fields.CharField(max_length=32)
    floor = fields.CharField(max_length=32, default="")
    position = fields.CharField(max_length=32, default="")
    tags = fields.JSONField[list[str]](default=list)

    house_id: object

    class Meta:
        table = "unit"
        indexes = (("house_id",),)
