"""How it scales: several workers on one database, and more and more devices."""

from bench.figure import Figure, Line, micros
from bench.processes import Process
from bench.stage import Stage
from bench.stock import Reach

WORKERS = 4
SHARED = 20_000
SIZES = {1_000: 20, 10_000: 2, 100_000: 1}
"""How many devices, and how often in a row: what is small is repeated until it can be measured."""


async def four_workers(stage: Stage, runs: int, scale: float) -> Line:
    """CPU per message of four workers on one PostgreSQL against that of one; all on the sender's core."""
    count = round(SHARED * scale)
    await stage.settle(Reach.WEBPUSH, count)
    pairs = [(await _together(stage, WORKERS, count), await _together(stage, 1, count)) for _ in range(runs)]
    more = {"four_us": [four for four, _ in pairs], "one_us": [one for _, one in pairs], "messages": count}
    return Line(Figure.WORKERS_4_VS_1, [four / one for four, one in pairs], more)


async def _together(stage: Stage, number: int, count: int) -> float:
    workers = list[Process]()
    try:
        workers += [stage.worker() for _ in range(number)]
        await stage.warm(workers, Reach.WEBPUSH)
        return micros(await stage.drain(workers, Reach.WEBPUSH, count), count)
    finally:
        for worker in workers:
            worker.stop()


async def growth(stage: Stage, runs: int, scale: float) -> Line:
    """CPU per device with 1,000, 10,000 and 100,000 devices, the worst against the best."""
    sizes = {max(1, round(size * scale)): times for size, times in SIZES.items()}
    await stage.settle(Reach.WEBPUSH, max(sizes))
    worker = stage.worker()
    try:
        await stage.warm([worker], Reach.WEBPUSH)
        measured = [
            [micros(await stage.drain([worker], Reach.WEBPUSH, size, times=times), size * times) for size, times in sizes.items()]
            for _ in range(runs)
        ]
    finally:
        worker.stop()
    return Line(Figure.GROWTH, [max(run) / min(run) for run in measured], {"us": measured, "devices": list(sizes)})
