"""What every row has."""

from enum import StrEnum
from typing import Any, TypeVar
from uuid import uuid4

from tortoise import fields
from tortoise.models import Model, ModelMeta

E = TypeVar("E", bound=StrEnum)


def enum_field(kind: type[E], **options: Any) -> E:
    """A short text column that holds one value of `kind`; states and codes are enums, never literals.

    The empty description keeps the enum's values out of the schema: a new value needs no migration.
    """
    return fields.CharEnumField(kind, description="", max_length=32, **options)  # pyright: ignore[reportReturnType] - Tortoise types it as CharEnumFieldInstance


class _Undescribed(ModelMeta):
    """Keeps docstrings out of the schema: Tortoise would turn the first line into a table comment and a migration."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> "_Undescribed":
        new_class: Any = super().__new__(mcs, name, bases, attrs)
        new_class._meta.table_description = ""
        return new_class


class _Abstract:
    abstract = True


class Table(Model, metaclass=_Undescribed):
    """Every table of the portal."""

    Meta: Any = _Abstract


class Row(Table):
    """A row with a random id (UUID version 4, 122 random bits: GQ-16)."""

    id = fields.UUIDField(primary_key=True, default=uuid4)

    Meta: Any = _Abstract


class NumberedRow(Table):
    """A row with a counted id, for ledgers and feeds that are read in order."""

    id: fields.Field[int] = fields.BigIntField(primary_key=True)

    Meta: Any = _Abstract
