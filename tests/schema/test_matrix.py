"""GQ-14, GQ-15: every field with an id, asked by every kind of caller, for somebody else's row and for one that never was."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

import orjson
import pytest
from strawberry.types import ExecutionResult

from models import storage
from models.database import transaction
from models.device import Device
from models.document import Document
from models.member import Member
from models.place import House
from resolvers import opaque
from resolvers.access import Viewer
from resolvers.errors import NotAllowed
from resolvers.opaque import Counted
from resolvers.paging import Page, paginate
from schema import schema
from schema.errors import formatted
from schema.policies import ROOT_FIELDS, Ids, Subject
from tests.schema.matrix import world as worlds
from tests.schema.matrix.operations import Operation, operation, paths_below
from tests.schema.matrix.world import Caller, World
from tests.support import town as towns
from tests.support.dump import contents
from tests.support.graphql import as_read, context

pytestmark = pytest.mark.usefixtures("portal")

COUNTERS = frozenset({"rate_counter"})
"""They count refusals too."""

CHANGED = {"Mutation.changeNotice": Subject.NOTICE}
"""What has another audience put in, where it is no request for approval."""
BESIDE_AUDIENCE = {"Mutation.changeNotice": {"kind": "WATER", "startsAt": datetime.now(UTC).isoformat()}}

PUBLIC = {
    "Mutation.acceptReading",
    "Mutation.activate",
    "Mutation.correctRegistrationEmail",
    "Mutation.beginPasskeyLogin",
    "Mutation.caretakerLogin",
    "Mutation.confirmEmailChange",
    "Mutation.login",
    "Mutation.passkeyLogin",
    "Mutation.logout",
    "Mutation.orderLetter",
    "Mutation.register",
    "Mutation.renewOneTimePassword",
    "Mutation.requestCaretakerLink",
    "Mutation.requestPasswordReset",
    "Mutation.resendActivation",
    "Mutation.resendPasswordMail",
    "Mutation.resetPassword",
    "Mutation.staffLogin",
    "Query.cooperative",
    "Query.legalText",
    "Query.readerInvitation",
    "Query.registration",
    "Query.vapidPublicKey",
    "Query.viewer",
}
# What would hide the answer: a fault, or a way the test wrote wrongly.
UNWANTED = ("internal", "invalid_document", "limit_exceeded", "invalid_variables")
# These say nothing until there is news: whoever may listen hears nothing here, and whoever may not is told so at once.
QUIET = {"Subscription.boardChanged", "Subscription.documentPublished"}
# Of whom and of which places each of these callers may read; of nobody and nothing else.
NORTHERN = ({"Emil", "Felix"}, {"Nordend", "Ringstraße 1"})
WATCHED: dict[Caller, tuple[set[str], set[str]]] = {
    Caller.ANONYMOUS: (set(), set()),
    Caller.TENANT_A: ({"Anna"}, {"Gartenstadt", "Amselweg 2"}),
    Caller.CO_TENANT: ({"Bert"}, {"Gartenstadt", "Amselweg 2"}),
    Caller.TENANT_B: ({"Emil"}, {"Nordend", "Ringstraße 1"}),
    Caller.FORMER_TENANT: ({"Ines"}, set()),
    Caller.SECOND_READER: ({"Anna"}, {"Gartenstadt", "Amselweg 2"}),
    Caller.GUARDIAN: ({"Anna", "Gerda"}, {"Gartenstadt", "Amselweg 2", "Seegasse 5"}),
    Caller.FOREIGN_DESK: NORTHERN,
    Caller.FOREIGN_EDITOR: NORTHERN,
    Caller.FOREIGN_ALERTS: NORTHERN,
    Caller.CARETAKER: (set(), {"Amselweg 2"}),
    Caller.FOREIGN_CARETAKER: (set(), {"Ringstraße 1"}),
    Caller.FOREIGN_TOKEN: NORTHERN,
    Caller.AUDITOR: (set(), set()),
    Caller.TOKEN_WITHOUT_SCOPE: (set(), set()),
    Caller.ONE_TIME_TENANT: ({"Anna"}, set()),
    Caller.NEW_DEVICE_TENANT: ({"Anna"}, set()),
}
STEPS: dict[Caller, tuple[str, set[str]]] = {
    Caller.ANONYMOUS: ("not_signed_in", set()),
    Caller.ONE_TIME_TENANT: ("password_change_required", {"Mutation.changePassword"}),
    Caller.ONE_TIME_ADMIN: ("password_change_required", {"Mutation.changePassword"}),
    Caller.NEW_DEVICE_TENANT: ("login_code_required", {"Mutation.enterLoginCode", "Mutation.resendLoginCode"}),
    Caller.SECOND_FACTOR_ADMIN: (
        "second_factor_required",
        {"Mutation.beginPasskeyCheck", "Mutation.enterPasskey", "Mutation.enterRecoveryCode", "Mutation.enterTotp"},
    ),
    Caller.SETUP_ADMIN: (
        "second_factor_setup_required",
        {
            "Query.secondFactors",
            "Mutation.beginPasskeyRegistration",
            "Mutation.beginTotp",
            "Mutation.confirmTotp",
            "Mutation.finishPasskeyRegistration",
        },
    ),
}
STEPS[Caller.CARETAKER] = STEPS[Caller.FOREIGN_CARETAKER] = ("not_allowed", {"Query.workList", "Mutation.markHouseholdTold"})
# The log names everybody: whoever reads it by role reads that, and whoever else reads it is found out here.
BY_ROLE = {(Caller.AUDITOR, "Query.auditEntries")}
CASES = [(name, path, subject) for name, ids in ROOT_FIELDS.items() for path, subject in ids.items() if subject is not Subject.OWN_KEY]


@pytest.fixture
async def world(tmp_path: Path, portal: str) -> AsyncIterator[World]:
    """A town, its callers and A's rows."""
    storage.use(storage.Storage(f"file://{tmp_path / 'files'}"))
    yield await worlds.build(await towns.build())
    storage.use(None)


