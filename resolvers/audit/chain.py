"""The chain over the audit log (AL-02): what is written is sealed within minutes, and a look at all of it says whether it still holds.

Each seal is HMAC-SHA256, under a key that is not in the database, of the seal before it and of the whole entry. Sealing comes after the
entries' commits and in their order of sealing, so nobody who writes an entry waits for anybody else (docs/decisions/0009).
The head of the chain also lies beside the keys, in `audit.anchor`: who cuts off the end of both tables is found out by it.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from pathlib import Path

import structlog
from prometheus_client import Gauge
from tortoise.exceptions import IntegrityError

from models import bulk, keyring
from models.audit import AuditEntry, AuditSeal
from models.database import rows, transaction

log: structlog.stdlib.BoundLogger = structlog.get_logger()

PURPOSE = "audit-chain"
PAGE = 500
LATE = 10_000
"""So many younger entries may be sealed before an entry whose transaction took long."""
ANCHOR = "audit.anchor"

broken = Gauge("mieterportal_audit_log_broken", "1 when the last look found the audit log changed, else 0")


class Fault(StrEnum):
    """What is wrong at the first place where the log differs from its seals."""

    CHANGED = "changed"
    MISSING_ENTRY = "missing_entry"
    MISSING_SEAL = "missing_seal"
    INSERTED = "inserted"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Verification:
    """`entries` hold, from the first on. With a fault: where in the chain, and which entry; `entry_id` is None where nobody knows."""

    entries: int
    fault: Fault | None = None
    position: int = 0
    entry_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Head:
    position: int = 0
    digest: str = ""


def _digest(before: str, position: int, entry: AuditEntry) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    who = [str(entry.actor_kind), entry.actor_id, str(entry.action), entry.object_kind, entry.object_id]
    how = [entry.correlation_id, str(entry.way) if entry.way else "", entry.details]
    content = json.dumps([before, position, entry.id, at, who, how], sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return keyring.current().sign(PURPOSE, content.encode()).hex()


async def seal() -> int:
    """Seal what is not sealed yet; how many entries that were. Of two who do it at once, one does it."""
    number = 0
    while True:
        try:
            async with transaction():
                done = await _seal_page()
        except IntegrityError:
            return number
        number += done
        if done < PAGE:
            return number


async def _seal_page() -> int:
    head = await _head()
    highest = (await rows("SELECT max(entry_id) AS highest FROM audit_seal"))[0]["highest"] or 0
    found = await rows(
        "SELECT e.id FROM audit_entry e LEFT JOIN audit_seal s ON s.entry_id = e.id "  # noqa: S608 - whole numbers
        f"WHERE s.entry_id IS NULL AND e.id > {highest - LATE} ORDER BY e.id LIMIT {PAGE}"
    )
    if not found:
        return 0
    entries = await AuditEntry.filter(id__in=[row["id"] for row in found]).order_by("id")
    seals = list[dict[str, object]]()
    for entry in entries:
        head = _Head(head.position + 1, _digest(head.digest, head.position + 1, entry))
        seals.append({"position": head.position, "entry_id": entry.id, "digest": head.digest})
    await bulk.insert(AuditSeal, seals)
    _write_anchor(head)
    log.info("audit.sealed", position=head.position, digest=head.digest)
    return len(seals)


async def _head() -> _Head:
    last = await AuditSeal.all().order_by("-position").first()
    return _Head(last.position, last.digest) if last else _Head()


async def verify() -> Verification:
    """Look at every seal and every entry, oldest first, up to the first place where they differ."""
    head, anchor = _Head(), _read_anchor()
    while True:
        seals = await AuditSeal.filter(position__gt=head.position).order_by("position").limit(PAGE)
        if not seals:
            break
        by_id = {entry.id: entry for entry in await AuditEntry.filter(id__in=[one.entry_id for one in seals])}
        for one in seals:
            fault = _fault(head, one, by_id.get(one.entry_id), anchor)
            if fault:
                is_known = fault is not Fault.MISSING_SEAL
                return Verification(head.position, fault, head.position + 1, one.entry_id if is_known else None)
            head = _Head(one.position, one.digest)
    if anchor.position > head.position:
        return Verification(head.position, Fault.CUT, head.position + 1)
    return await _unsealed(head)


def _fault(head: _Head, one: AuditSeal, entry: AuditEntry | None, anchor: _Head) -> Fault | None:
    if one.position != head.position + 1:
        return Fault.MISSING_SEAL
    if entry is None:
        return Fault.MISSING_ENTRY
    if not hmac.compare_digest(one.digest, _digest(head.digest, one.position, entry)):
        return Fault.CHANGED
    return Fault.CUT if one.position == anchor.position and one.digest != anchor.digest else None


async def _unsealed(head: _Head) -> Verification:
    """An entry so far below the sealed ones was not written by the portal."""
    found = await rows(
        "SELECT min(e.id) AS first FROM audit_entry e WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.entry_id = e.id) "  # noqa: S608 - a number
        f"AND e.id <= (SELECT COALESCE(max(entry_id), 0) FROM audit_seal) - {LATE}"
    )
    first = found[0]["first"]
    return Verification(head.position) if first is None else Verification(head.position, Fault.INSERTED, 0, first)


async def check_all() -> int:
    """What the scheduler does each night: seal, verify, and raise the figure that operators alarm on."""
    await seal()
    found = await verify()
    broken.set(1 if found.fault else 0)
    if found.fault:
        log.error("audit.broken", fault=found.fault.value, position=found.position, entry=found.entry_id, holds=found.entries)
    else:
        log.info("audit.verified", entries=found.entries)
    return found.entries


async def renew_anchor() -> None:
    """Take the head of the chain as it is now: after a backup was restored, whose log ends earlier."""
    head = await _head()
    path = _anchor()
    if path is not None:
        path.unlink(missing_ok=True)
    _write_anchor(head)


def _anchor() -> Path | None:
    folder = keyring.current().folder
    return folder / ANCHOR if folder else None


def _read_anchor() -> _Head:
    path = _anchor()
    if path is None or not path.exists():
        return _Head()
    position, _, digest = path.read_text().strip().partition(":")
    return _Head(int(position), digest)


def _write_anchor(head: _Head) -> None:
    """Replace the file whole. Another machine's process may be ahead: its own file says so."""
    path = _anchor()
    if path is None:
        return
    if _read_anchor().position > head.position:
        return
    new = path.with_suffix(".new")
    new.write_text(f"{head.position}:{head.digest}\n")
    new.chmod(0o600)
    new.replace(path)
