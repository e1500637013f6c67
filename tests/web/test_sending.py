"""How the process that sends is set up before it starts."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import pytest

from web import sending


def _of_a_new_thread() -> int:
    found = list[int]()
    thread = Thread(target=lambda: found.append(os.sched_getscheduler(0)))
    thread.start()
    thread.join()
    return found[0]


def test_threads_that_start_later_wait_for_their_turn() -> None:
    def set_up() -> tuple[int, int]:
        sending.let_threads_finish()
        return os.sched_getscheduler(0), _of_a_new_thread()

    # In a thread of its own: the policy belongs to a thread and to those it starts.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(set_up).result() == (os.SCHED_BATCH, os.SCHED_BATCH)
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


def test_a_container_that_forbids_it_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "sched_setscheduler", refuse)
    sending.let_threads_finish()
    assert os.sched_getscheduler(0) == os.SCHED_OTHER
