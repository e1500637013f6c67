"""Devices that get push messages, and the key they subscribe with."""

from datetime import datetime
from uuid import UUID

import strawberry

from models import device as models_device
from models import keyring
from models.device import DeviceKind
from resolvers import device
from schema.context import Info
from schema.permissions import DESK, Public, Require, TenantOnly

strawberry.enum(DeviceKind)


@strawberry.type
class Device:
    id: UUID
    kind: DeviceKind
    label: str
    installation_id: str
    created_at: datetime
    last_seen_at: datetime

    @classmethod
    def from_row(cls, row: models_device.Device) -> "Device":
        return cls(
            id=row.id,
            kind=row.kind,
            label=row.label,
            installation_id=row.installation_id,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
        )


@strawberry.type(description="Devices of one kind; stale ones have not been seen for 30 days.")
class DeviceCount:
    kind: DeviceKind
    registered: int
    stale: int


@strawberry.input(description="WEBPUSH: endpoint, p256dh, auth, vapidKey. FCM: fcmToken.")
class DeviceInput:
    kind: DeviceKind
    installation_id: str
    label: str = ""
    endpoint: str | None = None
    p256dh: str | None = None
    auth: str | None = None
    vapid_key: str | None = None
    fcm_token: str | None = None

    def form(self) -> device.DeviceInput:
        """What the resolvers take."""
        return device.DeviceInput(
            kind=self.kind,
            installation_id=self.installation_id,
            label=self.label,
            endpoint=self.endpoint,
            p256dh=self.p256dh,
            auth=self.auth,
            vapid_key=self.vapid_key,
            fcm_token=self.fcm_token,
        )


@strawberry.type
class DeviceQuery:
    @strawberry.field(description="Public: the key to subscribe with (RFC 8292).", extensions=[Require(Public())])
    async def vapid_public_key(self, info: Info) -> str:
        return keyring.current().vapid.public

    @strawberry.field(description="How many devices the members in the viewer's area have.", extensions=[Require(DESK)])
    async def device_counts(self, info: Info) -> list[DeviceCount]:
        found = await device.counts(info.context.viewer)
        return [DeviceCount(kind=each.kind, registered=each.registered, stale=each.stale) for each in found]


@strawberry.type
class DeviceMutation:
    @strawberry.mutation(extensions=[Require(TenantOnly())])
    async def register_device(self, info: Info, input: DeviceInput) -> Device:
        row = await device.register(info.context.viewer, input.form(), origins=info.context.parts.push_origins)
        return Device.from_row(row)

    @strawberry.mutation(extensions=[Require(TenantOnly())])
    async def remove_device(self, info: Info, id: UUID) -> bool:
        await device.remove(info.context.viewer, id)
        return True

    @strawberry.mutation(description="A test message to this device of the viewer.", extensions=[Require(TenantOnly())])
    async def send_test_push(self, info: Info, device_id: UUID) -> bool:
        await device.send_test(info.context.viewer, device_id)
        return True
