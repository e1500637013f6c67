"""What the commands of web/cli.py share: two consoles, the settings, an open database."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

from models import database
from resolvers import start
from settings import Settings

Answer = TypeVar("Answer")

screen = Console(soft_wrap=True)
complaints = Console(stderr=True, soft_wrap=True)


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
