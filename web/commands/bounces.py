"""`mieterportal bounce` and `mieterportal bounces`: what mail servers send back, one mail from a pipe or a whole mailbox (SM-18)."""

import sys
from collections import Counter
from enum import IntEnum
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.table import Table
from tortoise.exceptions import BaseORMException

from models import keyring
from push.bounces import mailbox_reader
from push.bounces.intake import Taken, take
from push.bounces.report import MOST_BYTES
from web.commands import read_settings, run, screen
from web.logs import configure

log = structlog.get_logger("bounces")

WORDS = {
    Taken.BOUNCED: "bounced: the row is bounced, the address is not written to any more",
    Taken.SOFT: "bounced: the mailbox is full or gave up, counted",
    Taken.REFUSED: "bounced: our server or the mail was refused, see the log",
    Taken.DELAYED: "delayed: counted",
    Taken.COMPLAINT: "complaint: the address is not written to any more",
    Taken.DELIVERED: "report of success",
    Taken.REPEATED: "taken in before",
    Taken.FORGED: "forged: the signature is not ours",
    Taken.UNKNOWN: "unknown: names no mail of ours",
    Taken.AUTO_REPLY: "automatic answer",
    Taken.NO_REPORT: "no report: left in the mailbox, marked as read",
}


class Exit(IntEnum):
    """What a mail server makes of it (sysexits.h): a pipe that fails for a time is tried again, nothing is ever sent back."""

    DONE = 0
    TRY_AGAIN = 75


def bounce(
    recipient: Annotated[str, typer.Option(help="The envelope's recipient, where the mail server tells it.")] = "",
) -> None:
    """Take in one bounce from standard input: the pipe command of a mail server. Ends with 0, or with 75 to be tried again."""
    settings = read_settings()
    configure()
    content = sys.stdin.buffer.read(MOST_BYTES)
    while sys.stdin.buffer.read(MOST_BYTES):
        pass  # The mail server writes on; closing the pipe early would look like a failure.

    async def work() -> Taken:
        return await take(content, keyring.current(), recipient)

    try:
        run(settings, work())
    except (BaseORMException, OSError) as error:
        log.error("bounce.not_taken", error=type(error).__name__)
        raise typer.Exit(Exit.TRY_AGAIN) from error


def bounces(
    mailbox: Annotated[Path, typer.Argument(exists=True, readable=True, help="An mbox file or a Maildir.")],
) -> None:
    """Take in every bounce of a mailbox and remove it there; safe to repeat, also while mails arrive. 75: try again later."""
    settings = read_settings()
    configure()
    try:
        counted = run(settings, _empty(mailbox))
    except (BaseORMException, OSError) as error:
        log.error("bounces.not_taken", error=type(error).__name__)
        raise typer.Exit(Exit.TRY_AGAIN) from error
    table = Table("", "mails")
    for taken, number in counted.items():
        table.add_row(WORDS[taken], str(number))
    screen.print(table if counted else "No new mails.")


async def _empty(path: Path) -> Counter[Taken]:
    """What was taken in, by kind. A mail leaves the mailbox after its transaction, so that a crash repeats it, which changes nothing."""
    counted = Counter[Taken]()
    with mailbox_reader.opened(path) as reader:
        for key, content in reader.mails():
            taken = await take(content, keyring.current())
            counted[taken] += 1
            if taken is Taken.NO_REPORT:
                reader.leave(key)
            else:
                reader.remove(key)
    return counted
