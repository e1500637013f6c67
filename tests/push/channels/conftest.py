"""What the tests of the channels share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.keyring import Keyring
from push.channels.fcm import FcmSender
from push.channels.fcm_account import FcmAccount
from push.channels.vapid import Vapid
from push.channels.webpush import WebPushSender
from tests.servers.fcm_service import FcmService
from tests.servers.push_service import PushService


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


@pytest.fixture
async def sender(keyring: Keyring, push_service: PushService) -> AsyncIterator[WebPushSender]:
    """Sends to the strict service only."""
    vapid = Vapid(keyring.vapid, "mailto:service@noris.example")
    sender = WebPushSender(vapid, origins=[push_service.origin], timeout=1)
    yield sender
    await sender.close()
