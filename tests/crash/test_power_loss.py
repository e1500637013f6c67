"""K13: the power fails on SQLite, and whatever the disk kept of the write-ahead log is all there is."""

import json
import random
import shutil
import signal
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.database import transaction
from push.statement import is_postgresql, run
from tests.crash.plan import Act, Moment
from tests.crash.scene import Scene
from tests.crash.test_publish import open_desk
from tests.flows.test_alert import PUBLISH, water_shutoff

CUTS = 200
NOTICES = 8
SEED = 13
FULL = 2


@dataclass(frozen=True)
class Acknowledged:
    """A notice that staff were told is published, and how long the log was when they were told."""

    id: str
    members: int
    log_size: int


@pytest.mark.crash("K13", "power loss: the log cut at 200 random lengths (SQLite only)")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_k13(scene: Scene) -> None:
    """K13: publishing commits with synchronous=FULL; whatever is cut off, each notice is there whole or not at all."""
    assert not is_postgresql()
    database = Path(scene.database_url.removeprefix("sqlite://"))
    log = database.with_name(database.name + "-wal")
    desk = await open_desk(scene, Act.PUBLISH, Moment.LOOK)
    portal = scene.programs[-1]
    # The log begins anew, so that it holds nothing but the notices; the file below it stays as it is from here on.
    async with transaction():
        await run("UPDATE member SET title = title")
    await run("PRAGMA wal_checkpoint(TRUNCATE)")
    before = content_of(database)
    published = list[Acknowledged]()
    for number in range(NOTICES):
        shutoff = water_shutoff(desk.town) | {"title": f"Wasserabschaltung {number}"}
        done = (await desk.staff.ask(PUBLISH, input=shutoff, key=f"compose-{number}"))["publishNotice"]
        published.append(Acknowledged(done["notice"]["id"], done["members"], log.stat().st_size))
    portal.signal(signal.SIGKILL)
    await portal.ended()
    assert json.loads(portal.plan.evidence.read_text()) == {"synchronous": FULL, "journal_mode": "wal"}

    assert content_of(database) == before, "the log was written back meanwhile: cutting it would prove nothing"
    kept = content_of(log)
    chance = random.Random(SEED)  # noqa: S311 # the same cuts in every run
    lengths = [chance.randrange(len(kept) + 1) for _ in range(CUTS)]
    counts = {length: whole_notices(scene.folder / "cut", before, kept[:length], published) for length in lengths}
    for length in lengths:
        assert counts[length] >= sum(one.log_size <= length for one in published), "a notice that was acknowledged is lost"
        # What the disk never wrote may also read as zeros.
        zeros = bytes(min(len(kept) - length, 8192))
        assert whole_notices(scene.folder / "cut", before, kept[:length] + zeros, published) == counts[length]
    assert sorted(counts.values()) == [count for _, count in sorted(counts.items())], "a longer log never holds less"
    assert len(set(counts.values())) > NOTICES / 2, "the cuts fall between the notices"


def content_of(file: Path) -> bytes:
    """The bytes of a file in memory or on the disk, below a second in any case."""
    return file.read_bytes()


def whole_notices(folder: Path, content: bytes, log: bytes, published: list[Acknowledged]) -> int:
    """Open what the disk kept; how many notices there are. Raises AssertionError: damage, or half a notice."""
    folder.mkdir()
    database = folder / "portal.sqlite3"
    database.write_bytes(content)
    database.with_name("portal.sqlite3-wal").write_bytes(log)
    connection = sqlite3.connect(database)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        found = 0
        for one in published:
            parts = [
                connection.execute(question, (one.id,)).fetchone()[0]
                for question in (
                    "SELECT count(*) FROM notice WHERE id = ? AND state = 'published'",
                    "SELECT count(*) FROM broadcast WHERE notice_id = ?",
                    "SELECT count(*) FROM mutation_record WHERE result_id = ?",
                    "SELECT count(DISTINCT member_id) FROM audience_member WHERE notice_id = ?",
                    "SELECT count(*) FROM audit_entry WHERE action = 'notice_published' AND object_id = ?",
                )
            ]
            assert parts in ([0, 0, 0, 0, 0], [1, 1, 1, one.members, 1]), f"half a notice: {parts}"
            found += parts[0]
    finally:
        connection.close()
        shutil.rmtree(folder)
    return found
