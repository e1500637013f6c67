"""A member signs in with a device nobody knows, where the operator asks for mailed digits (AU-29)."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from models import clock, keyring, login_code
from models.account import Account
from models.audit import AuditAction, AuditEntry
from models.codes import NothingToMint
from models.database import rows
from models.delivery import Message
from models.login_code import LoginCode
from models.session import Session, SessionScope
from resolvers import account, known_device, recent, session
from resolvers.account import Options, RequestInfo
from resolvers.account import login_code as digits
from resolvers.errors import Code, CredentialsRefused, NotAllowed, TooManyAttempts
from resolvers.session import Issued
from tests.support.accounts import (
    PASSWORD,
    REQUEST,
    activated,
    announced,
    invited,
    one_time_password,
    settled,
    sign_in,
    tenant,
)
from tests.support.logins import refuses_login

NUMBER = "0012345"


@pytest.fixture(autouse=True)
async def switched_on(portal: str) -> AsyncIterator[None]:
    """MIETERPORTAL_CODE_ON_NEW_DEVICE=true, after a member has settled at home."""
    await settled(NUMBER)
    account.use_options(Options(code_on_new_device=True))
    yield
    account.use_options(Options())


async def mailed(entry: Issued, delivery: int = 9) -> str:
    """The digits of the mail, made as the worker does."""
    return (await login_code.mint(keyring.current(), delivery_id=delivery, session_id=entry.session.id)).secret


async def refused(entry: Issued, code: str) -> Code:
    """The code of the refusal; the session waits as before."""
    with pytest.raises(CredentialsRefused) as caught:
        await digits.enter(REQUEST, tenant(entry), code=code)
    assert caught.value.field == "code"
    viewer = await session.authenticate(entry.token)
    assert viewer == entry.viewer
    return caught.value.code


def other(code: str) -> str:
    """Six other digits."""
    return f"{(int(code.replace(' ', '')) + 1) % 10**6:06}"


async def test_a_new_device_waits_for_the_digits() -> None:
    """AU-29: nothing opens, one mail goes out, its digits open a new session once; spaces do not matter."""
    before = await announced()
    entry = await sign_in(NUMBER, PASSWORD)
    assert tenant(entry).scope is SessionScope.LOGIN_CODE
    assert (await announced())[len(before) :] == [(Message.LOGIN_CODE, entry.session.id)]
    code = await mailed(entry)
    assert re.fullmatch(r"\d{3} \d{3}", code)
    opened = await digits.enter(REQUEST, tenant(entry), code=f" {code.replace(' ', '')}")
    assert tenant(opened).scope is SessionScope.FULL
    assert opened.token != entry.token
    assert await session.authenticate(entry.token) is None
    assert await session.authenticate(opened.token) == opened.viewer
    assert await LoginCode.all().count() == 0
    with pytest.raises(NotAllowed):
        await digits.enter(REQUEST, tenant(opened), code=code)


async def test_a_known_device_needs_none() -> None:
    """AU-29: neither does one that has just chosen the first own password, nor a passkey; the digits make a device known."""
    entry = await sign_in(NUMBER, PASSWORD)
    opened = await digits.enter(REQUEST, tenant(entry), code=await mailed(entry))
    cookie = await known_device.remember("", tenant(opened).account_id)
    at_home = await account.login(RequestInfo(known_devices=cookie), number=NUMBER, password=PASSWORD)
    assert tenant(at_home).scope is SessionScope.FULL
    owner = await activated(await invited("0067890"))
    first = await sign_in("0067890", await one_time_password(owner))
    assert tenant(first).scope is SessionScope.CHANGE_PASSWORD
    assert tenant(await account.change_password(tenant(first), new_password=PASSWORD)).scope is SessionScope.FULL
    foreign = await account.login(RequestInfo(known_devices=cookie), number="0067890", password=PASSWORD)
    assert tenant(foreign).scope is SessionScope.LOGIN_CODE


async def test_without_the_switch_nobody_is_asked() -> None:
    """AU-29: off by default."""
    account.use_options(Options())
    assert tenant(await sign_in(NUMBER, PASSWORD)).scope is SessionScope.FULL


async def test_a_wrong_password_sends_no_digits() -> None:
    """AU-29, AU-03: who does not know the password learns nothing of the second step."""
    assert await refuses_login(NUMBER, "wrong") == 2
    assert await LoginCode.all().count() == 0


async def test_five_tries() -> None:
    """AU-29: the sixth, though right, is refused; a new mail begins anew."""
    entry = await sign_in(NUMBER, PASSWORD)
    code = await mailed(entry)
    for _ in range(5):
        assert await refused(entry, other(code)) is Code.CREDENTIALS_REFUSED
    assert await refused(entry, code) is Code.CODE_EXPIRED
    await digits.resend(tenant(entry))
    fresh = await mailed(entry, 10)
    assert tenant(await digits.enter(REQUEST, tenant(entry), code=fresh)).scope is SessionScope.FULL
    assert await AuditEntry.filter(action=AuditAction.SECOND_FACTOR_REFUSED).count() == 6


async def test_a_hundred_tries_at_once_are_five() -> None:
    """AU-29, AU-05: counted before they are compared."""
    entry = await sign_in(NUMBER, PASSWORD)
    code = await mailed(entry)
    tries = [digits.enter(REQUEST, tenant(entry), code=other(code)) for _ in range(100)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    found = [outcome.code for outcome in outcomes if isinstance(outcome, CredentialsRefused)]
    assert (found.count(Code.CREDENTIALS_REFUSED), found.count(Code.CODE_EXPIRED)) == (5, 95)


async def test_the_right_digits_twice_at_once_open_one_session() -> None:
    """AU-29: single use."""
    entry = await sign_in(NUMBER, PASSWORD)
    code = await mailed(entry)
    before = await Session.filter(revoked_at=None, scope=SessionScope.FULL).count()
    outcomes = await asyncio.gather(*(digits.enter(REQUEST, tenant(entry), code=code) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(outcome, Issued) for outcome in outcomes) == 1
    assert await Session.filter(revoked_at=None, scope=SessionScope.FULL).count() == before + 1


async def test_digits_live_for_ten_minutes() -> None:
    """AU-29."""
    entry = await sign_in(NUMBER, PASSWORD)
    code = await mailed(entry)
    clock.shift(timedelta(minutes=10, seconds=1))
    assert await refused(entry, code) is Code.CODE_EXPIRED
    clock.shift(timedelta(minutes=9))
    assert tenant(await digits.enter(REQUEST, tenant(entry), code=code)).scope is SessionScope.FULL


async def test_a_new_mail_ends_the_digits_before() -> None:
    """AU-29: the newest counts, whatever order a worker sends in."""
    entry = await sign_in(NUMBER, PASSWORD)
    first, second = await mailed(entry, 9), await mailed(entry, 10)
    with pytest.raises(NothingToMint):
        await mailed(entry, 9)
    if first != second:
        assert await refused(entry, first) is Code.CREDENTIALS_REFUSED
    assert tenant(await digits.enter(REQUEST, tenant(entry), code=second)).scope is SessionScope.FULL
    with pytest.raises(NothingToMint):
        await mailed(entry, 11)


async def test_ten_mails_a_day() -> None:
    """AU-29: whoever knows the password cannot fill the mailbox; the login itself says how long to wait."""
    entry = await sign_in(NUMBER, PASSWORD)
    for _ in range(9):
        await digits.resend(tenant(entry))
    before = await announced()
    with pytest.raises(TooManyAttempts):
        await digits.resend(tenant(entry))
    with pytest.raises(TooManyAttempts):
        await sign_in(NUMBER, PASSWORD)
    assert await announced() == before


async def test_digits_open_the_session_they_were_mailed_for() -> None:
    """AU-29: those of another login, of another member, and none at all open nothing."""
    await settled_elsewhere()
    entry, twin, stranger = await sign_in(NUMBER, PASSWORD), await sign_in(NUMBER, PASSWORD), await sign_in("0067890", PASSWORD)
    assert await refused(entry, "123456") is Code.CODE_EXPIRED
    code = await mailed(entry)
    for waiting in (twin, stranger):
        assert await refused(waiting, code) is Code.CODE_EXPIRED
    assert tenant(await digits.enter(REQUEST, tenant(entry), code=code)).scope is SessionScope.FULL


async def settled_elsewhere() -> None:
    """A second member, who settled before the switch."""
    account.use_options(Options())
    await settled("0067890")
    account.use_options(Options(code_on_new_device=True))


async def test_a_waiting_session_opens_nothing_and_ends() -> None:
    """AU-29: no password is changed with it; half an hour; a lock ends it."""
    entry = await sign_in(NUMBER, PASSWORD)
    for attempt in (
        account.change_password(tenant(entry), new_password="Eulen fliegen leise", current_password=PASSWORD),
        account.confirm_password(tenant(entry), password=PASSWORD),
        recent.require(tenant(entry)),
    ):
        with pytest.raises(NotAllowed):
            await attempt
    code = await mailed(entry)
    await Account.filter(id=tenant(entry).account_id).update(locked_at=await clock.now())
    with pytest.raises(NotAllowed):
        await digits.enter(REQUEST, tenant(entry), code=code)
    await Account.filter(id=tenant(entry).account_id).update(locked_at=None)
    clock.shift(timedelta(minutes=30, seconds=1))
    assert await session.authenticate(entry.token) is None
    with pytest.raises(NothingToMint):
        await mailed(entry, 12)


async def test_only_hashes_are_stored() -> None:
    """AU-29, AL-03: no table and no entry of the audit log holds the digits."""
    entry = await sign_in(NUMBER, PASSWORD)
    code = await mailed(entry)
    await refused(entry, other(code))
    stored = str(await rows("SELECT * FROM login_code")) + str(await rows("SELECT * FROM audit_entry"))
    assert code not in stored
    assert re.search(rf"\b{code.replace(' ', '')}\b", stored) is None
