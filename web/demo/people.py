"""The people of the demo: employees, and tenants who go the whole way from the letter to their own password, mail by mail."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from itertools import count
from uuid import UUID

from models.contract import Contract, ContractPerson
from models.member import Member, MembershipPerson, MemberStatus
from models.place import District, House, UnitKind
from models.session import SessionScope
from models.staff import StaffArea, StaffRole
from push.worker import Worker
from resolvers import account, caretaker
from resolvers.access import Operator, Staff, Tenant
from resolvers.account import RequestInfo
from resolvers.staff import create_staff
from web.demo.mailbox import Mailbox

STAFF = (
    ("Sabine Hofmann", "verwaltung@noris.example", StaffRole.ADMIN),
    ("Murat Demir", "technik@noris.example", StaffRole.ALERT_SENDER),
    ("Julia Krauß", "redaktion@noris.example", StaffRole.EDITOR),
    ("Peter Löhr", "service@noris.example", StaffRole.MEMBER_DESK),
    ("Anna Richter", "einsicht@noris.example", StaffRole.READER),
    ("Karl Wölfel", "hausmeister@noris.example", StaffRole.CARETAKER),
    ("Ute Maier", "revision@noris.example", StaffRole.AUDITOR),
)
MAIN_NUMBER = "0012345"
"""Erika Muster, Amselweg 12, whom the letters and guides take as their example."""
IN_MAIN_HOUSE = 5
IN_MAIN_DISTRICT = 6
IN_OTHER_DISTRICTS = 2
WORDS: list[str] = re.findall(
    r"\w+",
    "Ahorn Anker Atlas Bagger Balkon Banjo Birke Bogen Brezel Brise Dachs Deich Dirigent Dohle Dudelsack Efeu Eibe Esche "
    "Fagott Fjord Flieder Flanell Gamasche Geysir Ginster Glasur Granit Hafen Harfe Hummel Igel Imker Jaspis Kachel Kajak "
    "Karaffe Kiesel Klinker Kobalt Kompass Koralle Krokus Kutter Lampion Lavendel Leuchte Lupine Mandel Marmor Moos Murmel "
    "Nektar Oboe Otter Pappel Pergola Pinsel Quitte Rassel Rhabarber Safran Schaluppe Senkblei Sichel Spalier Tuba Ulme "
    "Violine Wacholder Weide Zimbel Zirbel Zwieback",
)
_ACTIVATION_LINK = re.compile(r"/aktivieren/([A-Za-z0-9_-]+)")
_ONE_TIME_PASSWORD = re.compile(r"\b[a-z]{5}-[0-9]{5}-[a-z]{5}\b")


@dataclass(frozen=True, slots=True)
class Employee:
    """A staff login; `viewer` is their open session. A caretaker has digits in place of a password, and comes in by a mailed link."""

    name: str
    email: str
    role: StaffRole
    password: str
    viewer: Staff


@dataclass(frozen=True, slots=True)
class Registered:
    """A tenant's login; `viewer` is their open session, `contract` their flat (None: a member without one)."""

    member: Member
    number: str
    email: str
    password: str
    viewer: Tenant
    contract: Contract | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who holds the welcome letter and has not registered yet."""

    member: Member
    number: str
    code: str
    address: str


@dataclass(slots=True)
class _Applicant:
    member: Member
    contract: Contract | None
    number: str
    email: str
    request: RequestInfo
    one_time: str = ""


def new_password() -> str:
    """Three different words and two digits: good enough for the policy, easy enough to type. One word thrice would be refused."""
    return "-".join([*secrets.SystemRandom().sample(WORDS, 3), f"{secrets.randbelow(90) + 10}"])


async def hire() -> list[Employee]:
    """Every role once; each signs in with the one-time password and sets an own one, but the caretaker, who has digits."""
    found: list[Employee] = []
    for name, email, role in STAFF:
        created = await create_staff(Operator(), email=email, name=name, role=role)
        if role is StaffRole.CARETAKER:
            houses = await House.filter(street="Amselweg")
            await StaffArea.bulk_create([StaffArea(staff_id=created.row.id, house_id=house.id) for house in houses])
            digits = await caretaker.renew_number(Operator(), created.row.id)
            own = frozenset(house.id for house in houses)
            viewer = Staff(UUID(int=0), created.row.id, role, houses=own, scope=SessionScope.WORK_LIST)
            found.append(Employee(name, email, role, digits, viewer))
            continue
        first = await account.staff_login(RequestInfo(), email=email, password=created.secret)
        password = new_password()
        issued = await account.change_password(first.viewer, new_password=password)
        if not isinstance(issued.viewer, Staff):
            raise TypeError("an employee signs in as staff")
        found.append(Employee(name, email, role, password, issued.viewer))
    return found


async def residents(today: date) -> list[tuple[Member, Contract | None]]:
    """Who takes part: the example's couple, neighbours in the same house and district, some of every district, one without any flat."""
    links = ContractPerson.filter(
        member__status=MemberStatus.ACTIVE, contract__starts_on__lt=today, contract__ends_on=None, contract__unit__kind=UnitKind.FLAT
    )
    flats = await links.order_by("member__external_id").select_related("member", "contract__unit__house__district")
    couple = {row.member_id for row in await MembershipPerson.filter(membership__number=MAIN_NUMBER)}
    chosen = [flat for flat in flats if flat.member_id in couple]
    home = chosen[0].contract.unit.house_id
    limits = {home: IN_MAIN_HOUSE, "Gartenstadt": IN_MAIN_DISTRICT}
    taken: dict[object, int] = {}
    contracts = {flat.contract_id for flat in chosen}
    for flat in flats:
        house = flat.contract.unit.house
        group = home if house.id == home else house.district.name if house.district else ""
        if flat.contract_id in contracts or taken.get(group, 0) >= limits.get(group, IN_OTHER_DISTRICTS):
            continue
        taken[group] = taken.get(group, 0) + 1
        contracts.add(flat.contract_id)
        chosen.append(flat)
    without = Member.filter(status=MemberStatus.ACTIVE, contracts__id=None, memberships__id__not_isnull=True)
    landless = await without.order_by("external_id").first()
    everybody: list[tuple[Member, Contract | None]] = [(flat.member, flat.contract) for flat in chosen]
    return [*everybody, (landless, None)] if landless else everybody


