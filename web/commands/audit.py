"""`mieterportal audit`: verify the chain over the audit log, and write the log out for a separate system (AL-02)."""

import sys
from typing import Annotated

import structlog
import typer

from resolvers import audit
from resolvers.audit import Fault, Verification
from web.commands import complaints, read_settings, run, screen

commands = typer.Typer(no_args_is_help=True, help="The audit log: verify its chain, export it.")

WORDS = {
    Fault.CHANGED: "was changed after it was sealed, or its seal was",
    Fault.MISSING_ENTRY: "is gone, and its seal is still there",
    Fault.MISSING_SEAL: "has no seal although later ones have",
    Fault.INSERTED: "was put in beside the portal",
    Fault.CUT: "and what follows was cut off, or replaced: the chain ended later, as audit.anchor beside the keys says",
}


@commands.command()
def verify(
    *,
    after_restore: Annotated[
        bool, typer.Option("--after-restore", help="A backup was restored: take the end of its log as the end from now on.")
    ] = False,
) -> None:
    """Seal what is new and look at every entry; exit code 1 when one was changed, taken out, put in or cut off."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    found = run(read_settings(), _verified(after_restore=after_restore))
    if found.fault is None:
        screen.print(f"The audit log holds: {found.entries} entries.", highlight=False)
        return
    where = f"Entry {found.entry_id}" if found.entry_id is not None else f"The entry at position {found.position}"
    complaints.print(f"{where} {WORDS[found.fault]}. The {found.entries} entries before it hold.", highlight=False)
    raise typer.Exit(1)


async def _verified(*, after_restore: bool) -> Verification:
    if after_restore:
        await audit.renew_anchor()
    found = await audit.verify()
    if found.fault is None:
        await audit.seal()
        found = await audit.verify()
    return found


@commands.command()
def export(
    after: Annotated[int, typer.Option(help="Only entries with a higher id, as the last line of the export before says.")] = 0,
) -> None:
    """Write every entry as a line of JSON, oldest first, each with its seal."""
    run(read_settings(), _written(after))


async def _written(after: int) -> None:
    async for line in audit.export(after=after):
        print(line)  # noqa: T201 - for a pipe
