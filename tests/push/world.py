"""A small invented stock to send to, and a worker that sends to the strict servers of the tests."""

import base64
import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from models import bulk, clock
from models.account import Account
from models.audience import AudienceMember, AudienceScope
from models.consent import Preference
from models.contract import Contract, ContractPerson
from models.database import transaction
from models.delivery import Broadcast, Delivery, Lane, Message
from models.device import Device, DeviceKind
from models.document import Document, DocumentCategory, StoredFile
from models.keyring import Keyring
from models.member import EmailState, Member, Salutation
from models.notice import Notice, NoticeKind, NoticeState, Urgency
from models.place import District, House, Unit
from push import outbox
from push.networks import dispatcher
from push.worker import Worker
from settings import CooperativeSettings, MailSettings, PushSettings
from tests.servers.fcm_service import FcmService
from tests.servers.mail_server import MailServer
from tests.servers.push_service import PushService, Subscription

BASE_URL = "https://mieterportal.noris.example"
COOPERATIVE = CooperativeSettings(
    name="Wohnungsgenossenschaft Noris eG",
    short_name="Noris",
    street="Musterplatz 1",
    city="90402 Nürnberg",
    seat="Nürnberg",
    register_court="Amtsgericht Nürnberg",
    register_number="0000",
    board=["Renate Kühnlein", "Jörg Achatz"],
    chair="Friederike Sandner",
    service_phone="0911 0123-450",
    service_hours="Mo–Do 8–17, Fr 8–13 Uhr",
    service_email="service@noris.example",
    emergency_phone="0911 0123-999",
    website="www.noris.example",
)
_numbers = itertools.count(1)


@dataclass
class World:
    """Makes rows; every method writes through the models, as the portal does."""

    keyring: Keyring
    district: District = field(init=False)
    houses: dict[str, House] = field(default_factory=dict[str, House])

    async def build(self) -> "World":
        self.district = await District.create(external_id="Q1", name="Gartenstadt")
        return self

    async def house(self, address: str = "Amselweg 12") -> House:
        if address not in self.houses:
            street, _, number = address.rpartition(" ")
            self.houses[address] = await House.create(
                external_id=address, district=self.district, street=street, number=number, postal_code="90402", city="Nürnberg"
            )
        return self.houses[address]

    async def member(
        self, last_name: str = "Muster", *, email: str | None = None, address: str | None = "Amselweg 12", **given: Any
    ) -> Member:
        """A tenant; with `email` the person has an account and a confirmed address."""
        state = EmailState.VERIFIED if email else EmailState.NONE
        values: dict[str, Any] = {"salutation": Salutation.MRS, "first_name": "Erika", "email": email, "email_state": state}
        member = await Member.create(external_id=f"P{next(_numbers)}", last_name=last_name, **values | given)
        if email:
            await Account.create(member=member, activated_at=await clock.now())
        if address:
            await self.contract(member, address)
        return member

    async def contract(self, member: Member, address: str, *, ends_on: date | None = None, starts_on: date = date(2020, 1, 1)) -> Contract:
        number = next(_numbers)
        unit = await Unit.create(external_id=f"U{number}", house=await self.house(address), number=str(number))
        contract = await Contract.create(external_id=f"V{number}", number=f"V{number}", unit=unit, starts_on=starts_on, ends_on=ends_on)
        await ContractPerson.create(contract=contract, member=member)
        return contract

    async def browser(self, member: Member, service: PushService) -> Subscription:
        subscription = service.subscribe(self.keyring.vapid.public)
        await self.device(
            member,
            DeviceKind.WEBPUSH,
            subscription.endpoint,
            origin=service.origin,
            p256dh=subscription.p256dh,
            auth=subscription.auth,
            vapid_key=self.keyring.vapid.public,
        )
        return subscription

    async def phone(self, member: Member, service: FcmService) -> str:
        token = service.register()
        await self.device(member, DeviceKind.FCM, token, origin=service.origin)
        return token

    async def device(self, member: Member, kind: DeviceKind, endpoint: str, **given: Any) -> Device:
        now = await clock.now()
        values: dict[str, Any] = {"endpoint": endpoint, "endpoint_hash": hashlib.sha256(endpoint.encode()).hexdigest()}
        return await Device.create(
            member=member, kind=kind, installation_id=f"i{next(_numbers)}", created_at=now, last_seen_at=now, **values | given
        )

    async def prefers(self, member: Member, **switches: bool | int) -> None:
        values: dict[str, Any] = {**switches}
        await Preference.create(member=member, **values)

    async def publish(
        self, members: list[Member], *, urgency: Urgency = Urgency.ORDINARY, delay: timedelta = timedelta(), **given: Any
    ) -> Notice:
        """A published notice with its snapshot and its broadcast, as the resolver writes them."""
        now = await clock.now()
        values: dict[str, Any] = {
            "kind": NoticeKind.WATER,
            "title": "Wasserabschaltung",
            "cause": "Wir tauschen ein Absperrventil aus.",
            "starts_at": datetime(2026, 11, 24, 7, tzinfo=UTC),
            "ends_at": datetime(2026, 11, 24, 13, tzinfo=UTC),
        }
        async with transaction():
            notice = await Notice.create(
                state=NoticeState.PUBLISHED, urgency=urgency, created_at=now, updated_at=now, published_at=now, **values | given
            )
            for member in members:
                await self._snapshot(notice, member)
            await outbox.announce(
                Message.NOTICE_PUBLISHED,
                lane=Lane.URGENT if urgency is Urgency.URGENT else Lane.BULK,
                valid_for=timedelta(hours=24),
                notice_id=notice.id,
                delay=delay,
            )
        return notice

    async def crowd(self, service: PushService, count: int, *, urgency: Urgency = Urgency.ORDINARY) -> Notice:
        """A published notice to so many members without a flat, each with one browser; written in a handful of statements."""
        now = await clock.now()
        ids = [uuid4() for _ in range(count)]
        browsers = [service.subscribe(self.keyring.vapid.public) for _ in ids]
        await bulk.insert(Member, [{"id": one, "external_id": str(one), "last_name": "Viel"} for one in ids])
        await bulk.insert(Device, [self._row(one, browser, service.origin, now) for one, browser in zip(ids, browsers, strict=True)])
        notice = await self.publish([], urgency=urgency)
        told = [{"notice_id": notice.id, "member_id": one, "household": one, "scope": AudienceScope.ALL_MEMBERS} for one in ids]
        await bulk.insert(AudienceMember, told)
        return notice

    def _row(self, member_id: UUID, browser: Subscription, origin: str, now: datetime) -> dict[str, object]:
        return {
            "id": uuid4(),
            "member_id": member_id,
            "kind": DeviceKind.WEBPUSH,
            "installation_id": str(member_id),
            "endpoint": browser.endpoint,
            "endpoint_hash": hashlib.sha256(browser.endpoint.encode()).hexdigest(),
            "origin": origin,
            "p256dh": browser.p256dh,
            "auth": browser.auth,
            "vapid_key": self.keyring.vapid.public,
            "created_at": now,
            "last_seen_at": now,
        }

    async def _snapshot(self, notice: Notice, member: Member) -> None:
        persons = await ContractPerson.filter(member=member).prefetch_related("contract__unit")
        for person in persons:
            unit = person.contract.unit
            await AudienceMember.create(
                notice=notice,
                member=member,
                household=unit.id,
                house_id=unit.house_id,
                unit=unit,
                contract=person.contract,
                scope=AudienceScope.DISTRICT,
            )
        if not persons:
            await AudienceMember.create(notice=notice, member=member, household=member.id, scope=AudienceScope.ALL_MEMBERS)

    async def document(self, **owner: Any) -> Document:
        """A published statement of operating costs and its broadcast."""
        now = await clock.now()
        stored = await StoredFile.create(
            key=f"k{next(_numbers)}", filename="a.pdf", content_type="application/pdf", size=1, sha256="0" * 64, created_at=now
        )
        values: dict[str, Any] = {"category": DocumentCategory.OPERATING_COSTS, "title": "Nachzahlung Muster", **owner}
        async with transaction():
            made = await Document.create(file=stored, created_at=now, published_at=now, **values)
            await outbox.announce(Message.DOCUMENT_PUBLISHED, lane=Lane.BULK, valid_for=timedelta(days=5), document_id=made.id)
        return made

    async def broadcast(self, notice: Notice) -> Broadcast:
        return await Broadcast.get(notice=notice)


