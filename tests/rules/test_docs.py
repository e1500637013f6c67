"""Documentation points at things that are there: files, commands of the Makefile, commands of the program."""

import re
import subprocess
import sys
from pathlib import Path

from tests.rules.tracked import ROOT, tracked_files

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
MAKE = re.compile(r"`?\bmake ([a-z][a-z-]+)\b")
PROGRAM = re.compile(r"\bmieterportal ([a-z][a-z-]+)\b")


def pages() -> list[Path]:
    """Every Markdown page of the repository that its readers see."""
    return [path for path in tracked_files() if path.suffix == ".md" and "legal" not in path.parts]


def dead_links(page: Path, text: str) -> list[str]:
    """Relative links of a page that lead nowhere."""
    return [link for link in LINK.findall(text) if not (page.parent / link).exists()]


def code_of(text: str) -> str:
    """What stands in code on a page: inline and in blocks."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


def test_links_lead_somewhere() -> None:
    assert len(pages()) > 10
    assert {page.name: dead for page in pages() if (dead := dead_links(page, page.read_text()))} == {}


def test_a_planted_dead_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").touch()
    text = "[a](there.md) [b](there.md#part) [c](gone.md) [d](https://example.org/gone.md) ![e](pictures/gone.png)"
    assert dead_links(tmp_path / "page.md", text) == ["gone.md", "pictures/gone.png"]


def test_named_commands_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    listed = subprocess.run(
        [
            sys.executable,
            "-c",
            "from web.cli import app; print(*(c.name or c.callback.__name__.replace('_', '-') for c in app.registered_commands),"
            " *(group.name for group in app.registered_groups))",
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    commands = set(listed.stdout.split())
    assert {"demo", "serve"} <= commands
    code = {page.name: code_of(page.read_text()) for page in pages()}
    assert {name: unknown for name, text in code.items() if (unknown := set(MAKE.findall(text)) - targets)} == {}
    assert {name: unknown for name, text in code.items() if (unknown := set(PROGRAM.findall(text)) - commands)} == {}
    table = (ROOT / "docs/operations.md").read_text()
    assert {name for name in commands if f"`{name}" not in table} == set()
