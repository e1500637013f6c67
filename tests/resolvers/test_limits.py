"""Rate limits: counted in the database, before the attempt is judged."""

import asyncio
from datetime import timedelta
from unittest.mock import MagicMock

import pytest
from prometheus_client import REGISTRY

from models import clock
from models.limit import RateCounter, purge
from models.session import Session
from resolvers import limits
from resolvers.errors import CredentialsRefused, TooManyAttempts
from resolvers.limits import Kind, Limit
from tests.support.accounts import PASSWORD, announced, invited, register, settled, sign_in, tenant

pytestmark = pytest.mark.usefixtures("portal")

NUMBER = "0012345"
THREE = Limit(Kind.TEST_PUSH, 3, 60)


async def outcome(number: str, password: str, address: str = "192.0.2.10") -> str:
    """ok, refused, or the seconds to wait."""
    try:
        await sign_in(number, password, address=address)
    except CredentialsRefused:
        return "refused"
    except TooManyAttempts as error:
        return f"wait {error.retry_after_seconds}"
    return "ok"


def refused(limit: Limit) -> float:
    """The figure that docs/operations.md alarms on."""
    return REGISTRY.get_sample_value("mieterportal_limit_refusals_total", {"limit": limit.kind.value}) or 0


async def fail_seven_times(number: str, address: str) -> None:
    """The eighth attempt is judged at once; the ninth waits 16 seconds."""
    seconds = [0, 0, 0, 1, 2, 4, 8]
    for failed, pause in enumerate(seconds):
        assert await outcome(number, "wrong", address) == "refused"
        clock.shift(timedelta(seconds=sum(seconds[:failed]) + pause + failed))


async def test_a_limit_ends_with_its_window() -> None:
    """GQ-17: the refusal says when; another subject has its own count."""
    for _ in range(3):
        await limits.hit(THREE, "a")
    with pytest.raises(TooManyAttempts) as caught:
        await limits.hit(THREE, "a")
    assert 55 <= caught.value.retry_after_seconds <= 60
    await limits.hit(THREE, "b")
    clock.shift(timedelta(seconds=61))
    await limits.hit(THREE, "a")


async def test_parallel_attempts_cannot_pass() -> None:
    """AU-05: counting is one atomic statement."""
    outcomes = await asyncio.gather(*(limits.hit(THREE, "a") for _ in range(20)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in outcomes) == ["NoneType"] * 3 + ["TooManyAttempts"] * 17


async def test_what_is_given_back_does_not_count() -> None:
    """A success is no failure; the count never falls below zero."""
    for _ in range(10):
        await limits.hit(THREE, "a")
        await limits.give_back(THREE, "a")
    await limits.give_back(THREE, "a")
    for _ in range(3):
        await limits.hit(THREE, "a")
    with pytest.raises(TooManyAttempts):
        await limits.hit(THREE, "a")


async def test_the_delay_doubles_up_to_an_hour() -> None:
    """AU-04: three typing errors are free, then 1, 2, 4 .. seconds, at most one hour."""
    passed, delays = timedelta(), list[float]()
    for _ in range(18):
        assert await limits.delay(Kind.LOGIN_PAIR, "a") == 0
        row = await RateCounter.get()
        assert row.blocked_until is not None
        delays.append((row.blocked_until - row.window_start).total_seconds())
        passed += row.blocked_until - row.window_start
        clock.shift(passed)
    assert delays == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600]


async def test_keys_name_nobody() -> None:
    """DS-12: neither number nor address stands in the table."""
    await outcome(NUMBER, "wrong", "192.0.2.77")
    keys = " ".join([row.key for row in await RateCounter.all()])
    assert NUMBER not in keys
    assert "192.0.2.77" not in keys
    assert keys.count("login_") == 4


async def test_failures_from_one_address_slow_that_address() -> None:
    """AU-04, AU-05: a guesser waits; the member elsewhere does not notice, not even for the same number."""
    await settled(NUMBER)
    await fail_seven_times(NUMBER, "198.51.100.1")
    assert await outcome(NUMBER, "wrong", "198.51.100.1") == "refused"
    assert (await outcome(NUMBER, PASSWORD, "198.51.100.1")).startswith("wait 1")
    assert await outcome(NUMBER, PASSWORD, "192.0.2.10") == "ok"
    clock.shift(timedelta(seconds=60))
    assert await outcome(NUMBER, PASSWORD, "198.51.100.1") == "ok"
    assert await outcome(NUMBER, "wrong", "198.51.100.1") == "refused"
    assert await outcome(NUMBER, PASSWORD, "198.51.100.1") == "ok"


