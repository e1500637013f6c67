"""The token bucket in simulated time: bulk starts slowly, an alert does not wait for it, and neither exceeds the rate (FC-12, SM-17)."""

import asyncio
import heapq
import itertools
import time
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from push.channels.rate import TokenBucket


class Simulation:
    """Senders that take, wait as they are told, send, and take again; time jumps from one to the next."""

    def __init__(self, rate: float = 200, **given: Any) -> None:
        self.time = 1000.0
        self.bucket = TokenBucket(rate, now=lambda: self.time, **given)
        self.sent: list[tuple[float, bool]] = []
        self.refused = 0

    def run(self, seconds: float, *, bulk: int = 0, urgent: int = 0, longest: float = 5.0, alert: int | None = None) -> None:
        """So many senders of each lane at work for so long; `alert` bounds the urgent messages there are."""
        end, order = self.time + seconds, itertools.count()
        due = [(self.time, next(order), is_urgent) for is_urgent in [True] * urgent + [False] * bulk]
        heapq.heapify(due)
        while due and due[0][0] < end:
            self.time, _, is_urgent = heapq.heappop(due)
            if is_urgent and alert is not None:
                if not alert:
                    continue
                alert -= 1
            wait = self.bucket.book(is_urgent=is_urgent, longest=longest)
            if wait <= longest:
                self.sent.append((self.time + wait, is_urgent))
            else:
                self.refused += 1
            heapq.heappush(due, (self.time + max(wait, 0.0001), next(order), is_urgent))
        self.time = end

    def number(self, start: float, end: float, *, is_urgent: bool | None = None) -> int:
        """Messages sent from second `start` to `end` of the simulation."""
        return sum(1000 + start <= at < 1000 + end and is_urgent in {None, urgent} for at, urgent in self.sent)


def test_fc_12_bulk_grows_to_the_rate_within_a_minute() -> None:
    """FC-12: a tenth at first, all of it after 60 s, and never more than that."""
    simulation = Simulation(ramp_seconds=60)
    simulation.run(120, bulk=75)
    each_second = [simulation.number(second, second + 1) for second in range(120)]
    assert 20 <= each_second[0] <= 40, "at most a second's worth beside what waits for it"
    assert 100 <= each_second[29] <= 115
    assert each_second[70:] == pytest.approx([200] * 50, abs=2)
    assert max(each_second) <= 202
    assert simulation.refused == 0, "75 hands wait for their turn; no row goes back and forth"


def test_fc_12_after_a_rest_it_starts_slowly_again() -> None:
    """FC-12: what is due at the full hour begins like everything else."""
    simulation = Simulation(ramp_seconds=60)
    simulation.run(90, bulk=75)
    simulation.run(61)
    assert simulation.number(89, 90) == pytest.approx(200, abs=2)
    simulation.run(1, bulk=500, longest=1)
    assert simulation.number(151, 152) <= 42


def test_ob_16_an_alert_does_not_wait_for_the_bulk_before_it() -> None:
    """OB-16: 5,000 alert messages behind bulk that never ends take less than 30 s; bulk goes on with its tenth."""
    simulation = Simulation(ramp_seconds=60)
    simulation.run(100, bulk=75)
    simulation.run(40, bulk=75, urgent=150, alert=5000)
    last = max(at for at, is_urgent in simulation.sent if is_urgent)
    assert simulation.number(100, 140, is_urgent=True) == 5000
    assert last - 1100 <= 28
    assert simulation.number(100, 101, is_urgent=True) >= 250, "the reserve is there at once"
    assert 15 <= simulation.number(110, 111, is_urgent=False) <= 25


def test_ob_16_an_alert_after_a_rest_is_not_slowed_by_the_ramp() -> None:
    """OB-16: nobody waits a minute for the engine to warm up."""
    simulation = Simulation(ramp_seconds=60)
    simulation.run(40, urgent=150, alert=5000)
    assert max(at for at, _ in simulation.sent) - 1000 <= 26


def test_ob_17_bulk_keeps_a_tenth_under_constant_alerts() -> None:
    """OB-17: no starvation, and together they stay at the rate."""
    simulation = Simulation()
    simulation.run(60, bulk=75, urgent=150)
    bulk, all_of_it = simulation.number(10, 60, is_urgent=False), simulation.number(10, 60)
    assert bulk / all_of_it == pytest.approx(0.1, abs=0.01)
    assert all_of_it == pytest.approx(200 * 50, rel=0.01)


