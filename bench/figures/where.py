"""Where a worker's CPU goes: by thread from the kernel's own account, and by area from one extra run under cProfile."""

import json
import sys
from typing import Any

from bench.figure import micros
from bench.stage import Stage
from bench.stock import Reach

MESSAGES = 4_000
LISTED = 12


async def goes(stage: Stage, reach: Reach, scale: float) -> dict[str, Any]:
    """`threads_us` per message; `shares` of the main thread; the functions that cost most. Measured apart, as profiling costs itself."""
    count = round(MESSAGES * scale)
    worker = stage.worker()
    try:
        await stage.warm([worker], reach)
        before = worker.threads()
        await stage.drain([worker], reach, count)
        threads = {name: micros(seconds - before.get(name, 0.0), count) for name, seconds in worker.threads().items()}
    finally:
        worker.stop()
    report = stage.folder / f"profile-{reach}.json"
    profiled = stage.worker(sys.executable, "-m", "bench.profiled", str(report))
    try:
        await stage.warm([profiled], reach)
        await stage.drain([profiled], reach, count)
    finally:
        profiled.stop()
    found = json.loads(report.read_text())
    return {
        "threads_us": {name: spent for name, spent in threads.items() if spent >= 1},
        "main_thread_shares": found["shares"],
        "functions": found["functions"][:LISTED],
    }
