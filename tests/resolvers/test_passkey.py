"""Passkeys: real ceremonies with a key in software; what it says is bent in every way that must be refused."""

import asyncio
import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from models import clock
from models.account import Account
from models.audit import AuditAction
from models.passkey import Passkey, PasskeyCeremony
from models.session import Session, SessionKind, SessionScope
from models.staff import Staff
from resolvers import account, passkey, second_factor, session
from resolvers.access import Staff as StaffViewer
from resolvers.access import Tenant
from resolvers.errors import Code, Conflict, CredentialsRefused, InvalidInput, NotAllowed, NotFound, TooManyAttempts
from resolvers.passkey import Added, Party
from resolvers.session import Issued
from tests.support.accounts import PASSWORD, REQUEST, settled, tenant
from tests.support.accounts import sign_in as sign_in_tenant
from tests.support.audit import logged
from tests.support.authenticator import Authenticator
from tests.support.factors import at_desk, colleague, newcomer, sign_in

pytestmark = pytest.mark.usefixtures("portal")

NUMBER = "0012345"
PARTY = Party("https://portal.noris.example", "Noris eG")


def key() -> Authenticator:
    """A new key for the portal."""
    return Authenticator(PARTY.origin, "portal.noris.example")


async def added(viewer: Tenant | StaffViewer, device: Authenticator, name: str = "Telefon") -> Added:
    """A passkey of this person."""
    asked = await passkey.begin_registration(viewer, PARTY)
    return await passkey.finish_registration(
        REQUEST, viewer, PARTY, ceremony_id=asked.id, credential=device.create(asked.options), name=name
    )


async def login(device: Authenticator) -> Issued:
    """Sign in a member."""
    asked = await passkey.begin_login(REQUEST, PARTY)
    return await passkey.login(REQUEST, PARTY, ceremony_id=asked.id, credential=device.get(asked.options))


async def refused(device: Authenticator) -> None:
    """A login that opens nothing."""
    before = await Session.all().count()
    with pytest.raises(CredentialsRefused):
        await login(device)
    assert await Session.all().count() == before


async def test_a_member_signs_in_by_passkey() -> None:
    """AU-14, AU-29: in place of number and password; the question names nobody and wants the user verified."""
    entry, device = await settled(NUMBER), key()
    made = await added(tenant(entry), device, " Mein Telefon ")
    assert (made.passkey.name, made.opened.issued, made.opened.recovery_codes) == ("Mein Telefon", None, [])
    asked = await passkey.begin_login(REQUEST, PARTY)
    question = json.loads(asked.options)
    assert question["allowCredentials"] == []
    assert (question["rpId"], question["userVerification"]) == ("portal.noris.example", "required")
    issued = await passkey.login(
        REQUEST, PARTY, ceremony_id=asked.id, credential=device.get(asked.options), kind=SessionKind.BEARER, device_label="App"
    )
    assert tenant(issued).member_id == tenant(entry).member_id
    assert (issued.session.scope, issued.session.kind, issued.session.device_label) == (SessionScope.FULL, SessionKind.BEARER, "App")
    assert await session.authenticate(issued.token) == issued.viewer
    row = await Passkey.get()
    assert (row.sign_count, row.last_used_at is not None) == (1, True)


async def test_a_passkey_needs_no_digits_on_a_new_device() -> None:
    """AU-29: two factors in one; while the password of the same member waits for the mail."""
    entry, device = await settled(NUMBER), key()
    await added(tenant(entry), device)
    account.use_options(account.Options(code_on_new_device=True))
    assert tenant(await sign_in_tenant(NUMBER, PASSWORD)).scope is SessionScope.LOGIN_CODE
    assert tenant(await login(device)).scope is SessionScope.FULL


async def test_registration_asks_for_a_discoverable_verified_key() -> None:
    """AU-14: known keys are not offered again; the challenge is 256 bit and new each time."""
    entry, device = await settled(NUMBER), key()
    await added(tenant(entry), device)
    first, second = [json.loads((await passkey.begin_registration(tenant(entry), PARTY)).options) for _ in range(2)]
    assert first["authenticatorSelection"]["residentKey"] == "required"
    assert first["authenticatorSelection"]["userVerification"] == "required"
    assert first["rp"] == {"id": "portal.noris.example", "name": "Noris eG"}
    assert len(first["excludeCredentials"]) == 1
    assert first["challenge"] != second["challenge"]
    assert NUMBER not in json.dumps(first)


