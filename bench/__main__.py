"""`make bench-push`: every figure of delivery as a JSON line, ours and the peer side by side in the same run.

Exit code 1: a must does not hold. 2: something that a figure needs is missing on this machine.
"""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence

from bench import stage
from bench.figure import Figure, Line
from bench.figures import alert, fcm, mail, publish, scale, webpush
from bench.figures.webpush import NodeMissingError
from bench.processes import cores
from bench.sink import SinkMissingError
from bench.stage import Stage

RUNS = 5
Measure = Callable[[Stage, int, float], Awaitable[Line | Sequence[Line]]]
FIGURES: dict[Figure, Measure] = {
    Figure.WEBPUSH_VS_NAIVE: webpush.versus_naive,
    Figure.WEBPUSH_VS_NODE: webpush.versus_node,
    Figure.WEBPUSH_VS_FLOOR: webpush.versus_floor,
    Figure.WORKERS_4_VS_1: scale.four_workers,
    Figure.PUBLISH_100K: publish.versus_bare,
    Figure.GROWTH: scale.growth,
    Figure.FCM_VS_PYFCM: fcm.versus_pyfcm,
    Figure.MAIL_VS_CONNECT_EACH: mail.versus_connect_each,
    Figure.MAIL_VS_KEPT_OPEN: mail.versus_kept_open,
    Figure.ALERT_BEHIND_BULK: alert.behind_bulk,
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-push ARGS=..", description=__doc__)
    parser.add_argument("--figure", action="append", choices=[str(figure) for figure in FIGURES], help="only this one; repeat for several")
    parser.add_argument("--runs", type=int, default=RUNS, help="how often each is measured; the median counts")
    parser.add_argument("--scale", type=float, default=1.0, help="fewer messages, to try it out; the figures then say little")
    return parser.parse_args()


async def _run(figures: Sequence[Figure], runs: int, share: float) -> bool:
    holds = True
    async with stage.prepare() as prepared:
        for figure in figures:
            found = await FIGURES[figure](prepared, runs, share)
            for line in [found] if isinstance(found, Line) else found:
                print(line.json(), flush=True)
                holds = holds and line.holds
    return holds


def main() -> int:
    """Measure and print."""
    given = _arguments()
    if cores()[0] == cores()[1]:
        print(
            "Only one core: sender, database and sink share it, so times are worth little; CPU per message is still compared.",
            file=sys.stderr,
        )
    figures = [Figure(name) for name in given.figure] if given.figure else list(FIGURES)
    try:
        return 0 if asyncio.run(_run(figures, given.runs, given.scale)) else 1
    except (SinkMissingError, NodeMissingError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
