"""The locks hold what pyproject.toml pins: every direct dependency is pinned, locked at that version, and hashed."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from tests.rules.tracked import ROOT

PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[a-z0-9,_-]+\])?==(?P<version>[^\s;]+)")


def canonical(name: str) -> str:
    """PEP 503: names differ neither by case nor by separators."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(requirements: list[str]) -> dict[str, str]:
    """Name and version of each requirement.

    Raises:
        ValueError: one is not pinned with `==`.
    """
    found: dict[str, str] = {}
    for requirement in requirements:
        match = PINNED.match(requirement)
        if match is None:
            raise ValueError(f"{requirement} is not pinned")
        found[canonical(match["name"])] = match["version"]
    return found


def locked(lock: str) -> dict[str, str]:
    """Name and version of each block of a lock; a block without a hash raises ValueError."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock.strip())
    for block in blocks:
        if "--hash=sha256:" not in block:
            raise ValueError(f"{block.splitlines()[0]} has no hash")
    return pins(blocks)


def differences(wanted: dict[str, str], lock: dict[str, str]) -> list[str]:
    """What the lock does not hold at the wanted version."""
    return [f"{name}: {version} is pinned, {lock.get(name)} is locked" for name, version in wanted.items() if lock.get(name) != version]


def project() -> dict[str, Any]:
    """The [project] table."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def read(name: str) -> dict[str, str]:
    """A lock of the repository."""
    return locked(Path(ROOT / name).read_text())


def test_the_locks_hold_what_is_pinned() -> None:
    table = project()
    production, development = read("requirements.lock"), read("requirements-dev.lock")
    assert differences(pins(table["dependencies"]), production) == []
    assert differences(pins(table["optional-dependencies"]["dev"]), development) == []
    assert differences(production, development) == []


def test_the_lock_of_the_app_holds_what_is_pinned() -> None:
    wanted = json.loads((ROOT / "web/pwa/package.json").read_text())
    lock = json.loads((ROOT / "web/pwa/package-lock.json").read_text())["packages"]
    for kind in ("dependencies", "devDependencies"):
        assert wanted[kind] == lock[""][kind]
        assert {name: lock[f"node_modules/{name}"]["version"] for name in wanted[kind]} == wanted[kind]
    assert [name for name, package in lock.items() if name and not package["integrity"].startswith("sha512-")] == []


def test_planted_drift_is_found() -> None:
    lock = locked("webpush==1.0.6 \\\n    --hash=sha256:aa\nwsproto==1.3.2 ; python_version > '3' \\\n    --hash=sha256:bb\n")
    assert lock == {"webpush": "1.0.6", "wsproto": "1.3.2"}
    assert differences(pins(["webpush==1.0.6"]), lock) == []
    assert differences(pins(["WebPush[x]==1.0.7", "new_one==1"]), lock) == [
        "webpush: 1.0.7 is pinned, 1.0.6 is locked",
        "new-one: 1 is pinned, None is locked",
    ]
