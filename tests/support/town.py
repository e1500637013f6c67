"""A small cooperative for tests of rules: two districts, four houses, and people whose lives differ where rules look.

Gartenstadt: Amselweg 2 (Anna Amsel and Bert Amsel share flat 1; Cora Condé has flat 2) and Amselweg 12 (Dora Dahl).
Nordend: Ringstraße 1 (Emil Ernst; until last month Felix Fuchs lived there). Without district: Seegasse 5 (Gerda Gans).
Hans Halm is a member without a flat.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import uuid4

from models import clock
from models.account import Account
from models.audit import AuditEntry
from models.contract import Contract, ContractPerson
from models.delivery import Broadcast
from models.event import Event
from models.member import EmailState, Member, Membership, MembershipPerson
from models.place import District, House, Unit
from models.session import Session, SessionKind, SessionScope
from models.staff import Staff as StaffRow
from models.staff import StaffRole
from models.token import TokenScope
from resolvers.access import Integrator, Staff, Tenant


@dataclass
class Town:
    """Rows by the words a test uses for them."""

    today: date
    now: datetime
    districts: dict[str, District] = field(default_factory=dict[str, District])
    houses: dict[str, House] = field(default_factory=dict[str, House])
    units: dict[str, Unit] = field(default_factory=dict[str, Unit])
    members: dict[str, Member] = field(default_factory=dict[str, Member])
    contracts: dict[str, Contract] = field(default_factory=dict[str, Contract])

    async def house(self, address: str, district: str | None = None) -> House:
        street, _, number = address.rpartition(" ")
        row = await House.create(
            external_id=f"H-{address}",
            district=self.districts.get(district or ""),
            street=street,
            number=number,
            postal_code="90402",
            city="Nürnberg",
        )
        self.houses[address] = row
        return row

    async def member(self, name: str, *, email: bool = True) -> Member:
        first, _, last = name.partition(" ")
        row = await Member.create(
            external_id=f"M-{name}",
            first_name=first,
            last_name=last,
            email=f"{first.lower()}@example.org" if email else None,
            email_state=EmailState.VERIFIED if email else EmailState.NONE,
        )
        membership = await Membership.create(number=f"{len(self.members):07}")
        await MembershipPerson.create(membership=membership, member=row)
        self.members[first] = row
        return row

    async def move_in(self, first_name: str, address: str, flat: str, *, since: int = -1000, until: int | None = None) -> Contract:
        """`since` and `until` in days from today. A flat is made when it is first named; a shared contract is joined."""
        key = f"{address}/{flat}/{since}"
        if key not in self.contracts:
            if f"{address}/{flat}" not in self.units:
                self.units[f"{address}/{flat}"] = await Unit.create(
                    external_id=f"U-{address}/{flat}", house=self.houses[address], number=flat
                )
            self.contracts[key] = await Contract.create(
                external_id=f"C-{key}",
                number=f"{len(self.contracts):04}",
                unit=self.units[f"{address}/{flat}"],
                starts_on=self.today + timedelta(days=since),
                ends_on=None if until is None else self.today + timedelta(days=until),
            )
        await ContractPerson.create(contract=self.contracts[key], member=self.members[first_name])
        return self.contracts[key]

    async def tenant(self, first_name: str, *, scope: SessionScope = SessionScope.FULL, kind: SessionKind = SessionKind.COOKIE) -> Tenant:
        """The viewer of a signed-in member; the account is made at first use."""
        member = self.members[first_name]
        account = await Account.get_or_none(member_id=member.id) or await Account.create(member_id=member.id, activated_at=self.now)
        return Tenant(session_id=uuid4(), account_id=account.id, member_id=member.id, scope=scope, kind=kind)

    async def staff(self, role: StaffRole, *, districts: tuple[str, ...] = (), houses: tuple[str, ...] = ()) -> Staff:
        """The viewer of an employee."""
        row = await StaffRow.create(
            email=f"{uuid4()}@example.org", name="Vera Verwaltung", role=role, password_hash="-", created_at=self.now
        )
        return Staff(
            session_id=uuid4(),
            staff_id=row.id,
            role=role,
            districts=frozenset(self.districts[name].id for name in districts),
            houses=frozenset(self.houses[name].id for name in houses),
        )

    async def sign_in(self, *viewers: Staff | Tenant) -> None:
        """They have shown a moment ago who they are."""
        now = await clock.now()
        for viewer in viewers:
            await Session.create(
                id=viewer.session_id,
                token_hash=str(viewer.session_id),
                account_id=viewer.account_id if isinstance(viewer, Tenant) else None,
                staff_id=viewer.staff_id if isinstance(viewer, Staff) else None,
                scope=viewer.scope,
                created_at=now,
                authenticated_at=now,
                last_seen_at=now,
                idle_expires_at=now + timedelta(hours=1),
                expires_at=now + timedelta(hours=1),
            )

    async def fresh(self, role: StaffRole, *, districts: tuple[str, ...] = ()) -> Staff:
        """An employee who has just signed in."""
        viewer = await self.staff(role, districts=districts)
        await self.sign_in(viewer)
        return viewer

    async def admin(self) -> Staff:
        """The administration, who have just signed in."""
        return await self.fresh(StaffRole.ADMIN)


def integrator(*scopes: TokenScope) -> Integrator:
    """The viewer of an API token."""
    return Integrator(token_id=uuid4(), scopes=frozenset(scopes))


async def build() -> Town:
    """The town, in the open database."""
    now = await clock.now()
    town = Town(today=now.astimezone(clock.BERLIN).date(), now=now)
    for name in ("Gartenstadt", "Nordend"):
        town.districts[name] = await District.create(external_id=f"D-{name}", name=name)
    await town.house("Amselweg 2", "Gartenstadt")
    await town.house("Amselweg 12", "Gartenstadt")
    await town.house("Ringstraße 1", "Nordend")
    await town.house("Seegasse 5")
    for name in ("Anna Amsel", "Bert Amsel", "Cora Condé", "Dora Dahl", "Emil Ernst", "Felix Fuchs", "Gerda Gans", "Hans Halm"):
        await town.member(name, email=not name.startswith("Bert"))
    await town.move_in("Anna", "Amselweg 2", "1")
    await town.move_in("Bert", "Amselweg 2", "1")
    await town.move_in("Cora", "Amselweg 2", "2")
    await town.move_in("Dora", "Amselweg 12", "1")
    await town.move_in("Emil", "Ringstraße 1", "1", since=-20)
    await town.move_in("Felix", "Ringstraße 1", "1", until=-30)
    await town.move_in("Gerda", "Seegasse 5", "1")
    return town


async def traces() -> tuple[int, int, int]:
    """How many broadcasts, audit entries and events there are: a refusal must not add one."""
    return await Broadcast.all().count(), await AuditEntry.all().count(), await Event.all().count()
