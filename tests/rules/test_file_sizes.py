"""No file of code is over 400 lines: a longer one becomes a package of the same name."""

from pathlib import Path

from tests.rules.tracked import ROOT, tracked_files

LIMIT = 400
SUFFIXES = {".py", ".ts", ".tsx", ".css"}


def too_long(paths: list[Path]) -> list[str]:
    """The hand-written code files over the limit, with their line counts."""
    found: list[str] = []
    for path in paths:
        is_written_by_a_tool = "migrations" in path.parts or ".generated." in path.name
        if path.suffix not in SUFFIXES or is_written_by_a_tool:
            continue
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LIMIT:
            found.append(f"{path.name}: {lines}")
    return found


def test_no_file_is_over_the_limit() -> None:
    paths = tracked_files()
    assert ROOT / "settings.py" in paths
    assert too_long(paths) == []


def test_a_planted_long_file_is_found(tmp_path: Path) -> None:
    for name, lines in {"long.py": 401, "full.py": 400, "long.tsx": 401, "words.generated.ts": 900, "notes.md": 900}.items():
        (tmp_path / name).write_text("x\n" * lines)
    assert sorted(too_long(list(tmp_path.iterdir()))) == ["long.py: 401", "long.tsx: 401"]
