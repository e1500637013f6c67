"""Web push: CPU per message of one real worker against its peers and against the floor."""

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bench.figure import Figure, Line
from bench.figures import where
from bench.figures.versus import Pair, measure
from bench.stage import Stage
from bench.stock import Reach
from bench.words import PAYLOAD, SUBSCRIBER
from models.database import rows

NAIVE = Pair(Figure.WEBPUSH_VS_NAIVE, Reach.WEBPUSH, 10_000, 1_500)
NODE = Pair(Figure.WEBPUSH_VS_NODE, Reach.WEBPUSH, 10_000, 4_000)
FLOOR = Pair(Figure.WEBPUSH_VS_FLOOR, Reach.WEBPUSH, 10_000, 15_000)
NODE_FOLDER = Path(__file__).parents[1] / "node"
_TABLE = """
    CREATE TABLE bench_message AS
    SELECT row_number() OVER (ORDER BY m.external_id) AS id, d.endpoint, d.p256dh, d.auth, 'queued' AS state, 0 AS attempts,
        NULL::int AS status, NULL::timestamptz AS settled_at
    FROM device d JOIN member m ON m.id = d.member_id WHERE d.kind = 'webpush' ORDER BY m.external_id
"""


class NodeMissingError(RuntimeError):
    """There is no Node, or its package could not be installed."""


async def versus_naive(stage: Stage, runs: int, scale: float) -> Line:
    """One worker against `webpush` with httpx and one UPDATE for each message."""
    pair = await _settled(stage, NAIVE.scaled(scale))
    await rows("DROP TABLE IF EXISTS bench_message")
    await rows(_TABLE)
    await rows("ALTER TABLE bench_message ADD PRIMARY KEY (id)")
    return await measure(stage, runs, pair, [sys.executable, "-m", "bench.peers.naive_webpush"], stage.sink.requests)


async def versus_node(stage: Stage, runs: int, scale: float) -> Line:
    """One worker against the npm package web-push.

    Raises:
        NodeMissingError: `make install` has not been run, or no package registry answers.
    """
    pair = await _settled(stage, NODE.scaled(scale))
    node = _node()
    found = await rows(
        "SELECT endpoint, p256dh, auth FROM device WHERE kind = 'webpush' ORDER BY endpoint_hash LIMIT $1",
        [pair.theirs],
    )
    private = stage.keys.vapid.private_pem
    given = {
        "origins": len(stage.sink.origins),
        "payload": PAYLOAD.decode(),
        "vapid": {"subject": f"mailto:{SUBSCRIBER}", "publicKey": stage.keys.vapid.public, "privateKey": _raw(private)},
        "subscriptions": [{"endpoint": row["endpoint"], "keys": {"p256dh": row["p256dh"], "auth": row["auth"]}} for row in found],
    }
    file = stage.write("node.json", json.dumps(given))
    return await measure(stage, runs, pair, [node, str(NODE_FOLDER / "web-push.js"), str(file)], stage.sink.requests)


async def versus_floor(stage: Stage, runs: int, scale: float) -> Line:
    """One worker against what no sender can save, and where the rest goes; here smaller is better."""
    pair = await _settled(stage, FLOOR.scaled(scale))
    line = await measure(stage, runs, pair, [sys.executable, "-m", "bench.peers.floor"], stage.sink.requests)
    return Line(line.figure, line.runs, {**line.more, "where_ours_goes": await where.goes(stage, Reach.WEBPUSH, scale)})


async def _settled(stage: Stage, pair: Pair) -> Pair:
    await stage.settle(Reach.WEBPUSH, max(pair.ours, pair.theirs))
    return pair


def _raw(private_pem: str) -> str:
    """The private number of a key as web-push wants it: base64url of its 32 bytes."""
    key = load_pem_private_key(private_pem.encode(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    number = key.private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32)).rstrip(b"=").decode()


def _node() -> str:
    """The Node of the virtual environment, with web-push beside the program."""
    binaries = Path(sys.prefix) / "nodejs" / "bin"
    node = shutil.which("node", path=str(binaries)) or shutil.which("node")
    npm = shutil.which("npm", path=str(binaries)) or shutil.which("npm")
    if node is None or npm is None:
        raise NodeMissingError("webpush_vs_node needs Node: run make install first.")
    if not (NODE_FOLDER / "node_modules" / "web-push").exists():
        environment = {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"}
        command = [npm, "install", "--no-save", "--no-progress", "--silent"]
        if subprocess.run(command, cwd=NODE_FOLDER, env=environment, check=False).returncode:
            raise NodeMissingError(f"webpush_vs_node needs the npm package web-push, and `npm install` in {NODE_FOLDER.name} failed.")
    return node