@pytest.mark.parametrize("bent", ["origin", "rp_id", "user", "challenge", "garbage"])
async def test_a_bent_answer_makes_no_passkey(bent: str) -> None:
    """AU-14: another origin or portal, an unverified user, another question, no answer at all."""
    entry, device = await settled(NUMBER), key()
    asked = await passkey.begin_registration(tenant(entry), PARTY)
    options = asked.options
    match bent:
        case "origin":
            device.origin = "https://portal.noris.example.evil.example"
        case "rp_id":
            device.rp_id = "evil.example"
        case "user":
            device.verifies_user = False
        case "challenge":
            options = (await passkey.begin_registration(tenant(entry), PARTY)).options
        case _:
            pass
    credential = device.create(options) if bent != "garbage" else '{"id": 7}'
    with pytest.raises(CredentialsRefused):
        await passkey.finish_registration(REQUEST, tenant(entry), PARTY, ceremony_id=asked.id, credential=credential, name="")
    assert await Passkey.all().count() == 0


@pytest.mark.parametrize("bent", ["origin", "rp_id", "user", "counter", "key", "unknown"])
async def test_a_bent_answer_opens_nothing(bent: str) -> None:
    """AU-14: also a counter that stands still, which a copied key would show, and a signature by another key."""
    entry, device = await settled(NUMBER), key()
    await added(tenant(entry), device)
    await login(device)
    match bent:
        case "origin":
            device.origin = "http://portal.noris.example"
        case "rp_id":
            device.rp_id = "noris.example"
        case "user":
            device.verifies_user = False
        case "counter":
            device.counter -= 1
        case "key":
            device.key = key().key
        case _:
            device.credential_id = key().credential_id
    await refused(device)


