"""Markdown of staff becomes HTML that can do nothing but be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers import markdown


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**Achtung**\nZeile", "<p><strong>Achtung</strong><br>\nZeile</p>\n"),
        ("# Eins\n## Zwei\n### Drei", "<h3>Eins</h3>\n<h4>Zwei</h4>\n<h4>Drei</h4>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[mehr](https://a.example/x)", '<p><a href="https://a.example/x" rel="noopener noreferrer nofollow">mehr</a></p>\n'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](//evil.example)", '<p><a rel="noopener noreferrer nofollow">x</a></p>\n'),
        ("[x](http://[)", '<p><a rel="noopener noreferrer nofollow">x</a></p>\n'),
        ("", ""),
    ],
)
def test_what_it_becomes(source: str, html: str) -> None:
    assert markdown.to_html(source) == html


@pytest.mark.parametrize(
    "source", ["![x](https://a.example/x.png)", "<img src=x onerror=alert(1)>", "<a onclick=x>y</a>", "<style>*{}</style>"]
)
def test_nothing_is_loaded_and_nothing_runs(source: str) -> None:
    html = markdown.to_html(source)
    for tag in ("<img", "<style", "<script", "<a onclick"):
        assert tag not in html


@given(st.text(alphabet="<>[]()!*_`#-|\\/&;:\"' \nabjvscript\u0000\u202e", max_size=200))
def test_no_text_makes_a_tag_that_is_not_allowed(source: str) -> None:
    html = markdown.to_html(source)
    opened = {part.split(">", 1)[0].strip("/").split(" ", 1)[0].split("\n", 1)[0] for part in html.split("<")[1:]}
    assert opened <= markdown.TAGS


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Erster *Absatz*\nhier.\n\nZweiter.", "Erster Absatz hier."),
        ("# Kopf\n\nText [mehr](https://a.example).", "Text mehr."),
        ("", ""),
        ("---", ""),
    ],
)
def test_the_first_paragraph_in_plain_words(source: str, words: str) -> None:
    assert markdown.first_paragraph(source) == words
