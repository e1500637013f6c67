"""A victim's own device gets in at once while strangers guess; everybody else waits a minute at most (AU-05)."""

import asyncio
import base64
from datetime import timedelta

import pytest

from models import clock, keyring, passwords
from models.account import Account
from models.delivery import Broadcast, Message
from models.limit import RateCounter
from models.session import Session
from resolvers import account, known_device, limits
from resolvers.account import RequestInfo
from resolvers.errors import CredentialsRefused, TooManyAttempts
from resolvers.session import Issued
from tests.support.accounts import (
    OTHER_PASSWORD,
    PASSWORD,
    activated,
    announced,
    letter,
    membership,
    one_time_password,
    person,
    settled,
    sign_in,
    tenant,
)
from tests.support.logins import refuses_login

pytestmark = pytest.mark.usefixtures("portal")

NUMBER, OTHER = "0012345", "0067890"
HOME = "192.0.2.10"


async def known(entry: Issued, cookie: str = "") -> str:
    """The device cookie of the browser that has just signed in."""
    return await known_device.remember(cookie, tenant(entry).account_id)


async def outcome(cookie: str, password: str, *, number: str = NUMBER, address: str = HOME) -> str:
    """ok, refused, or the seconds to wait."""
    try:
        await account.login(RequestInfo(address=address, known_devices=cookie), number=number, password=password)
    except CredentialsRefused:
        return "refused"
    except TooManyAttempts as error:
        return f"wait {error.retry_after_seconds}"
    return "ok"


async def attack(number: str = NUMBER, *, times: int = 11) -> list[str]:
    """Wrong passwords, each from another address."""
    return [await outcome("", "wrong", number=number, address=f"198.51.{turn // 250}.{turn % 250}") for turn in range(times)]


async def test_a_thousand_failures_do_not_keep_the_member_out() -> None:
    """AU-05: on the known device at once, every time; on a new one after a minute; never a hard lock, and the breaker stays shut."""
    cookie = await known(await settled(NUMBER))
    outcomes = await attack(times=1000)
    assert outcomes == ["refused"] * 10 + ["wait 60"] * 990
    for _ in range(3):
        assert await outcome(cookie, PASSWORD) == "ok"
    assert await outcome("", PASSWORD, address="203.0.113.5") == "wait 60"
    assert await outcome(cookie, PASSWORD) == "ok"
    clock.shift(timedelta(seconds=61))
    assert await outcome("", PASSWORD, address="203.0.113.5") == "ok"
    everybody = await RateCounter.get(key=limits.key(limits.Kind.LOGIN_GLOBAL, ""))
    assert everybody.count == 10


async def test_one_address_cannot_use_up_what_everybody_shares() -> None:
    """AU-05: what a narrow limit refuses does not count against the limit over everybody."""
    await settled(NUMBER)
    outcomes = [await outcome("", "wrong", address="198.51.100.1") for _ in range(50)]
    judged = outcomes.count("refused")
    assert 0 < judged < limits.LOGIN_ACCOUNT.count
    assert (await RateCounter.get(key=limits.key(limits.Kind.LOGIN_GLOBAL, ""))).count == judged


async def test_a_hundred_attempts_at_once_do_not_pass_the_limit() -> None:
    """AU-05: ten are judged, from a hundred addresses at the same moment; two computations each."""
    await settled(NUMBER)
    before = passwords.computations()
    outcomes = await asyncio.gather(*(outcome("", "wrong", address=f"198.51.100.{turn}") for turn in range(100)))
    assert sorted(outcomes) == ["refused"] * 10 + ["wait 60"] * 90
    assert passwords.computations() - before == 20


