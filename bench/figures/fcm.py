"""Mobile push: CPU per message of one real worker against pyfcm's own asynchronous batch, both over TLS."""

import json
import sys

from bench.figure import Figure, Line
from bench.figures.versus import Pair, measure
from bench.stage import Stage
from bench.stock import Reach
from models.database import rows
from models.notice import Urgency

# An alert: ordinary messages would be held to a rate that grows for a minute (FC-12).
PAIR = Pair(Figure.FCM_VS_PYFCM, Reach.FCM, 10_000, 500, Urgency.URGENT)
RATE = 9_000


async def versus_pyfcm(stage: Stage, runs: int, scale: float) -> Line:
    """One worker, whose own rate is set as high as it goes, against pyfcm."""
    pair = PAIR.scaled(scale)
    stage.extra["PUSH__FCM_RATE"] = str(RATE)
    await stage.settle(Reach.FCM, max(pair.ours, pair.theirs))
    found = await rows("SELECT endpoint FROM device WHERE kind = 'fcm' ORDER BY endpoint_hash LIMIT $1", [pair.theirs])
    file = stage.write("fcm-devices.json", json.dumps([{"endpoint": row["endpoint"]} for row in found]))
    return await measure(stage, runs, pair, [sys.executable, "-m", "bench.peers.pyfcm_batch", str(file)], stage.sink.requests)
