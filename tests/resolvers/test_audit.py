"""The chain over the audit log, and reading it (AL-01, AL-02)."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from models import append_only, audit, clock, keyring
from models.audit import ActorKind, AuditAction, AuditEntry, AuditResult, AuditSeal, Way
from models.database import connection, rows, transaction
from models.staff import StaffRole
from resolvers import audit as log
from resolvers.audit import AuditFilter, Fault, chain
from resolvers.errors import NotAllowed
from tests.support.factors import colleague

pytestmark = pytest.mark.usefixtures("portal")

VERA = (ActorKind.STAFF, "vera")


async def written(number: int) -> None:
    """So many entries, sealed."""
    for turn in range(number):
        await audit.record(AuditAction.LOGIN, VERA, object_kind="staff", object_id=turn, details={"z": 1, "a": "Straße"})
    assert await log.seal() == number


async def by_hand(*statements: str) -> None:
    """What somebody does who owns the database."""
    await append_only.release(connection())
    for statement in statements:
        await rows(statement)
    await append_only.protect(connection())


async def test_al_02_an_untouched_log_holds() -> None:
    """AL-02: however often it is sealed, over several pages, and also with nothing in it."""
    assert await log.verify() == log.Verification(0)
    await written(7)
    assert await log.seal() == 0
    await written(3)
    assert await log.verify() == log.Verification(10)
    assert [seal.position for seal in await AuditSeal.all().order_by("position")] == list(range(1, 11))


ATTACKS = {
    "an actor is exchanged": (["UPDATE audit_entry SET actor_id = 'eve' WHERE id = {third}"], Fault.CHANGED, 3, 2),
    "details are changed": (["UPDATE audit_entry SET details = '{{}}' WHERE id = {third}"], Fault.CHANGED, 3, 2),
    "a moment is moved": (
        # A moment no entry has: two that are written in the same millisecond have the same one.
        ["UPDATE audit_entry SET at = '2020-01-01 00:00:00.000000+00:00' WHERE id = {third}"],
        Fault.CHANGED,
        3,
        2,
    ),
    "an entry is taken out": (["DELETE FROM audit_entry WHERE id = {third}"], Fault.MISSING_ENTRY, 3, 2),
    "and its seal": (
        ["DELETE FROM audit_entry WHERE id = {third}", "DELETE FROM audit_seal WHERE entry_id = {third}"],
        Fault.MISSING_SEAL,
        3,
        2,
    ),
    "and the others move up": (
        [
            "DELETE FROM audit_entry WHERE id = {third}",
            "DELETE FROM audit_seal WHERE entry_id = {third}",
            "UPDATE audit_seal SET position = position - 1 WHERE position = 4",
            "UPDATE audit_seal SET position = position - 1 WHERE position = 5",
        ],
        Fault.CHANGED,
        3,
        2,
    ),
    "the end is cut off": (
        ["DELETE FROM audit_entry WHERE id >= {third}", "DELETE FROM audit_seal WHERE position >= 3"],
        Fault.CUT,
        3,
        2,
    ),
    "everything is gone": (["DELETE FROM audit_entry", "DELETE FROM audit_seal"], Fault.CUT, 1, 0),
}


@pytest.mark.parametrize("attack", ATTACKS)
async def test_al_02_what_was_done_to_it_is_found(attack: str) -> None:
    """AL-02: and where; what comes before it holds."""
    await written(5)
    ids = [entry.id for entry in await AuditEntry.all().order_by("id")]
    statements, fault, position, holds = ATTACKS[attack]
    await by_hand(*(statement.format(first=ids[0], third=ids[2]) for statement in statements))
    found = await log.verify()
    assert (found.fault, found.position, found.entries) == (fault, position, holds)


async def test_al_02_an_entry_put_in_among_old_ones_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """AL-02: it never gets a seal. A late commit, near the head, does."""
    await written(8)
    ids = [entry.id for entry in await AuditEntry.all().order_by("id")]
    columns = "at, action, actor_kind, actor_id, object_kind, object_id, correlation_id, details"
    copy = f"INSERT INTO audit_entry (id, {columns}) SELECT {{}}, {columns} FROM audit_entry WHERE id = {ids[3]}"  # noqa: S608 - our own
    await by_hand(copy.format(ids[0] - 1))
    assert (await log.verify()).fault is None
    monkeypatch.setattr(chain, "LATE", 4)
    assert await log.seal() == 0
    assert await log.verify() == log.Verification(8, Fault.INSERTED, 0, ids[0] - 1)
    monkeypatch.undo()
    assert await log.seal() == 1
    assert await log.verify() == log.Verification(9)


async def test_al_02_another_key_makes_another_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    """AL-02: who can write the database and has not the key cannot seal anew."""
    await written(2)
    with monkeypatch.context() as patch:
        patch.setattr(chain, "PURPOSE", "somebody else's")
        assert (await log.verify()).fault is Fault.CHANGED


async def test_al_02_the_end_is_kept_beside_the_keys() -> None:
    """AL-02: after a backup was restored the operator says so, and it holds from there on."""
    await written(4)
    folder = keyring.current().folder
    assert folder is not None
    anchor = folder / chain.ANCHOR
    last = await AuditSeal.get(position=4)
    assert anchor.read_text() == f"4:{last.digest}\n"
    assert anchor.stat().st_mode & 0o777 == 0o600
    await by_hand("DELETE FROM audit_seal WHERE position = 4", "DELETE FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry)")
    assert (await log.verify()).fault is Fault.CUT
    await log.renew_anchor()
    assert await log.verify() == log.Verification(3)


async def test_al_02_two_who_seal_at_once_do_not_fork_it() -> None:
    """AL-02: every entry is sealed once."""
    for turn in range(40):
        await audit.record(AuditAction.LOGOUT, VERA, object_id=turn)
    await asyncio.gather(*(log.seal() for _ in range(4)))
    assert await log.verify() == log.Verification(40)


async def test_al_02_what_is_rolled_back_leaves_nothing_to_seal() -> None:
    """An entry belongs to what it tells about."""
    with pytest.raises(ZeroDivisionError):
        await undone()
    assert await log.seal() == 0


async def undone() -> None:
    """A use case that fails at its end."""
    async with transaction():
        await audit.record(AuditAction.LOGIN, VERA)
        raise ZeroDivisionError


async def test_al_02_the_nightly_look_raises_the_alarm() -> None:
    """AL-02: the figure docs/operations.md alarms on."""
    await written(2)
    assert await log.check_all() == 2
    assert REGISTRY.get_sample_value("mieterportal_audit_log_broken") == 0
    await by_hand("UPDATE audit_entry SET actor_id = 'eve'")
    assert await log.check_all() == 0
    assert REGISTRY.get_sample_value("mieterportal_audit_log_broken") == 1
    await by_hand("UPDATE audit_entry SET actor_id = 'vera'")
    assert await log.check_all() == 2
    assert REGISTRY.get_sample_value("mieterportal_audit_log_broken") == 0


async def test_al_02_lines_for_another_system() -> None:
    """AL-02: each with its seal, and only those after the last one that was taken."""
    await written(3)
    lines = [json.loads(line) async for line in log.export()]
    assert [(line["action"], line["actor"], line["object"], line["seal"]["position"]) for line in lines] == [
        ("login", {"kind": "staff", "id": "vera"}, {"kind": "staff", "id": str(turn)}, turn + 1) for turn in range(3)
    ]
    assert [line async for line in log.export(after=lines[2]["id"])] == []


async def test_al_01_an_entry_says_how_and_with_which_result() -> None:
    """AL-01: who, what, object, when (UTC), how, result, and the id that stands in the log and the reply, too."""

    async def request() -> str:
        found = audit.begin(Way.PORTAL)
        await audit.record(AuditAction.LOGIN_REFUSED, (ActorKind.ANONYMOUS, ""), object_kind="number", object_id="M1")
        return found

    number = await asyncio.create_task(request())
    await audit.record(AuditAction.LOGIN, VERA, correlation_id="given")
    first, second = await AuditEntry.all().order_by("id")
    assert (first.way, first.result, first.correlation_id) == (Way.PORTAL, AuditResult.REFUSED, number)
    assert (second.way, second.result, second.correlation_id) == (Way.COMMAND_LINE, AuditResult.OK, "given")
    assert first.at.utcoffset() == timedelta(0)


async def test_al_01_auditors_read_it_and_nobody_else() -> None:
    """AL-01: with the names of today, the newest first, by action, person, object and time."""
    auditor = (await colleague(StaffRole.AUDITOR, "auditor@noris.example.org")).viewer
    await audit.record(AuditAction.TOKEN_REVOKED, (ActorKind.STAFF, str(auditor.staff_id)), object_kind="token", object_id="t1")
    await audit.record(AuditAction.LOGOUT, VERA)
    page = await log.entries(auditor, AuditFilter(), first=2)
    assert [view.entry.action for view in page.items] == [AuditAction.LOGOUT, AuditAction.TOKEN_REVOKED]
    assert page.items[0].actor == ""
    assert page.items[1].actor
    now = await clock.now()
    chosen = [
        AuditFilter(action=AuditAction.TOKEN_REVOKED),
        AuditFilter(object_id="t1"),
        AuditFilter(
            action=AuditAction.TOKEN_REVOKED,
            actor_id=str(auditor.staff_id),
            since=now - timedelta(minutes=1),
            until=now + timedelta(minutes=1),
        ),
    ]
    for one in chosen:
        assert [view.entry.object_id for view in (await log.entries(auditor, one, first=10)).items] == ["t1"]
    assert not (await log.entries(auditor, AuditFilter(object_id="t1", until=now - timedelta(hours=1)), first=10)).items
    assert (await log.last_check(auditor)).at is None
    reading: list[Callable[[], Awaitable[object]]] = []
    for role in set(StaffRole) - {StaffRole.AUDITOR, StaffRole.ADMIN, StaffRole.CARETAKER}:
        other = (await colleague(role, f"{role}@noris.example.org")).viewer
        reading += [lambda other=other: log.entries(other, AuditFilter(), first=1), lambda other=other: log.last_check(other)]
    for read in reading:
        with pytest.raises(NotAllowed):
            await read()


def test_the_anchor_has_a_name_of_its_own(tmp_path: Path) -> None:
    """It lies beside the keys and is none."""
    ring = keyring.Keyring.load(tmp_path)
    (tmp_path / chain.ANCHOR).write_text("1:a\n")
    assert keyring.Keyring.load(tmp_path).vapid == ring.vapid
