"""Publishing to 100,000 recipients against the bare statement of its snapshot: wall time, on both databases."""

import sys

from bench.figure import Figure, Line
from bench.processes import Process, cores
from bench.stage import Stage

RECIPIENTS = 100_000


async def versus_bare(stage: Stage, runs: int, scale: float) -> list[Line]:
    """A line for each database."""
    recipients = round(RECIPIENTS * scale)
    urls = {"sqlite": f"sqlite://{stage.folder / 'publish.sqlite3'}", "postgresql": await stage.new_postgresql()}
    return [_measure(stage, runs, recipients, name, url) for name, url in urls.items()]


def _measure(stage: Stage, runs: int, recipients: int, name: str, url: str) -> Line:
    environment = stage.environment | {"MIETERPORTAL_DATABASE_URL": url}
    command = [sys.executable, "-m", "bench.publishing", str(runs), str(recipients)]
    process = Process(command, environment, log=stage.folder / f"publish-{name}.log", core=cores()[0])
    try:
        pairs: list[tuple[float, float]] = process.read()
    finally:
        process.stop()
    more = {
        "database": name,
        "publish_seconds": [round(one, 3) for one, _ in pairs],
        "bare_seconds": [round(two, 3) for _, two in pairs],
        "recipients": recipients,
    }
    return Line(Figure.PUBLISH_100K, [one / two for one, two in pairs], more)
