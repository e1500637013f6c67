"""Whole stories over HTTP: HTTP in, real SMTP and strict push services out."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.servers.fcm_service import FcmService
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService
from tests.support.running import RunningPortal, Servers, run


@pytest.fixture
async def running(
    database_url: str, tmp_path: Path, mail_server: MailServer, push_service: PushService, fcm_service: FcmService
) -> AsyncIterator[RunningPortal]:
    """The portal with its worker on a fresh database of either kind."""
    async with run(database_url, tmp_path, Servers(mail_server, push_service, fcm_service)) as portal:
        yield portal
