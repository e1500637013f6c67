"""GQ-17: how much anybody may ask, shared by every process, and nearly without writing."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from models import clock
from models.limit import RateCounter
from models.session import SessionKind, SessionScope
from models.staff import StaffRole
from resolvers import limits, traffic
from resolvers.access import Integrator, Operator, Staff, Tenant, Viewer
from resolvers.errors import TooManyAttempts

pytestmark = pytest.mark.usefixtures("portal")
ADDRESS = "192.0.2.10"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five requests a minute: a block is one, so a process lets one through before it asks."""
    for name in ("ADDRESS", "ACCOUNT", "TOKEN", "MUTATION"):
        monkeypatch.setattr(traffic, name, replace(getattr(traffic, name), count=5))


def tenant(account_id: UUID) -> Tenant:
    return Tenant(uuid4(), account_id, uuid4(), SessionScope.FULL, SessionKind.COOKIE)


async def until_refused(viewer: Viewer, address: str = ADDRESS) -> tuple[int, int]:
    """How many requests went through, and the seconds to wait then."""
    for count in range(100):
        try:
            await traffic.request(viewer, address)
        except TooManyAttempts as refused:
            return count, refused.retry_after_seconds
    raise AssertionError("never refused")


async def test_an_account_whatever_its_sessions_and_addresses() -> None:
    account = uuid4()
    count, wait = await until_refused(tenant(account))
    assert (count, 50 < wait <= 60) == (6, True)
    with pytest.raises(TooManyAttempts):
        await traffic.request(tenant(account), "198.51.100.7")
    await traffic.request(tenant(uuid4()), ADDRESS)


async def test_each_kind_of_caller_is_counted_for_itself() -> None:
    for viewer in (None, tenant(uuid4()), Integrator(uuid4(), frozenset()), Staff(uuid4(), uuid4(), StaffRole.ADMIN)):
        assert (await until_refused(viewer))[0] == 6


async def test_a_visitor_by_address_and_a_customer_of_ipv6_by_network() -> None:
    assert (await until_refused(None, "2001:db8:1:2::1"))[0] == 6
    with pytest.raises(TooManyAttempts):
        await traffic.request(None, "2001:db8:1:2:ffff::9")
    await traffic.request(None, "2001:db8:1:3::1")


async def test_the_command_line_is_not_counted() -> None:
    for _ in range(20):
        await traffic.request(Operator(), "")
        await traffic.mutation(Operator(), "", "publishNotice")
    assert await RateCounter.all().count() == 0


async def test_other_processes_count_too() -> None:
    """What another process has let through is in the database; here only the first block is left."""
    token = Integrator(uuid4(), frozenset())
    await limits.count(traffic.TOKEN, str(token.token_id), by=5)
    assert (await until_refused(token))[0] == 1


async def test_a_minute_later_it_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = "203.0.113.5"
    now = traffic.time.monotonic()
    await until_refused(None, visitor)
    monkeypatch.setattr(traffic.time, "monotonic", lambda: now + 62)
    clock.shift(timedelta(seconds=62))
    assert (await until_refused(None, visitor))[0] == 6


async def test_a_reader_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An alert must not end in as many writes as there are readers: a first block of thirty is free."""
    monkeypatch.setattr(traffic, "ACCOUNT", replace(traffic.ACCOUNT, count=600))
    viewer = tenant(uuid4())
    for _ in range(30):
        await traffic.request(viewer, ADDRESS)
    assert await RateCounter.all().count() == 0
    for _ in range(30):
        await traffic.request(viewer, ADDRESS)
    assert await RateCounter.all().values_list("count", flat=True) == [30]


async def test_each_mutation_is_counted_by_its_name() -> None:
    viewer = tenant(uuid4())
    for _ in range(6):
        await traffic.mutation(viewer, ADDRESS, "confirmNotice")
    with pytest.raises(TooManyAttempts):
        await traffic.mutation(viewer, ADDRESS, "confirmNotice")
    await traffic.mutation(viewer, ADDRESS, "setPreferences")
    await traffic.mutation(tenant(uuid4()), ADDRESS, "confirmNotice")


async def test_a_visitor_has_the_limits_of_each_mutation() -> None:
    for _ in range(20):
        await traffic.mutation(None, ADDRESS, "login")
    assert await RateCounter.all().count() == 0


async def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of addresses costs no memory without end."""
    monkeypatch.setattr(traffic, "MOST_KNOWN", 10)
    for number in range(50):
        await traffic.request(None, f"192.0.2.{number}")
    assert len(traffic._known) <= 10  # pyright: ignore[reportPrivateUsage] - it has no other face


async def test_the_table_names_nobody() -> None:
    account = uuid4()
    await until_refused(tenant(account))
    [row] = await RateCounter.all()
    assert row.key.startswith("request_account:")
    assert str(account) not in row.key
