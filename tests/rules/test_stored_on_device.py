"""DS-13: the privacy notice names everything the portal stores in a browser, and nothing else."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APP = [*(ROOT / "web/pwa/src").rglob("*.ts"), *(ROOT / "web/pwa/src").rglob("*.tsx"), *(ROOT / "web/pwa/worker").rglob("*.ts")]
STORAGE = re.compile(r"\b(?:localStorage|sessionStorage|caches)\.(?!delete|match|keys)")
NAMES = re.compile(r"const (?:\w+_KEY|\w+_CACHE|PREFIX) = \"([\w.]+)\"")


def sources() -> dict[Path, str]:
    """The app's own code without its tests."""
    return {path: path.read_text() for path in APP if ".test." not in path.name and "test" not in path.parts}


def stored() -> set[str]:
    """Names of web storage keys, of IndexedDB values, of caches and cookies, read from the code."""
    names = {"__Host-session", "workbox-precache"}
    for path, text in sources().items():
        if STORAGE.search(text):
            found = NAMES.findall(text)
            assert found, f"{path} stores something under a name that is no constant called .._KEY, .._CACHE or PREFIX"
            names.update(found)
        if "indexedDB.open" in text:
            slots = re.search(r"export type Slot = ([^;]+);", text)
            assert slots, f"{path} opens IndexedDB without naming what it keeps"
            names.update(re.findall(r"\"(\w+)\"", slots.group(1)))
    return names


def named(text: str) -> set[str]:
    """What the list of a privacy notice names: the last code word before the place in brackets."""
    rows = re.findall(r"^\* (`[^(]+`) \(", text, re.MULTILINE)
    return {re.findall(r"`([^`]+)`", row)[-1] for row in rows}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_privacy_notice_lists_what_is_stored(language: str) -> None:
    """Every key in the code, and no other."""
    assert named((ROOT / "web/legal" / language / "privacy.md").read_text(encoding="utf-8")) == stored()


def test_a_new_key_would_be_noticed() -> None:
    """The planted violation: a row is missing."""
    text = (ROOT / "web/legal/de/privacy.md").read_text(encoding="utf-8")
    assert named(text.replace("* `mieterportal.theme` (", "* theme (")) != stored()


def test_no_cookie_is_written_by_script() -> None:
    """The only cookie is the server's."""
    assert [path for path, text in sources().items() if "document.cookie" in text] == []
