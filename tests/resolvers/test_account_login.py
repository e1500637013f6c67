"""Signing in, the first own password, changing and resetting it, staff."""

import asyncio
from datetime import timedelta

import pytest

from models import clock, codes, passwords
from models.account import Account, OneTimePassword
from models.audit import AuditAction, AuditEntry
from models.delivery import Message
from models.device import Device, DeviceKind
from models.event import Event, Topic
from models.member import Member, MemberStatus
from models.session import Session, SessionScope
from models.staff import Staff, StaffRole
from resolvers import account, session, staff
from resolvers.access import Operator, Tenant
from resolvers.access import Staff as StaffViewer
from resolvers.errors import Code, Conflict, CredentialsRefused, InvalidEmail, WeakPassword
from tests.support.accounts import (
    EMAIL,
    OTHER_PASSWORD,
    PASSWORD,
    REQUEST,
    activated,
    announced,
    contract,
    invited,
    letter,
    membership,
    one_time_password,
    person,
    settled,
    sign_in,
    tenant,
)
from tests.support.factors import colleague
from tests.support.logins import refuses_login

pytestmark = pytest.mark.usefixtures("portal")

NUMBER = "0012345"


async def test_the_first_login_may_only_set_an_own_password() -> None:
    """AU-22, AU-24: case, spaces and dashes do not matter; then all earlier sessions and one-time passwords are gone."""
    post = await invited(NUMBER)
    owner = await activated(post)
    mailed, spare = await one_time_password(owner, 2), await one_time_password(owner, 3)
    first = await sign_in(NUMBER, f" {mailed.upper().replace('-', ' ')} ")
    assert tenant(first).scope is SessionScope.CHANGE_PASSWORD
    second = await account.change_password(tenant(first), new_password=PASSWORD)
    assert tenant(second).scope is SessionScope.FULL
    assert await session.authenticate(first.token) is None
    assert await session.authenticate(second.token) == second.viewer
    assert await OneTimePassword.all().count() == 0
    assert [message for message, _ in await announced()] == [Message.ACTIVATION, Message.ONE_TIME_PASSWORD]
    await refuses_login(NUMBER, spare)
    assert tenant(await sign_in(NUMBER, PASSWORD)).scope is SessionScope.FULL


