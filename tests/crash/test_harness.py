"""The harness finds what it looks for: with a defect planted into the programs, the K that forbids it fails, and for that reason."""

from collections.abc import Callable

import pytest

from models.delivery import Channel
from tests.crash import test_power_loss, test_publish, test_send, test_stop, test_workers
from tests.crash.plan import Defect
from tests.crash.scene import Scene

pytestmark = pytest.mark.crash("planted", "a defect in the program makes its K fail")

Planted = Callable[[Defect], Scene]


async def test_an_announcement_outside_the_transaction(planted: Planted) -> None:
    """K1 sees a notice without its message."""
    with pytest.raises(AssertionError, match="something of the notice outlived the crash"):
        await test_publish.test_k1(planted(Defect.ANNOUNCED_OUTSIDE))


async def test_a_topic_that_changes(planted: Planted) -> None:
    """K6 sees a second notification beside the first."""
    with pytest.raises(AssertionError, match="two messages that do not replace each other"):
        await test_send.test_k6(planted(Defect.CHANGING_TOPIC), Channel.WEBPUSH)


async def test_results_without_the_fence(planted: Planted) -> None:
    """K12 sees the zombie write."""
    with pytest.raises(AssertionError, match="the zombie wrote its result"):
        await test_workers.test_k12(planted(Defect.UNFENCED), Channel.WEBPUSH)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_commits_that_do_not_wait_for_the_disk(planted: Planted) -> None:
    """K13 sees how the connection commits."""
    with pytest.raises(AssertionError, match="synchronous"):
        await test_power_loss.test_k13(planted(Defect.RELAXED))


async def test_a_worker_that_keeps_what_it_claimed(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    """OB-20 sees rows that are left leased."""
    monkeypatch.setattr(test_stop, "DEADLINE", 5.0)
    with pytest.raises(AssertionError, match="not within 5"):
        await test_stop.test_what_is_under_way_may_end(planted(Defect.STUBBORN), Channel.WEBPUSH)