async def ledger(notice: Notice | None = None) -> list[tuple[str, str, str, str | None]]:
    """(last name, channel, state, reason) of every delivery, sorted."""
    found = await (Delivery.filter(broadcast__notice_id=notice.id) if notice else Delivery.all()).prefetch_related("member")
    return sorted((row.member.last_name, str(row.channel), str(row.state), row.reason and str(row.reason)) for row in found)


def worker(
    keyring: Keyring,
    *,
    mail: MailServer | None = None,
    push: PushService | None = None,
    fcm: FcmService | None = None,
    folder: Path | None = None,
    push_origins: list[str] | None = None,
    push_timeout: float = 2,
    mail_given: dict[str, Any] | None = None,
    **given: Any,
) -> Worker:
    """A worker that knows exactly these servers."""
    account = fcm.account_file(folder / "fcm.json") if fcm and folder else None
    return Worker(
        dispatcher(
            keyring=keyring,
            cooperative=COOPERATIVE,
            mail=mail_settings(mail, **(mail_given or {})),
            push=PushSettings(
                subscriber="mailto:service@noris.example",
                origins=push_origins or ([push.origin] if push else []),
                fcm_service_account=account,
                fcm_endpoint=fcm.endpoint if fcm else "http://127.0.0.1:9",
                timeout=push_timeout,
            ),
            base_url=BASE_URL,
        ),
        **given,
    )


def mail_settings(server: MailServer | None, **given: Any) -> MailSettings:
    values: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": server.port if server else 9,
        "security": "plain",
        "timeout": 5,
        "final_timeout": 5,
    }
    values |= {"sender": "mieterportal@noris.example", "bounce_domain": "bounce.noris.example"} | given
    return MailSettings(**values)


def b64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
