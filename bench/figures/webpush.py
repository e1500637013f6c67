"""Messages per CPU-second of one real worker, against the peers and against the floor."""

import sys

from bench.figure import Figure, Line, micros
from bench.processes import Process
from bench.stage import Stage
from bench.stock import Reach
from models.database import rows

OURS = 10_000
NAIVE = 1_500
FLOOR = 15_000
WORKERS = 4
_TABLE = """
    CREATE TABLE IF NOT EXISTS bench_message AS
    SELECT row_number() OVER (ORDER BY m.external_id) AS id, d.endpoint, d.p256dh, d.auth, 'queued' AS state, 0 AS attempts,
        NULL::int AS status, NULL::timestamptz AS settled_at
    FROM device d JOIN member m ON m.id = d.member_id WHERE d.kind = 'webpush' ORDER BY m.external_id
"""


async def versus_naive(stage: Stage, runs: int, scale: float) -> Line:
    """One worker against `webpush` with httpx."""
    return await _versus(stage, runs, scale, Figure.WEBPUSH_VS_NAIVE, NAIVE, sys.executable, "-m", "bench.peers.naive_webpush")


async def versus_floor(stage: Stage, runs: int, scale: float) -> Line:
    """One worker against what no sender can save; here smaller is better."""
    return await _versus(stage, runs, scale, Figure.WEBPUSH_VS_FLOOR, FLOOR, sys.executable, "-m", "bench.peers.floor")


async def _versus(stage: Stage, runs: int, scale: float, figure: Figure, peer_count: int, *command: str) -> Line:
    ours, theirs = round(OURS * scale), round(peer_count * scale)
    await stage.settle(Reach.WEBPUSH, max(ours, theirs))
    await rows("DROP TABLE IF EXISTS bench_message")
    await rows(_TABLE)
    await rows("ALTER TABLE bench_message ADD PRIMARY KEY (id)")
    worker, peer = stage.worker(), stage.peer(*command)
    try:
        await stage.warm([worker], Reach.WEBPUSH)
        peer.ask(count=min(theirs, 200))
        pairs = list[tuple[float, float]]()
        for _ in range(runs):
            spent = await stage.drain([worker], Reach.WEBPUSH, ours)
            pairs.append((micros(spent, ours), micros(_asked(stage, peer, theirs), theirs)))
    finally:
        worker.stop()
        peer.stop()
    ratios = [one / two if figure is Figure.WEBPUSH_VS_FLOOR else two / one for one, two in pairs]
    return Line(figure, ratios, {"ours_us": [one for one, _ in pairs], "peer_us": [two for _, two in pairs], "messages": [ours, theirs]})


def _asked(stage: Stage, peer: Process, count: int) -> float:
    before = stage.sink.requests()
    answer, spent = peer.ask(count=count)
    sent = stage.sink.requests() - before
    if answer != {"accepted": count} or sent != count:
        raise RuntimeError(f"the peer sent {sent} of {count}: {answer}")
    return spent


async def four_workers(stage: Stage, runs: int, scale: float) -> Line:
    """CPU per message of four workers on one PostgreSQL against that of one."""
    count = round(2 * OURS * scale)
    await stage.settle(Reach.WEBPUSH, count)
    pairs = list[tuple[float, float]]()
    alone = [stage.worker()]
    together = list[Process]()
    try:
        await stage.warm(alone, Reach.WEBPUSH)
        for worker in alone:
            worker.stop()
        for _ in range(runs):
            alone = [stage.worker()]
            await stage.warm(alone, Reach.WEBPUSH)
            one = await stage.drain(alone, Reach.WEBPUSH, count)
            alone[0].stop()
            together = [stage.worker() for _ in range(WORKERS)]
            await stage.warm(together, Reach.WEBPUSH)
            four = await stage.drain(together, Reach.WEBPUSH, count)
            for worker in together:
                worker.stop()
            pairs.append((micros(four, count), micros(one, count)))
    finally:
        for worker in [*alone, *together]:
            worker.stop()
    more = {"four_us": [four for four, _ in pairs], "one_us": [one for _, one in pairs], "messages": count}
    return Line(Figure.WORKERS_4_VS_1, [four / one for four, one in pairs], more)


async def growth(stage: Stage, runs: int, scale: float) -> Line:
    """CPU per device with 1,000, 10,000 and 100,000 devices, the worst against the best."""
    sizes = [round(size * scale) for size in (1_000, 10_000, 100_000)]
    await stage.settle(Reach.WEBPUSH, sizes[-1])
    worker = stage.worker()
    measured = list[list[float]]()
    try:
        await stage.warm([worker], Reach.WEBPUSH)
        for _ in range(runs):
            line = list[float]()
            for size, times in zip(sizes, (20, 2, 1), strict=True):
                line.append(micros(await stage.drain([worker], Reach.WEBPUSH, size, times=times), size * times))
            measured.append(line)
    finally:
        worker.stop()
    more = {"us": measured, "devices": sizes}
    return Line(Figure.GROWTH, [max(line) / min(line) for line in measured], more)
