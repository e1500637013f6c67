"""The server of a test run ends with the run, even when that is killed, and a private virtual environment stays private."""

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.support import postgres, postgres_keeper
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[2]


def test_the_server_goes_when_its_owner_is_killed() -> None:
    directory = Path(tempfile.mkdtemp(prefix="mieterportal-keeper-"))
    directory.chmod(0o711)
    server = directory / postgres_keeper.FOLDER
    owner = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        command = [sys.executable, "-m", "tests.support.postgres_keeper", str(directory), str(owner.pid)]
        subprocess.run(command, check=True, cwd=ROOT)
        assert asyncio.run(setting(f"postgresql://postgres@/postgres?host={server}", "fsync")) == "off"
        keeper = int((server / "keeper.pid").read_text())
    finally:
        owner.kill()
        owner.communicate()
    asyncio.run(eventually(lambda: not postgres_keeper.is_running(keeper), deadline=20))
    assert not directory.exists()


async def setting(url: str, name: str) -> str:
    connection = await postgres.connect(url)
    try:
        return await connection.fetchval(f"SHOW {name}")
    finally:
        await connection.close()


def test_the_modes_of_the_parents_stay_as_they_are(tmp_path: Path) -> None:
    home = tmp_path / "home"
    installed = home / "environment" / "bin"
    installed.mkdir(parents=True)
    home.chmod(0o700)
    assert not postgres_keeper.is_reachable_by_others(installed)
    assert home.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("is_private", [True, False])
def test_programs_nobody_could_read_are_copied(monkeypatch: pytest.MonkeyPatch, is_private: bool) -> None:
    def is_open_to_others(path: Path) -> bool:
        return not is_private

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(postgres_keeper, "is_reachable_by_others", is_open_to_others)
    with postgres_keeper.programs() as binaries:
        assert ("mieterportal-postgresql-" in str(binaries)) is is_private
        assert "PostgreSQL) 18" in subprocess.check_output([binaries / "postgres", "--version"], text=True)
    assert binaries.exists() is not is_private
