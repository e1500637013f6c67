"""Uploads nobody used go by themselves."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from models import clock
from models.document import Upload
from models.staff import StaffRole
from tests.support.files import uploaded
from tests.support.town import Town
from tests.support.waiting import eventually
from web import housekeeping


@pytest.fixture(autouse=True)
def straight_clock() -> Iterator[None]:
    """Tests may move the clock; afterwards it tells the time again."""
    yield
    clock.shift(timedelta())


async def test_an_upload_nobody_used_is_gone_after_a_day(town: Town, files: Path) -> None:
    await uploaded(await town.staff(StaffRole.EDITOR))
    clock.shift(timedelta(hours=25))
    fresh = await uploaded(await town.staff(StaffRole.EDITOR))

    async def one_is_left() -> bool:
        return [row.id for row in await Upload.all()] == [fresh]

    async with housekeeping.running(every_seconds=0.01):
        await eventually(one_is_left)
    assert len([path for path in files.rglob("*") if path.is_file()]) == 1  # noqa: ASYNC240 - a test's own look at the disk
