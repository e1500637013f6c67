"""`mieterportal import-stock FILE`: the ERP's stock file into the portal, with a progress bar and a report in plain words."""

from enum import IntEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from models.imports import ImportMode
from resolvers import imports
from resolvers.access import Operator
from resolvers.imports import Report
from web.commands import complaints, read_settings, run, screen

SHOWN_PROBLEMS = 50


class Exit(IntEnum):
    """What a scheduled job sees."""

    DONE = 0
    REFUSED = 1
    CONFIRMATION_NEEDED = 3


def import_stock(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="Semicolon CSV, see docs/stock-file.md.")],
    *,
    mode: Annotated[ImportMode, typer.Option(help="full: contracts that the file does not name end.")] = ImportMode.DELTA,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count; change nothing.")] = False,
    skip_bad: Annotated[float, typer.Option(min=0, max=100, help="Leave out bad rows, if they are at most this many per cent.")] = 0.0,
    confirm_ending: Annotated[bool, typer.Option("--confirm-ending", help="End contracts even if they are more than 2 per cent.")] = False,
    batch_key: Annotated[str | None, typer.Option(help="A name for this run; the same name never imports twice.")] = None,
) -> None:
    """Import the ERP's stock file; safe to repeat. Ends with 0 done, 1 refused, 2 wrong call, 3 confirmation needed."""
    settings = read_settings()
    with Progress(console=complaints, transient=True) as bar:
        task = bar.add_task(file.name, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        report = run(
            settings,
            imports.import_stock(
                Operator(),
                file,
                mode=mode,
                dry_run=dry_run,
                skip_bad_percent=skip_bad,
                confirm_ending=confirm_ending,
                batch_key=batch_key,
                progress=advance,
            ),
        )
    show(report)
    raise typer.Exit(exit_code(report))


def exit_code(report: Report) -> Exit:
    """A dry run answers as the real one would."""
    if report.needs_confirmation:
        return Exit.CONFIRMATION_NEEDED
    return Exit.DONE if report.is_applicable else Exit.REFUSED


def show(report: Report) -> None:
    """Counts on standard output, problems on standard error."""
    if report.kinds:
        counts = Table("", "neu", "geändert", "unverändert")
        for kind, count in report.kinds.items():
            counts.add_row(kind, str(count.created), str(count.updated), str(count.unchanged))
        screen.print(counts)
    ends = "beendet" if report.applied else "zu beenden"
    screen.print(f"{report.rows} Zeilen, {report.bad_rows} fehlerhaft. {report.ended} Verträge {ends}, {report.deceased} neue Todesfälle.")
    if report.ignored_columns:
        screen.print(f"Nicht gelesene Spalten: {', '.join(report.ignored_columns)}", markup=False)
    if report.problems:
        problems = Table("Zeile", "Spalte", "Wert", "Was zu tun ist")
        for found in report.problems[:SHOWN_PROBLEMS]:
            problems.add_row(str(found.line or "Datei"), found.column, Text(found.value), found.message)
        complaints.print(problems)
    if report.problem_count > SHOWN_PROBLEMS:
        complaints.print(f"… und {report.problem_count - SHOWN_PROBLEMS} weitere.")
    if report.applied:
        screen.print("Übernommen.")
    else:
        screen.print("Probelauf: Nichts wurde geändert." if report.dry_run else "Nichts wurde geändert.")
