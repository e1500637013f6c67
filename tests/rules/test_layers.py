"""Imports point one way; the contract stands in pyproject.toml, and a wrong import breaks it."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.rules.tracked import ROOT

PACKAGES = ["web", "schema", "resolvers", "push", "models"]


def run_import_linter(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contract of pyproject.toml against the packages in `folder`."""
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)


def plant(folder: Path, module: str, line: str) -> None:
    """Write five empty packages and one module with the given import."""
    for package in PACKAGES:
        (folder / package).mkdir()
        (folder / package / "__init__.py").touch()
        (folder / package / "notice.py").touch()
    (folder / module).write_text(line + "\n")


def test_the_layers_are_kept() -> None:
    result = run_import_linter(ROOT)
    assert result.returncode == 0, result.stdout


def test_an_import_to_the_left_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "push/notice.py", "from resolvers import notice")
    result = run_import_linter(tmp_path)
    assert result.returncode == 1
    assert "push.notice -> resolvers.notice" in result.stdout


def test_an_import_to_the_right_is_fine(tmp_path: Path) -> None:
    plant(tmp_path, "resolvers/notice.py", "from models import notice")
    assert run_import_linter(tmp_path).returncode == 0


def own_imports(source: str) -> list[str]:
    """The packages of the portal that a module imports."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
    return [name for name in names if name.partition(".")[0] in PACKAGES]


def test_settings_import_nothing_of_the_portal() -> None:
    """The contract takes packages only, so the single file at the bottom is checked here."""
    assert own_imports((ROOT / "settings.py").read_text()) == []
    assert own_imports("import models.clock\nfrom push import outbox\nimport typing\n") == ["models.clock", "push"]
