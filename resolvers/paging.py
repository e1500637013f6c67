"""Keyset paging: every list is a page with opaque cursors, stable while rows are added."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from resolvers.errors import InvalidInput

T = TypeVar("T")
U = TypeVar("U")
M = TypeVar("M", bound=Model)

MOST = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list; `cursors` has one per item, `total` counts the whole list."""

    items: Sequence[T]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool
    total: int

    def map(self, wrap: Callable[[T], U]) -> "Page[U]":
        """The same page with each item wrapped."""
        return self.replace([wrap(item) for item in self.items])

    def replace(self, items: Sequence[U]) -> "Page[U]":
        """The same page with other items, one for each of the old ones."""
        if len(items) != len(self.cursors):
            raise ValueError("a page keeps its length")
        return Page(items, self.cursors, self.has_next, self.has_previous, self.total)


async def paginate(queryset: QuerySet[M], *, first: int, after: str | None = None, order: Sequence[str] = ("id",)) -> Page[M]:
    """One page of `queryset`, sorted by `order` (a leading minus means descending) and then by id, so that the order is total.

    Every field of `order` must be a column of the model itself that is never NULL in these rows.

    Raises:
        InvalidInput: `first` is not 1 to 100 (GQ-01), or `after` is not a cursor of this list.
    """
    _check_first(first)
    if not any(name.lstrip("-") == "id" for name in order):
        order = [*order, "id"]
    names = [name.lstrip("-") for name in order]
    total = await queryset.count()
    rows = queryset
    if after is not None:
        rows = rows.filter(_beyond(order, _decode(queryset.model, names, after)))
    found = await rows.order_by(*order).limit(first + 1)
    items = found[:first]
    cursors = [_encode([getattr(item, name) for name in names]) for item in items]
    return Page(items, cursors, len(found) > first, after is not None, total)


def cut(found: Sequence[dict[str, Any]], model: type[Model], *, first: int, after: str | None = None) -> Page[dict[str, Any]]:
    """One page of rows of `model` that a statement of our own has found, all of them, sorted by `id`.

    Raises:
        InvalidInput: `first` is not 1 to 100 (GQ-01), or `after` is not a cursor of this list.
    """
    _check_first(first)
    beyond = _decode(model, ["id"], after)[0] if after is not None else None
    left = [row for row in found if beyond is None or row["id"] > beyond]
    items = left[:first]
    return Page(items, [_encode([row["id"]]) for row in items], len(left) > first, after is not None, len(found))


def last_seen(model: type[Model], after: str | None) -> int | None:
    """The id in a cursor of a list of rows of `model` that `cut_sorted` makes.

    Raises:
        InvalidInput: `after` is not a cursor of this list.
    """
    return _decode(model, ["id"], after)[0] if after is not None else None


def cut_sorted(
    found: Sequence[dict[str, Any]], behind: int | None, *, first: int, is_listed: Callable[[dict[str, Any]], bool]
) -> Page[dict[str, Any]]:
    """One page of rows sorted in any order, behind the one with the id `behind`.

    That one must be among them, even when it is not listed any more.

    Raises:
        InvalidInput: `first` is not 1 to 100 (GQ-01), or nothing has the id `behind`.
    """
    _check_first(first)
    start = 0
    if behind is not None:
        place = next((place for place, row in enumerate(found) if row["id"] == behind), None)
        if place is None:
            raise InvalidInput("after is not a cursor of this list.", field="after")
        start = place + 1
    left = [row for row in found[start:] if is_listed(row)]
    items = left[:first]
    return Page(items, [_encode([row["id"]]) for row in items], len(left) > first, behind is not None, sum(map(is_listed, found)))


def _check_first(first: int) -> None:
    if not 1 <= first <= MOST:
        raise InvalidInput(f"first must be between 1 and {MOST}.", field="first")


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """`(a, b) > (x, y)` with a direction for each: a > x, or a = x and b > y."""
    beyond = Q()
    equal: dict[str, Any] = {}
    for name, value in zip(order, values, strict=True):
        field = name.lstrip("-")
        comparison = "lt" if name.startswith("-") else "gt"
        beyond |= Q(**equal, **{f"{field}__{comparison}": value})
        equal[field] = value
    return beyond


def _encode(values: Sequence[Any]) -> str:
    texts = [value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, UUID) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode()).decode().rstrip("=")


def _decode(model: type[Model], names: Sequence[str], cursor: str) -> list[Any]:
    try:
        texts = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if not isinstance(texts, list):
            raise TypeError("a cursor is a list")
        pairs = zip(names, cast("list[object]", texts), strict=True)
        return [_value(model, name, text) for name, text in pairs]
    except (binascii.Error, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise InvalidInput("after is not a cursor of this list.", field="after") from error


def _value(model: type[Model], name: str, text: object) -> Any:
    """Only the column's own type: whatever else reached the driver would be a server error."""
    columns = cast("dict[str, Any]", model._meta.fields_map)  # pyright: ignore[reportPrivateUsage, reportUnknownMemberType] - Tortoise has no public way
    kind: type[Any] = columns[name].field_type
    if kind is int:
        if type(text) is not int or not -(2**63) <= text < 2**63:
            raise TypeError("not a number")
        return text
    if not isinstance(text, str) or "\x00" in text:
        raise TypeError("not a text")
    if kind is datetime:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError("a time needs its offset")
        return moment.astimezone(UTC)
    if kind is date:
        return date.fromisoformat(text)
    if kind is UUID:
        return UUID(text)
    text.encode()  # half a surrogate pair, which JSON can spell, raises a ValueError
    if len(text) > columns[name].max_length:
        raise ValueError("longer than the column")
    return text
