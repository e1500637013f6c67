"""Pages are complete, stable and refuse what is not theirs."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from models.event import Event, Topic
from models.place import District
from resolvers.errors import InvalidInput
from resolvers.paging import Page, paginate

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def districts(*names: str) -> list[District]:
    return [await District.create(external_id=f"D-{index}", name=name) for index, name in enumerate(names)]


async def walk(first: int, order: tuple[str, ...]) -> list[Page[District]]:
    pages: list[Page[District]] = []
    after = None
    while True:
        page = await paginate(District.all(), first=first, after=after, order=order)
        pages.append(page)
        if not page.has_next:
            return pages
        after = page.cursors[-1]


@pytest.mark.parametrize("order", [("name",), ("-name",), ("name", "-external_id"), ("id",)])
async def test_walking_meets_every_row_once_also_among_equal_names(order: tuple[str, ...]) -> None:
    made = await districts("B", "A", "B", "B", "C", "A", "B")
    pages = await walk(3, order)
    assert [len(page.items) for page in pages] == [3, 3, 1]
    assert [page.has_previous for page in pages] == [False, True, True]
    assert {page.total for page in pages} == {7}
    met = [row.id for page in pages for row in page.items]
    assert len(met) == 7
    assert set(met) == {row.id for row in made}
    names = [row.name for page in pages for row in page.items]
    if order[0] != "id":
        assert names == sorted(names, reverse=order[0].startswith("-"))


async def test_a_page_stays_where_it_was_when_rows_arrive_before_it() -> None:
    await districts("B", "D", "F")
    page = await paginate(District.all(), first=2, order=("name",))
    await District.create(external_id="new", name="A")
    following = await paginate(District.all(), first=2, after=page.cursors[-1], order=("name",))
    assert [row.name for row in following.items] == ["F"]
    assert not following.has_next


async def test_times_and_numbers_are_keys_too() -> None:
    for index in range(5):
        await Event.create(topic=Topic.NOTICE, subject_id="0" * 32, created_at=NOON + timedelta(microseconds=index // 2))
    page = await paginate(Event.all(), first=2, order=("-created_at",))
    rest = await paginate(Event.all(), first=5, after=page.cursors[-1], order=("-created_at",))
    seen = [*page.items, *rest.items]
    assert [row.created_at for row in seen] == sorted((row.created_at for row in seen), reverse=True)
    assert len({row.pk for row in seen}) == 5


@pytest.mark.parametrize("first", [0, -1, 101])
async def test_first_is_one_to_a_hundred(first: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await paginate(District.all(), first=first)
    assert refusal.value.field == "first"


def cursor(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "after",
    [
        "",
        "!",
        "ä",
        "abcde",
        cursor({}),
        cursor([]),
        cursor(["A"]),
        cursor(["A", "not a uuid"]),
        cursor([1, "7b8a5a40-6d1a-4b5e-8f5e-0b8b8f0e1a11"]),
        cursor(["A\x00", "7b8a5a40-6d1a-4b5e-8f5e-0b8b8f0e1a11"]),
        cursor([None, "7b8a5a40-6d1a-4b5e-8f5e-0b8b8f0e1a11"]),
        base64.urlsafe_b64encode(b"[" * 5000).decode().rstrip("="),
        base64.urlsafe_b64encode(b"\xff\xfe").decode().rstrip("="),
    ],
)
async def test_a_foreign_cursor_is_refused_by_name(after: str) -> None:
    await districts("A")
    with pytest.raises(InvalidInput) as refusal:
        await paginate(District.all(), first=1, after=after, order=("name",))
    assert refusal.value.field == "after"


@pytest.mark.parametrize(
    "after",
    [
        cursor(["2026-11-24T12:00:00", 1]),
        cursor(["2026-11-24T12:00:00+00:00", 2**63]),
        cursor(["x", True]),
        cursor(["0001-01-01T00:00:00+14:00", 1]),
        cursor(["9999-12-31T23:59:59-14:00", 1]),
    ],
)
async def test_a_cursor_holds_only_values_its_columns_take(after: str) -> None:
    with pytest.raises(InvalidInput):
        await paginate(Event.all(), first=1, after=after, order=("-created_at",))


async def test_a_page_keeps_its_length_when_items_are_exchanged() -> None:
    await districts("A", "B")
    page = await paginate(District.all(), first=2, order=("name",))
    assert list(page.map(lambda row: row.name).items) == ["A", "B"]
    with pytest.raises(ValueError, match="length"):
        page.replace([1])


@pytest.mark.parametrize("name", ["x" * 100_000, "\ud800", "a\x00"])
async def test_a_cursor_holds_only_texts_its_column_takes(name: str) -> None:
    with pytest.raises(InvalidInput):
        await paginate(District.all(), first=1, after=cursor([name, "00000000-0000-4000-8000-000000000000"]), order=("name",))
