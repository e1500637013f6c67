"""The command line `mieterportal`: the one place that reads the settings whole."""

import asyncio
import sys
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
import uvicorn
from pydantic import ValidationError
from rich.console import Console

from models import database
from models.keyring import Keyring, KeyringError
from models.staff import StaffRole
from models.token import TokenScope
from resolvers import start
from resolvers.access import Operator
from resolvers.errors import PortalError
from resolvers.staff import create_staff as create_staff_account
from resolvers.token import create as create_api_token
from schema import schema
from settings import Settings
from web import server
from web.app import create_app
from web.logs import configure

Answer = TypeVar("Answer")

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="The tenant portal of a housing cooperative."
)
screen = Console(soft_wrap=True)
complaints = Console(stderr=True, soft_wrap=True)


def main() -> None:
    """Entry point: expected refusals become one sentence and exit code 1."""
    try:
        app()
    except (PortalError, KeyringError, ValueError) as error:
        complaints.print(f"[red]{error}[/red]", highlight=False)
        sys.exit(1)


def read_settings() -> Settings:
    """The settings, or one plain sentence for each that is missing or wrong, and exit code 2."""
    try:
        return Settings()  # pyright: ignore[reportCallIssue] - required values come from the environment
    except ValidationError as error:
        for problem in error.errors():
            complaints.print(sentence(problem), highlight=False, markup=False)
        raise typer.Exit(2) from None


def sentence(problem: Any) -> str:
    """`MIETERPORTAL_BASE_URL is missing (docs/configuration.md).`"""
    name = "__".join(str(part) for part in problem["loc"]).upper()
    if problem["type"] == "missing":
        return f"MIETERPORTAL_{name} is missing (docs/configuration.md)."
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"MIETERPORTAL_{name}: {message}." if name else f"{message}."


def run(settings: Settings, work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run `work` with the portal's keys and database open."""

    async def opened() -> Answer:
        async with database.connect(settings.database_url):
            return await work

    start.unlock(settings.data_dir, settings.cooperative)
    return asyncio.run(opened())


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
    uvicorn.Server(config).run()


@app.command()
def migrate() -> None:
    """Bring the database up to date; safe to repeat."""
    settings = read_settings()
    asyncio.run(database.migrate(settings.database_url))
    screen.print("The database is up to date.")


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
def vapid_keys() -> None:
    """Make the portal's keys if they are missing, and print the public key browsers subscribe with."""
    settings = read_settings()
    print(Keyring.load(settings.data_dir / "secrets").vapid.public)  # noqa: T201 - for copying


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
