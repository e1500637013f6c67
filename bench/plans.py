"""`make bench-plans`: what the ledger's statements cost with five million rows in it, on both databases, and how they find theirs.

One JSON line for each use of the ledger: its seconds, and the steps of its plans that touch the ledger. Exit code 1 if one of them reads
the ledger whole, or does not find its rows by the index that is there for it.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from models import database
from tests.support import plans
from tests.support.databases import Databases, end_run

NOTICES = 100


async def _measure(url: str, size: int) -> bool:
    """Fill one database, measure, print; whether every statement finds its rows as it should."""
    kind = url.partition(":")[0]
    async with database.connect(url):
        began = time.perf_counter()
        newest, *_ = await plans.build(notices=NOTICES, members=size // (2 * NOTICES))
        built = time.perf_counter() - began
        print(json.dumps({"database": kind, "rows": await plans.ledger_size(), "built_in_seconds": round(built, 1)}), flush=True)
        found = await plans.measure(newest)
    for one in found:
        steps = sorted({step for plan in one.plans for step in plan.steps if "deliver" in step})
        line = {
            "database": kind,
            "use": one.name,
            "seconds": round(one.seconds, 4),
            "steps": steps,
            "reads_whole": one.whole,
            "holds": one.is_intended,
        }
        print(json.dumps(line, ensure_ascii=False), flush=True)
    return all(one.is_intended for one in found)


def _folder() -> Path:
    """Not a private one: the user `nobody`, who runs the database for root, must get there."""
    folder = Path(tempfile.mkdtemp(prefix="mieterportal-bench-"))
    folder.chmod(0o711)
    return folder


async def _run(kinds: list[str], size: int) -> bool:
    folder = _folder()
    databases = Databases(folder, worker="plans", owner=os.getpid(), migrate=database.migrate)
    holds = True
    try:
        for kind in kinds:
            url = await asyncio.to_thread(databases.sqlite if kind == "sqlite" else databases.postgresql)
            holds = await _measure(url, size) and holds
            await asyncio.to_thread(databases.drop, url)
        await asyncio.to_thread(databases.close)
    finally:
        end_run(folder)
    return holds


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench-plans ARGS=..", description=__doc__)
    parser.add_argument("--database", action="append", choices=["sqlite", "postgresql"], help="only this one; repeat for several")
    parser.add_argument("--rows", type=int, default=5_000_000, help="how many rows the ledger gets")
    given = parser.parse_args()
    return 0 if asyncio.run(_run(given.database or ["sqlite", "postgresql"], given.rows)) else 1


if __name__ == "__main__":
    sys.exit(main())
