"""FC-13: devices nobody uses any more are forgotten in the end."""

from datetime import timedelta

from models import clock
from models.device import Device, DeviceKind
from push import devices
from tests.push.world import World


async def test_fc_13_devices_are_gone_after_270_days(world: World) -> None:
    """FC-13: to the minute, by the database's clock, for apps and browsers alike."""
    member = await world.member()
    now = await clock.now()
    ages = [timedelta(), timedelta(days=30, minutes=-5), timedelta(days=30, minutes=5), timedelta(days=270, minutes=-5)]
    for number, age in enumerate([*ages, timedelta(days=270, minutes=5)]):
        phone = await world.device(member, DeviceKind.FCM, f"token-{number}", origin="")
        await Device.filter(id=phone.id).update(last_seen_at=now - age)
    browser = await world.device(member, DeviceKind.WEBPUSH, "https://push.example/1", origin="https://push.example")
    await Device.filter(id=browser.id).update(last_seen_at=now - timedelta(days=400))
    assert await devices.forget_stale() == 2
    assert {device.endpoint for device in await Device.all()} == {"token-0", "token-1", "token-2", "token-3"}
    assert await devices.forget_stale() == 0
