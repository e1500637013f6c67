"""argon2id off the event loop, and what is easy to guess."""

import asyncio
import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher

from models import password_policy, passwords
from models.password_policy import STAFF, TENANT
from tests.support.waiting import eventually

CONTEXT = ["maria.brueckner@example.org", "Maria Brückner", "0012345"]


@pytest.fixture
def cheap() -> Iterator[None]:
    """Hash cheaply for one test."""
    passwords.use(passwords.CHEAPEST)
    yield
    passwords.use(passwords.STRONG)


async def test_hashes_are_argon2id_with_the_recommended_cost() -> None:
    """AU-01: m=46 MiB, t=1, p=1, salt of 16 bytes; any argon2 library can check them."""
    encoded = await passwords.make_hash("Grüße aus dem Garten")
    assert encoded.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert len(encoded.split("$")[4]) == 22
    assert PasswordHasher().verify(encoded, "Grüße aus dem Garten")
    assert await passwords.make_hash("Grüße aus dem Garten") != encoded


async def test_the_event_loop_goes_on_while_hashing() -> None:
    """AU-01: on the loop itself it would turn about once per hash; beside it, thousands of times."""
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    turning = asyncio.create_task(turn())
    await asyncio.gather(*(passwords.make_hash("password") for _ in range(8)))
    turning.cancel()
    assert turns > 100


@pytest.mark.usefixtures("cheap")
async def test_typed_umlauts_match_in_either_form() -> None:
    """A phone may send a letter and its dots apart."""
    encoded = await passwords.make_hash("Br\u00fccke am Fluss")
    assert await passwords.find("Bru\u0308cke am Fluss", [encoded], computations=1) == encoded


@pytest.mark.usefixtures("cheap")
async def test_a_check_costs_what_was_asked() -> None:
    """AU-03: dummies fill up; hashes of one salt cost one computation together."""

    async def cost(hashes: list[str], computations: int) -> int:
        before = passwords.computations()
        await passwords.find("password", hashes, computations=computations)
        return passwords.computations() - before

    one, other = await passwords.make_hash("one"), await passwords.make_hash("other")
    twin = await passwords.make_hash("twin", salt_of=one)
    assert [await cost(hashes, 2) for hashes in ([], [one], [one, twin], [one, other], [one, twin, other])] == [2, 2, 2, 2, 2]
    assert await passwords.find("twin", [one, twin, other], computations=2) == twin
    assert await passwords.find("nobody", [one, twin, other], computations=2) is None


async def test_old_parameters_are_noticed() -> None:
    """AU-01: rehash when they rise."""
    passwords.use(passwords.CHEAPEST)
    encoded = await passwords.make_hash("password")
    assert not passwords.needs_rehash(encoded)
    passwords.use(passwords.STRONG)
    assert passwords.needs_rehash(encoded)
    assert await passwords.find("password", [encoded], computations=1) == encoded


@pytest.mark.parametrize(
    "password",
    [
        "",
        "Kq7$xz2",
        "password",
        "Passwort1!",
        "qwertzuiop",
        "11111111",
        "01.01.1980",
        "Fussball2026",
        "Schatz123",
        "0012345!",
        "maria.brueckner",
        "Brückner1",
        "Norisnoris",
        "p4ssw0rt",
        "bcdfg23456hjkmn",
        "BCDFG-23456-HJKMN",
        "ä" * 129,
    ],
)
async def test_easy_passwords(password: str) -> None:
    """AU-02: too short, too long, on the lists, of the person, of the cooperative; and never one that was mailed (AU-24)."""
    password_policy.use_words(["Wohnungsgenossenschaft Noris eG", "Noris eG"])
    assert not await password_policy.is_good(password, TENANT, CONTEXT)


@pytest.mark.parametrize(
    "password",
    [
        "drei müde Katzen",
        "amselfeldweg kirsche",
        "kR7$xm2q!b",
        "ZUG nach Bamberg",
        "ß" * 3 + "Quelle im Tal",
        ("Der Zug nach Bamberg hält heute an Gleis neun " * 3)[:128],
    ],
)
async def test_good_passwords(password: str) -> None:
    """AU-02: 8 to 128 characters, no composition rules."""
    password_policy.use_words(["Wohnungsgenossenschaft Noris eG", "Noris eG"])
    assert await password_policy.is_good(password, TENANT, CONTEXT)


async def test_staff_need_more() -> None:
    """AU-02: twelve characters."""
    assert await password_policy.is_good("kR7$xm2q!b", TENANT)
    assert not await password_policy.is_good("kR7$xm2q!b", STAFF)
    assert await password_policy.is_good("kR7$xm2q!b-Tal", STAFF)


async def test_hashing_stands_back_and_the_loop_does_not() -> None:
    """AU-01: an alert on the same machine does not wait behind a storm of logins."""
    await passwords.make_hash("Nadelöhr")
    niceness = {thread.name: os.getpriority(os.PRIO_PROCESS, thread.native_id or 0) for thread in threading.enumerate()}
    hashing = {name: value for name, value in niceness.items() if name.startswith("argon2")}
    assert set(hashing.values()) == {passwords.NICENESS}
    assert niceness["MainThread"] < passwords.NICENESS


@pytest.mark.usefixtures("cheap")
async def test_who_came_first_is_done_first_and_who_gave_up_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """AU-01: beyond what the machine can do, a storm of logins must not end with nobody logged in."""
    release, begun = threading.Event(), dict[int, list[bytes]]()
    hash_secret = passwords.hash_secret

    def watched(secret: bytes, salt: bytes, **parameters: Any) -> bytes:
        begun.setdefault(threading.get_ident(), []).append(secret)
        release.wait(10)
        return hash_secret(secret, salt, **parameters)

    monkeypatch.setattr(passwords, "hash_secret", watched)
    checks = [asyncio.create_task(passwords.find(f"Nadelöhr {number:02}", [], computations=2)) for number in range(20)]
    await eventually(lambda: bool(begun))
    checks[19].cancel()
    await asyncio.wait({checks[19]})
    release.set()
    await asyncio.gather(*checks, return_exceptions=True)
    assert "Nadelöhr 19".encode() not in [secret for secrets in begun.values() for secret in secrets]
    for secrets in begun.values():
        assert secrets[::2] == secrets[1::2], "both computations of a check follow each other"
        assert secrets == sorted(secrets)
