"""No tracked file names a package registry's host or a place on somebody's machine: a clone must work anywhere."""

import re
from pathlib import Path

import pytest

from tests.rules.tracked import text_of, tracked_files

# Put together here, so that this file does not name them either.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("proxy", "golang", "org"),
    )
]
MACHINE_PLACES = ["/" + word + "/" for word in ("work", "root", "home", "Users", "tmp")]
FORBIDDEN = re.compile(
    "|".join(
        [
            *(re.escape(host) for host in REGISTRY_HOSTS),
            "arti" + "factory",
            *(rf"(?<![\w.*~)}}\]@-]){re.escape(place)}\w" for place in MACHINE_PLACES),
        ]
    )
)


def forbidden_in(text: str) -> list[str]:
    """Every forbidden name in the text."""
    return FORBIDDEN.findall(text)


def test_no_tracked_file_names_a_registry_or_a_machine() -> None:
    found: dict[str, list[str]] = {}
    for path in tracked_files():
        text = text_of(path)
        if text is not None and (names := forbidden_in(text)):
            found[path.name] = names
    assert found == {}


@pytest.mark.parametrize("planted", [*REGISTRY_HOSTS, *(place + "x" for place in MACHINE_PLACES)])
def test_a_planted_name_is_found(planted: str, tmp_path: Path) -> None:
    file = tmp_path / "planted.txt"
    file.write_text(f'index = "{planted}"\n')
    assert forbidden_in(file.read_text()) == [planted]


def test_ordinary_words_are_left_alone() -> None:
    assert forbidden_in("docs/work/plan.md, src/home/home.tsx, @/home/page, a registry in the ERP") == []