async def test_the_member_is_told_once_a_day() -> None:
    """AU-05: a mail to every person on the number when strangers begin to wait; nobody is told of a number that does not exist."""
    one, two = await person("p1"), await person("p2", "Max")
    await membership(NUMBER, one, two)
    first = tenant(await settled(post=await letter(one, NUMBER)))
    second = tenant(await settled(post=await letter(two, NUMBER), password=OTHER_PASSWORD))
    before = await announced()
    await attack(times=10)
    assert await announced() == before
    await attack(times=13)
    await attack("0099999")
    told = (await announced())[len(before) :]
    assert set(told) == {(Message.LOGIN_ATTEMPTS, first.account_id), (Message.LOGIN_ATTEMPTS, second.account_id)}
    assert len(told) == 2
    clock.shift(timedelta(minutes=6))
    await attack()
    assert len(await announced()) == len(before) + 2
    clock.shift(timedelta(days=1, minutes=7))
    await attack()
    assert len(await announced()) == len(before) + 4


async def test_a_known_device_helps_no_other_account() -> None:
    """AU-05: neither a stranger's cookie nor that of the other person on the number opens the way to this account's password."""
    one, two = await person("p1"), await person("p2", "Max")
    await membership(NUMBER, one, two)
    await settled(post=await letter(one, NUMBER))
    other = await known(await settled(OTHER))
    assert await known_device.recognise(other, [one.id, two.id]) == []
    await attack()
    assert await outcome(other, PASSWORD) == "wait 60"
    clock.shift(timedelta(minutes=10))
    assert await outcome(other, PASSWORD, number=OTHER) == "ok"


async def test_a_forged_cookie_is_no_cookie() -> None:
    """AU-05: another signature, another account under a good signature, another purpose, another server, half a cookie, and noise."""
    mine, other = await settled(NUMBER), await settled(OTHER)
    good = await known(mine)
    body = base64.urlsafe_b64decode(good + "=" * (-len(good) % 4))
    strangers = tenant(other).account_id.bytes + body[16:]
    purpose = keyring.current().sign("rate-limit", body[:36] + (1).to_bytes(4, "big"))
    forged = [
        base64.urlsafe_b64encode(content).decode().rstrip("=")
        for content in (strangers, body[:-1] + bytes([body[-1] ^ 1]), body[:36] + purpose, body[:36] + bytes(32), body[:40], b"")
    ]
    members = [tenant(mine).member_id, tenant(other).member_id]
    assert len(await known_device.recognise(good, members)) == 1
    for cookie in [*forged, "ä" * 91, "." * 50, good[:-2], f"{good} ", good * 20]:
        assert await known_device.recognise(cookie, members) == [], cookie
    await attack()
    assert await outcome(forged[0], PASSWORD) == "wait 60"
    assert await outcome(good, PASSWORD, address="203.0.113.5") == "ok"


async def test_a_stolen_device_cannot_guess_on() -> None:
    """AU-05: failures with the cookie count for themselves: as for anybody who mistypes, and at most twenty an hour."""
    cookie = await known(await settled(NUMBER))
    outcomes = await asyncio.gather(*(outcome(cookie, "wrong", address=f"198.51.100.{turn}") for turn in range(100)))
    assert outcomes.count("refused") == 4 + 10
    assert outcomes.count("wait 60") == 86


async def test_copies_of_a_cookie_share_their_budget_by_account() -> None:
    """AU-05: signing in a hundred times makes a hundred cookies, and not one guess more than twenty an hour."""
    entry = await settled(NUMBER)
    cookies = [await known(entry) for _ in range(30)]
    assert len(set(cookies)) == 30
    await attack()
    before = passwords.computations()
    outcomes = [await outcome(cookie, "wrong", address=f"203.0.113.{turn}") for turn, cookie in enumerate(cookies)]
    assert outcomes == ["refused"] * 20 + ["wait 60"] * 10
    assert passwords.computations() - before == 40


async def test_a_member_who_mistypes_at_home_still_gets_in() -> None:
    """AU-05: where the budget of the device is spent it waits like any other, and success ends the wait."""
    cookie = await known(await settled(NUMBER))
    for _ in range(4):
        assert await outcome(cookie, "wrong") == "refused"
    assert await outcome(cookie, PASSWORD) == "ok"
    for _ in range(4):
        assert await outcome(cookie, "wrong") == "refused"


