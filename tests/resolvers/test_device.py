"""Devices: what is accepted, whose it is, and that a test reaches this device and no other."""

import base64
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from models import clock, keyring
from models.audit import AuditAction, AuditEntry
from models.delivery import Broadcast, Delivery, DeliveryState
from models.device import Device, DeviceKind
from models.keyring import Keyring
from models.session import SessionKind, SessionScope
from models.staff import StaffRole
from resolvers import device
from resolvers.access import Operator, Viewer
from resolvers.device import DeviceCount, DeviceInput
from resolvers.errors import InvalidInput, NotAllowed, NotFound, TooManyAttempts
from tests.push.world import worker
from tests.servers.push_service import PushService
from tests.support.town import Town, traces

ENDPOINT = "https://fcm.googleapis.com/fcm/send/one"
MOBILE = "token-of-a-phone:APA91b"


@pytest.fixture(autouse=True)
def keys(tmp_path: Path) -> Iterator[Keyring]:
    """This test's own keys, and a clock that tells the time again afterwards."""
    ring = Keyring.load(tmp_path / "secrets")
    keyring.use(ring)
    yield ring
    keyring.use(None)
    clock.shift(timedelta())


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def point() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def browser(endpoint: str = ENDPOINT, installation: str = "installation-1") -> DeviceInput:
    """A browser that has just subscribed."""
    return DeviceInput(
        kind=DeviceKind.WEBPUSH,
        installation_id=installation,
        label="Firefox auf Android",
        endpoint=endpoint,
        p256dh=b64url(point()),
        auth=b64url(secrets.token_bytes(16)),
        vapid_key=keyring.current().vapid.public,
    )


def app(mobile: str = MOBILE, installation: str = "installation-9") -> DeviceInput:
    """An app wrapper with its mobile token."""
    return DeviceInput(kind=DeviceKind.FCM, installation_id=installation, fcm_token=mobile)


async def rows() -> list[tuple[object, str, str]]:
    return [(row.member_id, row.installation_id, row.endpoint) for row in await Device.all().order_by("created_at", "id")]


async def test_a_browser_is_written_down_with_its_keys(town: Town) -> None:
    """WP-31: and its key, which later says what signs for it (WP-30)."""
    anna = await town.tenant("Anna")
    given = browser()
    row = await device.register(anna, given)
    assert (row.member_id, row.kind, row.label) == (anna.member_id, DeviceKind.WEBPUSH, "Firefox auf Android")
    assert (row.endpoint, row.origin) == (ENDPOINT, "https://fcm.googleapis.com")
    assert (row.p256dh, row.auth, row.vapid_key) == (given.p256dh, given.auth, given.vapid_key)
    assert [entry.action for entry in await AuditEntry.all()] == [AuditAction.DEVICE_REGISTERED]
    assert [seen.id for seen in await device.devices(anna)] == [row.id]
    assert await device.devices(await town.tenant("Bert")) == []


async def test_saying_it_again_changes_only_when_it_was_seen(town: Town) -> None:
    """WP-31: at each start of the app."""
    anna = await town.tenant("Anna")
    given = browser()
    first = await device.register(anna, given)
    clock.shift(timedelta(days=3))
    second = await device.register(anna, replace(given, label=""))
    assert (second.id, second.label, second.created_at) == (first.id, first.label, first.created_at)
    assert second.last_seen_at > first.last_seen_at
    assert (await Device.all().count(), await AuditEntry.all().count()) == (1, 1)


async def test_the_same_installation_replaces_its_endpoint(town: Town) -> None:
    """WP-17: one push arrives, not two."""
    anna = await town.tenant("Anna")
    first = await device.register(anna, browser())
    second = await device.register(anna, browser(f"{ENDPOINT}-renewed"))
    assert second.id == first.id
    assert await rows() == [(anna.member_id, "installation-1", f"{ENDPOINT}-renewed")]


async def test_an_endpoint_moves_with_a_new_installation_id(town: Town) -> None:
    anna = await town.tenant("Anna")
    given = browser()
    await device.register(anna, given)
    await device.register(anna, replace(given, installation_id="installation-2"))
    assert await rows() == [(anna.member_id, "installation-2", ENDPOINT)]