async def login_number(member: Member) -> str:
    """The Mitgliedsnummer, or for who has none the Vertragsnummer."""
    membership = await MembershipPerson.filter(member_id=member.id).select_related("membership").first()
    if membership is not None:
        return membership.membership.number
    contract = await ContractPerson.filter(member_id=member.id).select_related("contract").first()
    if contract is None:
        raise LookupError(f"{member.external_id} has neither membership nor contract")
    return contract.contract.number


async def register(chosen: Sequence[tuple[Member, Contract | None]], worker: Worker, mailbox: Mailbox) -> list[Registered]:
    """The whole story of each: letter, form, activation mail, link, password mail, first login, own password."""
    applicants: list[_Applicant] = []
    codes = await account.issue_codes(Operator(), [member.id for member, _ in chosen])
    for index, (member, contract) in enumerate(chosen):
        number = await login_number(member)
        # Each from an address of its own, as at home: a portal rightly slows down thirty registrations from one.
        request = RequestInfo(address=f"127.0.1.{index + 1}")
        email = _address(member, {applicant.email for applicant in applicants})
        await account.register(
            request, number=number, activation_password=codes[member.id], email=email, accepts_privacy=True, accepts_terms=True
        )
        applicants.append(_Applicant(member, contract, number, email, request))
    await worker.run_until_idle()
    for applicant in applicants:
        await account.activate(applicant.request, _read(mailbox, applicant.email, _ACTIVATION_LINK))
    await worker.run_until_idle()
    return [
        await _first_login(applicant, _read(mailbox, applicant.email, _ONE_TIME_PASSWORD), index)
        for index, applicant in enumerate(applicants)
    ]


async def _first_login(applicant: _Applicant, one_time: str, index: int) -> Registered:
    first = await account.login(applicant.request, number=applicant.number, password=one_time, device_label="Vorführung")
    password = new_password()
    viewer = (await account.change_password(first.viewer, new_password=password)).viewer
    if not isinstance(viewer, Tenant):
        raise TypeError("a member signs in as a tenant")
    # The example still has both questions before it, so that a demo can show them.
    if applicant.number != MAIN_NUMBER:
        await account.answer_paper_question(applicant.request, viewer, electronic_only=index % 3 == 0)
        await account.answer_push_question(viewer)
    return Registered(applicant.member, applicant.number, applicant.email, password, viewer, applicant.contract)


def _read(mailbox: Mailbox, recipient: str, wanted: re.Pattern[str]) -> str:
    """What the newest mail to the address holds."""
    for mail in mailbox.newest(recipient=recipient):
        match = wanted.search(mail.text)
        if match and parseaddr(mail.recipient)[1] == recipient:
            return match.group(match.lastindex or 0)
    raise LookupError(f"no mail to {recipient} with {wanted.pattern}")


def _address(member: Member, taken: set[str]) -> str:
    """`erika.muster@mail.example`, with a number where a namesake has it already."""
    name = f"{member.first_name}.{member.last_name}".lower().translate(
        str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", " ": "-"})
    )
    plain = "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter in ".-"))
    choices = (f"{plain}{number or ''}@mail.example" for number in count())
    return next(address for address in choices if address not in taken)


async def waiting(registered: Sequence[Registered], today: date) -> list[Waiting]:
    """Two neighbours of the example who have their letters and are to register in the demo."""
    busy = {one.member.id for one in registered}
    district = await District.get(name="Gartenstadt")
    flats = await (
        ContractPerson.filter(
            member__status=MemberStatus.ACTIVE,
            member__memberships__id__not_isnull=True,
            contract__starts_on__lt=today,
            contract__ends_on=None,
            contract__unit__kind=UnitKind.FLAT,
            contract__unit__house__district_id=district.id,
        )
        .exclude(member_id__in=busy)
        .order_by("-member__external_id")
        .select_related("member", "contract__unit__house")
        .limit(2)
    )
    codes = await account.issue_codes(Operator(), [flat.member.id for flat in flats])
    return [
        Waiting(flat.member, await login_number(flat.member), codes[flat.member.id], flat.contract.unit.house.address) for flat in flats
    ]
