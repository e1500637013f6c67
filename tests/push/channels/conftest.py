"""What the tests of the channels share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from push.channels.fcm import FcmSender
from push.channels.fcm_account import FcmAccount
from tests.servers.fcm_service import FcmService


@pytest.fixture
async def fcm_account(fcm_service: FcmService, tmp_path: Path) -> FcmAccount:
    """The account of the strict FCM."""
    return FcmAccount(fcm_service.account_file(tmp_path / "account.json"), fcm_service.endpoint, timeout=1)


@pytest.fixture
async def fcm_sender(fcm_account: FcmAccount) -> AsyncIterator[FcmSender]:
    """Sends to the strict FCM."""
    sender = FcmSender(fcm_account, timeout=1)
    yield sender
    await sender.close()
