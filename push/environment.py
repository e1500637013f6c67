"""The Jinja2 environment of every message, with the filters its templates use."""

import re
import textwrap
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from push import words

TEMPLATES = Path(__file__).parent / "templates"
LINE = 78
_NO_BREAK = "\u2060"
_TOGETHER = re.compile(r"(?<=\d) (?=\d|Uhr)|(?<=\d\.) (?=[A-ZÄÖÜ])")
_PHONE = re.compile(r"(?<![\w@.])\+?\d[\d\s/()-]{4,}\d")


def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
    )
    filters = cast("dict[str, Any]", made.filters)
    filters |= {
        "long_day": words.long_day,
        "plain_day": words.plain_day,
        "long_moment": words.long_moment,
        "fill": fill,
        "pad": _pad,
        "sentence": _sentence,
        "tel": _tel,
        "phones": _phones,
        "bdi": isolates,
    }
    cast("dict[str, Any]", made.globals).update(spoken=None, lang="de", dir="ltr")
    return made


def fill(text: str) -> str:
    """Lines of at most 78 characters; words, links, telephone numbers and dates stay whole."""
    kept = _TOGETHER.sub(_NO_BREAK, text)
    return textwrap.fill(kept, LINE, break_long_words=False, break_on_hyphens=False).replace(_NO_BREAK, " ")


def isolates(text: str) -> Markup:
    """Text whose isolates of direction are elements of HTML."""
    return Markup(str(escape(text)).replace("\u2068", "<bdi>").replace("\u2069", "</bdi>"))  # noqa: S704 - escaped in the same line


def _pad(label: str, facts: list[tuple[str, str]]) -> str:
    """A label as wide as the widest, so that the values stand below each other."""
    return label.ljust(max(len(name) for name, _ in facts) + 2)


def _sentence(text: str) -> str:
    """The text with the full stop that ends it, unless it ends already."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _tel(number: str) -> str:
    """`tel:` form of a German number: digits, a leading 0 as +49 (RFC 3966)."""
    digits = "".join(character for character in number if character.isdigit() or character == "+")
    return f"+49{digits[1:]}" if digits.startswith("0") and not digits.startswith("00") else digits


def _phones(text: str) -> Markup:
    """Text with every telephone number as a link."""
    style = "font-weight:700;white-space:nowrap;"
    found, position = Markup(), 0
    for match in _PHONE.finditer(text):
        found += escape(text[position : match.start()]) + Markup('<a href="tel:{}" style="{}">{}</a>').format(
            _tel(match[0]), style, match[0]
        )
        position = match.end()
    return found + escape(text[position:])


def cut(text: str, longest: int) -> str:
    """At most `longest` characters, cut between words with an ellipsis."""
    if len(text) <= longest:
        return text
    return textwrap.shorten(text, longest, placeholder=" …") if " " in text[:longest] else f"{text[: longest - 1]}…"
