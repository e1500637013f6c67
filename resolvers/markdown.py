"""Markdown of notices to HTML that is safe in a page and asks nobody else for anything (DS-14)."""

from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt

TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "s",
    "ul",
    "ol",
    "li",
    "h3",
    "h4",
    "blockquote",
    "code",
    "pre",
    "hr",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
SCHEMES = {"https", "http", "mailto", "tel"}

# "html" off: what looks like a tag is shown as text. The page has its own h1 and h2, so headings start at h3.
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable(["table", "strikethrough"]).disable("image")


def to_html(markdown: str) -> str:
    """Sanitised HTML: no images, scripts, styles or classes; links leave the portal without a referrer."""
    tokens = _parser.parse(markdown)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3" if token.tag == "h1" else "h4"
    html: str = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        attribute_filter=_own_links_only,
    )


def first_paragraph(markdown: str) -> str:
    """The first paragraph as plain text, for mails; empty when there is none."""
    inside = False
    for token in _parser.parse(markdown):
        if token.type == "paragraph_open":
            inside = True
        elif inside and token.type == "inline":
            return "".join(" " if child.type in {"softbreak", "hardbreak"} else child.content for child in token.children or []).strip()
    return ""


def _own_links_only(tag: str, attribute: str, value: str) -> str | None:
    """A link names its scheme: a relative or scheme-relative one would be read against the page it stands on."""
    if (tag, attribute) != ("a", "href"):
        return value
    try:
        return value if urlsplit(value).scheme.lower() in SCHEMES else None
    except ValueError:
        return None
