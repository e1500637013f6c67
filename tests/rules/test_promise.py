"""What the engine promises is written where its users read it, and nothing more than that (OB-01)."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
PROMISE = "at least once for each notice, recipient, channel and target until the notice expires"


def test_the_promise_stands_in_the_docs_and_exactly_once_is_not_promised() -> None:
    architecture = " ".join((ROOT / "docs/architecture.md").read_text(encoding="utf-8").split())
    assert PROMISE in architecture
    assert "exactly once is not promised" in architecture


def test_no_screen_says_delivered_of_what_was_only_handed_over() -> None:
    """WP-01: a push service that took a message has not shown it to anybody."""
    words = [*(ROOT / "web/pwa/src/i18n/de").glob("*.json"), *(ROOT / "push/locales").glob("*.toml")]
    assert len(words) > 3
    assert [path.name for path in words if "zugestellt" in path.read_text(encoding="utf-8").lower()] == []
