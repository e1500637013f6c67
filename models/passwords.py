"""Password hashes: argon2id (RFC 9106) in a bounded thread pool, never on the event loop (AU-01).

A check always costs a fixed number of argon2 computations, whatever is known about the account (AU-03): missing hashes are
replaced by a dummy. Hashes that share their salt (the live one-time passwords of one account) need one computation together.
"""

import asyncio
import base64
import hmac
import os
import secrets
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from argon2 import Parameters, Type, extract_parameters
from argon2.low_level import hash_secret

Result = TypeVar("Result")

SALT_BYTES = 16
_DUMMY_SALT = bytes(SALT_BYTES)


def _parameters(memory_kib: int) -> Parameters:
    return Parameters(type=Type.ID, version=0x13, salt_len=SALT_BYTES, hash_len=32, time_cost=1, memory_cost=memory_kib, parallelism=1)


STRONG = _parameters(47104)
"""OWASP's first choice: m=46 MiB, t=1, p=1."""
CHEAPEST = _parameters(8)
"""For tests only."""


@dataclass(slots=True)
class _Hasher:
    """What one process hashes with; `computations` counts argon2 runs, so that tests can compare paths."""

    parameters: Parameters
    pool: ThreadPoolExecutor
    computations: int = 0


NICENESS = 10
"""Whoever logs in waits a little longer so that an alert does not: about a tenth of what others get while they want it (sched(7))."""


def _step_back() -> None:
    """On Linux a thread has a niceness of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


# At most four at a time keep memory below 200 MiB; more would not be faster than the cores (AU-01: hashing is capped).
_hasher = _Hasher(STRONG, ThreadPoolExecutor(min(4, os.cpu_count() or 1), thread_name_prefix="argon2", initializer=_step_back))


def use(parameters: Parameters) -> None:
    """Hash with `parameters` from now on."""
    _hasher.parameters = parameters


def computations() -> int:
    """How many argon2 computations this process has begun."""
    return _hasher.computations


async def make_hash(password: str, *, salt_of: str | None = None) -> str:
    """The encoded argon2id hash of `password`; with `salt_of` it shares that hash's salt and is checked together with it."""
    salt = secrets.token_bytes(SALT_BYTES) if salt_of is None else _salt(salt_of)
    return await _run(partial(_compute, password, _hasher.parameters, salt), computations=1)


async def find(password: str, hashes: Iterable[str], *, computations: int) -> str | None:
    """The hash that belongs to `password`, or None. Costs `computations` argon2 runs, more only if there are more salts.

    It is one job of the pool: in a storm whoever came first is done first, and who gave up while waiting costs nothing.
    """
    groups: dict[str, list[str]] = {}
    for encoded in hashes:
        groups.setdefault(encoded.rpartition("$")[0], []).append(encoded)
    dummies = max(0, computations - len(groups))
    job = partial(_find, password, list(groups.values()), _hasher.parameters, dummies)
    return await _run(job, computations=len(groups) + dummies)


def _find(password: str, groups: Sequence[Sequence[str]], parameters: Parameters, dummies: int) -> str | None:
    found: str | None = None
    for group in groups:
        candidate = _compute(password, extract_parameters(group[0]), _salt(group[0]))
        for encoded in group:
            if hmac.compare_digest(candidate, encoded):
                found = encoded
    for _ in range(dummies):
        _compute(password, parameters, _DUMMY_SALT)
    return found


def needs_rehash(encoded: str) -> bool:
    """Whether `encoded` was made with other parameters than those in use (AU-01)."""
    return extract_parameters(encoded) != _hasher.parameters


def _salt(encoded: str) -> bytes:
    text = encoded.split("$")[4]
    return base64.b64decode(text + "=" * (-len(text) % 4))


async def _run(job: Callable[[], Result], *, computations: int) -> Result:
    _hasher.computations += computations
    return await asyncio.get_running_loop().run_in_executor(_hasher.pool, job)


def _compute(password: str, parameters: Parameters, salt: bytes) -> str:
    return hash_secret(
        unicodedata.normalize("NFC", password).encode(),
        salt,
        time_cost=parameters.time_cost,
        memory_cost=parameters.memory_cost,
        parallelism=parameters.parallelism,
        hash_len=parameters.hash_len,
        type=parameters.type,
    ).decode()
