"""One real worker and one peer in turn, as often as there are runs: each pair gives one ratio."""

from collections.abc import Callable
from dataclasses import dataclass

from bench import stock
from bench.figure import Figure, Line, micros
from bench.processes import Process
from bench.stage import Stage
from bench.stock import Reach
from models.notice import Urgency

WARM = 200


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared: so many messages of ours, so many of the peer's, each side about two to four seconds."""

    figure: Figure
    reach: Reach
    ours: int
    theirs: int
    urgency: Urgency = Urgency.ORDINARY

    def scaled(self, scale: float) -> "Pair":
        """The same with fewer messages."""
        return Pair(self.figure, self.reach, max(1, round(self.ours * scale)), max(1, round(self.theirs * scale)), self.urgency)


async def measure(stage: Stage, runs: int, pair: Pair, command: list[str], sent: Callable[[], int]) -> Line:
    """CPU per message of both; `sent` counts what came in at the sink, which must be what the peer was asked for.

    Raises:
        RuntimeError: a side did not send everything.
    """
    worker, peer = stage.worker(), stage.peer(*command)
    pairs = list[tuple[float, float]]()
    try:
        await stage.warm([worker], pair.reach, urgency=pair.urgency)
        peer.ask(count=min(pair.theirs, WARM))
        for _ in range(runs):
            spent = await stage.drain([worker], pair.reach, pair.ours, urgency=pair.urgency)
            pairs.append((micros(spent, pair.ours), micros(_ask(peer, pair.theirs, sent), pair.theirs)))
    finally:
        worker.stop()
        peer.stop()
        await stock.clear_ledger()
    more = {"ours_us": [one for one, _ in pairs], "peer_us": [two for _, two in pairs], "messages": [pair.ours, pair.theirs]}
    is_floor = pair.figure is Figure.WEBPUSH_VS_FLOOR
    return Line(pair.figure, [one / two if is_floor else two / one for one, two in pairs], more)


def _ask(peer: Process, count: int, sent: Callable[[], int]) -> float:
    before = sent()
    answer, spent = peer.ask(count=count)
    arrived = sent() - before
    if answer != {"accepted": count} or arrived < count:
        raise RuntimeError(f"the peer sent {arrived} of {count}: {answer}\n{peer.log()}")
    return spent