async def test_a_browser_that_still_has_an_older_key_is_taken(town: Town, keys: Keyring) -> None:
    """WP-30: pushsubscriptionchange after a rotation; the key signs on until the page subscribes anew."""
    assert keys.folder is not None
    keyring.rotate_vapid(keys.folder)
    keyring.use(Keyring.load(keys.folder))
    anna = await town.tenant("Anna")
    row = await device.register(anna, replace(browser(), vapid_key=keys.vapid.public))
    assert row.vapid_key == keys.vapid.public
    renewed = await device.register(anna, browser(f"{ENDPOINT}-renewed"))
    assert (renewed.id, renewed.vapid_key) == (row.id, keyring.current().vapid.public)
    assert keyring.current().vapid.public != keys.vapid.public
    assert await device.count_by_vapid_key(Operator()) == {renewed.vapid_key: 1}
    with pytest.raises(NotAllowed):
        await device.count_by_vapid_key(anna)


async def test_the_next_user_of_a_browser_takes_it_over(town: Town) -> None:
    """WP-24: the same endpoint and keys are the same browser; the former one's row is gone."""
    given = browser()
    await device.register(await town.tenant("Anna"), given)
    bert = await town.tenant("Bert")
    await device.register(bert, given)
    assert await rows() == [(bert.member_id, "installation-1", ENDPOINT)]


async def test_an_endpoint_of_somebody_else_is_not_taken_with_other_keys(town: Town) -> None:
    """WP-24: rejected, and the old row is untouched."""
    await device.register(await town.tenant("Anna"), browser())
    before = await rows(), await traces()
    with pytest.raises(InvalidInput) as refusal:
        await device.register(await town.tenant("Bert"), browser())
    assert refusal.value.field == "endpoint"
    assert (await rows(), await traces()) == before


async def test_an_account_has_ten_devices_and_the_longest_unseen_makes_room(town: Town) -> None:
    """WP-26."""
    anna, bert = await town.tenant("Anna"), await town.tenant("Bert")
    await device.register(bert, browser(f"{ENDPOINT}-bert"))
    for number in range(10):
        clock.shift(timedelta(minutes=number))
        await device.register(anna, browser(f"{ENDPOINT}-{number}", f"installation-{number}"))
    clock.shift(timedelta(minutes=20))
    first = await Device.get(member_id=anna.member_id, installation_id="installation-0")
    await device.register(anna, replace(browser(first.endpoint, "installation-0"), p256dh=first.p256dh, auth=first.auth))
    clock.shift(timedelta(minutes=30))
    await device.register(anna, browser(f"{ENDPOINT}-new", "installation-new"))
    kept = {row.installation_id for row in await device.devices(anna)}
    assert kept == {f"installation-{number}" for number in range(10) if number != 1} | {"installation-new"}
    assert len(await device.devices(bert)) == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "nonsense",
        "http://fcm.googleapis.com/fcm/send/one",
        "https://fcm.googleapis.com:444/fcm/send/one",
        "https://user@fcm.googleapis.com/fcm/send/one",
        "https://fcm.googleapis.com/fcm/send/one#here",
        "https://evil-push.apple.com.example.org/one",
        "https://evilpush.apple.com/one",
        "https://xn--fcm-googleapis.com/one",
        "https://127.0.0.1/one",
        "https://[::1]/one",
        "https://localhost/one",
        f"https://fcm.googleapis.com/{'x' * 2048}",
    ],
)
async def test_only_known_push_services_are_sent_to(town: Town, endpoint: str) -> None:
    """WP-20, WP-21."""
    await refused(await town.tenant("Anna"), replace(browser(), endpoint=endpoint), "endpoint")


@pytest.mark.parametrize("endpoint", ["https://FCM.googleapis.com/fcm/send/one", "https://fcm.googleapis.com./fcm/send/one"])
async def test_hosts_are_compared_in_one_spelling(town: Town, endpoint: str) -> None:
    """WP-21: case and trailing dot."""
    anna = await town.tenant("Anna")
    await device.register(anna, browser(endpoint))
    assert await rows() == [(anna.member_id, "installation-1", ENDPOINT)]


