"""A large invented cooperative in the database: tenants of 20 flats a house, each with one device or one address to send to.

Every browser has keys of its own, as in life: whatever a sender remembers of a device helps it only as it would there.
"""

import base64
import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from models import bulk, clock
from models.account import Account
from models.contract import Contract, ContractPerson
from models.database import rows, transaction
from models.delivery import Lane, Message
from models.device import Device, DeviceKind
from models.member import EmailState, Member, Salutation
from models.notice import Urgency
from models.place import District, House, Unit
from push import outbox
from push.statement import run
from tests.support import outage

FLATS = 20
HOUSES = 100
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_STREETS = ("Amselweg", "Drosselgasse", "Finkenring", "Lerchenstraße", "Meisenweg")
_SURNAMES = ("Bauer", "Engelhardt", "Fischer", "Kühnlein", "Löffler", "Schöller", "Vogel")


class Reach(StrEnum):
    """By what a group of people is reached, and by nothing else."""

    WEBPUSH = "W"
    FCM = "F"
    MAIL = "M"
    NOTHING = "N"


def _surname(number: int) -> str:
    return _SURNAMES[number % len(_SURNAMES)]


async def settle(reach: Reach, count: int, *, origins: Sequence[str] = (), vapid_key: str = "") -> None:
    """Let so many more people move in who are reached by this; those of one group are numbered from 0."""
    first = await _number_of(reach)
    if first >= count:
        return
    numbers = range(first, count)
    members = [uuid4() for _ in numbers]
    await _places(reach, members, first)
    mails = {"email_state": EmailState.VERIFIED}
    await bulk.insert(
        Member,
        [
            {
                "id": member,
                "external_id": f"{reach}{number:07}",
                "salutation": Salutation.MRS if number % 2 else Salutation.MR,
                "first_name": "Erika" if number % 2 else "Max",
                "last_name": _surname(number),
                **({"email": f"person{number}@example.org", **mails} if reach is Reach.MAIL else {}),
            }
            for number, member in zip(numbers, members, strict=True)
        ],
    )
    await _contracts(reach, members, first)
    if reach is Reach.MAIL:
        await bulk.insert(Account, [{"member_id": member, "activated_at": LONG_AGO} for member in members])
    if reach in {Reach.WEBPUSH, Reach.FCM}:
        await bulk.insert(Device, [_device(reach, member, first + index, origins, vapid_key) for index, member in enumerate(members)])
    await bulk.analyze([Member, Device, Account, Contract, ContractPerson, Unit, House, District])


async def _number_of(reach: Reach) -> int:
    found = await run("SELECT count(*) AS number FROM member WHERE external_id LIKE $1", f"{reach}%")
    return int(found[0]["number"])


_homes = dict[UUID, tuple[UUID, UUID]]()


