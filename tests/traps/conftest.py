"""The scene of every trap, on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from models import clock
from models.keyring import Keyring
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService
from tests.support import town as towns
from tests.traps.scene import Scene


@pytest.fixture
async def scene(database: str, tmp_path: Path, mail_server: MailServer, push_service: PushService) -> Scene:
    """Two districts, four houses, eight people, a mail server and a push service."""
    return Scene(await towns.build(), Keyring.load(tmp_path / "secrets"), mail_server, push_service)


@pytest.fixture(autouse=True)
def database_clock() -> Iterator[None]:
    """Put the clock right again after a test that shifted it."""
    yield
    clock.shift(timedelta())
