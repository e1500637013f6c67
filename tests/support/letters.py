"""Letters read back from their PDF: words with their place on the page in millimetres, and what a phone sees in the QR code."""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import zxingcpp

_MM = 25.4 / 72
A4_HEIGHT = 297.0


@dataclass(frozen=True, slots=True)
class Box:
    """Millimetres from the left and from the top."""

    left: float
    top: float
    right: float
    bottom: float

    def contains(self, other: "Box") -> bool:
        return self.left <= other.left and self.right >= other.right and self.top <= other.top and self.bottom >= other.bottom

    def touches(self, other: "Box") -> bool:
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


# DIN 5008 form B: the address field; a window of DIN 680 shows 90 x 45 mm, and the letter may slide by 5 mm to each side in its envelope.
FIELD = Box(20, 45, 105, 90)
WINDOW = Box(15, 40, 115, 95)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its text, its pieces with their places, and the content of its QR code."""

    text: str
    pieces: tuple[tuple[str, Box], ...]
    link: str
    qr: Box

    def place(self, text: str) -> Box:
        """Where a piece of text stands."""
        return next(box for piece, box in self.pieces if text in piece)

    @property
    def fragment(self) -> dict[str, str]:
        """Number and code as the app reads them behind the #."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.link).fragment).items()}


def read(pdf: bytes) -> list[Page]:
    """Every page of a run's PDF."""
    document = opened(pdf)
    try:
        return [_page(document[index]) for index in range(len(document))]
    finally:
        document.close()


def opened(pdf: bytes) -> Any:
    """The document; close it. The library declares hardly any types."""
    return cast("Any", pypdfium2.PdfDocument(pdf))


def pages_of(pdf: bytes) -> int:
    """How many pages there are."""
    document = opened(pdf)
    try:
        return len(document)
    finally:
        document.close()


def _page(page: Any) -> Page:
    words = page.get_textpage()
    boxes = [words.get_rect(index) for index in range(words.count_rects())]
    pieces = tuple((words.get_text_bounded(*box), _box(*box)) for box in boxes)
    scale = 3.0
    codes = zxingcpp.read_barcodes(page.render(scale=scale).to_pil())
    corners = codes[0].position
    pixel = _MM / scale
    qr = Box(corners.top_left.x * pixel, corners.top_left.y * pixel, corners.bottom_right.x * pixel, corners.bottom_right.y * pixel)
    return Page(words.get_text_range(), pieces, codes[0].text, qr)


def _box(left: float, bottom: float, right: float, top: float) -> Box:
    return Box(left * _MM, A4_HEIGHT - top * _MM, right * _MM, A4_HEIGHT - bottom * _MM)
