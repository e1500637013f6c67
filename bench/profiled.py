"""A real worker under cProfile: `python -m bench.profiled FILE` works until SIGTERM, then writes where the main thread spent its time.

For the extra run that says where the CPU goes; nothing is measured in it.
"""

import cProfile
import json
import pstats
import sys
import time
from collections import defaultdict
from pathlib import Path

from web.cli import app

FUNCTIONS = 25
# The first that stands in the path or the name of a function says where it belongs.
_AREAS = {
    "words": ("push/render", "push/notice_words", "push/words", "jinja2", "babel", "markdown_it", "mdurl", "markupsafe"),
    "encryption": ("channels/encryption", "cryptography", "hmac", "hashlib", "_hashlib", "posix.urandom", "binascii", "base64"),
    "HTTP client": ("channels/http", "pyreqwest"),
    "web push channel": ("channels/", "urllib/parse"),
    "database driver": ("asyncpg", "tortoise", "models/database", "push/statement", "models/clock"),
    "JSON": ("orjson", "/json/"),
    "ledger": ("push/outbox", "push/fanout"),
    "re-check": ("push/recheck", "push/readers"),
    "dispatch": ("push/dispatch", "push/message"),
    "loop of the worker": ("push/worker", "push/queue", "push/share", "push/wakeup"),
    "metrics": ("prometheus", "push/metrics"),
    "logs": ("structlog", "logging"),
    "event loop": ("asyncio", "uvloop", "select.epoll", "_contextvars"),
}


def area(path: str, name: str) -> str:
    """Where a function belongs."""
    place = f"{path} {name}"
    return next((known for known, words in _AREAS.items() if any(word in place for word in words)), "other")


def main(target: Path) -> None:
    """Work, then write."""
    # The thread's CPU time, as everywhere here: waiting for an answer costs nothing.
    profile = cProfile.Profile(time.thread_time_ns, 1e-9)
    try:
        profile.runcall(app, ["worker"], standalone_mode=False)
    finally:
        stats = pstats.Stats(profile).stats  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType] - there at run time
        target.write_text(json.dumps(_summary(stats)))  # pyright: ignore[reportUnknownArgumentType] - as above


def _summary(stats: dict[tuple[str, int, str], tuple[int, int, float, float, object]]) -> dict[str, object]:
    areas = defaultdict[str, float](float)
    own = list[tuple[float, int, str]]()
    for (path, line, name), (_, calls, seconds, _, _) in stats.items():
        if "poll" not in name and "run_until_complete" not in name:
            areas[area(path, name)] += seconds
            own.append((seconds, calls, f"{'/'.join(Path(path).parts[-2:])}:{line} {name}"))
    total = sum(areas.values())
    return {
        "shares": {name: round(seconds / total, 3) for name, seconds in sorted(areas.items(), key=lambda item: -item[1])},
        "functions": [
            {"share": round(seconds / total, 3), "calls": calls, "function": name}
            for seconds, calls, name in sorted(own, reverse=True)[:FUNCTIONS]
        ],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