async def test_many_failures_on_one_number_never_lock_it() -> None:
    """AU-05: ten in five minutes from anywhere, then each new address waits a minute, and then gets in."""
    await settled(NUMBER)
    for number in range(10):
        assert await outcome(NUMBER, "wrong", f"198.51.100.{number}") == "refused"
    before = await Session.all().count()
    assert await outcome(NUMBER, PASSWORD) == "wait 60"
    assert await Session.all().count() == before
    clock.shift(timedelta(seconds=61))
    assert await outcome(NUMBER, PASSWORD, "198.51.100.200") == "wait 60"
    assert await outcome(NUMBER, PASSWORD) == "ok"


async def test_unknown_numbers_are_limited_like_known_ones() -> None:
    """AU-03: the limit does not tell which numbers exist."""
    await settled(NUMBER)
    for number in (NUMBER, "0099999"):
        clock.shift(timedelta())
        await fail_seven_times(number, "198.51.100.9")
        assert await outcome(number, "wrong", "198.51.100.9") == "refused"
        assert (await outcome(number, "wrong", "198.51.100.9")).startswith("wait 1")


async def test_parallel_guesses_cannot_pass_the_delay() -> None:
    """AU-05, T19: thirty at the same moment; one is judged."""
    await settled(NUMBER)
    await fail_seven_times(NUMBER, "198.51.100.9")
    outcomes = await asyncio.gather(*(outcome(NUMBER, "wrong", "198.51.100.9") for _ in range(30)))
    assert outcomes.count("refused") == 1
    assert sum(result.startswith("wait 1") for result in outcomes) == 29


async def test_one_address_cannot_try_everybody() -> None:
    """AU-04: 100 failures in five minutes per address; an IPv6 customer is one address."""
    entry = tenant(await settled(NUMBER))
    for number in range(100):
        assert await outcome(f"9{number}", "wrong", f"2001:db8::{number:x}") == "refused"
    assert (await outcome(NUMBER, PASSWORD, "2001:db8::ffff")).startswith("wait ")
    assert await outcome(NUMBER, PASSWORD, "2001:db8:0:1::1") == "ok"
    assert entry.member_id


@pytest.mark.parametrize(
    ("breaker", "expected", "attempt"),
    [(limits.LOGIN_GLOBAL, (1000, 300), "login"), (limits.REGISTER_GLOBAL, (2000, 3600), "register")],
    ids=["login", "register"],
)
async def test_a_breaker_over_everybody_opens_and_says_so_once(
    breaker: Limit, expected: tuple[int, int], attempt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AU-04, AU-20: at ten times the baseline nothing is judged any more; one line in the log, each refusal in the figures."""
    post = await invited(NUMBER)
    said = MagicMock()
    monkeypatch.setattr(limits, "log", said)
    assert (breaker.count, breaker.seconds) == expected
    assert await limits.count(breaker, by=breaker.count) == 0
    before = refused(breaker)
    for _ in range(3):
        with pytest.raises(TooManyAttempts):
            await (sign_in(NUMBER, PASSWORD) if attempt == "login" else register(post))
    assert refused(breaker) - before == 3
    said.error.assert_called_once_with("limit.breaker_open", limit=breaker.kind.value, count=breaker.count, seconds=breaker.seconds)
    assert (await Session.all().count(), await announced()) == (0, [])
    clock.shift(timedelta(seconds=breaker.seconds + 1))
    await register(post)


async def test_old_counters_are_removed() -> None:
    """DS-12: two days after the last attempt nothing is left."""
    await limits.hit(THREE, "a")
    clock.shift(timedelta(hours=47))
    await limits.hit(THREE, "b")
    assert await purge() == 0
    clock.shift(timedelta(hours=49))
    assert await purge() == 1
    assert await RateCounter.all().count() == 1


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
        ("unix", "unix"),
    ],
)
async def test_what_counts_as_one_address(address: str, expected: str) -> None:
    """GQ-17."""
    assert limits.network(address) == expected
