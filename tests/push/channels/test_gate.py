"""The breaker of one push origin: our own mistakes pause it, and wipe nobody (WP-07, WP-08)."""

import pytest

from push.channels.gate import Gate, Gates, OpenError
from push.metrics import circuit_open


class Clock:
    """Moves only when told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr("push.channels.gate.time.monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def opened(clock: Clock, *, accepted: int = 0) -> Gate:
    """A gate after five different targets were refused."""
    gate = Gate("https://push.example")
    for number in range(accepted):
        gate.accepted(f"good-{number}")
    answers = [gate.refused(f"bad-{number}") for number in range(5)]
    assert answers[4]
    assert gate.is_open
    clock.now += 1
    return gate


def passes(gate: Gate, target: str = "any") -> bool:
    try:
        gate.check(target)
    except OpenError:
        return False
    return True


def test_five_different_targets_open_it_and_one_refused_five_times_does_not(clock: Clock) -> None:
    """WP-08: it is the number of subscriptions that counts, not of answers."""
    gate = Gate("https://push.example")
    for number in range(100):
        gate.accepted(str(number))
    for _ in range(20):
        assert not gate.refused("the same")
    assert passes(gate)
    assert [gate.refused(f"other-{number}") for number in range(4)] == [False, False, False, True]
    assert not passes(gate)


@pytest.mark.parametrize(("accepted", "refusals"), [(4, 2), (8, 3), (14, 4), (16, 5), (1000, 5)])
def test_more_than_a_fifth_of_an_origin_opens_it(clock: Clock, accepted: int, refusals: int) -> None:
    """WP-08: a share of more than 20 %, of five targets at least; five refused ones always."""
    gate = Gate("https://push.example")
    for number in range(accepted):
        gate.accepted(f"good-{number}")
    assert [gate.refused(f"bad-{number}") for number in range(refusals)] == [False] * (refusals - 1) + [True]


def test_an_open_circuit_says_when_to_come_again(clock: Clock) -> None:
    """WP-08: sixty seconds from the last refusal."""
    gate = opened(clock)
    with pytest.raises(OpenError) as refusal:
        gate.check("next")
    assert refusal.value.seconds == 59
    assert circuit_open.labels("push.example")._value.get() == 1  # pyright: ignore[reportPrivateUsage] - the figure itself


def test_one_probe_a_minute_however_many_ask_at_once(clock: Clock) -> None:
    """WP-08: half-open."""
    gate = opened(clock)
    for _ in range(3):
        clock.now += 60
        assert sum(passes(gate, f"asks-{number}") for number in range(500)) == 1


def test_the_accepted_probe_closes_it(clock: Clock) -> None:
    """WP-08: our credentials are good again."""
    gate = opened(clock)
    clock.now += 60
    gate.check("probe")
    gate.accepted("probe")
    assert not gate.is_open
    assert all(passes(gate) for _ in range(10))
    assert circuit_open.labels("push.example")._value.get() == 0  # pyright: ignore[reportPrivateUsage] - the figure itself


def test_a_refused_probe_keeps_it_open_for_another_minute(clock: Clock) -> None:
    """WP-08."""
    gate = opened(clock)
    clock.now += 60
    gate.check("probe")
    clock.now += 2
    assert gate.refused("probe")
    clock.now += 59
    assert not passes(gate)
    clock.now += 1
    assert passes(gate)


def test_what_was_under_way_before_it_opened_does_not_close_it(clock: Clock) -> None:
    """WP-08: a message sent a second earlier says nothing about the pause."""
    gate = opened(clock, accepted=3)
    gate.accepted("was-under-way")
    assert gate.is_open
    assert not passes(gate)


def test_refusals_protect_subscriptions_for_ten_minutes_though_a_probe_closed_the_circuit(clock: Clock) -> None:
    """WP-08, F3: where half of the subscriptions are refused for a reason of ours, probes must not let them be deleted four at a time."""
    gate = opened(clock, accepted=30)
    clock.now += 60
    gate.check("probe")
    gate.accepted("probe")
    assert [gate.refused(f"next-{number}") for number in range(4)] == [True] * 4
    assert not gate.is_open
    assert gate.refused("next-4")
    assert gate.is_open


def test_after_ten_minutes_a_refusal_counts_anew(clock: Clock) -> None:
    """WP-07: the windows of both rules."""
    gate = opened(clock)
    clock.now += 60
    gate.check("probe")
    gate.accepted("probe")
    assert gate.others_accepted("bad-0")
    assert not gate.others_accepted("probe")
    clock.now += 601
    assert not gate.others_accepted("bad-0")
    for number in range(10):
        gate.accepted(f"good-{number}")
    assert not gate.refused("bad-0")


def test_it_remembers_a_bounded_number_of_targets(clock: Clock) -> None:
    """A hundred thousand devices in ten minutes are not kept in memory."""
    gate = Gate("https://push.example")
    for number in range(5000):
        gate.accepted(f"good-{number}")
        gate.refused(f"bad-{number}")
    assert len(gate._accepted) <= 32  # pyright: ignore[reportPrivateUsage] - the promise is about memory
    assert len(gate._refused) <= 1000  # pyright: ignore[reportPrivateUsage] - the promise is about memory


def test_an_origin_has_one_gate_and_another_origin_another(clock: Clock) -> None:
    """WP-08: pausing one origin pauses no other."""
    gates = Gates()
    for number in range(5):
        gates.of("https://a.example").refused(str(number))
    assert not passes(gates.of("https://a.example"))
    assert passes(gates.of("https://b.example"))