async def test_a_browser_knows_several_people() -> None:
    """AU-05: spouses share a tablet; five at most, the newest first, and each keeps the own counter."""
    entries = [await settled(f"000000{turn}") for turn in range(6)]
    cookie = ""
    for entry in entries:
        cookie = await known(entry, cookie)
    assert len(cookie) < known_device.LONGEST_COOKIE
    for turn, entry in enumerate(entries):
        assert len(await known_device.recognise(cookie, [tenant(entry).member_id])) == (turn > 0)
    again = await known(entries[5], cookie)
    mine = [tenant(entries[5]).member_id]
    assert await known_device.recognise(again, mine) == await known_device.recognise(cookie, mine)


async def test_a_device_is_forgotten() -> None:
    """AU-05: after a year, with a new letter (Zugang neu vergeben), and when the member ends their other sessions."""
    post_owner = await person("p1")
    await membership(NUMBER, post_owner)
    entry = await settled(post=await letter(post_owner, NUMBER))
    cookie, members = await known(entry), [post_owner.id]
    assert len(await known_device.recognise(cookie, members)) == 1
    await known_device.end_other_sessions(tenant(entry))
    assert await known_device.recognise(cookie, members) == []
    cookie = await known(entry)
    owner = await activated(await letter(post_owner, NUMBER))
    assert await known_device.recognise(cookie, members) == []
    first = await sign_in(NUMBER, await one_time_password(owner))
    entry = await account.change_password(tenant(first), new_password=PASSWORD)
    cookie = await known(entry)
    clock.shift(known_device.VALID - timedelta(minutes=1))
    assert len(await known_device.recognise(cookie, members)) == 1
    clock.shift(known_device.VALID + timedelta(minutes=1))
    assert await known_device.recognise(cookie, members) == []


async def test_an_ended_session_takes_the_device_with_it() -> None:
    """AU-05, AU-09: a lost phone is a stranger again."""
    phone = await settled(NUMBER)
    cookie = await known(phone)
    desk = await sign_in(NUMBER, PASSWORD)
    await known_device.end_session(tenant(desk), phone.session.id)
    assert await known_device.recognise(cookie, [tenant(desk).member_id]) == []
    assert (await Session.get(id=phone.session.id)).revoked_at is not None


async def test_a_locked_account_knows_no_device() -> None:
    """AU-03, AU-05: the answer and its cost stay those of everybody."""
    entry = await settled(NUMBER)
    cookie = await known(entry)
    await Account.filter(id=tenant(entry).account_id).update(locked_at=await clock.now())
    assert await outcome(cookie, PASSWORD) == "refused"
    assert await known_device.recognise(cookie, [tenant(entry).member_id]) == []


async def test_every_refusal_with_a_cookie_costs_the_same() -> None:
    """AU-03: two computations whether the device is known, forged or a stranger's."""
    cookie = await known(await settled(NUMBER))
    for given in ("", cookie, cookie[:-1] + "A", "noise"):
        before = passwords.computations()
        assert await outcome(given, "wrong", address=f"203.0.113.{len(given)}") == "refused"
        assert passwords.computations() - before == 2
    assert await refuses_login("0099999", PASSWORD) == 2


async def test_the_member_hears_of_a_new_device() -> None:
    """AU-05: a mail when the right password comes from a browser nobody knows; three a day; none before any was known."""
    entry = await settled(NUMBER)
    before = await announced()
    await sign_in(NUMBER, PASSWORD)
    assert await announced() == before
    cookie = await known(entry)
    assert await outcome(cookie, PASSWORD) == "ok"
    assert await announced() == before
    elsewhere = await sign_in(NUMBER, PASSWORD)
    assert (await announced())[len(before) :] == [(Message.NEW_DEVICE, elsewhere.session.id)]
    for _ in range(4):
        await sign_in(NUMBER, PASSWORD)
    assert await Broadcast.filter(message=Message.NEW_DEVICE).count() == 3
