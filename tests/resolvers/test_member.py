"""Members at the desk: found by anything staff know of them, within their area, with the state of their way into the portal."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from models import clock
from models.account import Account, ActivationCode, Registration
from models.contract import Contract
from models.device import Device, DeviceKind
from models.member import Member, Salutation
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import member
from resolvers.access import Operator, Viewer
from resolvers.errors import Code, InvalidInput, NotAllowed
from resolvers.member import AccountFacts, AccountState
from tests.support.town import Town, integrator


async def names(viewer: Viewer, text: str = "", **more: object) -> list[str]:
    """The names of the first page."""
    page = await member.search(viewer, text=text, first=100, **more)  # pyright: ignore[reportArgumentType] - house_id only
    assert page.total == len(page.items)
    return [row.name for row in page.items]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("amsel", ["Anna Amsel", "Bert Amsel", "Cora Condé", "Dora Dahl"]),
        ("bert amsel", ["Bert Amsel"]),
        ("  ANNA   amsel ", ["Anna Amsel"]),
        ("Condé", ["Cora Condé"]),
        ("0000003", ["Dora Dahl"]),
        ("dora@example", ["Dora Dahl"]),
        ("Ringstraße", ["Emil Ernst", "Felix Fuchs"]),
        ("ringstraße emil", ["Emil Ernst"]),
        ("M-Hans", []),
        ("nobody", []),
    ],
)
async def test_a_member_is_found_by_what_staff_know(town: Town, text: str, expected: list[str]) -> None:
    assert await names(await town.staff(StaffRole.READER), text) == expected


async def test_umlauts_in_either_case(town: Town) -> None:
    await Member.filter(id=town.members["Hans"].id).update(last_name="Özdemir-Ärger")
    for text in ("özdemir", "ÖZDEMIR", "Özdemir", "ärger", "ÖZDEMIR hans"):
        assert await names(Operator(), text) == ["Hans Özdemir-Ärger"]


async def test_the_external_id_is_one_word(town: Town) -> None:
    await Member.filter(id=town.members["Hans"].id).update(external_id="ERP-77")
    assert await names(Operator(), "ERP-77") == ["Hans Halm"]


async def test_all_members_by_last_name(town: Town) -> None:
    assert await names(integrator(TokenScope.MEMBERS_READ)) == [
        "Anna Amsel",
        "Bert Amsel",
        "Cora Condé",
        "Dora Dahl",
        "Emil Ernst",
        "Felix Fuchs",
        "Gerda Gans",
        "Hans Halm",
    ]


async def test_members_of_a_house(town: Town) -> None:
    reader = await town.staff(StaffRole.READER)
    assert await names(reader, house_id=town.houses["Amselweg 2"].id) == ["Anna Amsel", "Bert Amsel", "Cora Condé"]
    assert await names(reader, house_id=uuid4()) == []


async def test_staff_of_a_district_find_its_members_only(town: Town) -> None:
    """GQ-14: a foreign member looks like a missing one, also through a foreign house."""
    limited = await town.staff(StaffRole.MEMBER_DESK, districts=("Nordend",))
    assert await names(limited) == ["Emil Ernst", "Felix Fuchs"]
    assert await names(limited, "Amsel") == []
    assert await names(limited, house_id=town.houses["Amselweg 2"].id) == []
    assert await member.get(limited, town.members["Anna"].id) is None
    assert await member.get(limited, uuid4()) is None
    found = await member.get(limited, town.members["Emil"].id)
    assert found is not None
    assert found.name == "Emil Ernst"


async def test_who_may_not_ask(town: Town) -> None:
    refused: list[tuple[Viewer, Code]] = [
        (None, Code.NOT_SIGNED_IN),
        (await town.tenant("Anna"), Code.NOT_ALLOWED),
        (await town.staff(StaffRole.AUDITOR), Code.NOT_ALLOWED),
        (await town.staff(StaffRole.CARETAKER, houses=("Amselweg 2",)), Code.NOT_ALLOWED),
        (integrator(TokenScope.NOTICES_READ), Code.NOT_ALLOWED),
    ]
    for viewer, code in refused:
        for ask in (member.search(viewer, first=10), member.get(viewer, town.members["Anna"].id)):
            with pytest.raises(NotAllowed) as caught:
                await ask
            assert caught.value.code is code


async def test_a_search_has_its_length(town: Town) -> None:
    with pytest.raises(InvalidInput) as caught:
        await member.search(Operator(), text="x" * 101, first=10)
    assert caught.value.field == "search"
    assert await names(Operator(), "x" * 100) == []
    assert await names(Operator(), "%") == []
    assert await names(Operator(), "_") == []


async def test_numbers(town: Town) -> None:
    """Who has no Mitgliedsnummer signs in with the Vertragsnummer; spouses have their own numbers here."""
    guest = await Member.create(external_id="G", last_name="Gast")
    town.members["Gast"] = guest
    contract = await town.move_in("Gast", "Seegasse 5", "9")
    found = await member.numbers([town.members["Anna"].id, guest.id, town.members["Hans"].id])
    assert found == {town.members["Anna"].id: ["0000000"], guest.id: [contract.number], town.members["Hans"].id: ["0000007"]}


async def test_how_far_each_member_has_come(town: Town) -> None:
    now = await clock.now()
    ids = {name: row.id for name, row in town.members.items()}

    async def letter(name: str, **more: datetime) -> ActivationCode:
        values: dict[str, Any] = {"issued_at": now, "expires_at": now + timedelta(days=90)} | more
        return await ActivationCode.create(member_id=ids[name], code_hash=uuid4().hex, **values)

    await letter("Anna")
    await letter("Bert", expires_at=now - timedelta(days=1))
    await letter("Hans", voided_at=now)
    await Registration.create(
        member_id=ids["Cora"],
        code_id=(await letter("Cora")).id,
        login_number="0000002",
        email="cora@example.org",
        page_hash="-",
        privacy_version="1",
        terms_version="1",
        created_at=now,
    )
    await Account.create(member_id=ids["Dora"], activated_at=now)
    await Account.create(member_id=ids["Emil"], activated_at=now, last_login_at=now)
    await Account.create(member_id=ids["Felix"], activated_at=now, last_login_at=now, locked_at=now)
    found = await member.account_facts(list(ids.values()))
    assert {name: found[row] for name, row in ids.items()} == {
        "Anna": AccountFacts(AccountState.LETTER_SENT),
        "Bert": AccountFacts(AccountState.NONE),
        "Cora": AccountFacts(AccountState.MAIL_SENT),
        "Dora": AccountFacts(AccountState.ACTIVATED),
        "Emil": AccountFacts(AccountState.LOGGED_IN, now),
        "Felix": AccountFacts(AccountState.LOCKED, now),
        "Gerda": AccountFacts(AccountState.NONE),
        "Hans": AccountFacts(AccountState.NONE),
    }


async def test_devices_are_counted(town: Town) -> None:
    anna, bert = town.members["Anna"].id, town.members["Bert"].id
    for number in range(2):
        await Device.create(
            member_id=anna,
            kind=DeviceKind.WEBPUSH,
            installation_id=f"installation-{number}",
            endpoint=f"https://push.example.org/{number}",
            endpoint_hash=str(number),
            origin="https://push.example.org",
            created_at=town.now,
            last_seen_at=town.now,
        )
    assert await member.device_counts([anna, bert]) == {anna: 2, bert: 0}


async def test_contracts_lie_in_the_viewers_area(town: Town) -> None:
    """Emil has a second flat in another district, which its staff do not see."""
    second = await town.move_in("Emil", "Amselweg 12", "7", since=-5)
    emil, anna = town.members["Emil"].id, town.members["Anna"].id
    first = town.contracts["Ringstraße 1/1/-20"]

    async def seen(viewer: Viewer) -> list[Contract]:
        found = await member.contracts(viewer, [emil, anna])
        assert set(found) == {emil, anna}
        return found[emil]

    assert await seen(Operator()) == [second, first]
    assert await seen(await town.staff(StaffRole.READER, districts=("Nordend",))) == [first]
    assert await seen(await town.tenant("Emil")) == [second, first]
    assert await seen(await town.tenant("Anna")) == []
    [contract] = (await member.contracts(await town.tenant("Anna"), [anna]))[anna]
    assert (contract.unit.number, contract.unit.house.address) == ("1", "Amselweg 2")


@pytest.mark.parametrize(
    ("salutation", "title", "expected"),
    [
        (Salutation.MRS, "", "Frau Muster"),
        (Salutation.MR, "Dr.", "Herr Dr. Muster"),
        (Salutation.NEUTRAL, "", "Kim Muster"),
        (Salutation.COMPANY, "", "Kim Muster"),
    ],
)
def test_what_follows_guten_tag(salutation: Salutation, title: str, expected: str) -> None:
    row = Member(external_id="1", salutation=salutation, title=title, first_name="Kim", last_name="Muster")
    assert member.greeting_name(row) == expected
