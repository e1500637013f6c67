"""Empfängerkreis: one resolver for preview, sending, reading and counting."""

from resolvers.audience.languages import languages
from resolvers.audience.resolve import AudienceHouse, Preview, Target, preview, resolve, resolve_into_snapshot
from resolvers.audience.rule import Rule, RuleView, check, describe, require_area, rules_from
from resolvers.audience.source import Days, days_of

__all__ = [
    "AudienceHouse",
    "Days",
    "Preview",
    "Rule",
    "RuleView",
    "Target",
    "check",
    "days_of",
    "describe",
    "languages",
    "preview",
    "require_area",
    "resolve",
    "resolve_into_snapshot",
    "rules_from",
]