async def test_a_one_time_password_opens_one_session() -> None:
    """AU-22, AU-23: used once, also by two browsers at the same moment; the first use voids the others that arrived."""
    owner = await activated(await invited(NUMBER))
    mailed, other = await one_time_password(owner, 2), await one_time_password(owner, 3)
    outcomes = await asyncio.gather(sign_in(NUMBER, mailed), sign_in(NUMBER, mailed), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CredentialsRefused", "Issued"]
    assert await OneTimePassword.all().count() == 0
    await refuses_login(NUMBER, mailed)
    await refuses_login(NUMBER, other)


async def test_of_two_one_time_passwords_at_the_same_moment_one_opens() -> None:
    """AU-23: the first use voids all, also the one that another browser sends meanwhile; of another person's none is lost."""
    owner, stranger = await activated(await invited(NUMBER)), await activated(await invited("0000009"))
    mailed = [await one_time_password(owner, delivery) for delivery in (2, 3)]
    kept = await one_time_password(stranger)
    outcomes = await asyncio.gather(*(sign_in(NUMBER, password) for password in mailed), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CredentialsRefused", "Issued"]
    assert await Session.all().count() == 1
    assert tenant(await sign_in("0000009", kept)).account_id == stranger.id


async def test_no_one_time_password_is_made_where_an_own_one_exists() -> None:
    """AU-23: a password mail that was put off goes out no more once an own password is set."""
    entry = tenant(await settled(NUMBER))
    with pytest.raises(codes.NothingToMint):
        await codes.mint_one_time_password(delivery_id=9, account_id=entry.account_id)
    assert await OneTimePassword.all().count() == 0


async def test_a_one_time_password_ends_after_three_days() -> None:
    """AU-22: 72 hours; then whoever has it is told, at the same cost, and nothing opens (AU-25)."""
    owner = await activated(await invited(NUMBER))
    mailed = await one_time_password(owner)
    clock.shift(timedelta(hours=72, seconds=1))
    before = passwords.computations()
    with pytest.raises(CredentialsRefused) as caught:
        await sign_in(NUMBER, mailed)
    assert (caught.value.code, passwords.computations() - before) == (Code.PASSWORD_EXPIRED, 2)
    assert await Session.all().count() == 0
    await refuses_login(NUMBER, codes.new_one_time_password())


async def test_every_refusal_costs_and_says_the_same() -> None:
    """AU-03: unknown, wrong, not yet activated, locked, deceased; two computations each, with one and with two persons on a number."""
    await settled(NUMBER)
    await invited("0000001")
    locked, deceased = await settled("0000002"), await settled("0000003")
    await Account.filter(id=tenant(locked).account_id).update(locked_at=await clock.now())
    await Member.filter(id=tenant(deceased).member_id).update(status=MemberStatus.DECEASED)
    one, two = await person("p1"), await person("p2", "Max")
    await membership("0000004", one, two)
    await settled(post=await letter(one, "0000004"))
    await settled(post=await letter(two, "0000004"), password=OTHER_PASSWORD)
    look_alike = codes.new_one_time_password()
    for number, password in [
        ("0099999", PASSWORD),
        (NUMBER, "wrong"),
        ("0000001", PASSWORD),
        ("0000002", PASSWORD),
        ("0000003", PASSWORD),
        ("0000004", "wrong"),
        ("0099999", look_alike),
        (NUMBER, look_alike),
        ("0000004", look_alike),
    ]:
        assert await refuses_login(number, password) == 2, number
    before = passwords.computations()
    await sign_in(NUMBER, PASSWORD)
    assert passwords.computations() - before == 2


async def test_three_live_one_time_passwords_cost_one_computation() -> None:
    """AU-03, AU-23: the fourth mail ends the first."""
    owner = await activated(await invited(NUMBER))
    mailed = [await one_time_password(owner, delivery) for delivery in range(4)]
    assert await OneTimePassword.all().count() == 3
    assert await refuses_login(NUMBER, mailed[0]) == 2
    await sign_in(NUMBER, mailed[1])


async def test_two_persons_on_a_number_are_told_apart_by_their_passwords() -> None:
    """AU-19, DS-19: and never get the same one: refused at setting, with the words for an easy password."""
    one, two = await person("p1"), await person("p2", "Max")
    await membership(NUMBER, one, two)
    first = await settled(post=await letter(one, NUMBER))
    owner = await activated(await letter(two, NUMBER))
    entry = await sign_in(NUMBER, await one_time_password(owner))
    with pytest.raises(WeakPassword) as caught:
        await account.change_password(tenant(entry), new_password=PASSWORD)
    assert (caught.value.code, caught.value.field, str(caught.value)) == (
        Code.WEAK_PASSWORD,
        "newPassword",
        "The password is easy to guess.",
    )
    assert (await Account.get(id=owner.id)).password_hash is None
    await account.change_password(tenant(entry), new_password=OTHER_PASSWORD)
    assert tenant(await sign_in(NUMBER, PASSWORD)).member_id == tenant(first).member_id == one.id
    assert tenant(await sign_in(NUMBER, OTHER_PASSWORD)).member_id == two.id


async def test_who_has_no_membership_number_signs_in_with_the_contract_number() -> None:
    """AU-03, DS-19: the Vertragsnummer does not open the account of a person who has a Mitgliedsnummer."""
    member, other = await person("p1"), await person("p2", "Max")
    await contract("V-1001", member, other)
    await membership(NUMBER, other)
    await settled(post=await letter(member, "V-1001"))
    await settled(post=await letter(other, NUMBER), password=OTHER_PASSWORD)
    assert tenant(await sign_in("V-1001", PASSWORD)).member_id == member.id
    await refuses_login("V-1001", OTHER_PASSWORD)


@pytest.mark.parametrize(
    "password",
    ["kurz", "passwort1", "Sommer2026", "12345678", "0012345aa", "erika.beispiel", "NorisNoris", "bcdfg-23456-hjkmn", "x" * 129],
)
async def test_easy_passwords_are_refused(password: str) -> None:
    """AU-02: length, known lists, the number, the address, the cooperative; and the look of a one-time password (AU-24)."""
    owner = await activated(await invited(NUMBER))
    entry = await sign_in(NUMBER, await one_time_password(owner))
    with pytest.raises(WeakPassword):
        await account.change_password(tenant(entry), new_password=password)
    assert (await Account.get(id=owner.id)).password_hash is None
    assert await session.authenticate(entry.token) == entry.viewer


@pytest.mark.parametrize("password", ["drei müde Katzen", "kR7$xm2q!b", "🐌 im Regen auf Gleis 9", "langes Wort " * 10])
async def test_good_passwords_have_no_rules_of_composition(password: str) -> None:
    """AU-02: 8 to 128 characters of any kind, nothing cut off."""
    await settled(NUMBER, password)
    await sign_in(NUMBER, password)
    if len(password) > 72:
        await refuses_login(NUMBER, password[:-1])


async def test_stronger_parameters_are_taken_over_at_login() -> None:
    """AU-01: rehash when parameters rise."""
    entry = tenant(await settled(NUMBER))
    passwords.use(passwords.STRONG)
    await sign_in(NUMBER, PASSWORD)
    stored = (await Account.get(id=entry.account_id)).password_hash
    assert stored is not None
    assert stored.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    await sign_in(NUMBER, PASSWORD)


async def test_logging_out_takes_this_devices_subscriptions() -> None:
    """WP-34: in the same transaction; the other device keeps its own."""
    entry = await settled(NUMBER)
    now = await clock.now()
    for installation in ("here", "elsewhere"):
        await Device.create(
            member_id=tenant(entry).member_id,
            kind=DeviceKind.WEBPUSH,
            installation_id=installation,
            endpoint=f"https://push.example.org/{installation}",
            endpoint_hash=installation,
            origin="https://push.example.org",
            created_at=now,
            last_seen_at=now,
        )
    await account.logout(tenant(entry), installation_id="here")
    assert [device.installation_id for device in await Device.all()] == ["elsewhere"]
    assert await session.authenticate(entry.token) is None
    assert await Event.filter(topic=Topic.SESSION, subject_id=entry.session.id).exists()


@pytest.mark.parametrize("installation", ["", "x" * 65, "ä" * 20_000])
async def test_whatever_a_page_sends_with_it_a_session_ends(installation: str) -> None:
    """WP-34: a name no device can have stops nobody from signing out."""
    entry = await settled()
    await account.logout(tenant(entry), installation_id=installation)
    assert await session.authenticate(entry.token) is None


async def test_a_new_employee_sets_an_own_password_first() -> None:
    """AU-28: no default accounts; the one-time secret lives 72 hours and only sets a password of 12 characters or more."""
    created = await staff.create_staff(Operator(), email="Anna@Noris.example.org", name="Anna Beispiel", role=StaffRole.EDITOR)
    entry = await account.staff_login(REQUEST, email="anna@noris.example.org", password=created.secret)
    assert isinstance(entry.viewer, StaffViewer)
    assert (entry.viewer.role, entry.viewer.scope) == (StaffRole.EDITOR, SessionScope.CHANGE_PASSWORD)
    with pytest.raises(WeakPassword):
        await account.change_password(entry.viewer, new_password="kR7$xm2q!b")
    changed = await account.change_password(entry.viewer, new_password=PASSWORD)
    assert isinstance(changed.viewer, StaffViewer)
    assert changed.viewer.scope is SessionScope.ENROL_FACTOR
    with pytest.raises(CredentialsRefused):
        await account.staff_login(REQUEST, email="anna@noris.example.org", password=created.secret)
    again = await account.staff_login(REQUEST, email=" anna@noris.example.org ", password=PASSWORD)
    assert await session.authenticate(again.token) == again.viewer


async def test_staff_refusals_look_alike() -> None:
    """AU-03: unknown, wrong, no longer employed, first secret too old: one answer, one computation."""
    created = await staff.create_staff(Operator(), email="anna@noris.example.org", name="Anna Beispiel", role=StaffRole.ADMIN)

    async def refused(email: str, password: str) -> int:
        before = passwords.computations()
        with pytest.raises(CredentialsRefused) as caught:
            await account.staff_login(REQUEST, email=email, password=password)
        assert (caught.value.code, caught.value.field) == (Code.CREDENTIALS_REFUSED, None)
        return passwords.computations() - before

    assert await refused("nobody@noris.example.org", PASSWORD) == 1
    assert await refused("anna@noris.example.org", PASSWORD) == 1
    assert await refused("x" * 5000, PASSWORD) == 1
    await Staff.filter(id=created.row.id).update(is_active=False)
    assert await refused("anna@noris.example.org", created.secret) == 1
    await Staff.filter(id=created.row.id).update(is_active=True)
    clock.shift(timedelta(hours=72, seconds=1))
    assert await refused("anna@noris.example.org", created.secret) == 1
    assert await Session.all().count() == 0


async def test_an_employee_exists_once() -> None:
    """A second account with the same address is refused, whatever its case; so is half an address."""
    await staff.create_staff(Operator(), email="anna@noris.example.org", name="Anna Beispiel", role=StaffRole.ADMIN)
    with pytest.raises(Conflict):
        await staff.create_staff(Operator(), email="ANNA@noris.example.org", name="Anna", role=StaffRole.ADMIN)
    with pytest.raises(InvalidEmail):
        await staff.create_staff(Operator(), email="anna", name="Anna", role=StaffRole.ADMIN)
    assert await Staff.all().count() == 1


async def test_security_events_are_kept_without_secrets() -> None:
    """AL-01, AL-03: who did what with which result; no number, address, code or password in any row."""
    post = await invited(NUMBER)
    entry = await settled(post=post)
    await refuses_login(NUMBER, "my wrong secret")
    await account.logout(tenant(entry))
    entries = await AuditEntry.all().order_by("id")
    assert [entry.action for entry in entries] == [
        AuditAction.REGISTERED,
        AuditAction.REGISTRATION_CONFIRMED,
        AuditAction.LOGIN,
        AuditAction.PASSWORD_CHANGED,
        AuditAction.LOGIN_REFUSED,
        AuditAction.LOGOUT,
    ]
    text = " ".join(f"{entry.actor_id} {entry.object_id} {entry.details}" for entry in entries)
    for secret in (NUMBER, EMAIL, post.code, PASSWORD, "my wrong secret", entry.token):
        assert secret not in text
    assert isinstance(entry.viewer, Tenant)


async def test_an_employee_changes_the_password_at_the_desk() -> None:
    """AU-10: the current one is asked for; the second factor stays shown."""
    anna = await colleague()
    with pytest.raises(CredentialsRefused):
        await account.change_password(anna.viewer, new_password=OTHER_PASSWORD, current_password="wrong")
    changed = await account.change_password(anna.viewer, new_password=OTHER_PASSWORD, current_password=PASSWORD)
    assert changed.viewer.scope is SessionScope.FULL
    assert await session.authenticate(anna.session.token) is None


async def test_a_fresh_portal_has_no_employee() -> None:
    """AU-28: no default account; the first comes from the command line."""
    assert await Staff.all().count() == 0
    assert await Account.all().count() == 0