async def reply(world: World, caller: Caller, wanted: Operation) -> str:
    """The whole answer as text; of a subscription the first."""
    found = context(world.callers[caller])
    if not wanted.is_subscription:
        result = await schema.execute(wanted.query, variable_values=wanted.variables, context_value=found)
        return as_text(result)
    results = await schema.subscribe(wanted.query, variable_values=wanted.variables, context_value=found)
    is_quiet = wanted.name in QUIET
    try:
        async with aclosing(cast("Any", results)) as stream, asyncio.timeout(1 if is_quiet else 5):
            return as_text(await anext(stream))
    except TimeoutError:
        assert is_quiet
        return "waits for news"


def as_text(result: Any) -> str:
    """Through JSON, as the endpoint words it."""
    found = cast("ExecutionResult", result)
    return orjson.dumps(as_read(found.data, formatted(found.errors or (), "test"))).decode()


def missing(subject: Subject) -> str:
    """The id of a row that never was."""
    return opaque.seal(Counted.DELIVERY, 2**40) if subject is Subject.DELIVERY else str(uuid4())


async def answers(world: World, caller: Caller, name: str, path: str, subject: Subject) -> tuple[str, str]:
    """What the caller is told of A's row, and of none; the ids are taken out of both."""
    found: list[str] = []
    own = {"everywhere": "places." not in path} | world.own.get(caller, {})
    if path == "input.uploadId":
        own = own | {"houseId": str(world.town.houses["Amselweg 2" if caller in worlds.VISIBLE[Subject.HOUSE] else "Ringstraße 1"].id)}
    if path == "input.audience.id":
        own = BESIDE_AUDIENCE.get(name, dict[str, str]()) | {"id": world.rows[CHANGED.get(name, Subject.APPROVAL)]} | own
    for value in (world.row(name, subject), missing(subject)):
        text = await reply(world, caller, operation(name, path, value, **own))
        found.append(text.replace(value, "<id>"))
    return found[0], found[1]


async def differences(world: World) -> list[str]:
    """Where a caller is told something else of A's row, out of reach, than of none."""
    told: list[str] = []
    for name, path, subject in CASES:
        for caller in Caller:
            if world.sees(name, subject, caller):
                continue
            foreign, none = await answers(world, caller, name, path, subject)
            if foreign != none:
                told.append(f"{name} {path}, {caller}: {foreign} != {none}")
    return told


class _Undo(Exception):
    """Ends a transaction whose work is not wanted."""


async def undone(world: World, caller: Caller, name: str, path: str, subject: Subject) -> tuple[str, str]:
    """The two answers; what they changed is taken back. A subscription changes nothing, and waits for others' transactions."""
    if name.startswith("Subscription"):
        return await answers(world, caller, name, path, subject)
    found = ("", "")
    try:
        async with transaction():
            found = await answers(world, caller, name, path, subject)
            raise _Undo
    except _Undo:
        return found


async def test_somebody_elses_row_looks_like_none(world: World) -> None:
    """GQ-14: byte for byte but for the id, for every id in the contract and every caller; and asking changes nothing."""
    before = await contents(without=COUNTERS)
    assert await differences(world) == []
    assert await contents(without=COUNTERS) == before


