"""The thread of all HTTP clients is started once per process, so each case has a process of its own."""

import json
import os
import subprocess
import sys

_PROGRAM = """
import json, os, sys
from push.channels import http

if "forbidden" in sys.argv:
    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")
    os.sched_setscheduler = refuse
http.start_client_thread()
http.ClientBuilder().build()
tasks = os.listdir("/proc/self/task")
print(json.dumps({open(f"/proc/self/task/{task}/comm").read().strip(): os.sched_getscheduler(int(task)) for task in tasks}))
"""


def _threads(*arguments: str) -> dict[str, int]:
    """The policy of each thread by its name."""
    done = subprocess.run([sys.executable, "-c", _PROGRAM, *arguments], capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def test_the_clients_thread_lets_others_finish_and_the_main_thread_waits_for_nobody() -> None:
    threads = _threads()
    assert threads.pop("pyreqwest") == os.SCHED_BATCH
    assert list(threads.values()) == [os.SCHED_OTHER]


def test_a_container_that_forbids_it_changes_nothing() -> None:
    assert set(_threads("forbidden").values()) == {os.SCHED_OTHER}
