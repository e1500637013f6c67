"""`mieterportal demo`: an invented cooperative on this machine, filled once and served until Ctrl-C."""

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from models import database
from settings import Settings
from web import server
from web.app import create_app
from web.demo.catcher import HOST, catching
from web.demo.configuration import demo_settings
from web.demo.mailbox import Mailbox
from web.demo.mails import folder
from web.demo.seed import Guide, Login, begin, clear, read_guide, seed
from web.logs import configure

TABLE_WIDTH = 104
SHOWN_TENANTS = 12


def demo(
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8000,
    data_dir: Annotated[Path, typer.Option(help="Folder for everything the demo keeps.")] = Path("var/demo"),
    *,
    fresh: Annotated[bool, typer.Option(help="Throw away an earlier demo and start over.")] = False,
) -> None:
    """Start a portal with invented data on http://localhost:8000; its mails can be read in the browser."""
    listener = listen(port)
    guide = read_guide(data_dir)
    if fresh or guide is None:
        clear(data_dir)
        begin(data_dir)
        guide = None
    with suppress(KeyboardInterrupt):
        asyncio.run(_run(listener, data_dir, guide))
    typer.echo("The demo has ended. `make demo` continues it, `make demo ARGS=--fresh` starts over.")


def listen(port: int) -> socket.socket:
    """Take the port before anything else is done.

    Raises:
        ValueError: somebody else has it.
    """
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
    except OSError as error:
        found.close()
        raise ValueError(f"port {port} is taken by another program; choose one: make demo ARGS='--port 8001'") from error
    return found


class Portal(uvicorn.Server):
    """Says when it takes requests."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Called by uvicorn."""
        await super().startup(sockets)
        if self.started:
            self._ready()


async def _run(listener: socket.socket, data_dir: Path, guide: Guide | None) -> None:
    screen = Console(highlight=False)
    with await asyncio.to_thread((data_dir / "portal.log").open, "a", encoding="utf-8") as log:
        configure(stream=log)
        async with catching(Mailbox(folder(data_dir))) as mail_port:
            settings = demo_settings(data_dir, port=listener.getsockname()[1], mail_port=mail_port)
            if guide is None:
                began = time.monotonic()
                guide = await asyncio.create_task(seed(settings, screen.print))
                screen.print(f"The demo was made in {time.monotonic() - began:.0f} seconds.")
            await _serve(settings, listener, guide, screen)


async def _serve(settings: Settings, listener: socket.socket, guide: Guide, screen: Console) -> None:
    # In a task of its own, as the database's connection is a context variable that requests would inherit.
    await asyncio.create_task(database.migrate(settings.database_url))
    config = server.config(create_app(settings), host=HOST, port=listener.getsockname()[1], trusted_proxies=[])
    portal = Portal(config, partial(show, guide, settings, screen))
    await portal.serve([listener])
    if not portal.started:
        raise ValueError(f"the portal did not start; {settings.data_dir / 'portal.log'} says why")


def show(guide: Guide, settings: Settings, screen: Console) -> None:
    """Addresses and logins, in the order a visitor needs them."""
    base = settings.base_url
    wide = Console(file=screen.file, width=max(screen.width, TABLE_WIDTH), highlight=False)
    wide.print(f"\n[bold]{settings.cooperative.name}[/bold] runs on this machine.\n")
    wide.print(f"  Tenants   {base}/\n  Staff     {base}/verwaltung\n  Mails     {base}/demo/mails\n  GraphQL   {base}/graphql")
    wide.print(_table("Staff: e-mail and password", guide.staff, "E-mail", "Role"))
    wide.print(f"  The caretaker asks for the link of the day at {base}/hausmeister, reads it among the mails, and types the six digits.")
    wide.print(_table("Tenants: Mitgliedsnummer and password", guide.tenants[:SHOWN_TENANTS], "Number", "Home"))
    wide.print(_table("Erstanmeldung: number and Aktivierungspasswort", guide.letters, "Number", "Home"))
    for letter in guide.letters[:1]:
        wide.print(f"  As the letter's QR code: {base}/erstanmeldung#n={letter.login}&c={letter.password}")
    wide.print(
        f"  {len(guide.tenants)} tenants are registered; all logins stand in {settings.data_dir / 'demo.json'}, the log in portal.log."
    )
    wide.print("  Ctrl-C ends the demo.\n")


def _table(title: str, logins: list[Login], login: str, role: str) -> Table:
    table = Table("Name", role, login, "Password", title=title, title_justify="left", title_style="bold", box=SIMPLE, pad_edge=False)
    for one in logins:
        table.add_row(one.name, one.role, one.login, one.password)
    return table
