"""A town to live in."""

import pytest

from tests.support import town as towns
from tests.support.town import Town


@pytest.fixture
async def town(database: str) -> Town:
    """Two districts, four houses, eight people, in the open database of either kind."""
    return await towns.build()
