"""The languages a person can read notices in."""

from enum import StrEnum


class Language(StrEnum):
    """ISO 639-1, and German in plain words (Einfache Sprache), which is a choice of its own."""

    DE = "de"
    DE_PLAIN = "de-plain"
    EN = "en"
    TR = "tr"
    RU = "ru"
    UK = "uk"
    AR = "ar"

    @property
    def tag(self) -> str:
        """What `lang` says (BCP 47): plain German is German."""
        return "de" if self is Language.DE_PLAIN else self.value

    @property
    def direction(self) -> str:
        """What `dir` says."""
        return "rtl" if self is Language.AR else "ltr"


TRANSLATED = tuple(language for language in Language if language is not Language.DE)
"""Every language but that of the binding text."""


def language_of(code: str) -> Language:
    """German for a code nothing is worded in."""
    return _BY_CODE.get(code, Language.DE)


def reads_in(chosen: str | None, erp: str) -> Language:
    """What the person chose goes before what the ERP has; the same in SQL is READS_IN (push/spoken.py)."""
    return language_of(chosen or erp)


_BY_CODE = {language.value: language for language in Language}
