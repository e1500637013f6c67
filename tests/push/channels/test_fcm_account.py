"""The service account: its file, its access token, and that nobody waits for Google (FC-04, FC-15)."""

import asyncio
import json
import time
from pathlib import Path
from unittest.mock import ANY

import pytest

from push.channels.fcm import FcmSender
from push.channels.fcm_account import FcmAccount, FcmAccountError, NoAccessTokenError
from push.message import Accepted, Outcome, Refused
from tests.push.channels.contents import push
from tests.servers.answers import Manner
from tests.servers.fcm_errors import Failure
from tests.servers.fcm_service import FcmService


async def test_fc_15_one_access_token_serves_many_messages(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-15: single flight, also when all start at once; the service checks the scope firebase.messaging."""
    tokens = [fcm_service.register() for _ in range(10)]
    outcomes = await asyncio.gather(*(fcm_sender.send(push(endpoint=token)) for token in tokens))
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert (fcm_service.tokens_issued, fcm_service.token_requests) == (1, 1)
    assert fcm_service.rejections == []


@pytest.mark.parametrize(("life", "kept"), [(3599, 3299), (301, 150.5), (100, 50)])
async def test_fc_15_a_token_is_kept_until_five_minutes_before_its_end(
    *, fcm_account: FcmAccount, fcm_service: FcmService, monkeypatch: pytest.MonkeyPatch, life: int, kept: float
) -> None:
    """FC-15; a token that lives for minutes only is used for half of them."""
    fcm_service.token_life = life
    await fcm_account.headers()
    started = time.monotonic()
    monkeypatch.setattr("push.channels.fcm_account.time.monotonic", lambda: started + kept - 5)
    await fcm_account.headers()
    assert fcm_service.tokens_issued == 1
    monkeypatch.setattr("push.channels.fcm_account.time.monotonic", lambda: started + kept + 1)
    await fcm_account.headers()
    assert fcm_service.tokens_issued == 2


async def test_fc_04_an_ended_access_token_is_renewed_once(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-04: refresh, retry once, no attempt lost, no device deleted."""
    tokens = [fcm_service.register() for _ in range(5)]
    await fcm_sender.send(push(endpoint=tokens[0]))
    fcm_service.expire_access_tokens()
    outcomes = await asyncio.gather(*(fcm_sender.send(push(endpoint=token)) for token in tokens))
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert fcm_service.tokens_issued == 2


async def test_fc_04_a_second_401_opens_the_circuit(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-04: one refresh, one more try, then nobody is tried and nobody is deleted."""
    token, other = fcm_service.register(), fcm_service.register()
    fcm_service.fail(token, Failure.UNAUTHENTICATED)
    assert await fcm_sender.send(push(endpoint=token)) == Refused("401 UNAUTHENTICATED")
    assert fcm_service.attempts == [token, token]
    assert fcm_service.tokens_issued == 2
    outcome = await fcm_sender.send(push(endpoint=other))
    assert (isinstance(outcome, Refused), getattr(outcome, "status", "")) == (True, "circuit_open")


async def test_google_refusing_the_account_is_a_configuration_error(fcm_sender: FcmSender, fcm_service: FcmService) -> None:
    """FC-04: a wrong key or clock; no device is to blame, and Google is not asked again for each message."""
    fcm_service.now = lambda: 0.0
    tokens = [fcm_service.register() for _ in range(5)]
    outcomes = await asyncio.gather(*(fcm_sender.send(push(endpoint=token)) for token in tokens))
    assert outcomes == [Refused("no_access_token")] * 5
    assert fcm_service.token_requests == 1
    later = await fcm_sender.send(push(endpoint=tokens[0]))
    assert (isinstance(later, Refused), getattr(later, "status", "")) == (True, "circuit_open")
    assert (fcm_service.attempts, fcm_service.token_requests) == ([], 1)


@pytest.mark.parametrize(("delay", "outcome"), [(0.5, Accepted("200", ANY)), (None, Refused("no_access_token"))])
async def test_fc_15_the_loop_runs_on_while_google_is_slow(
    fcm_sender: FcmSender, fcm_service: FcmService, delay: float | None, outcome: Outcome
) -> None:
    """FC-15: a task that ticks all the time measures no gap; who sends waits one second here, no longer, if Google hangs."""
    if delay is None:
        fcm_service.misbehave_at_token(Manner.HANG)
    else:
        fcm_service.token_delay = delay
    gaps = list[float]()

    async def tick() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.002)
            gaps.append(time.perf_counter() - before)

    ticking = asyncio.create_task(tick())
    started = time.monotonic()
    outcomes = await asyncio.gather(*(fcm_sender.send(push(endpoint=fcm_service.register())) for _ in range(5)))
    took = time.monotonic() - started
    ticking.cancel()
    assert outcomes == [outcome] * 5
    assert took == pytest.approx(delay or 1, abs=0.4)
    assert max(gaps) < 0.25, "a blocking call would be one gap as long as Google took"
    assert len(gaps) > 20


@pytest.mark.parametrize("manner", [Manner.DROP, Manner.REPLY])
async def test_google_out_of_order_is_a_configuration_error_for_a_minute(
    fcm_sender: FcmSender, fcm_service: FcmService, manner: Manner
) -> None:
    """FC-04: no attempt is used up, no device deleted."""
    fcm_service.misbehave_at_token(manner)
    assert await fcm_sender.send(push(endpoint=fcm_service.register())) == Refused("no_access_token")
    assert fcm_service.attempts == []


async def test_who_gives_up_waiting_does_not_take_the_token_from_the_others(fcm_account: FcmAccount, fcm_service: FcmService) -> None:
    """FC-15: a cancelled sender is one of several who wait for the same fetch."""
    first, second = asyncio.create_task(fcm_account.headers()), asyncio.create_task(fcm_account.headers())
    await asyncio.sleep(0)
    first.cancel()
    assert (await second)["Authorization"].startswith("Bearer ya29.")
    assert first.cancelled()
    assert fcm_service.token_requests == 1


async def test_a_failed_fetch_is_not_kept(fcm_account: FcmAccount, fcm_service: FcmService) -> None:
    """The next who asks, asks Google again."""
    fcm_service.misbehave_at_token(Manner.REPLY, status=400, times=1)
    with pytest.raises(NoAccessTokenError, match="RefreshError"):
        await fcm_account.headers()
    assert "Authorization" in await fcm_account.headers()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_fc_15_an_account_file_others_can_read_is_refused(fcm_service: FcmService, tmp_path: Path, mode: int) -> None:
    """FC-15: 0600, or the portal does not start."""
    path = fcm_service.account_file(tmp_path / "account.json")
    path.chmod(mode)
    with pytest.raises(FcmAccountError, match="chmod 600"):
        FcmAccount(path, fcm_service.endpoint)


@pytest.mark.parametrize("content", [None, "", "{}", "[]", json.dumps({"type": "service_account", "private_key": "x"})])
def test_a_file_that_is_no_account_is_refused_at_the_start(tmp_path: Path, content: str | None) -> None:
    """The operator reads which file, not a stack of Google's calls."""
    path = tmp_path / "account.json"
    if content is not None:
        path.write_text(content)
        path.chmod(0o600)
    with pytest.raises(FcmAccountError, match="is no service account of Firebase"):
        FcmAccount(path, "https://fcm.googleapis.com/v1/projects")
