"""FCM through worker and ledger: which answers cost a device, an attempt or nothing (FC-01..07)."""

from pathlib import Path

import pytest

from models.delivery import Delivery, DeliveryAttempt
from models.device import Device
from models.keyring import Keyring
from tests.push.world import World, worker
from tests.servers.fcm_errors import Failure
from tests.servers.fcm_service import FcmService

ROWS: list[tuple[str, Failure, str, str | None, int, int]] = [
    # row, answer, state, reason, attempts used up, devices left
    ("FC-01", Failure.UNREGISTERED, "failed", "target_gone", 1, 0),
    ("FC-02", Failure.SENDER_ID_MISMATCH, "queued", "configuration", 0, 1),
    ("FC-03", Failure.INVALID_VALUE, "failed", "payload", 1, 1),
    ("FC-03", Failure.INVALID_TOKEN, "failed", "payload", 1, 1),
    ("FC-04", Failure.UNAUTHENTICATED, "queued", "configuration", 0, 1),
    ("FC-05", Failure.THIRD_PARTY_AUTH_ERROR, "queued", "configuration", 0, 1),
    ("FC-06", Failure.QUOTA_EXCEEDED, "queued", None, 1, 1),
    ("FC-07", Failure.UNAVAILABLE, "queued", None, 1, 1),
    ("FC-07", Failure.EMPTY, "queued", None, 1, 1),
]


@pytest.mark.parametrize(("row", "failure", "state", "reason", "attempts", "devices"), ROWS)
async def test_what_an_answer_costs(
    *,
    world: World,
    keyring: Keyring,
    fcm_service: FcmService,
    tmp_path: Path,
    row: str,
    failure: Failure,
    state: str,
    reason: str | None,
    attempts: int,
    devices: int,
) -> None:
    """FC-01..FC-07: one attempt is written down for each try; nothing but a token that is gone costs a device."""
    reader = await world.member()
    phone = await world.phone(reader, fcm_service)
    fcm_service.fail(phone, failure)
    notice = await world.publish([reader])
    working = worker(keyring, fcm=fcm_service, folder=tmp_path)
    await working.run_until_idle()
    await working.close()
    delivery = await Delivery.get(broadcast__notice_id=notice.id, channel="fcm")
    assert (delivery.state, delivery.reason, delivery.attempt) == (state, reason, attempts), row
    assert await Device.all().count() == devices
    (tried,) = await DeliveryAttempt.filter(delivery_id=delivery.pk)
    assert tried.status.startswith(str(failure.status))
    assert phone not in tried.target_hash


async def test_fc_14_each_phone_gets_its_own_message(world: World, keyring: Keyring, fcm_service: FcmService, tmp_path: Path) -> None:
    """FC-14: no batch and no topic, so that who moves out gets nothing from that moment on."""
    readers = [await world.member(f"Muster{number}") for number in range(3)]
    phones = [await world.phone(reader, fcm_service) for reader in readers]
    await world.publish(readers)
    working = worker(keyring, fcm=fcm_service, folder=tmp_path)
    await working.run_until_idle()
    await working.close()
    assert sorted(message.token for message in fcm_service.messages) == sorted(phones)
    assert all(set(message.content) == {"token", "notification", "data", "android"} for message in fcm_service.messages)
