"""Where the built stylesheet stands: pages the server renders itself look like the app, and change with it."""

from functools import cache
from pathlib import Path

import orjson

DIST = Path(__file__).parent / "pwa" / "dist"
STYLESHEET = "src/design/portal.css"
THEME = "/theme.css"


def stylesheets(dist: Path = DIST) -> list[str]:
    """Addresses of the stylesheets in the order the cascade needs; only the theme where the app has not been built."""
    built = _built(dist)
    return [f"/{built}", THEME] if built else [THEME]


@cache
def _built(dist: Path) -> str | None:
    manifest = dist / ".vite" / "manifest.json"
    if not manifest.is_file():
        return None
    return str(orjson.loads(manifest.read_bytes())[STYLESHEET]["file"])