async def test_a_planted_leak_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A field that looks the row up before it asks who may see it."""

    async def careless(viewer: Viewer, member_id: UUID) -> None:
        if await Member.exists(id=member_id):
            raise NotAllowed

    monkeypatch.setattr("resolvers.member.get", careless)
    found = await differences(world)
    assert [line.partition(":")[0] for line in found] == [
        f"Query.member id, {caller}" for caller in (Caller.FOREIGN_DESK, Caller.FOREIGN_EDITOR, Caller.FOREIGN_ALERTS, Caller.FOREIGN_TOKEN)
    ]


async def test_each_id_leads_somebody_to_the_row(world: World) -> None:
    """GQ-14: a field that refuses everybody would pass the test above; so somebody is told of A's row what they are not told of none."""
    mute: list[str] = []
    for name, path, subject in CASES:
        pairs = [await undone(world, caller, name, path, subject) for caller in Caller if world.sees(name, subject, caller)]
        if all(row == none for row, none in pairs):
            mute.append(f"{name} {path}: {sorted(set(pairs))}")
    assert mute == []


@pytest.mark.parametrize("caller", STEPS)
async def test_before_the_last_step_of_the_login_nearly_everything_is_closed(world: World, caller: Caller) -> None:
    """AU-14, AU-24: who misses a step of the login may take that step, and else only what everybody may."""
    code, steps = STEPS[caller]
    opened: set[str] = set()
    for name in ROOT_FIELDS:
        text = await reply(world, caller, operation(name, **world.own.get(caller, {})))
        if f'"code":"{code}"' not in text:
            opened.add(name)
    assert opened - PUBLIC == steps


async def leaks(world: World, *callers: Caller) -> list[str]:
    """What callers read of rows and people out of reach, and on which way."""
    told: list[str] = []
    for caller in callers:
        hidden = await out_of_reach(world, caller)
        for name, ids in ROOT_FIELDS.items():
            root, _, field = name.partition(".")
            if root != "Query" or (caller, name) in BY_ROLE:
                continue
            for wanted in chain.from_iterable(paths_below(field, **given) for given in arguments(world, name, ids)):
                text = await reply(world, caller, wanted)
                told += [f"{caller}, {wanted.query}: {what}" for what in hidden if what in text]
                told += [f"{caller}, {wanted.query}: {text}" for code in UNWANTED if f'"code":"{code}"' in text]
    return told


def arguments(world: World, name: str, ids: Ids) -> list[dict[str, Any]]:
    """A's ids as the caller's own, and once more as those of whom the caller reads for."""
    named = {path: subject for path, subject in ids.items() if "." not in path and subject is not Subject.OWN_KEY}
    given = {path: world.row(name, subject) for path, subject in named.items()}
    own = {path: value for path, value in given.items() if ids[path] is not Subject.READ_FOR}
    return [own, given] if own != given else [own]


async def test_no_way_down_leads_to_somebody_else(world: World) -> None:
    """GQ-15: every way of four hops below every query, with A's ids where it takes one, names no row and nobody out of reach."""
    assert await leaks(world, *WATCHED) == []


async def test_a_planted_way_down_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A nested list that forgets to ask for whom."""

    async def careless(viewer: Viewer, *, first: int, after: str | None, district_id: UUID) -> Page[House]:
        return await paginate(House.all(), first=first, after=after)

    monkeypatch.setattr("resolvers.place.houses", careless)
    found = await leaks(world, Caller.TENANT_A)
    assert found
    assert all(" houses(first: 10) " in line for line in found)


async def out_of_reach(world: World, caller: Caller) -> list[str]:
    """Ids, names and addresses of everybody and everything that is none of the caller's business."""
    town, (people, addresses) = world.town, WATCHED[caller]
    strangers = [row for name, row in town.members.items() if name not in people]
    found = [text for row in strangers for text in (str(row.id), row.first_name, row.email) if text]
    found += [str(row.id) for name, row in town.houses.items() if name not in addresses]
    found += [str(row.id) for name, row in town.districts.items() if name not in addresses]
    mine = [str(row.id) for name, row in town.members.items() if name in people]
    found += [str(row.id) for row in await Device.all() if str(row.member_id) not in mine]
    found += [str(row.id) for row in await Document.all() if str(row.member_id) not in mine]
    if "Amselweg 2" not in addresses:
        found += [world.rows[Subject.NOTICE], "Kein Wasser"]
    if "Ringstraße 1" not in addresses:
        found.append("Kein Strom")
    if caller in worlds.READERS:
        anna = town.members["Anna"]
        found += [str(row.id) for row in await Device.filter(member_id=anna.id)] + [anna.email or "", world.rows[Subject.SESSION]]
    return [*found, world.rows[Subject.API_TOKEN]]
