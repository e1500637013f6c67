"""One scratch directory per test run, shared by the workers of pytest-xdist and removed by the process that made it.

It lies in memory where the machine offers that: cloning a database makes some 500 files, 14 ms there and up to 400 ms
on a busy disk. Otherwise it lies directly under the folder for temporary files, never in pytest's tmp_path: a second
run resets the modes there and would cut a running PostgreSQL off from its data.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.support.databases import end_run

DIRECTORY = pytest.StashKey[Path]()
MEMORY = Path("/dev/shm")  # noqa: S108 # used through mkdtemp only
ROOM = 2 * 1024**3
OWNER = pytest.StashKey[int]()


def roomy_memory() -> Path | None:
    """The file system in memory, None where there is none with room for the databases of a run."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
        return MEMORY
    return None


def pytest_configure(config: pytest.Config) -> None:
    """The first process of the run makes the directory; a worker is told where it is."""
    handed_down: dict[str, Any] | None = getattr(config, "workerinput", None)
    if handed_down is not None:
        config.stash[DIRECTORY] = Path(handed_down["run_directory"])
        config.stash[OWNER] = int(handed_down["run_owner"])
        return
    directory = Path(tempfile.mkdtemp(prefix="mieterportal-tests-", dir=roomy_memory()))
    # PostgreSQL may run as another user (see postgres_keeper) and must be able to pass through.
    directory.chmod(0o711)
    config.stash[DIRECTORY] = directory
    config.stash[OWNER] = os.getpid()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Called by pytest-xdist before a worker starts."""
    node.workerinput["run_directory"] = str(node.config.stash[DIRECTORY])
    node.workerinput["run_owner"] = str(node.config.stash[OWNER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Workers are gone by now; stop what they shared."""
    if getattr(config, "workerinput", None) is None and DIRECTORY in config.stash:
        end_run(config.stash[DIRECTORY])
