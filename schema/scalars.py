"""Values that more than one noun uses."""

import strawberry

from models.language import Language

__all__ = ["Language"]

strawberry.enum(
    Language,
    description="Outages are told in it, above the binding German text. DE_PLAIN is German in plain words (Einfache Sprache).",
)