async def test_the_operator_may_list_an_origin(town: Town) -> None:
    """WP-20."""
    given = browser("http://127.0.0.1:9000/push/1")
    await refused(await town.tenant("Anna"), given, "endpoint")
    row = await device.register(await town.tenant("Anna"), given, origins=["http://127.0.0.1:9000"])
    assert row.origin == "http://127.0.0.1:9000"


def keys_beside_the_rules() -> list[tuple[str, str]]:
    compressed = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    beside = b"\x04" + bytes(63) + b"\x01"
    return [
        ("p256dh", ""),
        ("p256dh", b64url(compressed)),
        ("p256dh", b64url(beside)),
        ("p256dh", b64url(b"\x05" + point()[1:])),
        ("p256dh", "not base64 at all!"),
        ("auth", ""),
        ("auth", b64url(bytes(15))),
        ("auth", b64url(bytes(17))),
        ("auth", "ä"),
        ("vapidKey", ""),
        ("vapidKey", b64url(point())),
        ("installationId", "short"),
        ("installationId", "x" * 65),
        ("installationId", "with space"),
        ("label", "a\nb"),
        ("label", "x" * 121),
        ("fcmToken", MOBILE),
    ]


WRONG = keys_beside_the_rules()


@pytest.mark.parametrize(("name", "value"), WRONG, ids=[f"{name}-{number}" for number, (name, _) in enumerate(WRONG)])
async def test_keys_and_names_must_be_sound(town: Town, name: str, value: str) -> None:
    """WP-25: field by field."""
    python_name = {"vapidKey": "vapid_key", "installationId": "installation_id", "fcmToken": "fcm_token"}.get(name, name)
    await refused(await town.tenant("Anna"), replace(browser(), **{python_name: value}), name)


async def test_keys_are_kept_in_one_spelling(town: Town) -> None:
    given = browser()
    padded = base64.b64encode(base64.urlsafe_b64decode(f"{given.auth}==")).decode()
    row = await device.register(await town.tenant("Anna"), replace(given, auth=padded))
    assert row.auth == given.auth


async def test_a_mobile_token_comes_from_an_apps_session_only(town: Town) -> None:
    before = await traces()
    with pytest.raises(NotAllowed):
        await device.register(await town.tenant("Anna"), app())
    assert (await rows(), await traces()) == ([], before)
    anna = await town.tenant("Anna", kind=SessionKind.BEARER)
    row = await device.register(anna, app())
    assert (row.kind, row.endpoint, row.origin) == (DeviceKind.FCM, MOBILE, "https://fcm.googleapis.com")
    bert = await town.tenant("Bert", kind=SessionKind.BEARER)
    await device.register(bert, app())
    assert [member for member, _, _ in await rows()] == [bert.member_id]


@pytest.mark.parametrize("token", ["", "short", "with space and more", "x" * 2049, "a\nbcdefghijklmnopqrs"])
async def test_a_mobile_token_must_look_like_one(town: Town, token: str) -> None:
    await refused(await town.tenant("Anna", kind=SessionKind.BEARER), app(token), "fcmToken")


async def test_only_signed_in_tenants_have_devices(town: Town) -> None:
    before = await traces()
    viewers: list[Viewer] = [None, Operator(), await town.staff(StaffRole.ADMIN)]
    viewers.append(await town.tenant("Anna", scope=SessionScope.CHANGE_PASSWORD))
    for viewer in viewers:
        for work in (device.register(viewer, browser()), device.remove(viewer, uuid4()), device.send_test(viewer, uuid4())):
            with pytest.raises(NotAllowed):
                await work
        with pytest.raises(NotAllowed):
            await device.devices(viewer)
    assert (await rows(), await traces()) == ([], before)


async def test_a_removed_device_is_gone_and_a_foreign_one_stays(town: Town) -> None:
    anna, bert = await town.tenant("Anna"), await town.tenant("Bert")
    row = await device.register(anna, browser())
    before = await traces()
    for device_id in (row.id, uuid4()):
        with pytest.raises(NotFound):
            await device.remove(bert, device_id)
        with pytest.raises(NotFound):
            await device.send_test(bert, device_id)
    assert await traces() == before
    assert await Device.all().count() == 1
    await device.remove(anna, row.id)
    assert await rows() == []
    assert [entry.action for entry in await AuditEntry.all().order_by("id")] == [AuditAction.DEVICE_REGISTERED, AuditAction.DEVICE_REMOVED]