async def test_a_question_takes_one_answer() -> None:
    """AU-14: single use, also by two at once; five minutes; a wrong answer uses it up too."""
    entry, device = await settled(NUMBER), key()
    await added(tenant(entry), device)
    asked = await passkey.begin_login(REQUEST, PARTY)
    answer = device.get(asked.options)
    results = await asyncio.gather(
        *(passkey.login(REQUEST, PARTY, ceremony_id=asked.id, credential=answer) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["CredentialsRefused", "Issued"]
    spoilt = await passkey.begin_login(REQUEST, PARTY)
    for credential in ("{}", device.get(spoilt.options)):
        with pytest.raises(CredentialsRefused):
            await passkey.login(REQUEST, PARTY, ceremony_id=spoilt.id, credential=credential)
    late = await passkey.begin_login(REQUEST, PARTY)
    clock.shift(timedelta(minutes=5, seconds=1))
    with pytest.raises(CredentialsRefused):
        await passkey.login(REQUEST, PARTY, ceremony_id=late.id, credential=device.get(late.options))
    await passkey.begin_login(REQUEST, PARTY)
    assert await PasskeyCeremony.all().count() == 1


async def test_a_question_belongs_to_one_session_and_purpose() -> None:
    """AU-14, GQ-14: another session's question, or one asked for something else, fits nothing."""
    entry, device = await settled(NUMBER), key()
    await added(tenant(entry), device)
    other = await sign_in_tenant(NUMBER, PASSWORD)
    asked = await passkey.begin_check(tenant(entry), PARTY)
    with pytest.raises(CredentialsRefused):
        await passkey.confirm(tenant(other), PARTY, ceremony_id=asked.id, credential=device.get(asked.options))
    with pytest.raises(CredentialsRefused):
        await passkey.login(REQUEST, PARTY, ceremony_id=asked.id, credential=device.get(asked.options))
    public = await passkey.begin_login(REQUEST, PARTY)
    with pytest.raises(CredentialsRefused):
        await passkey.confirm(tenant(entry), PARTY, ceremony_id=public.id, credential=device.get(public.options))
    with pytest.raises(CredentialsRefused):
        await passkey.confirm(tenant(entry), PARTY, ceremony_id=uuid4(), credential=device.get(public.options))
    await passkey.confirm(tenant(entry), PARTY, ceremony_id=asked.id, credential=device.get(asked.options))


async def test_a_locked_member_is_refused() -> None:
    """AU-03, DS-19a: as by password."""
    entry, device = await settled(NUMBER), key()
    await added(tenant(entry), device)
    await Account.filter(id=tenant(entry).account_id).update(locked_at=await clock.now())
    await refused(device)


async def test_questions_are_limited() -> None:
    """GQ-17: a hundred in five minutes from one address."""
    for _ in range(100):
        await passkey.begin_login(REQUEST, PARTY)
    with pytest.raises(TooManyAttempts):
        await passkey.begin_login(REQUEST, PARTY)


async def test_adding_renaming_and_removing_need_a_fresh_confirmation() -> None:
    """AU-10: by password or by passkey; all other sessions end, a foreign passkey looks like none."""
    entry, stranger, device = await settled(NUMBER), await settled("0067890"), key()
    made = (await added(tenant(entry), device)).passkey
    clock.shift(timedelta(minutes=6))
    for work in (
        passkey.begin_registration(tenant(entry), PARTY),
        passkey.rename(tenant(entry), made.id, "Rechner"),
        passkey.remove(tenant(entry), made.id),
    ):
        with pytest.raises(NotAllowed) as caught:
            await work
        assert caught.value.code is Code.REAUTHENTICATION_REQUIRED
    asked = await passkey.begin_check(tenant(entry), PARTY)
    await passkey.confirm(tenant(entry), PARTY, ceremony_id=asked.id, credential=device.get(asked.options))
    assert (await passkey.rename(tenant(entry), made.id, "Rechner")).name == "Rechner"
    with pytest.raises(InvalidInput):
        await passkey.rename(tenant(entry), made.id, "x" * 61)
    await session.confirm(tenant(stranger))
    for missing in (made.id, uuid4()):
        with pytest.raises(NotFound):
            await passkey.remove(tenant(stranger), missing)
        with pytest.raises(NotFound):
            await passkey.rename(tenant(stranger), missing, "Meins")
    elsewhere = await sign_in_tenant(NUMBER, PASSWORD)
    await passkey.remove(tenant(entry), made.id)
    assert await passkey.own(tenant(entry)) == []
    written = await logged(AuditAction.PASSKEY_ADDED, AuditAction.PASSKEY_RENAMED, AuditAction.PASSKEY_REMOVED)
    assert [(entry[0], entry[1]) for entry in written] == [(f"passkey_{done}", "tenant") for done in ("added", "renamed", "removed")]
    assert await session.authenticate(elsewhere.token) is None
    assert await session.viewer_of(entry.session.id) == entry.viewer
    await refused(device)


async def test_the_same_key_is_kept_once() -> None:
    """AU-14: a credential id names one key of one person."""
    entry, stranger, device = await settled(NUMBER), await settled("0067890"), key()
    await added(tenant(entry), device)
    with pytest.raises(CredentialsRefused):
        await added(tenant(stranger), device)
    assert await passkey.own(tenant(stranger)) == []


async def test_an_employee_sets_up_a_passkey_as_second_factor() -> None:
    """AU-14: it opens a new session and brings recovery codes; afterwards each login asks for it, and it alone opens nothing."""
    waiting, device = await newcomer(), key()
    made = await added(at_desk(waiting), device)
    assert made.opened.issued is not None
    assert at_desk(made.opened.issued).scope is SessionScope.FULL
    assert len(made.opened.recovery_codes) == 10
    assert await session.authenticate(waiting.token) is None
    await refused(device)
    second = at_desk(await sign_in())
    assert second.scope is SessionScope.SECOND_FACTOR
    asked = await passkey.begin_check(second, PARTY)
    assert len(json.loads(asked.options)["allowCredentials"]) == 1
    with pytest.raises(NotAllowed):
        await passkey.confirm(second, PARTY, ceremony_id=asked.id, credential=device.get(asked.options))
    with pytest.raises(NotAllowed):
        await passkey.begin_registration(second, PARTY)
    entry = await passkey.enter(REQUEST, second, PARTY, ceremony_id=asked.id, credential=device.get(asked.options))
    assert at_desk(entry).scope is SessionScope.FULL
    with pytest.raises(Conflict):
        await passkey.remove(at_desk(entry), made.passkey.id)
    await added(at_desk(entry), key(), "Zweiter")
    await passkey.remove(at_desk(entry), made.passkey.id)
    assert (await second_factor.factors(second.staff_id)).passkeys == 1


async def test_a_colleagues_passkey_is_none_of_mine() -> None:
    """AU-14: the second step takes the person's own."""
    anna, bert, device = await colleague(), await colleague(email="bert@noris.example.org"), key()
    await added(bert.viewer, device)
    await added(anna.viewer, key())
    second = at_desk(await sign_in())
    asked = await passkey.begin_check(second, PARTY)
    with pytest.raises(CredentialsRefused):
        await passkey.enter(REQUEST, second, PARTY, ceremony_id=asked.id, credential=device.get(asked.options))
    assert UUID(str((await Staff.get(email="bert@noris.example.org")).id)) == bert.viewer.staff_id
