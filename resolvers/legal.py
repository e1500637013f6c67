"""Privacy notice, terms, imprint, accessibility statement, and the words of the agreement to electronic delivery.

The operator's Markdown files are read at start; each text that ever stood there is kept as a row, for the evidence of what a person
accepted (Art. 7(1) GDPR, DS-02). A changed file becomes a new version by itself: its number carries the hash of what is shown.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import nh3
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markdown_it import MarkdownIt

from models import clock
from models.consent import LegalKind, LegalText
from models.database import transaction
from resolvers.errors import Unavailable
from settings import CooperativeSettings

SAMPLES = Path(__file__).parents[1] / "web" / "legal"
LANGUAGES = ("de", "en")

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
# What comes out is Markdown, which html() cleans.
_templates = SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)


class LegalTextError(ValueError):
    """A legal text is missing or cannot be read; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class _Source:
    version: str
    is_sample: bool
    body: str


async def load(folder: Path | None, cooperative: CooperativeSettings) -> None:
    """Read `<language>/<kind>.md` of `folder` (the samples where it has no such file) and publish what is new. Safe to repeat.

    Raises:
        LegalTextError: a file has no version, or a placeholder no setting fills.
    """
    for language in LANGUAGES:
        for kind in LegalKind:
            path = _path(folder, language, kind)
            if path is not None:
                await _publish(kind, language, _read(path, cooperative))


async def current(kind: LegalKind, language: str = "de") -> LegalText:
    """The text in force in `language`; the German one, which is binding, where there is none.

    Raises:
        Unavailable: no text was loaded.
    """
    for wanted in dict.fromkeys([language, "de"]):
        found = await LegalText.filter(kind=kind, language=wanted).order_by("-published_at").first()
        if found is not None:
            return found
    raise Unavailable(f"There is no text of kind {kind.value} yet.")


async def find(kind: LegalKind, version: str, language: str = "de") -> LegalText | None:
    """One version, whether in force or not (DS-02: retrievable for ever)."""
    return await LegalText.get_or_none(kind=kind, version=version, language=language)


def html(body: str) -> str:
    """Sanitised HTML of a Markdown text; HTML inside the text is shown as text. A wide table scrolls, so the keyboard must reach it."""
    return nh3.clean(_markdown.render(body)).replace("<table>", '<table tabindex="0">')


def _path(folder: Path | None, language: str, kind: LegalKind) -> Path | None:
    for root in [folder, SAMPLES] if folder else [SAMPLES]:
        path = root / language / f"{kind.value}.md"
        if path.exists():
            return path
    return None


def _read(path: Path, cooperative: CooperativeSettings) -> _Source:
    head, separator, text = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
    fields = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in head.splitlines())}
    if not separator or not fields.get("version"):
        raise LegalTextError(f"{path} must begin with three dashes, a line 'version: 2026-12-01' and three dashes")
    try:
        body = _templates.from_string(text.lstrip("\n")).render(cooperative=cooperative)
    except TemplateError as error:
        raise LegalTextError(f"{path}: {error}") from error
    return _Source(fields["version"], fields.get("sample") == "true", body)


async def _publish(kind: LegalKind, language: str, source: _Source) -> None:
    digest = hashlib.sha256(source.body.encode()).hexdigest()
    newest = await LegalText.filter(kind=kind, language=language).order_by("-published_at").first()
    if newest is not None and newest.sha256 == digest:
        return
    version = f"{source.version[:23]}.{digest[:8]}"
    now = await clock.now()
    async with transaction():
        # A text that returns after another one was in force comes into force again; its row stays the same evidence.
        if not await LegalText.filter(kind=kind, language=language, version=version).update(published_at=now):
            await LegalText.bulk_create(
                [
                    LegalText(
                        kind=kind,
                        language=language,
                        version=version,
                        body=source.body,
                        sha256=digest,
                        is_sample=source.is_sample,
                        published_at=now,
                    )
                ],
                ignore_conflicts=True,
            )
