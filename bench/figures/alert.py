"""An alert that comes while bulk is under way, against the same alert on an idle system (OB-16)."""

import asyncio
import time

from bench import stock
from bench.figure import Figure, Line
from bench.processes import Process
from bench.stage import Stage, until_settled
from bench.stock import Reach
from models.database import rows
from models.notice import Urgency

ALERT = 5_000
BULK = 50_000
LONGEST_SECONDS = 120.0
POLL_SECONDS = 0.02
UNDER_WAY = 500


async def behind_bulk(stage: Stage, runs: int, scale: float) -> list[Line]:
    """Seconds until every target of the alert was attempted, as a ratio and as such."""
    alert, bulk = round(ALERT * scale), round(BULK * scale)
    await stage.settle(Reach.WEBPUSH, bulk + alert)
    worker = stage.worker()
    idle, behind = list[float](), list[float]()
    try:
        await stage.warm([worker], Reach.WEBPUSH, urgency=Urgency.URGENT)
        await stage.warm([worker], Reach.WEBPUSH)
        for _ in range(runs):
            await stock.clear_ledger()
            idle.append(await through(worker, bulk, alert))
            await stock.clear_ledger()
            await stock.announce(Reach.WEBPUSH, bulk)
            await _until_bulk_flows(worker, bulk, min(UNDER_WAY, bulk // 10))
            behind.append(await through(worker, bulk, alert))
            await _check(bulk)
            await stock.call_off()
            await until_settled([worker])
    finally:
        worker.stop()
    ratios = [late / early for late, early in zip(behind, idle, strict=True)]
    more = {"idle_seconds": [round(one, 2) for one in idle], "behind_seconds": [round(one, 2) for one in behind], "targets": [alert, bulk]}
    return [Line(Figure.ALERT_BEHIND_BULK, ratios, more), Line(Figure.ALERT_BEHIND_BULK_SECONDS, behind)]


async def through(worker: Process, first: int, count: int) -> float:
    """Seconds from the commit of the alert until none of its targets waits for its first attempt."""
    await stock.announce(Reach.WEBPUSH, count, first=first, urgency=Urgency.URGENT)
    began = time.monotonic()
    while time.monotonic() < began + LONGEST_SECONDS:
        found = await rows("SELECT count(*) AS number FROM delivery WHERE lane = 'urgent' AND state NOT IN ('queued', 'leased')")
        if found[0]["number"] >= count:
            return time.monotonic() - began
        worker.check()
        await asyncio.sleep(POLL_SECONDS)
    raise TimeoutError(f"the alert was not through after {LONGEST_SECONDS:.0f} s")


async def _until_bulk_flows(worker: Process, bulk: int, sent: int) -> None:
    """Every row of bulk is in the ledger, and some are sent."""
    end = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < end:
        found = await rows("SELECT count(*) AS number, count(*) FILTER (WHERE NOT is_open) AS settled FROM delivery WHERE lane = 'bulk'")
        if found[0]["number"] >= bulk and found[0]["settled"] >= sent:
            return
        worker.check()
        await asyncio.sleep(POLL_SECONDS)
    raise TimeoutError("bulk does not flow")


async def _check(bulk: int) -> None:
    """The alert says nothing when bulk was through before it."""
    found = await rows("SELECT count(*) AS number FROM delivery WHERE lane = 'bulk' AND is_open = true")
    if found[0]["number"] < bulk // 4:
        raise RuntimeError(f"of {bulk} rows of bulk only {found[0]['number']} were left when the alert was through")
