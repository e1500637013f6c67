"""`make bench-letters`: how long 2,000 welcome letters take from the order to the PDF, codes and ledger included, on both databases.

Prints a line of JSON for each database. `longest_pause_ms` is how long the event loop stood still meanwhile. Exit code 1: it took more
than a minute, or a page is missing.
"""

import argparse
import asyncio
import json
import os
import resource
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from models import bulk, database
from models.member import Member, Membership, MembershipPerson
from resolvers import letter, start
from resolvers.access import Operator
from resolvers.letter import LetterChoice, LetterScope, Printer
from tests.support.accounts import COOPERATIVE
from tests.support.databases import Databases, end_run
from tests.support.letters import pages_of

MOST_SECONDS = 60.0
BEAT = 0.005


async def _people(count: int) -> None:
    """Members with a number and an address, and nothing else."""
    people = [(uuid4(), uuid4(), index) for index in range(count)]
    named = {"first_name": "Erika", "last_name": "Muster", "street": "Amselweg 12", "city": "Nürnberg"}
    await bulk.insert(
        Member, [{"id": one, "external_id": f"P{index}", "postal_code": f"{90000 + index}"} | named for one, _, index in people]
    )
    await bulk.insert(Membership, [{"id": number, "number": f"{index:07}"} for _, number, index in people])
    await bulk.insert(MembershipPerson, [{"membership_id": number, "member_id": one} for one, number, _ in people])


async def _pauses(found: list[float]) -> None:
    """Notes how much too late each beat comes, in seconds."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(BEAT)
        found.append(time.perf_counter() - before - BEAT)


async def _measure(url: str, folder: Path, count: int) -> bool:
    async with database.connect(url):
        await start.prepare(folder, COOPERATIVE, None)
        await _people(count)
        pauses = [0.0]
        heart = asyncio.create_task(_pauses(pauses))
        began = time.perf_counter()
        done = await letter.order(Operator(), LetterChoice(LetterScope.EVERYBODY), "bench")
        ordered = time.perf_counter() - began
        if done.run is None:
            return False
        printer = Printer(COOPERATIVE, "https://mieterportal.noris.example.org", "Mitgliedsnummer")
        printed = await letter.print_run(Operator(), done.run.run.id, printer)
        took = time.perf_counter() - began
        heart.cancel()
        with suppress(asyncio.CancelledError):
            await heart
    holds = took <= MOST_SECONDS and pages_of(printed.pdf) == count
    line = {
        "figure": "letters",
        "database": url.partition(":")[0],
        "letters": count,
        "seconds": round(took, 2),
        "order_seconds": round(ordered, 2),
        "longest_pause_ms": round(max(pauses) * 1000),
        "pdf_mb": round(len(printed.pdf) / 1e6, 1),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "press_peak_rss_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "must": f"<= {MOST_SECONDS:.0f} s",
        "holds": holds,
    }
    print(json.dumps(line), flush=True)
    return holds


async def _run(kinds: list[str], count: int) -> bool:
    # Not a private folder: the user `nobody`, who runs the database for root, must get there.
    folder = Path(tempfile.mkdtemp(prefix="mieterportal-bench-"))
    await asyncio.to_thread(folder.chmod, 0o711)
    databases = Databases(folder, worker="letters", owner=os.getpid(), migrate=database.migrate)
    holds = True
    try:
        for kind in kinds:
            url = await asyncio.to_thread(databases.sqlite if kind == "sqlite" else databases.postgresql)
            holds = await _measure(url, folder, count) and holds
            await asyncio.to_thread(databases.drop, url)
        await asyncio.to_thread(databases.close)
    finally:
        end_run(folder)
    return holds


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench-letters ARGS=..", description=__doc__)
    parser.add_argument("--database", action="append", choices=["sqlite", "postgresql"], help="only this one; repeat for both")
    parser.add_argument("--letters", type=int, default=2_000, help="at most 5,000")
    given = parser.parse_args()
    return 0 if asyncio.run(_run(given.database or ["sqlite", "postgresql"], given.letters)) else 1


if __name__ == "__main__":
    sys.exit(main())
