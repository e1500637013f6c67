"""`mieterportal catch-mails`: the mail server of a demo that runs as several containers."""

import asyncio
from typing import Annotated

import typer

from settings import Settings
from web.commands import read_settings, screen
from web.demo.catcher import HOST, catching
from web.demo.mailbox import Mailbox
from web.demo.mails import folder


def catch_mails(port: Annotated[int, typer.Option(help="Port on loopback.")] = 2525) -> None:
    """Take every mail on loopback and keep it for /demo/mails; needs MIETERPORTAL_DEMO=1."""
    settings = read_settings()
    if not settings.demo:
        raise ValueError("catch-mails keeps mails from their recipients; it runs with MIETERPORTAL_DEMO=1 only")
    try:
        asyncio.run(_catch(settings, port))
    except KeyboardInterrupt:
        screen.print("No more mails are caught.")


async def _catch(settings: Settings, port: int) -> None:
    async with catching(Mailbox(folder(settings.data_dir)), port) as listening:
        screen.print(f"Catching mails on {HOST}:{listening}.")
        await asyncio.Event().wait()
