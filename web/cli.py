"""The command line `mieterportal`: the one place that reads the settings whole."""

import asyncio
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import structlog
import typer
import uvicorn
import uvloop

from models import database, storage
from models.keyring import KeyringError
from models.staff import StaffRole
from models.token import TokenScope
from push.channels.http import start_client_thread
from resolvers import start
from resolvers.access import Operator
from resolvers.account.letters import issue_for
from resolvers.errors import PortalError
from resolvers.staff import create_staff as create_staff_account
from resolvers.staff_management import open_anew
from resolvers.token import create as create_api_token
from schema import schema
from settings import Settings
from web import health, sending, server
from web.app import create_app
from web.commands import complaints, read_settings, run, screen
from web.commands.audit import commands as audit_commands
from web.commands.bounces import bounce, bounces
from web.commands.demo import demo
from web.commands.doctor import doctor
from web.commands.mails import catch_mails
from web.commands.stock import import_stock
from web.commands.vapid import vapid_keys
from web.logs import configure

log = structlog.get_logger("worker")

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="The tenant portal of a housing cooperative."
)


def main() -> None:
    """Entry point: expected refusals become one sentence and exit code 1."""
    try:
        app()
    except (PortalError, KeyringError, ValueError) as error:
        complaints.print(f"[red]{error}[/red]", highlight=False)
        sys.exit(1)


app.command("import-stock")(import_stock)
app.command()(demo)
app.command()(doctor)
app.command()(bounce)
app.command()(bounces)
app.command("catch-mails")(catch_mails)
app.command("vapid-keys")(vapid_keys)
app.add_typer(audit_commands, name="audit")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; leave it on loopback behind a proxy.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Answer browsers and integrators; sends the messages too unless MIETERPORTAL_EMBEDDED_WORKER=false."""
    settings = read_settings()
    configure()
    asyncio.run(database.migrate(settings.database_url))
    config = server.config(create_app(settings), host=host, port=port, trusted_proxies=settings.trusted_proxies)
    sending.spare_the_collector()
    start_client_thread()
    uvicorn.Server(config).run()


@app.command()
def migrate() -> None:
    """Bring the database up to date; safe to repeat."""
    settings = read_settings()
    asyncio.run(database.migrate(settings.database_url))
    screen.print("The database is up to date.")


@app.command()
def worker() -> None:
    """Send the messages and do what is due; for machines where serve runs with MIETERPORTAL_EMBEDDED_WORKER=false.

    SIGTERM ends it gracefully.
    """
    settings = read_settings()
    configure()
    sending.spare_the_collector()
    start_client_thread()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_work(settings))


async def _work(settings: Settings) -> None:
    storage.use(storage.Storage(settings.storage_url))
    async with database.connect(settings.database_url):
        found = sending.engine(settings, start.unlock(settings.data_dir, settings.cooperative))
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, found.stop)
        log.info("worker_started")
        with health.worker_figures(settings.worker_metrics_port):
            await found.run()
        log.info("worker_stopped")


@app.command()
def activation_codes(
    member: Annotated[list[str], typer.Option(help="The member's id in the ERP; repeat for several.")],
) -> None:
    """Issue new activation codes for welcome letters; prints them once, and the earlier ones end."""
    for issued in run(read_settings(), issue_for(Operator(), member)):
        print(f"{issued.external_id}\t{issued.name}\t{', '.join(issued.numbers)}\t{issued.code}")  # noqa: T201 - for the letters


@app.command()
def create_staff(
    email: Annotated[str, typer.Option(help="Address for signing in.")],
    name: Annotated[str, typer.Option(help="First and last name.")],
    role: Annotated[StaffRole, typer.Option(help="What they may do.")],
) -> None:
    """Create an employee account; prints the one-time password once."""
    created = run(read_settings(), create_staff_account(Operator(), email=email, name=name, role=role))
    screen.print(f"{created.row.email} signs in within 72 hours with this one-time password, then sets an own one:")
    print(created.secret)  # noqa: T201 - the secret alone on a line of standard output, to be copied


@app.command()
def forget_factors(
    email: Annotated[str, typer.Argument(help="The employee's address for signing in.")],
) -> None:
    """Let an employee in who lost every second factor, where no administrator can help; prints a one-time password once."""
    opened = run(read_settings(), open_anew(Operator(), email))
    screen.print(f"{opened.row.email} signs in within 72 hours with this one-time password, then sets an own one and a second factor:")
    print(opened.secret)  # noqa: T201 - the secret alone on a line of standard output, to be copied


@app.command()
def create_token(
    name: Annotated[str, typer.Option(help="Which program uses it.")],
    scope: Annotated[list[TokenScope], typer.Option(help="What it may do; repeat for several.")],
    days: Annotated[int, typer.Option(help="Valid for so many days, at most 366.")] = 365,
) -> None:
    """Create an API token for an integrator; prints it once."""
    created = run(read_settings(), create_api_token(Operator(), name=name, scopes=scope, valid_for=timedelta(days=days)))
    screen.print(f"Valid until {created.row.expires_at:%Y-%m-%d}; it is shown this once:")
    print(created.secret)  # noqa: T201 - the secret alone on a line of standard output, to be copied


@app.command()
def export_schema(
    output: Annotated[Path | None, typer.Option(help="File to write; standard output without it.")] = None,
) -> None:
    """Write the GraphQL schema as SDL."""
    text = schema.as_str() + "\n"
    if output is None:
        print(text, end="")  # noqa: T201 - the schema itself
    else:
        output.write_text(text, encoding="utf-8")
