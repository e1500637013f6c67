"""`mieterportal doctor`: what stands between the settings and a portal that works."""

import asyncio
from typing import Annotated

import typer

from web.commands import read_settings, screen
from web.doctor import examine
from web.doctor.finding import Finding, Level, Part

SIGNS = {Level.OK: "[green]ok[/green]     ", Level.WARNING: "[yellow]look[/yellow]   ", Level.ERROR: "[red]wrong[/red]  "}


def doctor(
    only: Annotated[list[Part] | None, typer.Option(help="Look at this part only; repeat for several.")] = None,
) -> None:
    """Check settings, disk, database, clock, mail relay and push services; say what is wrong and how to mend it."""
    found = asyncio.run(examine(read_settings(), only=only or ()))
    for finding in found:
        show(finding)
    wrong = sum(finding.level is Level.ERROR for finding in found)
    if wrong:
        screen.print(f"{wrong} of {len(found)} findings need mending.")
        raise typer.Exit(1)
    screen.print("Nothing needs mending.")


def show(finding: Finding) -> None:
    """One or two lines: what is, and what to do."""
    screen.print(SIGNS[finding.level], end="", highlight=False)
    screen.print(f"{finding.part.value}: {finding.message}", markup=False, highlight=False)
    if finding.remedy:
        screen.print(f"       {finding.remedy}", markup=False, highlight=False)
