"""docs/example.env is a file that starts a portal."""

import shlex

import pytest

from settings import Settings
from tests.rules.tracked import ROOT


def variables(text: str) -> dict[str, str]:
    """What an env file sets, read as a shell reads it."""
    return dict(line.split("=", 1) for line in shlex.split(text, comments=True))


def test_the_example_settings_are_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIETERPORTAL_BASE_URL", "https://mieterportal.muster.example")
    example = variables((ROOT / "docs/example.env").read_text())
    for name, value in example.items():
        monkeypatch.setenv(name, value)
    settings = Settings()  # pyright: ignore[reportCallIssue] - the fields come from the environment
    assert settings.cooperative.board == ["Erika Beispiel", "Max Beispiel"]
    assert settings.mail.sender == "service@muster.example"
    assert settings.demo is False