async def _places(reach: Reach, members: Sequence[UUID], first: int) -> None:
    houses = [uuid4() for _ in range(-(-len(members) // FLATS))]
    districts = [uuid4() for _ in range(-(-len(houses) // HOUSES))]
    name = f"{reach}{first}"
    await bulk.insert(
        District, [{"id": one, "external_id": f"{name}-{number}", "name": f"Gartenstadt {number}"} for number, one in enumerate(districts)]
    )
    await bulk.insert(
        House,
        [
            {
                "id": one,
                "external_id": f"{name}-{number}",
                "district_id": districts[number // HOUSES],
                "street": _STREETS[number // HOUSES % len(_STREETS)],
                "number": str(number % HOUSES + 1),
                "postal_code": "90402",
                "city": "Nürnberg",
            }
            for number, one in enumerate(houses)
        ],
    )
    units = [uuid4() for _ in members]
    await bulk.insert(
        Unit,
        [
            {"id": one, "external_id": f"{name}-{number}", "house_id": houses[number // FLATS], "number": str(number % FLATS + 1)}
            for number, one in enumerate(units)
        ],
    )
    _homes.update({member: (units[number], uuid4()) for number, member in enumerate(members)})


async def _contracts(reach: Reach, members: Sequence[UUID], first: int) -> None:
    homes = [_homes.pop(member) for member in members]
    await bulk.insert(
        Contract,
        [
            {
                "id": contract,
                "external_id": f"{reach}{number}",
                "number": f"{reach}{number}",
                "unit_id": unit,
                "starts_on": date(2020, 1, 1),
            }
            for number, (unit, contract) in enumerate(homes, first)
        ],
    )
    await bulk.insert(
        ContractPerson,
        [{"contract_id": contract, "member_id": member} for member, (_, contract) in zip(members, homes, strict=True)],
    )


def _device(reach: Reach, member: UUID, number: int, origins: Sequence[str], vapid_key: str) -> dict[str, Any]:
    device: dict[str, Any] = {
        "id": uuid4(),
        "member_id": member,
        "installation_id": "1",
        "created_at": LONG_AGO,
        "last_seen_at": datetime.now(UTC),
    }
    if reach is Reach.FCM:
        endpoint = f"{os.urandom(16).hex()}:APA91b{os.urandom(66).hex()}"
        device |= {"kind": DeviceKind.FCM, "endpoint": endpoint, "origin": "https://fcm.googleapis.com"}
    else:
        origin = origins[number % len(origins)]
        # As long as those of Google's push service.
        endpoint = f"{origin}/fcm/send/{os.urandom(8).hex()}:{os.urandom(70).hex()}"
        device |= {"kind": DeviceKind.WEBPUSH, "endpoint": endpoint, "origin": origin, "vapid_key": vapid_key}
        device |= {"p256dh": _point(), "auth": _text(os.urandom(16))}
    return device | {"endpoint_hash": hashlib.sha256(endpoint.encode()).hexdigest()}


def _point() -> str:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return _text(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


async def announce(reach: Reach, count: int, *, first: int = 0, urgency: Urgency = Urgency.ORDINARY) -> UUID:
    """Post an outage to so many of a group, as publishing leaves it: notice, snapshot and broadcast; returns the broadcast's id."""
    now = await clock.now()
    async with transaction():
        notice = outage.water(now, urgency)
        await notice.save()
        await run(
            """
            INSERT INTO audience_member (notice_id, member_id, household, house_id, unit_id, contract_id, scope)
            SELECT $1, m.id, u.id, u.house_id, u.id, c.id, 'district'
            FROM member m JOIN contract_person cp ON cp.member_id = m.id JOIN contract c ON c.id = cp.contract_id
                JOIN unit u ON u.id = c.unit_id
            WHERE m.external_id >= $2 AND m.external_id < $3 ORDER BY u.house_id, u.id
            """,
            notice.id,
            f"{reach}{first:07}",
            f"{reach}{first + count:07}",
        )
        broadcast = await outbox.announce(
            Message.NOTICE_PUBLISHED,
            lane=Lane.URGENT if urgency is Urgency.URGENT else Lane.BULK,
            valid_until=notice.valid_until,
            notice_id=notice.id,
        )
    return broadcast.id


async def clear_ledger() -> None:
    """Forget every delivery, so that each run begins with an empty ledger."""
    await rows("TRUNCATE delivery_attempt, delivery, broadcast, audience_member, notice CASCADE")
    await rows("VACUUM ANALYZE delivery, delivery_attempt, broadcast, audience_member, notice")


async def is_open() -> bool:
    """Whether something of the ledger is still to be sent."""
    found = await rows("""
        SELECT EXISTS (SELECT 1 FROM broadcast WHERE fanned_out_at IS NULL)
            OR EXISTS (SELECT 1 FROM delivery WHERE is_open = true) AS open
    """)
    return bool(found[0]["open"])


async def call_off() -> None:
    """End what waits, so that the next run need not wait for it; what is under way ends by itself."""
    await rows("UPDATE broadcast SET cancelled_at = now(), fanned_out_at = COALESCE(fanned_out_at, now())")
    await rows("UPDATE delivery SET state = 'cancelled', is_open = false WHERE is_open = true AND state = 'queued'")
