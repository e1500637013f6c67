"""`mieterportal import-stock` as the operator calls it: a process's exit codes, counts and sentences."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from models import database
from models.member import Member
from tests.support.stockfile import contract, house, person, row, stock, unit
from web.cli import app

GOOD = stock(*(row(house(), unit(f"E{n}"), contract(f"V{n}"), person(f"P{n}")) for n in range(5)))
SHORT = "\r\n".join(GOOD.splitlines()[:-1])
BAD = GOOD.replace("01.04.2019", "2019-04-01", 1)

SETTINGS = {
    "BASE_URL": "http://localhost:8000", "COOPERATIVE__NAME": "Muster eG", "COOPERATIVE__SHORT_NAME": "Muster",
    "COOPERATIVE__STREET": "Musterstraße 1", "COOPERATIVE__CITY": "90402 Nürnberg", "COOPERATIVE__SEAT": "Nürnberg",
    "COOPERATIVE__REGISTER_COURT": "Amtsgericht Nürnberg", "COOPERATIVE__REGISTER_NUMBER": "1", "COOPERATIVE__BOARD": "Erika Beispiel",
    "COOPERATIVE__CHAIR": "Max Beispiel", "COOPERATIVE__SERVICE_PHONE": "0911 0", "COOPERATIVE__SERVICE_HOURS": "8 bis 16 Uhr",
    "COOPERATIVE__SERVICE_EMAIL": "service@muster.example", "COOPERATIVE__EMERGENCY_PHONE": "0911 1",
    "COOPERATIVE__WEBSITE": "https://muster.example",
}  # fmt: skip


@pytest.fixture
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The operator's environment; returns the database's URL."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(f"MIETERPORTAL_{name}", value)
    monkeypatch.setenv("MIETERPORTAL_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("MIETERPORTAL_DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "200")
    return database_url


def call(tmp_path: Path, text: str, *options: str) -> Result:
    path = tmp_path / "stock.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return CliRunner().invoke(app, ["import-stock", str(path), *options])


def members(url: str) -> int:
    async def count() -> int:
        async with database.connect(url):
            return await Member.all().count()

    return asyncio.run(count())


def test_a_good_file_ends_with_zero_and_counts(settings: str, tmp_path: Path) -> None:
    result = call(tmp_path, GOOD)
    assert result.exit_code == 0, result.output
    assert "5 Zeilen, 0 fehlerhaft. 0 Verträge beendet, 0 neue Todesfälle." in result.stdout
    assert "Übernommen." in result.stdout
    assert members(settings) == 5


def test_a_dry_run_says_that_nothing_changed(settings: str, tmp_path: Path) -> None:
    result = call(tmp_path, GOOD, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Probelauf: Nichts wurde geändert." in result.stdout
    assert members(settings) == 0


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_a_bad_file_ends_with_one_and_names_line_and_column(settings: str, tmp_path: Path, options: list[str]) -> None:
    result = call(tmp_path, BAD, *options)
    assert result.exit_code == 1, result.output
    line = next(line for line in result.stderr.splitlines() if "Vertragsbeginn" in line)
    assert [cell.strip() for cell in line.split("│")[1:4]] == ["2", "Vertragsbeginn", "2019-04-01"]
    assert "Nichts wurde geändert." in result.stdout
    assert members(settings) == 0


def test_bad_rows_may_be_left_out(settings: str, tmp_path: Path) -> None:
    assert call(tmp_path, BAD, "--skip-bad", "19").exit_code == 1
    assert call(tmp_path, BAD, "--skip-bad", "20").exit_code == 0
    assert members(settings) == 4


@pytest.mark.usefixtures("settings")
def test_ending_many_contracts_ends_with_three_until_it_is_confirmed(tmp_path: Path) -> None:
    assert call(tmp_path, GOOD, "--mode", "full").exit_code == 0
    result = call(tmp_path, SHORT, "--mode", "full")
    assert result.exit_code == 3, result.output
    assert "1 Verträge zu beenden" in result.stdout
    assert "In dieser Datei fehlen 1 Nutzungsverhältnisse" in result.stderr
    assert call(tmp_path, SHORT, "--mode", "full", "--confirm-ending").exit_code == 0


@pytest.mark.usefixtures("settings")
def test_a_missing_file_is_a_wrong_call(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["import-stock", str(tmp_path / "nothing.csv")])
    assert result.exit_code == 2
    assert "does not exist" in result.stderr
