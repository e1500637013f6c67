"""The use case: one file in, one transaction, one report out."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from tortoise.exceptions import IntegrityError

from models import audit, bulk, clock
from models.audit import AuditAction
from models.contract import Contract
from models.database import Dialect, dialect, rows, transaction
from models.deceased import silence
from models.event import Topic
from models.imports import ImportMode, ImportRun
from models.token import TokenScope
from push import live
from resolvers.access import ROLES, Task, Viewer, actor, require_staff
from resolvers.errors import Code, Conflict, InvalidInput, TooLarge
from resolvers.imports.plan import Plan, plan
from resolvers.imports.reading import Unreadable, read
from resolvers.imports.report import Problem, Report, from_json, to_json
from resolvers.imports.rows import Stock, gather

MOST_BYTES = 100 * 1024 * 1024
BATCH_KEY_LENGTH = 64
IMPORT_LOCK = 0x5707C

Progress = Callable[[int, int], None]


class _Stopped(Exception):
    """Rolls the transaction back; the report says why."""


async def import_stock(
    viewer: Viewer,
    source: bytes | Path,
    *,
    mode: ImportMode = ImportMode.DELTA,
    dry_run: bool = False,
    skip_bad_percent: float = 0.0,
    confirm_ending: bool = False,
    batch_key: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Bring the stock to what the file says (docs/stock-file.md): everything in one transaction, or nothing.

    Upsert by the ERP's ids, safe to repeat. `progress` gets (rows done, rows) and may be called from another thread.
    The same batch key with the same file returns the first report.

    Raises:
        NotAllowed: the viewer is neither the operator, an administrator, nor a token with stock:write.
        InvalidInput: skip_bad_percent is not between 0 and 100, or the batch key is longer than 64 characters.
        TooLarge: more than 100 MB.
        Conflict: the batch key was used for another file (idempotency_conflict).
    """
    require_staff(viewer, ROLES[Task.IMPORT_STOCK], scope=TokenScope.STOCK_WRITE)
    if not 0 <= skip_bad_percent <= 100:
        raise InvalidInput("skip_bad_percent must be between 0 and 100", field="skipBadPercent")
    if batch_key is not None and not 0 < len(batch_key) <= BATCH_KEY_LENGTH:
        raise InvalidInput("batch_key must have 1 to 64 characters", field="batchKey")
    content = source if isinstance(source, bytes) else await asyncio.to_thread(_load, source)
    if len(content) > MOST_BYTES:
        raise TooLarge("A stock file may have 100 MB.")
    checksum = hashlib.sha256(content).hexdigest()
    if batch_key and not dry_run and (earlier := await _earlier(batch_key, checksum, mode)):
        return earlier
    report = Report(dry_run=dry_run)
    stock = await asyncio.to_thread(_parse, content, report, progress)
    if stock is None or not _bearable(stock, skip_bad_percent):
        return report
    today = (await clock.now()).astimezone(clock.BERLIN).date()
    if dry_run:
        _judge(report, stock, await plan(stock, mode, today), confirm_ending=confirm_ending)
        return report
    run = ImportRun(id=uuid4(), batch_key=batch_key or uuid4().hex, sha256=checksum, mode=mode, actor=":".join(actor(viewer)), report={})
    try:
        return await _apply(viewer, run, stock, report, today, confirm_ending=confirm_ending)
    except _Stopped:
        return report
    except IntegrityError:
        if batch_key and (earlier := await _earlier(batch_key, checksum, mode)):
            return earlier
        raise


def _load(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise TooLarge("A stock file may have 100 MB.")
    return path.read_bytes()


async def _earlier(batch_key: str, checksum: str, mode: ImportMode) -> Report | None:
    run = await ImportRun.get_or_none(batch_key=batch_key)
    if run is None:
        return None
    if run.sha256 != checksum or run.mode is not mode:
        raise Conflict("This batch key was used for another file.", code=Code.IDEMPOTENCY_CONFLICT, field="batchKey")
    return from_json(run.report)


def _parse(content: bytes, report: Report, progress: Progress | None) -> Stock | None:
    """The file's stock; None where it cannot be read as a table."""
    try:
        table = read(content)
    except Unreadable as unreadable:
        report.keep(unreadable.problems)
        return None
    report.encoding = table.encoding
    report.ignored_columns = table.ignored
    stock = gather(table, progress)
    report.rows, report.bad_rows = stock.rows, stock.bad_rows
    report.keep(stock.problems)
    if progress:
        progress(stock.rows, stock.rows)
    return stock


def _bearable(stock: Stock, skip_bad_percent: float) -> bool:
    return stock.bad_rows * 100 <= skip_bad_percent * stock.rows


def _judge(report: Report, stock: Stock, made: Plan, *, confirm_ending: bool) -> bool:
    """Fill the report from the plan; may it be applied?"""
    report.kinds = {change.kind: change.counts for change in made.changes}
    report.ended = len(made.ended)
    report.deceased = len(made.deceased)
    report.needs_confirmation = bool(made.questions) and not confirm_ending
    asked: list[Problem] = made.questions if report.needs_confirmation else []
    report.keep([*asked, *stock.problems, *made.problems])
    report.is_applicable = not made.problems and not report.needs_confirmation
    return report.is_applicable


async def _apply(viewer: Viewer, run: ImportRun, stock: Stock, report: Report, today: date, *, confirm_ending: bool) -> Report:
    """Write first (SQLite takes its lock then), compare under the lock, write the rest."""
    async with transaction():
        run.started_at = await clock.now()
        await run.save(force_create=True)
        if dialect() is Dialect.POSTGRESQL:
            await rows(f"SELECT pg_advisory_xact_lock({IMPORT_LOCK})")
        made = await plan(stock, run.mode, today)
        if not _judge(report, stock, made, confirm_ending=confirm_ending):
            raise _Stopped
        await _write(made)
        await _silence(viewer, made.deceased)
        report.applied, report.run_id = True, run.id
        run.report = to_json(report)
        await run.save(update_fields=["report"])
        await audit.record(
            AuditAction.STOCK_IMPORTED,
            actor(viewer),
            object_kind="import_run",
            object_id=run.id,
            details={"mode": run.mode, "rows": report.rows, "created": report.created, "updated": report.updated, "ended": report.ended},
        )
    return report


async def _write(made: Plan) -> None:
    for change in made.changes:
        await bulk.insert(change.model, change.created)
        await bulk.update(change.model, change.updated)
    for model, gone in made.old_links.items():
        await bulk.delete(model, "id", gone)
    for model, new in made.new_links.items():
        await bulk.insert(model, new)
    await bulk.update(Contract, made.ended)
    if any(change.created for change in made.changes):
        await bulk.analyze([*(change.model for change in made.changes), *made.new_links])


async def _silence(viewer: Viewer, deceased: list[UUID]) -> None:
    for session in await silence(deceased):
        await live.notify(Topic.SESSION, session)
    for member in deceased:
        await audit.record(AuditAction.MEMBER_DECEASED, actor(viewer), object_kind="member", object_id=member)
