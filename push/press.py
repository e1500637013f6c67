"""Sets letters and posters with Typst and draws their QR codes with segno.

`python -m push.press` reads an order from its input and writes the PDF to its output. It imports nothing of the portal, so that
the process starts at once.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import segno
import typst

_FOLDER = Path(__file__).parent / "templates"
_LETTER, _POSTER = _FOLDER / "letter" / "welcome.typ", _FOLDER / "poster" / "poster.typ"
_QUIET = 4
"""Light modules around a QR code (ISO/IEC 18004 section 9.1)."""
_MASK = 3
"""Every mask can be read. Trying all eight for the prettiest costs 7 ms a code instead of 1: 14 s of 2,000 letters."""


def render(order: bytes) -> bytes:
    """The PDF of an order: JSON of what all pages share, and either `base_url` and `letters` with number and code in each,
    or `link` and `posters`.
    """
    data: dict[str, Any] = orjson.loads(order)
    if "posters" in data:
        data["qr"] = qr_svg(data["link"])
        return _set(_POSTER, data)
    for letter in data["letters"]:
        letter["qr"] = qr_svg(registration_link(data["base_url"], letter["number"], letter["code"]))
    return _set(_LETTER, data)


def _set(template: Path, data: dict[str, Any]) -> bytes:
    inputs = {"data": orjson.dumps(data).decode()}
    return typst.compile(
        template.read_bytes(), sys_inputs=inputs, format="pdf", pdf_standards=["a-2b"], pdf_tags=False, ignore_system_fonts=True
    )


def registration_link(base_url: str, number: str, code: str) -> str:
    """The address behind a letter's QR code. Number and code stand behind the #, which a browser never sends to a server."""
    return f"{base_url}/erstanmeldung#n={quote(number, safe='')}&c={code.replace('-', '')}"


def qr_svg(text: str) -> str:
    """A QR code with 15 % error correction and its quiet zone, one dark path on white."""
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=_MASK)
    side = len(code.matrix) + 2 * _QUIET
    path = "".join(_dark(row, y + _QUIET) for y, row in enumerate(code.matrix))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{path}"/></svg>'
    )


def _dark(row: Sequence[int], y: int) -> str:
    """The dark runs of one row of modules as a path."""
    path, x = "", 0
    while x < len(row):
        start = x
        while x < len(row) and row[x]:
            x += 1
        if x > start:
            path += f"M{start + _QUIET} {y}h{x - start}v1h-{x - start}z"
        x += 1
    return path


if __name__ == "__main__":
    sys.stdout.buffer.write(render(sys.stdin.buffer.read()))