def test_fc_06_too_many_requests_halve_the_rate_for_a_while() -> None:
    """FC-06: a burst of such answers counts once; within a minute it is as fast as before, unless it is told again."""
    simulation = Simulation()
    simulation.run(10, bulk=75)
    for _ in range(50):
        simulation.bucket.slow_down()
    assert simulation.bucket.rate == 100
    simulation.run(60, bulk=75)
    assert simulation.number(11, 12) == pytest.approx(103, abs=8)
    assert simulation.number(68, 69) == pytest.approx(200, abs=2)
    for _ in range(100):
        simulation.run(6)
        simulation.bucket.slow_down()
    assert simulation.bucket.rate == pytest.approx(200 * 0.1, rel=0.2), "half of it each time, and a tenth back between two times"
    simulation.bucket.slow_down()


def test_what_would_wait_too_long_is_told_how_long_and_takes_nothing() -> None:
    """The row goes back to the ledger with a time; later ones are not pushed back by it."""
    simulation = Simulation(rate=2, burst=2)
    assert [simulation.bucket.book(is_urgent=False, longest=1) for _ in range(3)] == [0, 0.5, 1]
    assert [simulation.bucket.book(is_urgent=False, longest=1) for _ in range(3)] == [1.5, 1.5, 1.5]
    simulation.time += 1
    assert simulation.bucket.book(is_urgent=False, longest=1) == pytest.approx(0.5)


def test_an_alert_finds_its_reserve_when_bulk_is_in_debt() -> None:
    """SM-17: a relay of two messages a second."""
    simulation = Simulation(rate=2, burst=4)
    while simulation.bucket.book(is_urgent=False, longest=10) <= 10:
        pass
    assert [simulation.bucket.book(is_urgent=True, longest=10) for _ in range(3)] == pytest.approx([0, 0, 1 / 1.8])


@dataclass(frozen=True)
class Phase:
    """Some seconds of work."""

    seconds: float
    bulk: int
    urgent: int


PHASES = st.lists(
    st.builds(Phase, st.sampled_from([0.3, 2.0, 9.0]), st.integers(0, 30), st.integers(0, 30)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, deadline=None)
@given(PHASES, st.sampled_from([0.0, 60.0]), st.sampled_from([0.0, 0.5, 0.9]))
def test_never_more_than_the_rate_and_what_was_saved(phases: list[Phase], ramp_seconds: float, reserve: float) -> None:
    """Whatever comes when: from any moment on, at most the burst, the rate, and what waits when an alert overtakes it."""
    simulation = Simulation(rate=20, burst=40, reserve=reserve, ramp_seconds=ramp_seconds)
    for phase in phases:
        simulation.run(phase.seconds, bulk=phase.bulk, urgent=phase.urgent, longest=1)
    sent = sorted(at for at, _ in simulation.sent)
    # How far each message is ahead of the rate; the furthest must not be further than that from any before it.
    ahead = [number - 20 * at for number, at in enumerate(sent)]
    assert all(now - least < 40 + 20 + 1 for now, least in zip(ahead, itertools.accumulate(ahead, min), strict=True))


async def test_a_taker_waits_for_its_own_token_only() -> None:
    """Real time: ten takers at 100 a second, two of whom need not wait."""
    bucket = TokenBucket(100, burst=4)
    started = time.monotonic()
    waits = await asyncio.gather(*(bucket.take(is_urgent=False) for _ in range(12)))
    assert waits == [0.0] * 12
    assert 0.095 <= time.monotonic() - started < 1


async def test_who_is_cancelled_gives_the_token_back() -> None:
    """A worker that stops leaves no debt."""
    simulation = Simulation(rate=1, burst=2)
    taken = [asyncio.ensure_future(simulation.bucket.take(is_urgent=is_urgent)) for is_urgent in (False, True, False, True)]
    await asyncio.sleep(0)
    for task in taken:
        task.cancel()
    await asyncio.gather(*taken, return_exceptions=True)
    assert [task.cancelled() for task in taken] == [False, False, True, True]
    assert simulation.bucket.book(is_urgent=False, longest=5) == pytest.approx(2)
    assert simulation.bucket.book(is_urgent=True, longest=5) == pytest.approx(1 / 0.9)


@pytest.mark.parametrize(("rate", "reserve"), [(0, 0.5), (-1, 0.5), (10, 1), (10, -0.1)])
def test_a_rate_that_makes_no_sense_is_refused(rate: float, reserve: float) -> None:
    with pytest.raises(ValueError, match="rate must be above 0"):
        TokenBucket(rate, reserve=reserve)
