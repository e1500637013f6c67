"""There is one clock, the database's: nothing that decides when a message is due, leased or expired reads the machine's (OB-08)."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYERS = ("models", "push", "resolvers", "schema")
MACHINE_CLOCK = re.compile(r"datetime\.(?:now|utcnow|today)\(|date\.today\(|time\.time\(|CURRENT_TIMESTAMP|\bnow\(\)'")
ALLOWED = {"push/channels/fcm_account.py": "how long Google's access token lives is told by the machine's clock"}


def readers_of_the_machine_clock(texts: dict[str, str]) -> list[str]:
    """Names of the files that ask the machine what time it is."""
    return [name for name, text in texts.items() if name not in ALLOWED and MACHINE_CLOCK.search(text)]


def test_only_the_database_says_what_time_it_is() -> None:
    files = [path for layer in LAYERS for path in (ROOT / layer).rglob("*.py")]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files}
    assert len(texts) > 50
    assert readers_of_the_machine_clock(texts) == []


def test_a_planted_reader_is_found() -> None:
    planted = {
        "push/worker.py": "due = datetime.now(UTC)",
        "models/clock.py": "found = await rows(sql)",
        **dict.fromkeys(ALLOWED, "time.time()"),
    }
    assert readers_of_the_machine_clock(planted) == ["push/worker.py"]
