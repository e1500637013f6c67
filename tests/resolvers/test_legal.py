"""Legal texts: the operator's files, the versions people accepted, and what comes out as HTML."""

import hashlib
from pathlib import Path

import pytest

from models.consent import LegalKind, LegalText
from resolvers import legal
from resolvers.errors import Unavailable
from resolvers.legal import LegalTextError
from tests.support.accounts import COOPERATIVE

HEAD = "---\nversion: 2027-01-01\n---\n\n"


def write(folder: Path, text: str, kind: str = "terms", language: str = "de") -> None:
    """A file of the operator."""
    (folder / language).mkdir(parents=True, exist_ok=True)
    (folder / language / f"{kind}.md").write_text(text, encoding="utf-8")


@pytest.mark.usefixtures("portal")
async def test_the_samples_are_complete_and_say_what_they_are() -> None:
    """DS-02: five kinds in two languages; the agreement to electronic delivery is ours, everything else a sample."""
    texts = await LegalText.all()
    assert {(text.kind, text.language) for text in texts} == {(kind, language) for kind in LegalKind for language in ("de", "en")}
    for text in texts:
        assert text.is_sample == (text.kind is not LegalKind.ELECTRONIC_DELIVERY)
        assert ("MUSTER – bitte ersetzen" in text.body or "SAMPLE – please replace" in text.body) == text.is_sample
        assert text.sha256 == hashlib.sha256(text.body.encode()).hexdigest()
        assert "{{" not in text.body
    assert COOPERATIVE.name in (await legal.current(LegalKind.ELECTRONIC_DELIVERY)).body


@pytest.mark.usefixtures("portal")
async def test_loading_again_changes_nothing() -> None:
    """Safe at every start."""
    before = await LegalText.all().order_by("id").values()
    await legal.load(None, COOPERATIVE)
    assert await LegalText.all().order_by("id").values() == before


@pytest.mark.usefixtures("portal")
async def test_a_changed_file_is_a_new_version(tmp_path: Path) -> None:
    """DS-02, DS-03: the old text stays to be found by the version that stands in the evidence, and may come into force again."""
    sample = await legal.current(LegalKind.TERMS)
    write(tmp_path, HEAD + "# Unsere Bedingungen\n")
    await legal.load(tmp_path, COOPERATIVE)
    first = await legal.current(LegalKind.TERMS)
    assert (first.body, first.is_sample) == ("# Unsere Bedingungen\n", False)
    assert first.version.startswith("2027-01-01.")
    write(tmp_path, HEAD + "# Unsere neuen Bedingungen\n")
    await legal.load(tmp_path, COOPERATIVE)
    second = await legal.current(LegalKind.TERMS)
    assert second.version != first.version
    for text in (sample, first, second):
        kept = await legal.find(LegalKind.TERMS, text.version)
        assert kept is not None
        assert (kept.body, kept.sha256) == (text.body, text.sha256)
    write(tmp_path, HEAD + "# Unsere Bedingungen\n")
    await legal.load(tmp_path, COOPERATIVE)
    assert (await legal.current(LegalKind.TERMS)).id == first.id
    assert (await legal.current(LegalKind.PRIVACY)).is_sample


@pytest.mark.usefixtures("portal")
async def test_a_changed_setting_changes_the_version() -> None:
    """The evidence names the text as it was shown, with the cooperative's data filled in."""
    before = await legal.current(LegalKind.IMPRINT)
    await legal.load(None, COOPERATIVE.model_copy(update={"chair": "Dora Beispiel"}))
    after = await legal.current(LegalKind.IMPRINT)
    assert "Dora Beispiel" in after.body
    assert after.version != before.version


@pytest.mark.usefixtures("portal")
async def test_a_language_we_lack_gets_the_german_text() -> None:
    """The German text is binding."""
    assert (await legal.current(LegalKind.TERMS, "en")).language == "en"
    assert (await legal.current(LegalKind.TERMS, "tr")).language == "de"


@pytest.mark.usefixtures("database")
async def test_without_any_text_nothing_can_be_accepted() -> None:
    """No evidence without a text."""
    with pytest.raises(Unavailable):
        await legal.current(LegalKind.TERMS)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("text", ["# No head", "---\nsample: true\n---\ntext", HEAD + "{{ cooperative.nonsense }}", HEAD + "{% if %}"])
async def test_a_bad_file_stops_the_start(tmp_path: Path, text: str) -> None:
    """The message names the file."""
    write(tmp_path, text)
    with pytest.raises(LegalTextError, match=r"terms\.md"):
        await legal.load(tmp_path, COOPERATIVE)
    assert not await LegalText.filter(kind=LegalKind.TERMS).exists()


def test_html_is_clean() -> None:
    """GQ-18: HTML in the text is shown, not run; tables and lines of an address work."""
    html = legal.html("# A\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) Zeile\\\nneue\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n")
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<br>" in html
    assert "<td>1</td>" in html
    assert html.count("tabindex") == 1
