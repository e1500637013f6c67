"""How a peer is asked: it says that it is ready, then answers each line of JSON on standard input with one on standard output."""

import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any


async def answer(work: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]) -> None:
    """Answer until standard input ends. Nothing else happens meanwhile, so reading may block the loop."""
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(await work(json.loads(line))), flush=True)


def reply(work: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """The same for a peer without a loop of its own."""
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(work(json.loads(line))), flush=True)
