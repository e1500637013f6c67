"""What the threat model calls shown is shown by a test that is there, and every attack stands in it."""

import re

from tests.rules.tracked import ROOT

_PAGE = ROOT / "docs/threat-model.md"
_ROW = re.compile(r"^\| (?!who \||---)(?P<who>[^|]+) \|.*\| (?P<shown>[^|]+) \|$", re.MULTILINE)


def attacks() -> set[str]:
    """The lines that `make attack` prints."""
    return {
        name for path in (ROOT / "tests/attack").glob("test_*.py") for name in re.findall(r"^async def test_(\w+)", path.read_text(), re.M)
    }


def unproven(page: str) -> list[str]:
    """Rows whose last column names an attack or a test that is not there, or none at all; and attacks that no row names."""
    rows = {match["who"]: match["shown"] for match in _ROW.finditer(page)}
    named = {who: re.findall(r"`(\w+)`|(tests/[\w/]+\.py)", shown) for who, shown in rows.items()}
    found = [f"{who}: nothing" for who, proofs in named.items() if not proofs]
    found += [f"{who}: {attack}" for who, proofs in named.items() for attack, _ in proofs if attack and attack not in attacks()]
    found += [f"{who}: {path}" for who, proofs in named.items() for _, path in proofs if path and not (ROOT / path).is_file()]
    said = {attack for proofs in named.values() for attack, _ in proofs}
    return [*found, *sorted(f"no row: {attack}" for attack in attacks() - said)]


def test_every_row_is_shown_by_something() -> None:
    """GQ-18, FI-06 and the other rows it gathers: no claim without a test."""
    page = _PAGE.read_text()
    assert len(_ROW.findall(page)) > 10
    assert unproven(page) == []


def test_planted_claims_are_found() -> None:
    """A test that went, an attack that was never written, a row without proof."""
    page = _PAGE.read_text()
    planted = page.replace("`csrf`", "`clickjacking`").replace("tests/rules/test_roles.py", "tests/rules/test_gone.py")
    planted = planted.replace("| tests/resolvers/test_reader.py |", "| common sense |")
    found = unproven(planted)
    assert "no row: csrf" in found
    assert any(line.endswith(": clickjacking") for line in found)
    assert any(line.endswith(": tests/rules/test_gone.py") for line in found)
    assert any(line.endswith(": nothing") for line in found)
