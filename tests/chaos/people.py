"""Who is written to, and how notices reach the outbox: rows of the portal's own models, in a handful of statements."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from models import bulk, clock
from models.account import Account
from models.audience import AudienceMember, AudienceScope
from models.database import rows, transaction
from models.delivery import Lane, Message
from models.device import Device, DeviceKind
from models.keyring import Keyring
from models.member import EmailState, Member
from models.notice import Urgency
from push import outbox
from tests.chaos.count import Target
from tests.crash.servers import GatedFcmService, GatedPushService
from tests.support import outage


@dataclass
class People:
    """Each has one target: a browser, a phone or an address."""

    keyring: Keyring
    targets: dict[str, str] = field(default_factory=dict[str, str])
    """Endpoint, token or address by the member's id."""

    async def move_in(self, pushes: list[GatedPushService], fcm: GatedFcmService, number: int) -> None:
        """Eight in ten have a browser, one a phone, one an address only."""
        now = await clock.now()
        ids = [uuid4() for _ in range(number)]
        members, accounts, devices = list[dict[str, Any]](), list[dict[str, Any]](), list[dict[str, Any]]()
        for index, member_id in enumerate(ids):
            member: dict[str, Any] = {"id": member_id, "external_id": f"P{index}", "last_name": f"Person {index}"}
            if index % 10 == 9:
                address = f"person{index}@example.org"
                member |= {"email": address, "email_state": EmailState.VERIFIED}
                accounts.append({"member_id": member_id, "activated_at": now})
                self.targets[str(member_id)] = address
            elif index % 10 == 8:
                token = fcm.register()
                devices.append(self._device(member_id, DeviceKind.FCM, token, fcm.origin, now))
                self.targets[str(member_id)] = token
            else:
                service = pushes[index % len(pushes)]
                browser = service.subscribe(self.keyring.vapid.public)
                keys = {"p256dh": browser.p256dh, "auth": browser.auth, "vapid_key": self.keyring.vapid.public}
                devices.append(self._device(member_id, DeviceKind.WEBPUSH, browser.endpoint, service.origin, now) | keys)
                self.targets[str(member_id)] = browser.endpoint
            members.append(member)
        await bulk.insert(Member, members)
        await bulk.insert(Account, accounts)
        await bulk.insert(Device, devices)

    @staticmethod
    def _device(member_id: UUID, kind: DeviceKind, endpoint: str, origin: str, now: object) -> dict[str, Any]:
        return {
            "id": uuid4(),
            "member_id": member_id,
            "kind": kind,
            "installation_id": str(member_id),
            "endpoint": endpoint,
            "endpoint_hash": str(member_id),
            "origin": origin,
            "created_at": now,
            "last_seen_at": now,
        }

    async def publish(self, *, is_urgent: bool) -> None:
        """A notice to everybody, its snapshot and its broadcast in one transaction, as the resolver writes them."""
        async with transaction():
            notice = outage.water(await clock.now(), Urgency.URGENT if is_urgent else Urgency.ORDINARY)
            await notice.save()
            told = [
                {"notice_id": notice.id, "member_id": one, "household": one, "scope": AudienceScope.ALL_MEMBERS} for one in self.targets
            ]
            await bulk.insert(AudienceMember, told)
            lane = Lane.URGENT if is_urgent else Lane.BULK
            await outbox.announce(Message.NOTICE_PUBLISHED, lane=lane, valid_until=notice.valid_until, notice_id=notice.id)

    async def expected(self) -> list[Target]:
        """Every target of every notice that is in the database, whatever the publisher was told about its commit."""
        found = await rows("SELECT notice_id, member_id FROM audience_member")
        return [(str(row["notice_id"]), self.targets[str(row["member_id"])]) for row in found]