async def test_a_test_reaches_this_device_and_no_other(town: Town, keys: Keyring, push_service: PushService) -> None:
    anna = await town.tenant("Anna")
    phone, desk = push_service.subscribe(keys.vapid.public), push_service.subscribe(keys.vapid.public)
    found: dict[str, Device] = {}
    for name, subscription in {"phone-123": phone, "desk-1234": desk}.items():
        given = replace(browser(subscription.endpoint, name), p256dh=subscription.p256dh, auth=subscription.auth)
        found[name] = await device.register(anna, given, origins=[push_service.origin])
    await device.send_test(anna, found["phone-123"].id)
    work = worker(keys, push=push_service)
    await work.run_until_idle()
    await work.close()
    [message] = push_service.received(phone)
    assert message.decoded["title"] == "Test vom Mieterportal"
    assert message.decoded["url"] == "/profil"
    assert push_service.received(desk) == []
    row = await Delivery.get()
    assert (row.state, row.target) == (DeliveryState.ACCEPTED, str(found["phone-123"].id))


async def test_a_second_test_waits_ten_seconds(town: Town) -> None:
    """WP-26: throttled."""
    anna = await town.tenant("Anna")
    row = await device.register(anna, browser())
    await device.send_test(anna, row.id)
    with pytest.raises(TooManyAttempts) as refusal:
        await device.send_test(anna, row.id)
    assert 1 <= refusal.value.retry_after_seconds <= 10
    assert await Broadcast.all().count() == 1
    clock.shift(timedelta(seconds=11))
    await device.send_test(anna, row.id)
    assert await Broadcast.all().count() == 2


async def refused(viewer: Viewer, given: DeviceInput, field: str) -> None:
    """Nothing is written down."""
    before = await rows(), await traces()
    with pytest.raises(InvalidInput) as refusal:
        await device.register(viewer, given)
    assert refusal.value.field == field
    assert (await rows(), await traces()) == before


async def test_fc_13_each_start_of_the_app_is_seen_and_staff_count_who_stays_away(town: Town) -> None:
    """FC-13: `last_seen_at` moves with each registration; after 30 days without one the device is stale; staff of an area count theirs."""
    anna = await town.tenant("Anna", kind=SessionKind.BEARER)
    emil = await town.tenant("Emil", kind=SessionKind.BEARER)
    first = await device.register(anna, app())
    await device.register(emil, app("another-phone-token:APA91b", "installation-8"))
    await device.register(emil, browser())
    everywhere = await town.staff(StaffRole.READER)
    assert await device.counts(everywhere) == [DeviceCount(DeviceKind.WEBPUSH, 1, 0), DeviceCount(DeviceKind.FCM, 2, 0)]
    clock.shift(timedelta(days=30, minutes=1))
    assert await device.counts(everywhere) == [DeviceCount(DeviceKind.WEBPUSH, 1, 1), DeviceCount(DeviceKind.FCM, 2, 2)]
    again = await device.register(anna, app())
    assert (again.id, again.last_seen_at - first.last_seen_at >= timedelta(days=30)) == (first.id, True)
    assert await device.counts(everywhere) == [DeviceCount(DeviceKind.WEBPUSH, 1, 1), DeviceCount(DeviceKind.FCM, 2, 1)]
    assert await device.counts(Operator()) == await device.counts(everywhere)
    near_anna = await town.staff(StaffRole.MEMBER_DESK, districts=("Gartenstadt",))
    assert await device.counts(near_anna) == [DeviceCount(DeviceKind.WEBPUSH, 0, 0), DeviceCount(DeviceKind.FCM, 1, 0)]


@pytest.mark.parametrize("role", [None, StaffRole.CARETAKER])
async def test_who_is_not_at_a_desk_counts_no_devices(town: Town, role: StaffRole | None) -> None:
    """Neither tenants nor caretakers."""
    viewer = await town.staff(role) if role else await town.tenant("Anna")
    with pytest.raises(NotAllowed):
        await device.counts(viewer)
