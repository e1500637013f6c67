"""Where the portal's stylesheet lies for pages that the server renders: its name carries a hash, Vite's manifest knows it."""

from functools import lru_cache
from pathlib import Path

import orjson

ENTRY = "src/design/portal.css"


def portal_stylesheet(dist: Path) -> str | None:
    """The path to link, such as `/assets/portal-Cq2hPJy.css`; None where the app has not been built."""
    manifest = dist / ".vite" / "manifest.json"
    if not manifest.is_file():
        return None
    return _entry(manifest, manifest.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _entry(manifest: Path, changed: int) -> str:
    """Read once for each build; `changed` is there to tell builds apart."""
    return f"/{orjson.loads(manifest.read_bytes())[ENTRY]['file']}"
