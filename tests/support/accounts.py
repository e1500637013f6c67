"""Invented people and their way into the portal, for tests."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from models import clock, codes, keyring
from models.account import Account, Registration
from models.contract import Contract, ContractPerson
from models.delivery import Broadcast, Message
from models.device import Device, DeviceKind
from models.member import Member, Membership, MembershipPerson
from models.place import House, Unit
from models.session import SessionKind
from resolvers import account
from resolvers.access import Tenant
from resolvers.account import RequestInfo
from resolvers.session import Issued
from settings import CooperativeSettings

REQUEST = RequestInfo(address="192.0.2.10", correlation_id="test")
PASSWORD = "Amsel singt im Garten"
OTHER_PASSWORD = "Drei Eulen im Keller"
EMAIL = "erika.beispiel@example.org"

COOPERATIVE = CooperativeSettings(
    name="Wohnungsgenossenschaft Noris eG",
    short_name="Noris eG",
    street="Gartenstraße 1",
    city="90402 Nürnberg",
    seat="Nürnberg",
    register_court="Amtsgericht Nürnberg",
    register_number="123",
    board=["Anna Beispiel", "Bernd Beispiel"],
    chair="Clara Beispiel",
    service_phone="0911 0123-450",
    service_hours="Mo–Do 8–17, Fr 8–13 Uhr",
    service_email="service@noris.example.org",
    emergency_phone="0911 0123-999",
    website="https://www.noris.example.org",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands in a person's welcome letter."""

    member: Member
    number: str
    code: str


async def person(external_id: str, first_name: str = "Erika", last_name: str = "Beispiel") -> Member:
    """A member without any number."""
    return await Member.create(external_id=external_id, first_name=first_name, last_name=last_name)


async def membership(number: str, *members: Member) -> Membership:
    """A Mitgliedsnummer of these persons."""
    row = await Membership.create(number=number)
    for member in members:
        await MembershipPerson.create(membership=row, member=member)
    return row


async def contract(number: str, *members: Member) -> Contract:
    """A contract of these persons on a flat of its own."""
    house = await House.create(external_id=f"house-{number}", street="Amselweg", number="12", postal_code="90402", city="Nürnberg")
    unit = await Unit.create(external_id=f"unit-{number}", house=house, number="1")
    row = await Contract.create(external_id=f"contract-{number}", number=number, unit=unit, starts_on=date(2020, 1, 1))
    for member in members:
        await ContractPerson.create(contract=row, member=member)
    return row


async def letter(member: Member, number: str) -> Letter:
    """A welcome letter with a fresh code."""
    issued = await codes.issue([member.id], keyring.current())
    return Letter(member, number, issued[member.id])


async def invited(number: str = "0012345") -> Letter:
    """A member with a number and a letter."""
    member = await person(f"p-{number}")
    await membership(number, member)
    return await letter(member, number)


async def register(post: Letter, email: str = EMAIL, request: RequestInfo = REQUEST) -> account.Registered:
    """Send the form as it should be filled in."""
    return await account.register(
        request, number=post.number, activation_password=post.code, email=email, accepts_privacy=True, accepts_terms=True
    )


async def activation_token(registration_id: UUID, delivery_id: int = 1) -> str:
    """The token of the activation mail, minted as the worker does."""
    return (await codes.mint_activation_token(delivery_id=delivery_id, registration_id=registration_id)).secret


async def activated(post: Letter, email: str = EMAIL) -> Account:
    """A confirmed registration."""
    registered = await register(post, email)
    return await account.activate(REQUEST, await activation_token(registered.status.registration_id))


async def one_time_password(owner: Account, delivery_id: int = 2) -> str:
    """The password of the password mail, minted as the worker does."""
    return (await codes.mint_one_time_password(delivery_id=delivery_id, account_id=owner.id)).secret


async def settled(number: str = "0012345", password: str = PASSWORD, post: Letter | None = None, email: str = EMAIL) -> Issued:
    """A member who went all the way and is signed in with an own password."""
    post = post or await invited(number)
    owner = await activated(post, email)
    first = await account.login(REQUEST, number=post.number, password=await one_time_password(owner))
    return await account.change_password(tenant(first), new_password=password)


def tenant(issued: Issued) -> Tenant:
    """The viewer of a tenant's session."""
    assert isinstance(issued.viewer, Tenant)
    return issued.viewer


async def sign_in(number: str, password: str, *, address: str = "192.0.2.10", kind: SessionKind = SessionKind.COOKIE) -> Issued:
    """A login from `address`."""
    return await account.login(RequestInfo(address=address), number=number, password=password, kind=kind)


async def device_of(member: Member, installation: str = "here") -> Device:
    """A browser that gets this member's messages."""
    now, name = await clock.now(), f"{member.external_id}-{installation}"
    return await Device.create(
        member=member,
        kind=DeviceKind.WEBPUSH,
        installation_id=installation,
        endpoint=f"https://push.example.org/{name}",
        endpoint_hash=name,
        origin="https://push.example.org",
        created_at=now,
        last_seen_at=now,
    )


async def announced() -> list[tuple[Message, UUID | None]]:
    """Every mail in the outbox with what it is about, oldest first."""
    found = await Broadcast.filter(cancelled_at=None).order_by("created_at")
    return [(row.message, row.subject_id) for row in found]


async def registration_of(registered: account.Registered) -> Registration:
    """The row behind a waiting page."""
    return await Registration.get(id=registered.status.registration_id)
