"""DS-02: the evidence of "Nur Mieterportal" names the words that stood on the screen, so both files must say the same."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[2]


def shown(words: dict[str, str]) -> str:
    """The agreement as the app words it, with the placeholders of the stored text and without soft hyphens."""
    filled = words["portal"].replace("{sender}", "{{ cooperative.name }}").replace("{email}", "{E-Mail}")
    return f"{filled}\n\n{words['law']}\n".replace("\u00ad", "")


def test_the_agreement_on_the_screen_is_the_one_that_is_stored() -> None:
    """Word by word."""
    words = json.loads((ROOT / "web/pwa/src/i18n/de/account.json").read_text(encoding="utf-8"))["paper"]
    stored = (ROOT / "web/legal/de/electronic_delivery.md").read_text(encoding="utf-8").partition("\n---\n\n")[2]
    assert shown(words) == stored
    assert shown({**words, "portal": words["portal"].replace("jederzeit", "")}) != stored
